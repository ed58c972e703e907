using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using ZstdSharp;

namespace DataLab.Dali;

/// <summary>How the bytes of an answer are packed on their way (RFC 9110 §8.4).</summary>
public enum ContentCoding
{
    Identity,
    Gzip,
    Zstd,
}

/// <summary>Which coding a client wants, and how to make it. Levels are the fast ones: an answer streams, and the line is rarely the slower part.</summary>
public static class ContentCodings
{
    private const int ZstdLevel = 1;

    /// <summary>What the client likes best (RFC 9110 §12.5.3); zstd before gzip before nothing where it likes them the same.</summary>
    /// <remarks>A client that accepts nothing we have gets the answer as it is, which is better than none. A star stands for gzip, which all know.</remarks>
    public static ContentCoding Choose(HttpRequest request)
    {
        var (zstd, gzip, identity, star) = ((double?)null, (double?)null, (double?)null, (double?)null);
        foreach (var coding in request.GetTypedHeaders().AcceptEncoding)
        {
            var quality = coding.Quality ?? 1;
            switch (coding.Value.ToString().ToLowerInvariant())
            {
                case "zstd":
                    zstd = quality;
                    break;
                case "gzip" or "x-gzip":
                    gzip = quality;
                    break;
                case "identity":
                    identity = quality;
                    break;
                case "*":
                    star = quality;
                    break;
            }
        }
        gzip ??= star;
        // Not named, it is acceptable, but no more than what is named.
        identity ??= star is 0 ? 0 : Math.Min(zstd ?? 1, gzip ?? 1);
        var best = Math.Max(zstd ?? 0, gzip ?? 0);
        if (best <= 0 || best < identity)
            return ContentCoding.Identity;
        return zstd == best ? ContentCoding.Zstd : ContentCoding.Gzip;
    }

    /// <summary>True where the client names gzip.</summary>
    public static bool AcceptsGzip(HttpRequest request) =>
        request
            .GetTypedHeaders()
            .AcceptEncoding.Any(coding =>
                coding.Quality is not 0
                && (
                    coding.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase)
                    || coding.Value.Equals("x-gzip", StringComparison.OrdinalIgnoreCase)
                )
            );

    /// <summary>The word of Content-Encoding; null for identity, which has none.</summary>
    public static string? Name(this ContentCoding coding) =>
        coding switch
        {
            ContentCoding.Gzip => "gzip",
            ContentCoding.Zstd => "zstd",
            _ => null,
        };

    /// <summary>A stream that packs what is written to it into <paramref name="packed"/>, which it leaves open; a flush sends all that was written.</summary>
    internal static Stream Pack(this ContentCoding coding, Stream packed) =>
        coding == ContentCoding.Gzip
            ? new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)
            : new CompressionStream(packed, ZstdLevel, leaveOpen: true);
}
