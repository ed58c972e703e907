using System.Buffers.Text;

namespace DataLab.Formats.Csv;

/// <summary>ISO 8601 date and time as DALI writes it.</summary>
internal static class CsvTimestamp
{
    /// <summary><c>YYYY-MM-DDThh:mm:ss[.fff][Z]</c> of the proleptic Gregorian calendar.</summary>
    public static bool IsTimestamp(ReadOnlySpan<byte> text)
    {
        if (text.Length < 19 || text[10] != 'T')
            return false;
        var fraction = text[19..];
        if (fraction is [.., (byte)'Z'])
            fraction = fraction[..^1];
        // Utf8Parser's 'O' wants seven decimals; only the 19 characters before them are checked by it.
        if (
            !fraction.IsEmpty
            && (
                fraction[0] != '.'
                || fraction.Length == 1
                || fraction[1..].ContainsAnyExceptInRange((byte)'0', (byte)'9')
            )
        )
            return false;
        Span<byte> full = stackalloc byte[27];
        text[..19].CopyTo(full);
        ".0000000"u8.CopyTo(full[19..]);
        return Utf8Parser.TryParse(full, out DateTime _, out var used, 'O') && used == full.Length;
    }
}
