using System.Diagnostics;

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
        var form = new FormUrlEncodedContent(
            new Dictionary<string, string>
            {
                ["LANG"] = "ADQL",
                ["QUERY"] = adql,
                ["RESPONSEFORMAT"] = format,
                ["MAXREC"] = "100000000",
            }
        );
        using var request = new HttpRequestMessage(HttpMethod.Post, sync) { Content = form };
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
}
