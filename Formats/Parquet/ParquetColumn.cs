using System.Runtime.CompilerServices;
using ParquetSharp;

namespace DataLab.Formats.Parquet;

/// <summary>Hands the cells of one column to the library, chosen once per column.</summary>
internal abstract class ParquetColumn
{
    /// <summary>Takes the vector whose cells come next; it must not change until the next call.</summary>
    public abstract void Bind(ColumnVector vector);

    public abstract void Write(ColumnWriter writer, int first, int count);

    public static ParquetColumn For(Field field)
    {
        var elements = ParquetElements.For(field.DataType);
        return field.IsList ? new ListColumn(elements) : new PlainColumn(elements);
    }
}

/// <summary>One element a cell. Definition level 0 is null, 1 a value.</summary>
internal sealed class PlainColumn(ParquetElements elements) : ParquetColumn
{
    private readonly Levels definitions = new();
    private ColumnVector? vector;

    public override void Bind(ColumnVector vector)
    {
        this.vector = vector;
        elements.Bind(vector);
    }

    public override void Write(ColumnWriter writer, int first, int count)
    {
        var levels = definitions.Room(count);
        levels.Fill(1);
        if (vector!.HasNulls)
        {
            for (var i = 0; i < count; i++)
                levels[i] = vector.IsNull(first + i) ? (short)0 : (short)1;
        }
        elements.Write(writer, levels, default, first, count);
    }
}

/// <summary>
/// Any number of elements a cell. Definition level 0 is a null cell, 1 an empty one, 2 a null element, 3 a value; repetition
/// level 0 begins a cell.
/// </summary>
internal sealed class ListColumn(ParquetElements elements) : ParquetColumn
{
    private readonly Levels definitions = new();
    private readonly Levels repetitions = new();
    private ListVector? vector;

    public override void Bind(ColumnVector vector)
    {
        this.vector = (ListVector)vector;
        elements.Bind(this.vector.Items);
    }

    public override void Write(ColumnWriter writer, int first, int count)
    {
        for (var end = first + count; first < end; )
            first = WriteRun(writer, first, end);
    }

    /// <summary>Writes cells up to a null one that has elements all the same, which are left out; returns the row behind it.</summary>
    private int WriteRun(ColumnWriter writer, int first, int end)
    {
        var lists = vector!;
        var start = lists.Offsets[first];
        var most = end - first + lists.Offsets[end] - start;
        var defined = definitions.Room(most);
        var repeated = repetitions.Room(most);
        var (at, stop, row) = (0, start, first);
        for (var hidden = false; row < end && !hidden; row++)
        {
            var (from, length) = lists[row];
            if (lists.IsNull(row) || length == 0)
            {
                hidden = length > 0;
                defined[at] = lists.IsNull(row) ? (short)0 : (short)1;
                repeated[at++] = 0;
                continue;
            }
            defined.Slice(at, length).Fill(3);
            repeated.Slice(at, length).Fill(1);
            repeated[at] = 0;
            if (lists.Items.HasNulls)
            {
                for (var i = 0; i < length; i++)
                    defined[at + i] = lists.Items.IsNull(from + i) ? (short)2 : (short)3;
            }
            at += length;
            stop = from + length;
        }
        elements.Write(writer, defined[..at], repeated[..at], start, stop - start);
        return row;
    }
}

/// <summary>Room for levels, used again.</summary>
internal sealed class Levels
{
    private short[] items = [];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<short> Room(int count)
    {
        if (items.Length < count)
            items = new short[Math.Max(count, items.Length * 2)];
        return items.AsSpan(0, count);
    }
}
