using System.Buffers;
using System.Text;

namespace DataLab.Formats.Encoders;

/// <summary>What the encoders do to UTF-8 text, which may come from a file and need not be valid.</summary>
internal static class Utf8Text
{
    /// <summary>Most bytes that the XML escapes make of one.</summary>
    public const int XmlExpansion = 6;

    /// <summary>XML character data or attribute value: markup escaped, characters that XML 1.0 §2.2 forbids and broken UTF-8 as U+FFFD.</summary>
    public static int EscapeXml(ReadOnlySpan<byte> text, Span<byte> to)
    {
        var at = 0;
        while (text.Length > 0)
        {
            var valid = Rune.DecodeFromUtf8(text, out var rune, out var used) == OperationStatus.Done;
            var written = valid ? Entity(rune.Value) : "\uFFFD"u8;
            if (written.IsEmpty)
                written = text[..used];
            written.CopyTo(to[at..]);
            at += written.Length;
            text = text[used..];
        }
        return at;
    }

    /// <inheritdoc cref="EscapeXml(ReadOnlySpan{byte}, Span{byte})"/>
    public static string EscapeXml(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        var escaped = new byte[utf8.Length * XmlExpansion];
        return Encoding.UTF8.GetString(escaped, 0, EscapeXml(utf8, escaped));
    }

    /// <summary>The longest start of <paramref name="text"/> of at most <paramref name="bytes"/> bytes that does not cut a character.</summary>
    public static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> text, int bytes)
    {
        if (text.Length <= bytes)
            return text;
        while (bytes > 0 && (text[bytes] & 0xC0) == 0x80)
            bytes--;
        return text[..bytes];
    }

    /// <summary>What stands for a character in XML; nothing when it stands for itself.</summary>
    private static ReadOnlySpan<byte> Entity(int character) =>
        character switch
        {
            '&' => "&amp;"u8,
            '<' => "&lt;"u8,
            '>' => "&gt;"u8,
            '"' => "&quot;"u8,
            '\r' => "&#13;"u8, // Else a parser makes it a line feed.
            '\t' or '\n' => [],
            < ' ' or 0xFFFE or 0xFFFF => "\uFFFD"u8,
            _ => [],
        };
}
