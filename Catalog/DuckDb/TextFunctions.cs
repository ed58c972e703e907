using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using DuckDB.NET.Native;

namespace DataLab.Catalog.DuckDb;

/// <summary>Functions on texts that take the place of the engine's own where a query could exhaust the server with those.</summary>
/// <remarks>
/// <c>datalab_like(text, pattern)</c>: BOOLEAN, LIKE of ADQL 2.1 §2.2.5, case-sensitive. The engine's LIKE tries every way to divide
/// the text among several <c>%</c>, which takes exponential time and cannot be interrupted.
/// <c>datalab_like_escape(text, pattern, escape)</c>: the same, with a character before which <c>%</c> and <c>_</c> stand for themselves.
/// <c>datalab_concat(a, b)</c>: VARCHAR. The engine does not count the memory of texts it makes: subqueries that each double a
/// text would take the whole machine. Both end the query beyond their limits; null in, null out.
/// </remarks>
internal static unsafe class TextFunctions
{
    /// <summary>Bytes of a LIKE pattern.</summary>
    public const int LongestPattern = 1000;

    /// <summary>Bytes of texts joined for one chunk of rows: 8 kB a row in a full one.</summary>
    public const long MostJoined = 16 << 20;

    public static void Register(EngineConnection connection)
    {
        using var text = NativeMethods.LogicalType.DuckDBCreateLogicalType(DuckDBType.Varchar);
        using var boolean = NativeMethods.LogicalType.DuckDBCreateLogicalType(DuckDBType.Boolean);
        ScalarFunction.Register(connection, "datalab_like", &Like, boolean, text, text);
        ScalarFunction.Register(connection, "datalab_like_escape", &LikeEscape, boolean, text, text, text);
        ScalarFunction.Register(connection, "datalab_concat", &Concat, text, text, text);
    }

    /// <summary>Whether UTF-8 text is as the pattern says: <c>%</c> any characters, <c>_</c> one.</summary>
    /// <param name="escape">UTF-8 of one character, or empty: what follows it in the pattern stands for itself.</param>
    /// <remarks>Only the last <c>%</c> met is ever tried again, so the time is at most the product of both lengths.</remarks>
    /// <exception cref="ArgumentException">The pattern ends with the escape character.</exception>
    public static bool IsLike(ReadOnlySpan<byte> text, ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> escape = default)
    {
        if (!escape.IsEmpty)
            CheckEscapes(pattern, escape);
        var (at, wanted) = (0, 0);
        var (retryAt, retryWanted) = (0, -1);
        while (at < text.Length)
        {
            if (!escape.IsEmpty && pattern[wanted..].StartsWith(escape))
            {
                var literal = NextCharacter(pattern, wanted + escape.Length) - wanted - escape.Length;
                var character = pattern.Slice(wanted + escape.Length, literal);
                if (text[at..].StartsWith(character))
                {
                    at += literal;
                    wanted += escape.Length + literal;
                }
                else if (retryWanted >= 0)
                {
                    retryAt = NextCharacter(text, retryAt);
                    (at, wanted) = (retryAt, retryWanted);
                }
                else
                    return false;
            }
            else if (wanted < pattern.Length && pattern[wanted] == '%')
            {
                (retryAt, retryWanted) = (at, ++wanted);
                if (wanted == pattern.Length)
                    return true;
            }
            else if (wanted < pattern.Length && pattern[wanted] == '_')
            {
                at = NextCharacter(text, at);
                wanted++;
            }
            else if (wanted < pattern.Length && pattern[wanted] == text[at])
            {
                at++;
                wanted++;
            }
            else if (retryWanted >= 0)
            {
                retryAt = NextCharacter(text, retryAt);
                (at, wanted) = (retryAt, retryWanted);
            }
            else
                return false;
        }
        return pattern[wanted..].TrimStart((byte)'%').IsEmpty;
    }

    private static void CheckEscapes(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> escape)
    {
        for (var i = 0; i < pattern.Length; i = NextCharacter(pattern, i))
        {
            if (!pattern[i..].StartsWith(escape))
                continue;
            i += escape.Length;
            if (i == pattern.Length)
                throw new ArgumentException("The LIKE pattern ends with its escape character");
        }
    }

    private static int NextCharacter(ReadOnlySpan<byte> text, int at)
    {
        do at++;
        while (at < text.Length && (text[at] & 0xC0) == 0x80);
        return at;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Like(IntPtr info, IntPtr chunk, IntPtr result) =>
        Like(new FunctionCall(info, chunk, result), hasEscape: false);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void LikeEscape(IntPtr info, IntPtr chunk, IntPtr result) =>
        Like(new FunctionCall(info, chunk, result), hasEscape: true);

    private static void Like(FunctionCall call, bool hasEscape)
    {
        try
        {
            var (texts, patterns) = (call.Argument(0), call.Argument(1));
            var escapes = hasEscape ? call.Argument(2) : default;
            var answers = (byte*)call.Result.Data;
            var count = call.Count;
            for (var i = 0; i < count; i++)
            {
                if (texts.IsNull(i) || patterns.IsNull(i))
                {
                    call.SetNull(i);
                    continue;
                }
                var pattern = EngineText.At(patterns.Data, i);
                if (pattern.Length > LongestPattern)
                    throw new ArgumentException($"A LIKE pattern may have {LongestPattern} bytes at most");
                var escape = hasEscape ? EngineText.At(escapes.Data, i) : default;
                answers[i] = IsLike(EngineText.At(texts.Data, i), pattern, escape) ? (byte)1 : (byte)0;
            }
        }
        catch (Exception e)
        {
            call.Fail(e);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Concat(IntPtr info, IntPtr chunk, IntPtr result)
    {
        var call = new FunctionCall(info, chunk, result);
        try
        {
            var (left, right) = (call.Argument(0), call.Argument(1));
            var joined = new byte[256];
            var total = 0L;
            var count = call.Count;
            for (var i = 0; i < count; i++)
            {
                if (left.IsNull(i) || right.IsNull(i))
                {
                    call.SetNull(i);
                    continue;
                }
                var a = EngineText.At(left.Data, i);
                var b = EngineText.At(right.Data, i);
                var length = a.Length + b.Length;
                total += length;
                if (total > MostJoined)
                    throw new ArgumentException("Texts joined by || grow too long");
                if (length > joined.Length)
                    joined = new byte[Math.Max(length, 2 * joined.Length)];
                a.CopyTo(joined);
                b.CopyTo(joined.AsSpan(a.Length));
                fixed (byte* bytes = joined)
                    NativeMethods.Vectors.DuckDBVectorAssignStringElementLength(result, (ulong)i, bytes, length);
            }
        }
        catch (Exception e)
        {
            call.Fail(e);
        }
    }
}
