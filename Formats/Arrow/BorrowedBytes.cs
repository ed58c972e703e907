using System.Buffers;
using System.Runtime.InteropServices;

namespace DataLab.Formats.Arrow;

/// <summary>Where bytes lie now.</summary>
internal delegate ReadOnlySpan<byte> BytesOf();

/// <summary>Bytes of somebody else's, looked up when they are read: nothing is copied, nothing is pinned.</summary>
internal sealed class BorrowedBytes(BytesOf bytes) : MemoryManager<byte>
{
    public override Span<byte> GetSpan()
    {
        // Arrow asks for memory that could be written, and only reads it.
        var span = bytes();
        return MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(span), span.Length);
    }

    public override MemoryHandle Pin(int elementIndex = 0) =>
        throw new NotSupportedException("Borrowed bytes are written through their span.");

    public override void Unpin() { }

    protected override void Dispose(bool disposing) { }
}
