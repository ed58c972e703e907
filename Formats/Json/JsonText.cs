using System.Buffers;
using System.Text;
using System.Text.Unicode;
using DataLab.Formats.Encoders;

namespace DataLab.Formats.Json;

/// <summary>Text as a JSON string (RFC 8259 §7): quotes, backslashes and control characters escaped, broken UTF-8 as U+FFFD.</summary>
internal sealed class JsonTextCell : TextCell
{
    private static readonly SearchValues<byte> Special = SearchValues.Create([
        .. Enumerable.Range(0, 32).Select(c => (byte)c),
        (byte)'"',
        (byte)'\\',
    ]);

    /// <summary><c>\u0001</c>.</summary>
    protected override int Expansion => 6;

    protected override int Overhead => 2;

    protected override bool IsClean(ReadOnlySpan<byte> text) => !text.ContainsAny(Special) && Utf8.IsValid(text);

    protected override int Write(ReadOnlySpan<byte> text, Span<byte> to)
    {
        to[0] = (byte)'"';
        var length = base.Write(text, to[1..]);
        to[length + 1] = (byte)'"';
        return length + 2;
    }

    protected override int Escape(ReadOnlySpan<byte> text, Span<byte> to)
    {
        var at = 0;
        while (text.Length > 0)
        {
            var valid = Rune.DecodeFromUtf8(text, out var rune, out var used) == OperationStatus.Done;
            if (valid && rune.Value is >= ' ' and not ('"' or '\\'))
            {
                text[..used].CopyTo(to[at..]);
                at += used;
            }
            else if (valid)
            {
                at += EscapeAscii((byte)rune.Value, to[at..]);
            }
            else
            {
                "\uFFFD"u8.CopyTo(to[at..]);
                at += 3;
            }
            text = text[used..];
        }
        return at;
    }

    private static int EscapeAscii(byte character, Span<byte> to)
    {
        to[0] = (byte)'\\';
        var letter = character switch
        {
            (byte)'\n' => (byte)'n',
            (byte)'\r' => (byte)'r',
            (byte)'\t' => (byte)'t',
            (byte)'"' or (byte)'\\' => character,
            _ => (byte)'u',
        };
        to[1] = letter;
        if (letter != 'u')
            return 2;
        "00"u8.CopyTo(to[2..]);
        Convert.TryToHexStringLower([character], to[4..], out _);
        return 6;
    }
}
