// Where the bytes of a tile lie, as its row of the table says.
using System.Buffers.Binary;
using DataLab.Fits.Tables;

namespace DataLab.Fits.Images.Tiles;

/// <summary>How the bytes of one tile are kept.</summary>
internal enum TileForm
{
    /// <summary>By the image's codec.</summary>
    Compressed,

    /// <summary>By gzip, since the codec could not (GZIP_COMPRESSED_DATA).</summary>
    Gzipped,

    /// <summary>As they are (UNCOMPRESSED_DATA).</summary>
    Plain,
}

/// <summary>One row of the table.</summary>
/// <param name="Ordinal">In the <see cref="TileGrid"/>.</param>
/// <param name="Row">0-based.</param>
/// <param name="Offset">Bytes from the start of the file.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Element">Bytes of one element of the array: what must be swapped.</param>
internal readonly record struct TileBytes(
    long Ordinal,
    long Row,
    TileForm Form,
    long Offset,
    int Length,
    int Element,
    double Scale,
    double Zero,
    long? Blank
)
{
    /// <exception cref="FitsException">There are no bytes, or they lie outside the heap.</exception>
    public static TileBytes Read(TileTable table, long ordinal, long row, ReadOnlySpan<byte> bytes)
    {
        foreach (var form in (ReadOnlySpan<TileForm>)[TileForm.Compressed, TileForm.Plain, TileForm.Gzipped])
        {
            var column =
                form == TileForm.Compressed ? table.Compressed
                : form == TileForm.Plain ? table.Plain
                : table.Gzipped;
            if (column is null || column.Form.Repeat == 0)
                continue;
            var (count, offset) = Descriptor(column, bytes);
            if (count == 0)
                continue;
            var element = (int)BinaryForm.BytesOf(column.Form.Type, 1);
            // Bounds are checked by subtraction: the sums could overflow.
            if (
                count < 0
                || offset < 0
                || count > table.Layout.HeapLength / element
                || offset > table.Layout.HeapLength - count * element
            )
                throw new FitsException(
                    $"Tile {row + 1} has {count} elements at {offset} in a heap of {table.Layout.HeapLength} bytes."
                );
            if (count * element > TileTable.MaxTileBytes)
                throw new FitsException(
                    $"Tile {row + 1} has {count * element} bytes; at most {TileTable.MaxTileBytes}."
                );
            return new TileBytes(
                ordinal,
                row,
                form,
                table.DataOffset + table.Layout.HeapOffset + offset,
                (int)(count * element),
                element,
                table.ScaleColumn is { } scale ? Number(scale, bytes) : table.Scale ?? 1,
                table.ZeroColumn is { } zero ? Number(zero, bytes) : table.Zero ?? 0,
                table.BlankColumn is { } blank ? (long)Number(blank, bytes) : table.Blank
            );
        }
        throw new FitsException($"Tile {row + 1} has no data.");
    }

    private static (long Count, long Offset) Descriptor(BinaryColumn column, ReadOnlySpan<byte> row)
    {
        var at = row[column.Offset..];
        return column.Form.Descriptor == 8
            ? (BinaryPrimitives.ReadInt32BigEndian(at), BinaryPrimitives.ReadInt32BigEndian(at[4..]))
            : (BinaryPrimitives.ReadInt64BigEndian(at), BinaryPrimitives.ReadInt64BigEndian(at[8..]));
    }

    private static double Number(BinaryColumn column, ReadOnlySpan<byte> row)
    {
        if (column.Form.Repeat < 1)
            throw new FitsException($"Column {column.Name} is empty.");
        var at = row[column.Offset..];
        return column.Form.Type switch
        {
            ElementType.Double => BinaryPrimitives.ReadDoubleBigEndian(at),
            ElementType.Float => BinaryPrimitives.ReadSingleBigEndian(at),
            ElementType.Long => BinaryPrimitives.ReadInt64BigEndian(at),
            ElementType.Int => BinaryPrimitives.ReadInt32BigEndian(at),
            ElementType.Short => BinaryPrimitives.ReadInt16BigEndian(at),
            ElementType.Byte => at[0],
            _ => throw new FitsException($"Column {column.Name} holds {column.Form.Type}; expected a number."),
        };
    }
}
