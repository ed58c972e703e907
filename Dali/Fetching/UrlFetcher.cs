using System.Net;
using System.Net.Sockets;
using DataLab.Formats;

namespace DataLab.Dali.Fetching;

/// <summary>How much one fetch may bring and how long it may take.</summary>
/// <param name="Time">Until the last byte; the configuration's own limit holds too.</param>
public sealed record FetchLimits(long Bytes, TimeSpan Time);

/// <summary>Fetches URLs that users send: from public addresses only, whatever names, redirects and answers try.</summary>
/// <remarks>
/// Names are resolved here and the connection goes to the very address that was checked, so a name that changes its address in
/// between gains nothing. No proxy, no cookies, no credentials, no decompression; every connection serves one request.
/// </remarks>
public sealed class UrlFetcher
{
    private readonly FetchOptions options;
    private readonly FetchRules rules;

    /// <exception cref="FormatException">An allowed network of the options is none.</exception>
    public UrlFetcher(FetchOptions options)
    {
        this.options = options;
        rules = new FetchRules(options);
    }

    /// <summary>Starts a GET; the stream ends with a <see cref="ServiceException"/> where a limit strikes.</summary>
    /// <returns>The body, forward only, which the caller disposes.</returns>
    /// <exception cref="ServiceException">UsageError: the URL may not be fetched, nobody answers, or not with 200;
    /// LimitExceeded: too large or too slow.</exception>
    public async Task<Stream> OpenAsync(Uri url, FetchLimits limits, CancellationToken ct)
    {
        FetchRules.CheckText(url);
        var clock = new FetchClock(Shorter(limits.Time, TimeSpan.FromSeconds(options.Seconds)), ct);
        var client = new HttpMessageInvoker(Handler());
        try
        {
            var response = await clock
                .RunAsync(token => FollowAsync(client, url, token), TimeSpan.FromSeconds(options.StallSeconds))
                .ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                response.Dispose();
                throw FetchRules.Refused($"its host answers with status {(int)response.StatusCode}, not 200");
            }
            if (response.Content.Headers.ContentLength > limits.Bytes)
            {
                response.Dispose();
                throw FetchedStream.TooLarge(response.Content.Headers.ContentLength, limits.Bytes);
            }
            var body = await response.Content.ReadAsStreamAsync(ct).ConfigureAwait(false);
            return new FetchedStream(
                body,
                client,
                clock,
                limits.Bytes,
                response.Content.Headers.ContentLength,
                TimeSpan.FromSeconds(options.StallSeconds)
            );
        }
        catch (Exception e)
        {
            client.Dispose();
            clock.Dispose();
            if (Explain(e) is { } explained)
                throw explained;
            throw;
        }
    }

    private async Task<HttpResponseMessage> FollowAsync(HttpMessageInvoker client, Uri url, CancellationToken ct)
    {
        for (var redirects = 0; ; redirects++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            request.Headers.TryAddWithoutValidation("User-Agent", ServiceIdentity.Software + " (IVOA-copy)");
            request.Headers.TryAddWithoutValidation("Accept", "*/*");
            request.Headers.TryAddWithoutValidation("Accept-Encoding", "identity");
            var response = await client.SendAsync(request, ct).ConfigureAwait(false);
            if (!IsRedirect(response.StatusCode))
                return response;
            var location = response.Headers.Location;
            response.Dispose();
            if (location is null || !Uri.TryCreate(url, location, out var next))
                throw FetchRules.Refused("its host redirects to nowhere");
            if (redirects == options.Redirects)
                throw FetchRules.Refused($"it is redirected more than {options.Redirects} times");
            FetchRules.CheckText(next);
            url = next;
        }
    }

    private static bool IsRedirect(HttpStatusCode status) =>
        status
            is HttpStatusCode.MovedPermanently
                or HttpStatusCode.Found
                or HttpStatusCode.SeeOther
                or HttpStatusCode.TemporaryRedirect
                or HttpStatusCode.PermanentRedirect;

    private SocketsHttpHandler Handler() =>
        new()
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectCallback = ConnectAsync,
            ConnectTimeout = TimeSpan.FromSeconds(options.ConnectSeconds),
            MaxResponseDrainSize = 0,
            MaxResponseHeadersLength = 32,
            PooledConnectionLifetime = TimeSpan.Zero,
            PreAuthenticate = false,
            UseCookies = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
        };

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var addresses = await rules
            .ResolveAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, ct)
            .ConfigureAwait(false);
        for (var i = 0; ; i++)
        {
            var socket = new Socket(addresses[i].AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(addresses[i], context.DnsEndPoint.Port, ct).ConfigureAwait(false);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException) when (i + 1 < addresses.Length)
            {
                socket.Dispose();
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }

    /// <summary>In words for the user; null for what is explained already, or cancelled.</summary>
    private static ServiceException? Explain(Exception e)
    {
        for (var inner = e; inner is not null; inner = inner.InnerException)
            if (inner is ServiceException said)
                return ReferenceEquals(inner, e) ? null : said;
        return e switch
        {
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => new(
                ErrorKind.UsageError,
                "The URL cannot be fetched: its host has no valid certificate.",
                e
            ),
            HttpRequestException or IOException or SocketException => new(
                ErrorKind.UsageError,
                "The URL cannot be fetched: its host does not answer, or not as HTTP asks.",
                e
            ),
            _ => null,
        };
    }

    private static TimeSpan Shorter(TimeSpan wished, TimeSpan most) =>
        wished > TimeSpan.Zero && wished < most ? wished : most;
}
