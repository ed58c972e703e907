using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace DataLab.Conformance.Http;

/// <summary>A polite client: one request at a time, limits of time and size, redirects shown or followed as the caller asks.</summary>
/// <param name="ct">Cancels every request of this client.</param>
internal sealed class Client(ClientLimits limits, CancellationToken ct) : IDisposable
{
    private const int MostRedirects = 5;

    private readonly HttpClient http = new(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = true,
            ConnectTimeout = limits.Timeout,
        }
    )
    {
        Timeout = Timeout.InfiniteTimeSpan,
        DefaultRequestHeaders = { UserAgent = { new("DataLab-judge", "1.0"), new("(IVOA-test)") } },
    };

    private int requests;

    /// <summary>Cancelled when nobody wants the judgement any more.</summary>
    public CancellationToken Cancelled => ct;

    /// <summary>Requests sent so far.</summary>
    public int Requests => requests;

    /// <summary>The same limits with a cookie jar of its own: somebody else.</summary>
    public Client Stranger() => new(limits, ct);

    public Task<Exchange> GetAsync(Uri url, params IEnumerable<Field> query) =>
        SendAsync("GET", WithQuery(url, query), [], null);

    /// <summary>GET with request headers.</summary>
    public Task<Exchange> GetWithHeadersAsync(Uri url, params IEnumerable<(string Name, string Value)> headers) =>
        SendAsync("GET", url, [], null, headers);

    public Task<Exchange> HeadAsync(Uri url) => SendAsync("HEAD", url, [], null);

    public Task<Exchange> DeleteAsync(Uri url) => SendAsync("DELETE", url, [], null);

    /// <summary>POST as a form: multipart/form-data when a field is a file, else application/x-www-form-urlencoded.</summary>
    public Task<Exchange> PostAsync(Uri url, params IEnumerable<Field> fields)
    {
        ImmutableArray<Field> all = [.. fields];
        return all.Any(field => field.File is not null)
            ? PostMultipartAsync(url, all)
            : SendAsync(
                "POST",
                url,
                all,
                new FormUrlEncodedContent(all.Select(f => KeyValuePair.Create(f.Name, f.Value)))
            );
    }

    public Task<Exchange> PostMultipartAsync(Uri url, params IEnumerable<Field> fields)
    {
        ImmutableArray<Field> all = [.. fields];
        var form = new MultipartFormDataContent("datalab-judge-" + Guid.NewGuid().ToString("N"));
        foreach (var field in all)
            if (field.File is { } file)
            {
                var part = new ReadOnlyMemoryContent(file);
                part.Headers.ContentType = MediaTypeHeaderValue.Parse(field.FileType ?? "application/octet-stream");
                form.Add(part, field.Name, field.Value);
            }
            else
                form.Add(new StringContent(field.Value), field.Name);
        return SendAsync("POST", url, all, form);
    }

    /// <summary>Follows redirects with GET, at most five.</summary>
    public async Task<Exchange> FollowAsync(Task<Exchange> first)
    {
        var exchange = await first;
        for (var hops = 0; exchange.Status is 301 or 302 or 303 or 307 or 308; hops++)
        {
            if (exchange.Location is not { } target || hops == MostRedirects)
                return exchange;
            var next = await SendAsync("GET", target, [], null);
            exchange = next with { Before = exchange };
        }
        return exchange;
    }

    public void Dispose() => http.Dispose();

    public static Uri WithQuery(Uri url, IEnumerable<Field> query)
    {
        var text = string.Join(
            '&',
            query.Select(f => $"{Uri.EscapeDataString(f.Name)}={Uri.EscapeDataString(f.Value)}")
        );
        if (text.Length == 0)
            return url;
        var given = url.AbsoluteUri;
        var joint =
            !given.Contains('?', StringComparison.Ordinal) ? "?"
            : given.EndsWith('?') || given.EndsWith('&') ? ""
            : "&";
        return new Uri(given + joint + text);
    }

    private async Task<Exchange> SendAsync(
        string method,
        Uri url,
        ImmutableArray<Field> fields,
        HttpContent? content,
        IEnumerable<(string Name, string Value)>? headers = null
    )
    {
        ct.ThrowIfCancellationRequested();
        Interlocked.Increment(ref requests);
        using var request = new HttpRequestMessage(new HttpMethod(method), url) { Content = content };
        foreach (var (name, value) in headers ?? [])
            request.Headers.TryAddWithoutValidation(name, value);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(limits.Timeout);
        var watch = Stopwatch.StartNew();
        try
        {
            using var response = await http.SendAsync(
                request,
                HttpCompletionOption.ResponseHeadersRead,
                patience.Token
            );
            var body = await ReadAsync(response, patience.Token);
            var received = response
                .Headers.Concat(response.Content.Headers)
                .SelectMany(header => header.Value.Select(value => (Name: header.Key.ToLowerInvariant(), value)))
                .ToLookup(header => header.Name, header => header.value);
            return new Exchange(method, url, fields, (int)response.StatusCode, received, body, watch.Elapsed, null);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw Unanswered(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"no complete answer within {limits.Timeout.TotalSeconds:0} s"
                )
            );
        }
        // NotSupported: a link to something that is not http or https.
        catch (Exception e) when (e is HttpRequestException or IOException or NotSupportedException)
        {
            throw Unanswered(e.Message);
        }

        UnansweredException Unanswered(string reason) => new(Exchange.Describe(method, url, fields), reason);
    }

    private async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken patience)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(patience);
        using var body = new MemoryStream();
        var buffer = new byte[1 << 16];
        while (await stream.ReadAsync(buffer, patience) is > 0 and var read)
        {
            if (body.Length + read > limits.MostBytes)
                throw new IOException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"the answer is longer than the judge reads ({limits.MostBytes >> 20} MiB)"
                    )
                );
            body.Write(buffer, 0, read);
        }
        return body.ToArray();
    }
}

/// <summary>How long one request may take and how many bytes its answer may have.</summary>
internal sealed record ClientLimits(TimeSpan Timeout, long MostBytes);
