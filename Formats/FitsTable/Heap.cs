using System.Buffers.Binary;
using DataLab.Fits.Tables;

namespace DataLab.Formats.FitsTable;

/// <summary>The arrays of variable length behind the rows of a binary table (FITS 4.0 §7.3.5), read through a window.</summary>
/// <param name="data">The data of the HDU, seekable.</param>
/// <param name="maxCellBytes">A longer array is an error.</param>
internal sealed class Heap(Stream data, BinaryLayout layout, int maxCellBytes)
{
    private const int Window = 1 << 18;

    private byte[] buffer = [];
    private long start;
    private int length;

    /// <summary>Element count and place of the array a descriptor points to, checked against the heap.</summary>
    /// <param name="descriptor">8 bytes (P) or 16 (Q).</param>
    public (int Count, long Offset) Locate(ReadOnlySpan<byte> descriptor, ElementType type, string column, long row)
    {
        var wide = descriptor.Length == 16;
        var count = wide
            ? BinaryPrimitives.ReadInt64BigEndian(descriptor)
            : BinaryPrimitives.ReadInt32BigEndian(descriptor);
        var offset = wide
            ? BinaryPrimitives.ReadInt64BigEndian(descriptor[8..])
            : BinaryPrimitives.ReadUInt32BigEndian(descriptor[4..]);
        // An empty array may point anywhere.
        if (count == 0)
            return (0, 0);
        if (
            count < 0
            || count / 8 > layout.HeapLength
            || offset < 0
            || offset > layout.HeapLength - BinaryForm.BytesOf(type, count)
        )
        {
            throw new TableFormatException(
                $"Row {row}, column \"{column}\": the array of {count} elements at byte {offset} lies outside the heap of {layout.HeapLength} bytes."
            )
            {
                Line = row,
                Field = column,
            };
        }
        // A bit takes a byte in memory.
        if (Math.Max(count, BinaryForm.BytesOf(type, count)) > maxCellBytes)
        {
            throw new TableFormatException(
                $"Row {row}, column \"{column}\": the array of {count} elements is longer than {maxCellBytes} bytes."
            )
            {
                Line = row,
                Field = column,
            };
        }
        return ((int)count, offset);
    }

    /// <summary>Bytes of the heap; good until the next call.</summary>
    public ReadOnlySpan<byte> Read(long offset, int count)
    {
        if (offset < start || offset + count > start + length)
            Fill(offset, count);
        return buffer.AsSpan((int)(offset - start), count);
    }

    private void Fill(long offset, int count)
    {
        var want = (int)Math.Min(Math.Max(count, Window), layout.HeapLength - offset);
        if (buffer.Length < want)
            buffer = new byte[want];
        length = 0;
        data.Position = layout.HeapOffset + offset;
        data.ReadExactly(buffer, 0, want);
        (start, length) = (offset, want);
    }
}
