namespace DataLab.Formats.Encoders;

/// <summary>Arrays of numbers, with a separator between the elements.</summary>
internal sealed class ListCell(CellWriter element, byte[] nullElement, byte[] separator) : CellWriter
{
    private ListVector? vector;

    public override void Bind(ColumnVector vector)
    {
        this.vector = (ListVector)vector;
        element.Bind(this.vector.Items);
    }

    public override long Bound(int first, int count)
    {
        var offsets = vector!.Offsets;
        var elements = offsets[first + count] - offsets[first];
        return element.Bound(offsets[first], elements) + (long)elements * (separator.Length + nullElement.Length);
    }

    public override int Write(int row, Span<byte> to)
    {
        var cells = vector!;
        if (cells.IsNull(row))
            return 0;
        var (start, length) = cells[row];
        var at = 0;
        for (var i = start; i < start + length; i++)
        {
            if (i > start)
            {
                separator.CopyTo(to[at..]);
                at += separator.Length;
            }
            if (cells.Items.IsNull(i))
            {
                nullElement.CopyTo(to[at..]);
                at += nullElement.Length;
            }
            else
            {
                at += element.Write(i, to[at..]);
            }
        }
        return at;
    }
}

/// <summary>Arrays of strings, filled up with blanks to one width (<see cref="JoinedStrings"/>).</summary>
internal sealed class StringsCell(TextCell cell, JoinedStrings strings) : CellWriter
{
    public override void Bind(ColumnVector vector) => cell.Bind(strings.Join((ListVector)vector));

    public override long Bound(int first, int count) => cell.Bound(first, count);

    public override int Write(int row, Span<byte> to) => cell.Write(row, to);
}
