using System.Buffers;

namespace DataLab.Catalog.DuckDb;

/// <summary>SQL's functions on texts, as PostgreSQL has them, on UTF-8; characters are code points.</summary>
internal static class TextOperations
{
    public const int LongestPadding = 10_000;

    /// <summary>From a character on, 1 the first; characters before the text count but are not there.</summary>
    /// <returns>False for a negative length.</returns>
    public static bool TrySubstring(ReadOnlySpan<byte> text, long start, long length, out ReadOnlySpan<byte> part)
    {
        part = default;
        if (length < 0)
            return false;
        var end = start > 0 && length > long.MaxValue - start ? long.MaxValue : start + length;
        var from = Offset(text, Math.Max(start, 1) - 1);
        var to = Offset(text, Math.Max(end, 1) - 1);
        part = text[from..Math.Max(from, to)];
        return true;
    }

    /// <summary>The first characters; negative: all but so many last.</summary>
    public static ReadOnlySpan<byte> Left(ReadOnlySpan<byte> text, long count) =>
        text[..Offset(text, count >= 0 ? count : Math.Max(0, Characters(text) + Math.Max(count, -int.MaxValue)))];

    /// <summary>The last characters; negative: all but so many first.</summary>
    public static ReadOnlySpan<byte> Right(ReadOnlySpan<byte> text, long count) =>
        text[
            Offset(
                text,
                count >= 0
                    ? Math.Max(0, Characters(text) - Math.Min(count, int.MaxValue))
                    : Math.Min(-Math.Max(count, -int.MaxValue), int.MaxValue)
            )..
        ];

    /// <returns>Place of the first occurrence in characters from 1, 0 without one.</returns>
    public static int Position(ReadOnlySpan<byte> text, ReadOnlySpan<byte> part)
    {
        var at = text.IndexOf(part);
        return at < 0 ? 0 : Characters(text[..at]) + 1;
    }

    /// <exception cref="ArgumentException">The result would be longer than <see cref="TextFunctions.MostJoined"/>.</exception>
    public static ReadOnlySpan<byte> Replace(
        ReadOnlySpan<byte> text,
        ReadOnlySpan<byte> part,
        ReadOnlySpan<byte> by,
        ArrayBufferWriter<byte> room
    )
    {
        if (part.IsEmpty)
            return text;
        room.ResetWrittenCount();
        for (int at; (at = text.IndexOf(part)) >= 0; text = text[(at + part.Length)..])
        {
            room.Write(text[..at]);
            room.Write(by);
            if (room.WrittenCount > TextFunctions.MostJoined)
                throw new ArgumentException("Texts that replace makes grow too long");
        }
        room.Write(text);
        return room.WrittenSpan;
    }

    /// <summary>The text with the fill repeated before or behind it to so many characters, or cut to them.</summary>
    /// <exception cref="ArgumentException">More than <see cref="LongestPadding"/> are asked for.</exception>
    public static ReadOnlySpan<byte> Pad(
        ReadOnlySpan<byte> text,
        long count,
        ReadOnlySpan<byte> fill,
        bool before,
        ArrayBufferWriter<byte> room
    )
    {
        if (count > LongestPadding)
            throw new ArgumentException(
                $"lpad and rpad fill texts to {LongestPadding} characters at most, not to {count}"
            );
        var missing = (int)Math.Max(0, count) - Characters(text);
        if (missing <= 0 || fill.IsEmpty)
            return text[..Offset(text, Math.Max(0, count))];
        room.ResetWrittenCount();
        if (!before)
            room.Write(text);
        var whole = Characters(fill);
        for (; missing >= whole; missing -= whole)
            room.Write(fill);
        room.Write(fill[..Offset(fill, missing)]);
        if (before)
            room.Write(text);
        return room.WrittenSpan;
    }

    /// <summary>One of the parts between delimiters, from 1, or from the end for negative numbers; empty where there is none.</summary>
    public static ReadOnlySpan<byte> Part(ReadOnlySpan<byte> text, ReadOnlySpan<byte> delimiter, long number)
    {
        if (delimiter.IsEmpty)
            return number is 1 or -1 ? text : default;
        if (number < 0)
            number += text.Count(delimiter) + 2;
        if (number < 1)
            return default;
        for (; number > 1; number--)
        {
            var next = text.IndexOf(delimiter);
            if (next < 0)
                return default;
            text = text[(next + delimiter.Length)..];
        }
        var end = text.IndexOf(delimiter);
        return end < 0 ? text : text[..end];
    }

    /// <summary>Whether all words of the needle are words of the text; case does not count.</summary>
    public static bool HasWords(string text, string needle)
    {
        var words = Words(text).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return Words(needle).All(words.Contains);
    }

    private static IEnumerable<string> Words(string text)
    {
        var start = -1;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && (char.IsLetterOrDigit(text[i]) || char.IsSurrogate(text[i])))
            {
                if (start < 0)
                    start = i;
            }
            else if (start >= 0)
            {
                yield return text[start..i];
                start = -1;
            }
        }
    }

    private static int Characters(ReadOnlySpan<byte> text)
    {
        var count = 0;
        foreach (var b in text)
        {
            if ((b & 0xC0) != 0x80)
                count++;
        }
        return count;
    }

    /// <summary>Bytes before a character, all where there are fewer.</summary>
    private static int Offset(ReadOnlySpan<byte> text, long characters)
    {
        if (characters >= text.Length)
            return text.Length;
        var at = 0;
        for (; at < text.Length; at++)
        {
            if ((text[at] & 0xC0) != 0x80 && characters-- == 0)
                break;
        }
        return at;
    }
}
