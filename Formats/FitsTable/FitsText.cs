using System.Buffers;
using System.Globalization;
using System.Text;

namespace DataLab.Formats.FitsTable;

/// <summary>Text as FITS may have it: printable ASCII (FITS 4.0 §3.3.1, §7.3.3.1). Any other character becomes <c>\u03bb</c>, its number in UTF-16.</summary>
/// <remarks>One vector of its own, so one instance a column and thread.</remarks>
internal sealed class FitsText
{
    private readonly TextVector escaped = new();

    /// <summary>The same strings, none of them with a character that FITS has not; valid until the next call.</summary>
    public TextVector Of(TextVector text)
    {
        if (!text.Bytes.ContainsAnyExceptInRange((byte)' ', (byte)'~'))
            return text;
        escaped.Reset(0);
        var cell = new ArrayBufferWriter<byte>();
        for (var row = 0; row < text.Count; row++)
        {
            cell.ResetWrittenCount();
            Escape(text[row], cell);
            escaped.Append(cell.WrittenSpan);
            if (text.IsNull(row))
                escaped.SetNull(row);
        }
        return escaped;
    }

    public static string Of(string text)
    {
        var escaped = new ArrayBufferWriter<byte>();
        Escape(Encoding.UTF8.GetBytes(text), escaped);
        return Encoding.ASCII.GetString(escaped.WrittenSpan);
    }

    private static void Escape(ReadOnlySpan<byte> text, ArrayBufferWriter<byte> to)
    {
        Span<char> units = stackalloc char[2];
        while (text.Length > 0)
        {
            var plain = text.IndexOfAnyExceptInRange((byte)' ', (byte)'~');
            to.Write(plain < 0 ? text : text[..plain]);
            if (plain < 0)
                return;
            // Broken UTF-8 decodes as U+FFFD.
            Rune.DecodeFromUtf8(text[plain..], out var rune, out var used);
            text = text[(plain + used)..];
            foreach (var unit in units[..rune.EncodeToUtf16(units)])
                to.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}")));
        }
    }
}
