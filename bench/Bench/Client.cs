using System.Diagnostics;
using System.Text;

namespace DataLab.Bench;

/// <summary>The HTTP client of the measurements: reads answers to the end and throws the bytes away.</summary>
internal static class Client
{
    /// <summary>A client that keeps connections, or one that opens a new one for every request.</summary>
    public static HttpClient Create(bool keepAlive = true)
    {
        var handler = new SocketsHttpHandler { MaxConnectionsPerServer = 64 };
        if (!keepAlive)
            handler.PooledConnectionLifetime = TimeSpan.Zero;
        return new HttpClient(handler) { Timeout = TimeSpan.FromMinutes(5) };
    }

    /// <summary>Runs a query; returns seconds until the first byte of the body and until the last, and the bytes.</summary>
    public static async Task<(double FirstByte, double Total, long Bytes)> QueryAsync(
        HttpClient client,
        Uri sync,
        string adql,
        string format,
        byte[]? buffer = null
    )
    {
        buffer ??= new byte[1 << 16];
        using var request = Request(sync, adql, format);
        var clock = Stopwatch.StartNew();
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        if (!response.IsSuccessStatusCode)
            throw new InvalidOperationException(await response.Content.ReadAsStringAsync());
        await using var body = await response.Content.ReadAsStreamAsync();
        long bytes = await body.ReadAsync(buffer);
        var first = clock.Elapsed.TotalSeconds;
        for (int n; (n = await body.ReadAsync(buffer)) > 0; )
            bytes += n;
        return (first, clock.Elapsed.TotalSeconds, bytes);
    }

    private static HttpRequestMessage Request(Uri sync, string adql, string format) =>
        new(HttpMethod.Post, sync)
        {
            Content = new FormUrlEncodedContent(
                new Dictionary<string, string>
                {
                    ["LANG"] = "ADQL",
                    ["QUERY"] = adql,
                    ["RESPONSEFORMAT"] = format,
                    ["MAXREC"] = "100000000",
                }
            ),
        };

    /// <summary>Writes an answer into a file.</summary>
    public static async Task SaveAsync(HttpClient client, Uri sync, string adql, string format, string file)
    {
        using var request = Request(sync, adql, format);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        await using var to = File.Create(file);
        await response.Content.CopyToAsync(to);
    }

    /// <summary>Runs a query; returns the rows of its CSV answer without the header, cells as they stand (numbers only).</summary>
    public static async Task<List<string[]>> CsvAsync(HttpClient client, Uri sync, string adql)
    {
        var url = new Uri(sync, "sync?LANG=ADQL&FORMAT=csv&MAXREC=100000000&QUERY=" + Uri.EscapeDataString(adql));
        using var response = await client.GetAsync(url);
        var csv = await response.Content.ReadAsStringAsync();
        if (!response.IsSuccessStatusCode)
            throw new InvalidOperationException(csv);
        return
        [
            .. csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Trim().Split(',')),
        ];
    }

    /// <summary>Runs a query with a table that travels with it as TAP_UPLOAD.mine; returns the whole answer.</summary>
    public static async Task<byte[]> UploadAsync(HttpClient client, Uri sync, string adql, string format, string table)
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent("ADQL"), "LANG" },
            { new StringContent(adql), "QUERY" },
            { new StringContent(format), "RESPONSEFORMAT" },
            { new StringContent("100000000"), "MAXREC" },
            { new StringContent("mine,param:table"), "UPLOAD" },
            { new StringContent(table), "table", "table" },
        };
        using var response = await client.PostAsync(sync, form);
        var answer = await response.Content.ReadAsByteArrayAsync();
        return response.IsSuccessStatusCode
            ? answer
            : throw new InvalidOperationException(Encoding.UTF8.GetString(answer));
    }
}
