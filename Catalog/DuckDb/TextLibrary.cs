using System.Buffers;
using System.Text;
using DuckDB.NET.Native;

namespace DataLab.Catalog.DuckDb;

/// <summary>Functions on texts that queries may call (docs/functions.md), with PostgreSQL's meaning and within limits of memory.</summary>
/// <remarks>Null in, null out.</remarks>
internal static unsafe class TextLibrary
{
    /// <summary>Bytes of a text that an aggregate makes.</summary>
    public const int LongestAggregate = 1 << 20;

    public static void Register(EngineConnection connection)
    {
        using var text = NativeMethods.LogicalType.DuckDBCreateLogicalType(DuckDBType.Varchar);
        using var whole = NativeMethods.LogicalType.DuckDBCreateLogicalType(DuckDBType.BigInt);
        using var integer = NativeMethods.LogicalType.DuckDBCreateLogicalType(DuckDBType.Integer);
        ManagedFunction.Register(connection, "datalab_substring", Substring, text, text, whole, whole);
        ManagedFunction.Register(connection, "datalab_left", call => Cut(call, left: true), text, text, whole);
        ManagedFunction.Register(connection, "datalab_right", call => Cut(call, left: false), text, text, whole);
        ManagedFunction.Register(connection, "datalab_replace", Replace, text, text, text, text);
        ManagedFunction.Register(connection, "datalab_lpad", call => Pad(call, before: true), text, text, whole, text);
        ManagedFunction.Register(connection, "datalab_rpad", call => Pad(call, before: false), text, text, whole, text);
        ManagedFunction.Register(connection, "datalab_split_part", Part, text, text, text, whole);
        ManagedFunction.Register(connection, "datalab_bounded_text", Bounded, text, text);
        ManagedFunction.Register(connection, "datalab_strpos", Position, integer, text, text);
        ManagedFunction.Register(
            connection,
            "datalab_hasword",
            call => Test(call, TextOperations.HasWords),
            integer,
            text,
            text
        );
        ManagedFunction.Register(connection, "datalab_hashlist_has", call => Test(call, IsListed), integer, text, text);
    }

    private static bool IsListed(string list, string item) =>
        !item.Contains('#', StringComparison.Ordinal)
        && list.Split('#').Contains(item, StringComparer.OrdinalIgnoreCase);

    private static void Substring(FunctionCall call)
    {
        var (texts, starts, lengths) = (call.Argument(0), call.Argument(1), call.Argument(2));
        var results = new Results(call);
        for (var i = 0; i < results.Count; i++)
        {
            if (
                !texts.IsNull(i)
                && !starts.IsNull(i)
                && !lengths.IsNull(i)
                && TextOperations.TrySubstring(
                    EngineText.At(texts.Data, i),
                    ((long*)starts.Data)[i],
                    ((long*)lengths.Data)[i],
                    out var part
                )
            )
                results.Set(i, part);
            else
                call.SetNull(i);
        }
    }

    private static void Cut(FunctionCall call, bool left)
    {
        var (texts, counts) = (call.Argument(0), call.Argument(1));
        var results = new Results(call);
        for (var i = 0; i < results.Count; i++)
        {
            if (texts.IsNull(i) || counts.IsNull(i))
            {
                call.SetNull(i);
                continue;
            }
            var text = EngineText.At(texts.Data, i);
            var count = ((long*)counts.Data)[i];
            results.Set(i, left ? TextOperations.Left(text, count) : TextOperations.Right(text, count));
        }
    }

    private static void Replace(FunctionCall call)
    {
        var (texts, parts, others) = (call.Argument(0), call.Argument(1), call.Argument(2));
        var results = new Results(call);
        var room = new ArrayBufferWriter<byte>();
        for (var i = 0; i < results.Count; i++)
        {
            if (texts.IsNull(i) || parts.IsNull(i) || others.IsNull(i))
                call.SetNull(i);
            else
                results.Set(
                    i,
                    TextOperations.Replace(
                        EngineText.At(texts.Data, i),
                        EngineText.At(parts.Data, i),
                        EngineText.At(others.Data, i),
                        room
                    )
                );
        }
    }

    private static void Pad(FunctionCall call, bool before)
    {
        var (texts, counts, fills) = (call.Argument(0), call.Argument(1), call.Argument(2));
        var results = new Results(call);
        var room = new ArrayBufferWriter<byte>();
        for (var i = 0; i < results.Count; i++)
        {
            if (texts.IsNull(i) || counts.IsNull(i) || fills.IsNull(i))
                call.SetNull(i);
            else
                results.Set(
                    i,
                    TextOperations.Pad(
                        EngineText.At(texts.Data, i),
                        ((long*)counts.Data)[i],
                        EngineText.At(fills.Data, i),
                        before,
                        room
                    )
                );
        }
    }

    private static void Part(FunctionCall call)
    {
        var (texts, delimiters, numbers) = (call.Argument(0), call.Argument(1), call.Argument(2));
        var results = new Results(call);
        for (var i = 0; i < results.Count; i++)
        {
            if (texts.IsNull(i) || delimiters.IsNull(i) || numbers.IsNull(i) || ((long*)numbers.Data)[i] == 0)
                call.SetNull(i);
            else
                results.Set(
                    i,
                    TextOperations.Part(
                        EngineText.At(texts.Data, i),
                        EngineText.At(delimiters.Data, i),
                        ((long*)numbers.Data)[i]
                    )
                );
        }
    }

    private static void Bounded(FunctionCall call)
    {
        var texts = call.Argument(0);
        var results = new Results(call);
        for (var i = 0; i < results.Count; i++)
        {
            if (texts.IsNull(i))
            {
                call.SetNull(i);
                continue;
            }
            var text = EngineText.At(texts.Data, i);
            if (text.Length > LongestAggregate)
                throw new ArgumentException("The texts of a group are longer than 1 MB when they are joined");
            results.Set(i, text);
        }
    }

    private static void Position(FunctionCall call)
    {
        var (texts, parts) = (call.Argument(0), call.Argument(1));
        var places = (int*)call.Result.Data;
        var count = call.Count;
        for (var i = 0; i < count; i++)
        {
            if (texts.IsNull(i) || parts.IsNull(i))
                call.SetNull(i);
            else
                places[i] = TextOperations.Position(EngineText.At(texts.Data, i), EngineText.At(parts.Data, i));
        }
    }

    private static void Test(FunctionCall call, Func<string, string, bool> test)
    {
        var (first, second) = (call.Argument(0), call.Argument(1));
        var answers = (int*)call.Result.Data;
        var count = call.Count;
        for (var i = 0; i < count; i++)
        {
            if (first.IsNull(i) || second.IsNull(i))
                call.SetNull(i);
            else
                answers[i] = test(
                    Encoding.UTF8.GetString(EngineText.At(first.Data, i)),
                    Encoding.UTF8.GetString(EngineText.At(second.Data, i))
                )
                    ? 1
                    : 0;
        }
    }

    /// <summary>The texts of one chunk, of a limited length together.</summary>
    private ref struct Results(FunctionCall call)
    {
        private long total;

        public readonly int Count { get; } = call.Count;

        /// <exception cref="ArgumentException">The texts grow too long.</exception>
        public void Set(int row, ReadOnlySpan<byte> text)
        {
            total += text.Length;
            if (total > TextFunctions.MostJoined)
                throw new ArgumentException("The texts that this query makes grow too long");
            call.SetText(row, text);
        }
    }
}
