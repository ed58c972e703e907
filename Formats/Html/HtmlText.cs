using System.Buffers;
using System.Text;
using DataLab.Formats.Encoders;

namespace DataLab.Formats.Html;

/// <summary>Text as XML character data; an http or https address is a link.</summary>
internal sealed class HtmlTextCell : TextCell
{
    private static readonly SearchValues<byte> Special = SearchValues.Create([
        .. Enumerable.Range(0, 32).Where(c => c is not ('\t' or '\n')).Select(c => (byte)c),
        .. "&<>\""u8.ToArray(),
        .. Enumerable.Range(128, 128).Select(c => (byte)c),
    ]);

    /// <summary>What an address may have (RFC 3986 §2) and no more: blanks, quotes and markup make it text.</summary>
    private static readonly SearchValues<byte> Address = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#[]@!$&()*+,;=%"u8
    );

    private static ReadOnlySpan<byte> Open => "<a rel=\"noopener noreferrer\" href=\""u8;

    private static ReadOnlySpan<byte> Middle => "\">"u8;

    private static ReadOnlySpan<byte> Close => "</a>"u8;

    protected override int Copies => 2;

    protected override int Expansion => 2 * Utf8Text.XmlExpansion;

    protected override int Overhead => Open.Length + Middle.Length + Close.Length;

    protected override bool IsClean(ReadOnlySpan<byte> text) => !text.ContainsAny(Special);

    protected override int Escape(ReadOnlySpan<byte> text, Span<byte> to) => Utf8Text.EscapeXml(text, to);

    protected override int Write(ReadOnlySpan<byte> text, Span<byte> to)
    {
        if (!IsAddress(text))
            return base.Write(text, to);
        Open.CopyTo(to);
        var at = Open.Length;
        at += base.Write(text, to[at..]);
        Middle.CopyTo(to[at..]);
        at += Middle.Length;
        at += base.Write(text, to[at..]);
        Close.CopyTo(to[at..]);
        return at + Close.Length;
    }

    private static bool IsAddress(ReadOnlySpan<byte> text) =>
        text.Length > 8
        && (text[0] | 0x20) == 'h'
        && (Ascii.EqualsIgnoreCase(text[..7], "http://"u8) || Ascii.EqualsIgnoreCase(text[..8], "https://"u8))
        && !text.ContainsAnyExcept(Address);
}
