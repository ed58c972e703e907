using System.Diagnostics;
using System.Runtime.Intrinsics;

namespace DataLab.Formats.Encoders;

/// <summary>Rows of text: something before, between and after the cells.</summary>
internal sealed class RowTextEncoder(CellWriter[] cells, RowMarks marks) : BatchEncoder
{
    protected override void Bind(RowBatch batch)
    {
        Debug.Assert(batch.Columns.Length == cells.Length);
        for (var i = 0; i < cells.Length; i++)
            cells[i].Bind(batch.Columns[i]);
    }

    protected override void EncodeRows(int first, int count, ByteBuffer to)
    {
        var bound = (long)marks.RowLength(cells.Length) * count + CellWriter.Slack + RowMarks.Room;
        foreach (var cell in cells)
            bound += cell.Bound(first, count);
        var text = to.Reserve(bound);
        var at = 0;
        for (var row = first; row < first + count; row++)
        {
            at += marks.WriteStart(text[at..]);
            at += cells[0].Write(row, text[at..]);
            for (var i = 1; i < cells.Length; i++)
            {
                at += marks.WriteBetween(text[at..]);
                at += cells[i].Write(row, text[at..]);
            }
            at += marks.WriteEnd(text[at..]);
        }
        to.Advance(at);
    }
}

/// <summary>The text around cells, at most sixteen bytes each so that one store writes it.</summary>
internal sealed class RowMarks(string start, string between, string end)
{
    /// <summary>Bytes that a write may touch.</summary>
    public const int Room = 16;

    private readonly Vector128<byte> startBytes = Pack(start);
    private readonly Vector128<byte> betweenBytes = Pack(between);
    private readonly Vector128<byte> endBytes = Pack(end);
    private readonly int startLength = start.Length;
    private readonly int betweenLength = between.Length;
    private readonly int endLength = end.Length;

    public int RowLength(int cells) => startLength + (cells - 1) * betweenLength + endLength;

    public int WriteStart(Span<byte> to)
    {
        startBytes.CopyTo(to);
        return startLength;
    }

    public int WriteBetween(Span<byte> to)
    {
        betweenBytes.CopyTo(to);
        return betweenLength;
    }

    public int WriteEnd(Span<byte> to)
    {
        endBytes.CopyTo(to);
        return endLength;
    }

    private static Vector128<byte> Pack(string ascii)
    {
        var bytes = new byte[Room];
        System.Text.Encoding.ASCII.GetBytes(ascii, bytes);
        return Vector128.Create(bytes);
    }
}
