using System.Buffers;
using DataLab.Formats.Encoders;

namespace DataLab.Formats.Csv;

/// <summary>Text as a CSV cell: quoted only where RFC 4180 §2 needs it, where blanks at an edge would be trimmed by readers, and when
/// empty, so that it differs from null.</summary>
internal sealed class CsvTextCell : TextCell
{
    private static readonly SearchValues<byte> Special = SearchValues.Create(",\"\r\n"u8);

    protected override int Expansion => 2;

    protected override int Overhead => 2;

    protected override bool IsClean(ReadOnlySpan<byte> text) => !text.ContainsAny(Special);

    protected override int Write(ReadOnlySpan<byte> text, Span<byte> to) =>
        text.IsEmpty || text[0] == ' ' || text[^1] == ' ' ? Escape(text, to) : base.Write(text, to);

    protected override int Escape(ReadOnlySpan<byte> text, Span<byte> to)
    {
        var at = 0;
        to[at++] = (byte)'"';
        foreach (var b in text)
        {
            if (b == '"')
                to[at++] = b;
            to[at++] = b;
        }
        to[at++] = (byte)'"';
        return at;
    }
}

/// <summary>Text as a TSV cell: the format has no escape, so tabs and line ends become blanks.</summary>
internal sealed class TsvTextCell : TextCell
{
    private static readonly SearchValues<byte> Special = SearchValues.Create("\t\r\n"u8);

    protected override int Expansion => 1;

    protected override bool IsClean(ReadOnlySpan<byte> text) => !text.ContainsAny(Special);

    protected override int Escape(ReadOnlySpan<byte> text, Span<byte> to)
    {
        for (var i = 0; i < text.Length; i++)
            to[i] = Special.Contains(text[i]) ? (byte)' ' : text[i];
        return text.Length;
    }
}
