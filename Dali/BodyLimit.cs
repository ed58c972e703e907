using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Metadata;

namespace DataLab.Dali;

/// <summary>How large the body of a request may be; the server looks at Content-Length first and counts what comes after.</summary>
public static class BodyLimit
{
    /// <summary>Bytes allowed at these endpoints, forms included; the parts of a form beyond 64 kB lie on disk meanwhile.</summary>
    public static TBuilder WithBodyLimit<TBuilder>(this TBuilder builder, long bytes)
        where TBuilder : IEndpointConventionBuilder =>
        builder
            .WithMetadata(new Limit(bytes))
            // Only the whole body counts: a form of one large file is as good as one of many small ones.
            .WithFormOptions(multipartBodyLengthLimit: long.MaxValue);

    private sealed record Limit(long Bytes) : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => Bytes;
    }
}
