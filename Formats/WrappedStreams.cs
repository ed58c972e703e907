// Small streams round another one, which they close with themselves.
using DataLab.Formats.VoTable;

namespace DataLab.Formats;

/// <summary>Forward reading of an inner stream, which is closed with this one.</summary>
internal abstract class WrappedStream(Stream inner) : ReadOnlyStream
{
    protected Stream Inner => inner;

    public abstract override ValueTask<int> ReadAsync(
        Memory<byte> buffer,
        CancellationToken cancellationToken = default
    );

    public sealed override Task<int> ReadAsync(
        byte[] buffer,
        int offset,
        int count,
        CancellationToken cancellationToken
    ) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    protected sealed override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>Puts bytes that were read ahead back before the rest.</summary>
internal sealed class PeekedStream(ReadOnlyMemory<byte> head, Stream rest) : WrappedStream(rest)
{
    private ReadOnlyMemory<byte> left = head;

    public override int Read(Span<byte> buffer) => left.IsEmpty ? Inner.Read(buffer) : Take(buffer);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        left.IsEmpty ? Inner.ReadAsync(buffer, cancellationToken) : new(Take(buffer.Span));

    private int Take(Span<byte> buffer)
    {
        var count = Math.Min(left.Length, buffer.Length);
        left.Span[..count].CopyTo(buffer);
        left = left[count..];
        return count;
    }
}

/// <summary>Gzip whose damage is a <see cref="TableFormatException"/> like any other damage of a table file.</summary>
/// <param name="most">Unpacked bytes allowed; more are an error too.</param>
internal sealed class GunzipStream(Stream gzip, long most) : WrappedStream(gzip)
{
    private long unpacked;

    public override int Read(Span<byte> buffer)
    {
        try
        {
            return Count(Inner.Read(buffer));
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw Damaged(e);
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return Count(await Inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw Damaged(e);
        }
    }

    private int Count(int count)
    {
        unpacked += count;
        return unpacked <= most
            ? count
            : throw new TableFormatException($"The file unpacks to more than {most} bytes, which is the limit.");
    }

    private static TableFormatException Damaged(Exception e) => new("The gzip compression of the file is damaged.", e);
}
