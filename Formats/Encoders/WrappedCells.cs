// Cells with something round them that does not depend on their value.
namespace DataLab.Formats.Encoders;

/// <summary>A cell that is never nothing: <paramref name="instead"/> where the inner one writes nothing, which is where it is null.</summary>
internal sealed class FilledCell(CellWriter cell, byte[] instead) : CellWriter
{
    public override void Bind(ColumnVector vector) => cell.Bind(vector);

    public override long Bound(int first, int count) => cell.Bound(first, count) + (long)instead.Length * count;

    public override int Write(int row, Span<byte> to)
    {
        var length = cell.Write(row, to);
        if (length > 0)
            return length;
        instead.CopyTo(to);
        return instead.Length;
    }
}

/// <summary>A cell behind a text of its column, null or not.</summary>
internal sealed class PrefixedCell(byte[] prefix, CellWriter cell) : CellWriter
{
    public override void Bind(ColumnVector vector) => cell.Bind(vector);

    public override long Bound(int first, int count) => cell.Bound(first, count) + (long)prefix.Length * count;

    public override int Write(int row, Span<byte> to)
    {
        prefix.CopyTo(to);
        return prefix.Length + cell.Write(row, to[prefix.Length..]);
    }
}
