namespace DataLab.Formats.Encoders;

/// <summary>A sink as the stream that a library writes to: counts the bytes, since nobody can seek in a pipe.</summary>
internal sealed class SinkStream(BlockSink sink) : Stream
{
    private const int FlushSize = 64 * 1024;

    private long position;

    /// <summary>From now on bytes are thrown away.</summary>
    public bool IsClosed { get; set; }

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => position;

    public override long Position
    {
        get => position;
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        position += buffer.Length;
        if (!IsClosed)
            sink.Write(buffer);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <summary>Unlike <see cref="Write(ReadOnlySpan{byte})"/>, waits for the reader of the pipe when much is on its way.</summary>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (sink.Unflushed + buffer.Length >= FlushSize)
            return WriteAndFlushAsync(buffer, cancellationToken);
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    private async ValueTask WriteAndFlushAsync(ReadOnlyMemory<byte> buffer, CancellationToken ct)
    {
        while (buffer.Length > 0)
        {
            var part = buffer[..Math.Min(buffer.Length, FlushSize)];
            Write(part.Span);
            buffer = buffer[part.Length..];
            if (sink.Unflushed >= FlushSize)
                await sink.FlushAsync(ct).ConfigureAwait(false);
        }
    }

    /// <summary>Does nothing: libraries flush after every page or message, which would make small packets.</summary>
    public override void Flush() { }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
