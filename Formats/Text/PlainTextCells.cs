// Cells of plain text: quoted where a reader would else see two, and filled up to the width of their column.
using System.Buffers;
using DataLab.Formats.Encoders;

namespace DataLab.Formats.Text;

/// <summary>Text, in quotes where it is empty or has blanks, quotes or a comment sign; line ends and other control characters become blanks.</summary>
internal sealed class PlainTextCell : TextCell
{
    private static readonly SearchValues<byte> Special = SearchValues.Create([
        .. Enumerable.Range(0, 33).Select(c => (byte)c),
        .. "\"'#\\"u8.ToArray(),
    ]);

    public static readonly byte[] Empty = "\"\""u8.ToArray();

    protected override int Expansion => 2;

    protected override int Overhead => 2;

    protected override bool IsClean(ReadOnlySpan<byte> text) => !text.ContainsAny(Special);

    protected override int Write(ReadOnlySpan<byte> text, Span<byte> to) =>
        text.IsEmpty ? Escape(text, to) : base.Write(text, to);

    protected override int Escape(ReadOnlySpan<byte> text, Span<byte> to)
    {
        var at = 0;
        to[at++] = (byte)'"';
        foreach (var b in text)
        {
            if (b is (byte)'"' or (byte)'\\')
                to[at++] = (byte)'\\';
            to[at++] = b < ' ' ? (byte)' ' : b;
        }
        to[at++] = (byte)'"';
        return at;
    }
}

/// <summary>A cell in quotes, unless it is nothing.</summary>
internal sealed class QuotedCell(CellWriter cell) : CellWriter
{
    public override void Bind(ColumnVector vector) => cell.Bind(vector);

    public override long Bound(int first, int count) => cell.Bound(first, count) + 2L * count;

    public override int Write(int row, Span<byte> to)
    {
        var length = cell.Write(row, to[1..]);
        if (length == 0)
            return 0;
        to[0] = (byte)'"';
        to[length + 1] = (byte)'"';
        return length + 2;
    }
}

/// <param name="Width">Characters.</param>
/// <param name="AtRight">Cells end at one line; else they begin at one.</param>
internal sealed record AlignedColumn(int Width, bool AtRight);

/// <summary>A cell filled up with blanks to the width of its column; one that is wider is left as it is.</summary>
internal sealed class AlignedCell(CellWriter cell, AlignedColumn column) : CellWriter
{
    public override void Bind(ColumnVector vector) => cell.Bind(vector);

    public override long Bound(int first, int count) => cell.Bound(first, count) + (long)column.Width * count;

    public override int Write(int row, Span<byte> to)
    {
        var length = cell.Write(row, to);
        var missing = column.Width - Characters(to[..length]);
        if (missing <= 0)
            return length;
        if (column.AtRight)
        {
            to[..length].CopyTo(to[missing..]);
            to[..missing].Fill((byte)' ');
        }
        else
        {
            to.Slice(length, missing).Fill((byte)' ');
        }
        return length + missing;
    }

    /// <summary>Characters of the widest cell of some rows.</summary>
    public static int Widest(CellWriter cell, ColumnVector vector, int rows)
    {
        cell.Bind(vector);
        var widest = 0;
        for (var row = 0; row < rows; row++)
        {
            using var text = new ByteBuffer(64);
            var to = text.Reserve(cell.Bound(row, 1) + Slack);
            widest = Math.Max(widest, Characters(to[..cell.Write(row, to)]));
        }
        return widest;
    }

    /// <summary>Bytes that begin a character; a terminal shows wide characters wider, which is not looked at.</summary>
    private static int Characters(ReadOnlySpan<byte> utf8)
    {
        var count = 0;
        foreach (var b in utf8)
            count += (b & 0xC0) != 0x80 ? 1 : 0;
        return count;
    }
}
