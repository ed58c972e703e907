namespace DataLab.Formats.Encoders;

/// <summary>Arrays of numbers, with blanks between the elements, also between bits: VOTable 1.4 §6 would have them touch, but readers want blanks.</summary>
internal sealed class ListCell(CellWriter element, byte[] nullElement) : CellWriter
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
        return element.Bound(offsets[first], elements) + (long)elements * (1 + nullElement.Length);
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
                to[at++] = (byte)' ';
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
