using System.Buffers;

namespace DataLab.Fits;

/// <summary>Walks a FITS file from HDU to HDU. The stream need not be seekable: what is not asked for is read past.</summary>
/// <remarks>Memory is bounded by the header (<see cref="Header.MaxCards"/>) whatever the header claims. Not thread-safe.</remarks>
public sealed class FitsFile(Stream stream, bool leaveOpen = false) : IAsyncDisposable
{
    private readonly long origin = stream.CanSeek ? stream.Position : 0;
    private long position;
    private Hdu? current;

    /// <summary>The next HDU, the primary one first; null after the last.</summary>
    /// <exception cref="FitsException">Not FITS, cut short, or a header without END or with impossible sizes.</exception>
    public async ValueTask<Hdu?> ReadHduAsync(CancellationToken ct)
    {
        if (current is { } before)
            await SkipToAsync(before, ct).ConfigureAwait(false);
        var start = position;
        var bytes = await ReadHeaderAsync(ct).ConfigureAwait(false);
        if (bytes is null)
            return null;
        var header = Header.Parse(bytes);
        var kind = KindOf(header);
        try
        {
            current = new Hdu((current?.Index ?? -1) + 1, header, kind, start, position, DataSize.Of(header));
        }
        catch (FitsException e)
        {
            throw new FitsException($"HDU {(current?.Index ?? -1) + 1}: {e.Message}", e);
        }
        return current;
    }

    /// <summary>The data of the HDU read last, without padding, from their start; good until the next HDU is read.</summary>
    /// <remarks>
    /// Reading throws <see cref="FitsException"/> where the file ends early. Seekable if the file is. Can be opened once
    /// on a file that is not; disposing it leaves the file open.
    /// </remarks>
    public Stream OpenData()
    {
        var hdu = current ?? throw new InvalidOperationException("No HDU has been read.");
        if (stream.CanSeek)
            Seek(hdu.DataOffset);
        else if (position != hdu.DataOffset)
            throw new InvalidOperationException("The data have been read, and the file cannot be rewound.");
        return new HduData(this, hdu);
    }

    public async ValueTask DisposeAsync()
    {
        if (!leaveOpen)
            await stream.DisposeAsync().ConfigureAwait(false);
    }

    internal bool CanSeek => stream.CanSeek;

    /// <summary>Bytes between the start of the file and its end; null where it cannot be known.</summary>
    internal long? Length => stream.CanSeek ? stream.Length - origin : null;

    internal void Seek(long offset)
    {
        stream.Position = origin + offset;
        position = offset;
    }

    internal int Read(Span<byte> buffer)
    {
        var count = stream.Read(buffer);
        position += count;
        return count;
    }

    internal async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken ct)
    {
        var count = await stream.ReadAsync(buffer, ct).ConfigureAwait(false);
        position += count;
        return count;
    }

    private async ValueTask SkipToAsync(Hdu before, CancellationToken ct)
    {
        if (stream.CanSeek)
        {
            if (Length < before.DataOffset + before.DataLength)
                throw CutShort(before, Length.Value - before.DataOffset);
            Seek(Math.Min(before.End, Length!.Value));
            return;
        }
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
        try
        {
            while (position < before.End)
            {
                var want = (int)Math.Min(buffer.Length, before.End - position);
                if (await ReadAsync(buffer.AsMemory(0, want), ct).ConfigureAwait(false) == 0)
                    break;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        // A last block that is not filled up is common and harmless; missing data are neither.
        if (position < before.DataOffset + before.DataLength)
            throw CutShort(before, position - before.DataOffset);
    }

    internal static FitsException CutShort(Hdu hdu, long found) =>
        new(
            $"HDU {hdu.Index} ends after {Math.Max(0, found)} of {hdu.DataLength} bytes of data: the file is cut short."
        );

    /// <summary>The blocks of a header up to the one with END; null at the end of the file or before bytes that are no HDU.</summary>
    private async ValueTask<byte[]?> ReadHeaderAsync(CancellationToken ct)
    {
        var bytes = new byte[Header.BlockLength];
        for (var length = 0; ; length += Header.BlockLength)
        {
            if (length / CardParser.Length >= Header.MaxCards)
                throw new FitsException($"The header of HDU {NextIndex} has no END in {Header.MaxCards} records.");
            if (bytes.Length == length)
                Array.Resize(ref bytes, length * 2);
            var block = bytes.AsMemory(length, Header.BlockLength);
            var found = await FillAsync(block, ct).ConfigureAwait(false);
            if (length == 0 && !Begins(block.Span[..found]))
                return null;
            for (var at = 0; at + CardParser.Length <= found; at += CardParser.Length)
            {
                if (Header.IsEnd(block.Span.Slice(at, CardParser.Length)))
                    return bytes[..(length + Header.BlockLength)];
            }
            if (found < Header.BlockLength)
                throw new FitsException($"The header of HDU {NextIndex} has no END: the file is cut short.");
        }
    }

    private int NextIndex => (current?.Index ?? -1) + 1;

    /// <summary>Whether a header starts here. After the last HDU other bytes may follow (FITS 4.0 §3.5), which we leave.</summary>
    private bool Begins(ReadOnlySpan<byte> block)
    {
        if (current is not null)
            return block.StartsWith("XTENSION"u8);
        return block.StartsWith("SIMPLE  ="u8)
            ? true
            : throw new FitsException("Not a FITS file: it does not begin with \"SIMPLE  =\".");
    }

    private async ValueTask<int> FillAsync(Memory<byte> buffer, CancellationToken ct)
    {
        var count = await stream.ReadAtLeastAsync(buffer, buffer.Length, false, ct).ConfigureAwait(false);
        position += count;
        return count;
    }

    internal static HduKind KindOf(Header header) =>
        header.Find("XTENSION")?.Text?.Trim() switch
        {
            null => DataSize.IsRandomGroups(header) ? HduKind.RandomGroups : HduKind.Image,
            "IMAGE" or "IUEIMAGE" => HduKind.Image,
            "TABLE" => HduKind.AsciiTable,
            // A3DTABLE is what binary tables were called before they were a standard.
            "BINTABLE" or "A3DTABLE" => header.Find("ZIMAGE")?.Logical == true ? HduKind.CompressedImage
            : header.Find("ZTABLE")?.Logical == true ? HduKind.CompressedTable
            : HduKind.BinaryTable,
            _ => HduKind.Other,
        };
}
