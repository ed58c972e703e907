using System.Buffers;

namespace DataLab.Formats.Encoders;

/// <summary>Cells of text; how it is escaped is up to the format.</summary>
/// <remarks>One search through all strings of a batch usually finds nothing to escape, and every cell is a copy.</remarks>
internal abstract class TextCell : CellWriter
{
    private TextVector? vector;
    private bool clean;

    /// <summary>Most bytes that one byte of text becomes.</summary>
    protected abstract int Expansion { get; }

    /// <summary>Times that a text is written where nothing has to be escaped.</summary>
    protected virtual int Copies => 1;

    /// <summary>Most bytes around a text.</summary>
    protected virtual int Overhead => 0;

    public sealed override void Bind(ColumnVector vector)
    {
        this.vector = (TextVector)vector;
        clean = IsClean(this.vector.Bytes);
    }

    public sealed override long Bound(int first, int count)
    {
        var offsets = vector!.Offsets;
        return (long)(offsets[first + count] - offsets[first]) * (clean ? Copies : Expansion) + (long)Overhead * count;
    }

    public sealed override int Write(int row, Span<byte> to)
    {
        var cells = vector!;
        return cells.IsNull(row) ? 0 : Write(cells[row], to);
    }

    protected virtual int Write(ReadOnlySpan<byte> text, Span<byte> to)
    {
        if (!clean && !IsClean(text))
            return Escape(text, to);
        text.CopyTo(to);
        return text.Length;
    }

    /// <summary>True when the text can be copied as it is.</summary>
    protected abstract bool IsClean(ReadOnlySpan<byte> text);

    protected abstract int Escape(ReadOnlySpan<byte> text, Span<byte> to);
}

/// <summary>Text as XML character data or attribute value: what XML 1.0 §2.2 does not allow becomes U+FFFD.</summary>
internal sealed class XmlTextCell : TextCell
{
    private static readonly SearchValues<byte> Special = SearchValues.Create([
        .. Enumerable.Range(0, 32).Where(c => c is not ('\t' or '\n')).Select(c => (byte)c),
        (byte)'&',
        (byte)'<',
        (byte)'>',
        .. Enumerable.Range(128, 128).Select(c => (byte)c),
    ]);

    protected override int Expansion => Utf8Text.XmlExpansion;

    protected override bool IsClean(ReadOnlySpan<byte> text) => !text.ContainsAny(Special);

    protected override int Escape(ReadOnlySpan<byte> text, Span<byte> to) => Utf8Text.EscapeXml(text, to);
}
