using System.Buffers;
using System.IO.Pipelines;
using DataLab.Formats;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace DataLab.Dali;

/// <summary>The body of an answer that streams: packed as the client likes it, its bytes counted, with trailers where the protocol has them.</summary>
/// <remarks>What is not completed stays cut off, also where it is packed.</remarks>
public sealed class AnswerBody : IAsyncDisposable
{
    private readonly HttpResponse response;
    private readonly ChunkedWriter? chunked;
    private readonly CountedWriter counted;
    private readonly PipeStream? sink;
    private readonly Stream? packer;

    private AnswerBody(HttpResponse response, ContentCoding coding, ChunkedWriter? chunked)
    {
        this.response = response;
        this.chunked = chunked;
        counted = new CountedWriter((PipeWriter?)chunked ?? response.BodyWriter);
        Output = counted;
        if (coding == ContentCoding.Identity)
            return;
        sink = new PipeStream(counted);
        packer = coding.Pack(sink);
        Output = PipeWriter.Create(packer, new StreamPipeWriterOptions(minimumBufferSize: 1 << 16, leaveOpen: true));
    }

    /// <summary>Where the document goes. A flush sends what was written so far.</summary>
    public PipeWriter Output { get; }

    /// <summary>Bytes sent or about to be, as packed.</summary>
    public long Bytes => counted.Bytes;

    /// <summary>Sets the headers of the coding; call before anything is sent.</summary>
    /// <param name="trailers">Names of fields that may follow the body; what the protocol or the client's version has no place for is left out.</param>
    public static AnswerBody Open(HttpContext context, ContentCoding coding, params ReadOnlySpan<string> trailers)
    {
        var response = context.Response;
        response.Headers.Append(HeaderNames.Vary, HeaderNames.AcceptEncoding);
        if (coding.Name() is { } name)
            response.Headers.ContentEncoding = name;
        if (trailers.IsEmpty || context.Request.IsHead())
            return new AnswerBody(response, coding, null);
        var byServer = response.SupportsTrailers();
        if (!byServer && !HttpProtocol.IsHttp11(context.Request.Protocol))
            return new AnswerBody(response, coding, null);
        foreach (var trailer in trailers)
            response.DeclareTrailer(trailer);
        if (byServer)
            return new AnswerBody(response, coding, null);
        response.Headers.TransferEncoding = "chunked";
        return new AnswerBody(response, coding, new ChunkedWriter(response.BodyWriter));
    }

    /// <summary>Ends the coding and the body and sends the rest.</summary>
    /// <param name="trailers">Of those that were declared; printable ASCII.</param>
    public async ValueTask CompleteAsync(
        CancellationToken ct,
        params IReadOnlyList<(string Name, string Value)> trailers
    )
    {
        if (packer is not null)
        {
            await Output.CompleteAsync();
            await packer.DisposeAsync();
        }
        if (chunked is not null)
            chunked.Finish(trailers);
        else if (response.SupportsTrailers())
            foreach (var (name, value) in trailers)
                response.AppendTrailer(name, value);
        await response.BodyWriter.FlushAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        sink?.Close();
        if (packer is not null)
            await packer.DisposeAsync();
    }

    /// <summary>Takes the bytes of a packer into a pipe until it is closed, and throws the later ones away.</summary>
    private sealed class PipeStream(PipeWriter pipe) : Stream
    {
        private bool isClosed;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Close() => isClosed = true;

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (!isClosed)
                pipe.Write(buffer);
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

        /// <summary>Nothing: the writer of the document flushes, and then waits for a slow client.</summary>
        public override void Flush() { }

        public override async Task FlushAsync(CancellationToken cancellationToken)
        {
            if (!isClosed)
                await pipe.FlushAsync(cancellationToken);
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
