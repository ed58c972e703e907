namespace DataLab.Formats.Encoders;

/// <summary>Arrays of numbers, with blanks between the elements (VOTable 1.4 §5.1).</summary>
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

/// <summary>Arrays of strings of one width, one after another, each filled with blanks (VOTable 1.4 §2.2).</summary>
internal sealed class StringsCell(TextCell element, int width) : CellWriter
{
    private ListVector? vector;
    private readonly TextVector joined = new();

    public override void Bind(ColumnVector vector)
    {
        this.vector = (ListVector)vector;
        var strings = (TextVector)this.vector.Items;
        joined.Reset(0);
        var cell = new List<byte>();
        for (var row = 0; row < vector.Count; row++)
        {
            if (vector.IsNull(row))
            {
                joined.AppendNull();
                continue;
            }
            cell.Clear();
            var (start, length) = this.vector[row];
            for (var i = start; i < start + length; i++)
            {
                var text = Utf8Text.Cut(strings[i], width);
                cell.AddRange(text);
                cell.AddRange(Enumerable.Repeat((byte)' ', width - text.Length));
            }
            joined.Append(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(cell));
        }
        element.Bind(joined);
    }

    public override long Bound(int first, int count) => element.Bound(first, count);

    public override int Write(int row, Span<byte> to) => element.Write(row, to);
}
