// Cells of binary tables that VOTable's binary forms have not: text in ASCII, strings of strings, and what lies in the heap.
using System.Buffers.Binary;
using System.Runtime.Intrinsics;
using DataLab.Formats.VoTable;

namespace DataLab.Formats.FitsTable;

/// <summary>Text of one width, filled up with NUL.</summary>
/// <param name="rowEnd">Bytes from where the cell begins to the end of its row.</param>
internal sealed class FitsTextCells(int width, int rowEnd) : BinaryColumn
{
    private readonly FitsText ascii = new();
    private TextVector texts = new();

    public override int FixedLength => width;

    public override void Bind(ColumnVector vector) => texts = ascii.Of((TextVector)vector);

    public override void Write(int first, Span<int> cursors, Span<byte> to)
    {
        var bytes = texts.Bytes;
        var offsets = texts.Offsets.Slice(first, cursors.Length + 1);
        // Short strings go by whole vectors, cut to their length. What follows in the row is scribbled on, but written later.
        var quick = width <= Vector128<byte>.Count && rowEnd >= Vector128<byte>.Count;
        for (var i = 0; i < cursors.Length; i++)
        {
            var length = texts.IsNull(first + i) ? 0 : offsets[i + 1] - offsets[i];
            if (quick && offsets[i] + Vector128<byte>.Count <= bytes.Length)
            {
                var text = Vector128.Create(bytes.Slice(offsets[i], Vector128<byte>.Count));
                (text & Vector128.LessThan(Vector128<byte>.Indices, Vector128.Create((byte)length))).CopyTo(
                    to[cursors[i]..]
                );
            }
            else
            {
                var cell = to.Slice(cursors[i], width);
                bytes.Slice(offsets[i], length).CopyTo(cell);
                cell[length..].Clear();
            }
            cursors[i] += width;
        }
    }
}

/// <summary>Arrays of strings, all of one width (TDIMn, FITS 4.0 §7.3.2); missing ones are empty.</summary>
internal sealed class FitsStrings(int width, int count) : BinaryColumn
{
    private readonly FitsText ascii = new();
    private TextVector strings = new();
    private ListVector? vector;

    public override int FixedLength => width * count;

    public override void Bind(ColumnVector vector)
    {
        this.vector = (ListVector)vector;
        strings = ascii.Of((TextVector)this.vector.Items);
    }

    public override void Write(int first, Span<int> cursors, Span<byte> to)
    {
        for (var i = 0; i < cursors.Length; i++)
        {
            var cell = to.Slice(cursors[i], FixedLength);
            cell.Clear();
            var (start, length) = vector!.IsNull(first + i) ? default : vector[first + i];
            for (var j = 0; j < length; j++)
                strings[start + j].CopyTo(cell[(j * width)..]);
            cursors[i] += FixedLength;
        }
    }
}

/// <summary>Writes the cells of one column into the heap (FITS 4.0 §7.3.5).</summary>
internal abstract class HeapCells
{
    public abstract void Bind(ColumnVector vector);

    /// <summary>Elements of a cell, as its descriptor counts them; 0 where it is null.</summary>
    public abstract int Count(int row);

    /// <summary>Bytes of a cell.</summary>
    public abstract long Size(int row);

    public abstract void Write(int row, Span<byte> to);
}

internal sealed class HeapText : HeapCells
{
    private readonly FitsText ascii = new();
    private TextVector texts = new();

    public override void Bind(ColumnVector vector) => texts = ascii.Of((TextVector)vector);

    public override int Count(int row) => texts.IsNull(row) ? 0 : texts[row].Length;

    public override long Size(int row) => Count(row);

    public override void Write(int row, Span<byte> to)
    {
        if (!texts.IsNull(row))
            texts[row].CopyTo(to);
    }
}

internal sealed class HeapList(BinaryElement element) : HeapCells
{
    private ListVector? lists;

    public override void Bind(ColumnVector vector)
    {
        lists = (ListVector)vector;
        element.Bind(lists.Items);
    }

    public override int Count(int row) => lists!.IsNull(row) ? 0 : lists[row].Length / element.PerNumber;

    public override long Size(int row) => lists!.IsNull(row) ? 0 : (long)lists[row].Length * element.Size;

    public override void Write(int row, Span<byte> to)
    {
        var (start, length) = lists!.IsNull(row) ? default : lists[row];
        for (var i = 0; i < length; i++)
            element.Write(start + i, to[(i * element.Size)..]);
    }
}

/// <summary>Where the next cell of every row of a batch lies in the heap; the descriptors of a row move it on, column by column.</summary>
internal sealed class HeapPlaces
{
    private long[] places = [];

    public Span<long> Places => places;

    /// <param name="start">Of the first row of the batch, from the start of the heap.</param>
    /// <param name="cells">All columns with cells in the heap, bound to the batch.</param>
    public void Bind(long start, int rows, IEnumerable<HeapCells> cells)
    {
        if (places.Length < rows)
            places = new long[rows];
        Places.Clear();
        foreach (var column in cells)
        {
            for (var row = 0; row + 1 < rows; row++)
                places[row + 1] += column.Size(row);
        }
        for (var row = 0; row < rows; row++)
            places[row] = start += places[row];
    }
}

/// <summary>Descriptors: how many elements, and where in the heap.</summary>
internal sealed class Descriptors(HeapCells cells, HeapPlaces places, bool wide) : BinaryColumn
{
    public override int FixedLength => wide ? 16 : 8;

    public override void Bind(ColumnVector vector) => cells.Bind(vector);

    public override void Write(int first, Span<int> cursors, Span<byte> to)
    {
        for (var i = 0; i < cursors.Length; i++)
        {
            var row = first + i;
            var at = to[cursors[i]..];
            if (wide)
            {
                BinaryPrimitives.WriteInt64BigEndian(at, cells.Count(row));
                BinaryPrimitives.WriteInt64BigEndian(at[8..], places.Places[row]);
            }
            else
            {
                BinaryPrimitives.WriteInt32BigEndian(at, cells.Count(row));
                BinaryPrimitives.WriteInt32BigEndian(at[4..], (int)places.Places[row]);
            }
            places.Places[row] += cells.Size(row);
            cursors[i] += FixedLength;
        }
    }
}
