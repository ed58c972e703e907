using System.IO.Pipelines;

namespace DataLab.Formats;

/// <summary>Counts the bytes that go into another pipe, which it neither owns nor completes.</summary>
public sealed class CountedWriter(PipeWriter inner) : PipeWriter
{
    /// <summary>Written so far, flushed or not.</summary>
    public long Bytes { get; private set; }

    public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

    public override long UnflushedBytes => inner.UnflushedBytes;

    public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

    public override void Advance(int bytes)
    {
        inner.Advance(bytes);
        Bytes += bytes;
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
        inner.FlushAsync(cancellationToken);

    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    /// <summary>Nothing: the owner of the inner pipe completes it.</summary>
    public override void Complete(Exception? exception = null) { }
}
