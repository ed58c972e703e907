using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace DataLab.Dali;

/// <summary>A body in chunks with trailers behind them (RFC 9112 §7.1): Kestrel writes chunks itself, but not the trailers of HTTP/1.1.</summary>
/// <remarks>For a response whose header Transfer-Encoding says <c>chunked</c>. A body that is not finished lacks its last chunk, so the client knows.</remarks>
internal sealed class ChunkedWriter(PipeWriter inner) : PipeWriter
{
    /// <summary>Eight hexadecimal digits, leading zeros allowed, and a line end.</summary>
    private const int HeadLength = 10;

    private static ReadOnlySpan<byte> LineEnd => "\r\n"u8;

    private Memory<byte> chunk;

    public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

    public override long UnflushedBytes => inner.UnflushedBytes;

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        chunk = inner.GetMemory(Math.Max(sizeHint, 1) + HeadLength + LineEnd.Length);
        return chunk[HeadLength..^LineEnd.Length];
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes)
    {
        // An empty chunk would be the last one.
        if (bytes == 0)
            return;
        var span = chunk.Span;
        bytes.TryFormat(span, out _, "x8");
        LineEnd.CopyTo(span[(HeadLength - LineEnd.Length)..]);
        LineEnd.CopyTo(span[(HeadLength + bytes)..]);
        inner.Advance(HeadLength + bytes + LineEnd.Length);
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
        inner.FlushAsync(cancellationToken);

    /// <summary>Ends the body.</summary>
    /// <param name="trailers">Printable ASCII.</param>
    public void Finish(IEnumerable<(string Name, string Value)> trailers)
    {
        var text = new StringBuilder("0\r\n");
        foreach (var (name, value) in trailers)
            text.Append(name).Append(": ").Append(value).Append("\r\n");
        inner.Write(Encoding.ASCII.GetBytes(text.Append("\r\n").ToString()));
    }

    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    /// <summary>Nothing: the server completes its own pipe.</summary>
    public override void Complete(Exception? exception = null) { }
}
