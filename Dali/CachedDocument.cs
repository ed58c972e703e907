using System.IO.Compression;
using System.IO.Pipelines;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace DataLab.Dali;

/// <summary>A document that is written once and sent often. Held gzipped; a client that does not take gzip gets it unpacked on the way.</summary>
/// <remarks>The ETag is made of the content, so that it outlives a restart and is the same on every server of an archive.</remarks>
public sealed class CachedDocument : IResult
{
    private readonly byte[] gzipped;
    private readonly long length;
    private readonly string contentType;
    private readonly DateTimeOffset lastModified;
    private readonly EntityTagHeaderValue etag;

    private CachedDocument(byte[] gzipped, long length, string contentType, DateTimeOffset lastModified, string hash)
    {
        this.gzipped = gzipped;
        this.length = length;
        this.contentType = contentType;
        this.lastModified = lastModified;
        etag = new EntityTagHeaderValue('"' + hash + '"', isWeak: true);
    }

    /// <summary>Bytes held.</summary>
    public int Size => gzipped.Length;

    /// <summary>Bytes of the document itself.</summary>
    public long Length => length;

    /// <param name="write">Writes the whole document and flushes it; called once.</param>
    public static async Task<CachedDocument> MakeAsync(
        string contentType,
        DateTimeOffset lastModified,
        Func<PipeWriter, Task> write
    )
    {
        using var packed = new MemoryStream();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long length;
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        await using (var counted = new CountingStream(gzip, hash))
        {
            var pipe = PipeWriter.Create(
                counted,
                new StreamPipeWriterOptions(minimumBufferSize: 1 << 16, leaveOpen: true)
            );
            await write(pipe);
            await pipe.CompleteAsync();
            length = counted.Length;
        }
        var digits = Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 12));
        return new CachedDocument(packed.ToArray(), length, contentType, lastModified, digits);
    }

    public async Task ExecuteAsync(HttpContext context)
    {
        var response = context.Response;
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        if (Freshness.IsNotModified(context, lastModified, etag))
            return;
        response.ContentType = contentType;
        var takesGzip = TakesGzip(context.Request);
        if (takesGzip)
            response.Headers.ContentEncoding = "gzip";
        response.ContentLength = takesGzip ? gzipped.Length : length;
        if (context.Request.IsHead())
            return;
        if (takesGzip)
        {
            await response.Body.WriteAsync(gzipped, context.RequestAborted);
            return;
        }
        await using var packed = new MemoryStream(gzipped, writable: false);
        await using var plain = new GZipStream(packed, CompressionMode.Decompress);
        await plain.CopyToAsync(response.Body, 1 << 16, context.RequestAborted);
    }

    private static bool TakesGzip(HttpRequest request) =>
        request
            .GetTypedHeaders()
            .AcceptEncoding.Any(coding =>
                coding.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase) && coding.Quality is not 0
            );

    /// <summary>Passes on what is written, counted and hashed.</summary>
    private sealed class CountingStream(Stream inner, IncrementalHash hash) : Stream
    {
        private long length;

        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => length;

        public override long Position
        {
            get => length;
            set => throw new NotSupportedException();
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            hash.AppendData(buffer);
            length += buffer.Length;
            inner.Write(buffer);
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Write(buffer.Span);
            return ValueTask.CompletedTask;
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            Write(buffer.AsSpan(offset, count));
            return Task.CompletedTask;
        }

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
