// What is found out about a text table before its rows are read: encoding, comments, delimiter, names.
using System.Collections.Immutable;
using System.Text;

namespace DataLab.Formats.Csv;

/// <summary>The top of a text table.</summary>
/// <param name="Names">Column names, mended.</param>
/// <param name="DataOffset">Bytes from the start of the stream to the first record of data.</param>
/// <param name="DataLine">1-based line of the first record of data.</param>
/// <param name="Declared">The fields of an ECSV header; null for any other file.</param>
internal sealed record CsvHead(
    ImmutableArray<string> Names,
    CsvDialect Dialect,
    long DataOffset,
    long DataLine,
    ImmutableArray<Field>? Declared
)
{
    private const int Sample = 1 << 16;

    /// <summary>Bytes of comments at the top, at most; longer is no table.</summary>
    private const int MaxComments = 16 << 20;

    /// <summary>Reads the top of a stream that stands at its beginning; where it stands then does not matter.</summary>
    public static async Task<CsvHead> ReadAsync(Stream stream, TableReadOptions options, CancellationToken ct)
    {
        var (bytes, start, line, comments, whole) = await ReadTopAsync(stream, ct).ConfigureAwait(false);
        if (bytes.Length == 0 || (start == bytes.Length && comments.Count == 0))
            throw new TableFormatException("The file is empty.");
        if (comments.Count > 0 && EcsvHeader.Opens(comments[0]))
            return OfEcsv(EcsvHeader.Parse(comments), bytes, start, line);
        if (start == bytes.Length)
            throw new TableFormatException("The file holds only comments: a line of column names is expected.");
        var sample = bytes[start..];
        var dialect = options.Delimiter is { } given ? CsvDialect.Named(given) : CsvDialect.Guess(sample, whole);
        var first = new CsvScanner(sample, dialect);
        if (first.TryNext(final: true) == CsvScanner.Outcome.End)
            throw new TableFormatException("The file is empty.");
        var names = Cells(first);
        if (options.HasHeader == false)
            return new CsvHead(ColumnNames.Mend(names.Select(_ => "")), dialect, start, line, null);
        if (options.HasHeader is null && FirstNumber(first) is { } number)
        {
            // Many programs put the names behind a comment sign.
            if (comments.Count > 0 && NamesIn(comments[^1], dialect) is { } above && above.Length == names.Length)
                return new CsvHead(ColumnNames.Mend(above), dialect, start, line, null);
            throw new TableFormatException(
                $"Line {line}: found the number {number} where a line of column names is expected. If the file has none, say so."
            )
            {
                Line = line,
            };
        }
        return new CsvHead(ColumnNames.Mend(names), dialect, start + first.Passed, line + first.NextLine - 1, null);
    }

    private static CsvHead OfEcsv(EcsvHeader ecsv, byte[] bytes, int start, long line)
    {
        var scanner = new CsvScanner(bytes[start..], ecsv.Dialect);
        var names = scanner.TryNext(final: true) == CsvScanner.Outcome.Record ? Cells(scanner) : [];
        var expected = ecsv.Fields.Select(field => field.Name).ToArray();
        if (!names.SequenceEqual(expected, StringComparer.Ordinal))
        {
            throw new TableFormatException(
                $"Line {line}: the names \"{string.Join(", ", names)}\" differ from those of the ECSV header, \"{string.Join(", ", expected)}\"."
            )
            {
                Line = line,
            };
        }
        return new CsvHead(
            ColumnNames.Mend(names),
            ecsv.Dialect,
            start + scanner.Passed,
            line + scanner.NextLine - 1,
            ecsv.Fields
        );
    }

    /// <summary>
    /// The first bytes: all comment lines and at least <see cref="Sample"/> bytes behind them, with at least one whole line
    /// unless the file ends; where the lines after the comments begin, and the number of the first of them.
    /// </summary>
    private static async Task<(byte[] Bytes, int Start, long Line, List<string> Comments, bool Whole)> ReadTopAsync(
        Stream stream,
        CancellationToken ct
    )
    {
        var bytes = new byte[2 * Sample];
        var filled = 0;
        while (true)
        {
            var found = await stream
                .ReadAtLeastAsync(bytes.AsMemory(filled), bytes.Length - filled, false, ct)
                .ConfigureAwait(false);
            filled += found;
            var whole = filled < bytes.Length;
            var (start, line, comments) = SkipComments(bytes.AsSpan(0, filled), whole);
            var enough =
                start >= 0
                && filled - start >= Sample
                && bytes.AsSpan(start, filled - start).ContainsAny((byte)'\n', (byte)'\r');
            if (whole || enough)
                return (bytes[..filled], Math.Max(0, start), line, comments, whole);
            if (filled > MaxComments)
                throw new TableFormatException(
                    $"The comments or the first line are longer than {MaxComments} bytes: no text table."
                );
            Array.Resize(ref bytes, filled * 2);
        }
    }

    /// <summary>Passes the byte order mark, blank lines and lines that begin with <c>#</c>; Start is -1 if they do not end.</summary>
    private static (int Start, long Line, List<string> Comments) SkipComments(ReadOnlySpan<byte> bytes, bool whole)
    {
        var comments = new List<string>();
        var at = bytes.StartsWith("\uFEFF"u8) ? 3 : 0;
        long line = 1;
        while (at < bytes.Length && bytes[at] is (byte)'#' or (byte)'\r' or (byte)'\n')
        {
            var end = bytes[at..].IndexOfAny((byte)'\n', (byte)'\r');
            if (end < 0 && !whole)
                return (-1, line, comments);
            end = end < 0 ? bytes.Length : at + end;
            if (bytes[at] == '#')
                comments.Add(Encoding.UTF8.GetString(bytes[(at + 1)..end]));
            at =
                end + 1 < bytes.Length && bytes[end] == '\r' && bytes[end + 1] == '\n'
                    ? end + 2
                    : Math.Min(bytes.Length, end + 1);
            line++;
        }
        return (at, line, comments);
    }

    private static string[]? NamesIn(string comment, CsvDialect dialect)
    {
        var scanner = new CsvScanner(Encoding.UTF8.GetBytes(comment.Trim(' ')), dialect);
        return scanner.TryNext(final: true) == CsvScanner.Outcome.Record && FirstNumber(scanner) is null
            ? Cells(scanner)
            : null;
    }

    private static string[] Cells(CsvScanner record)
    {
        var cells = new string[record.Count];
        for (var i = 0; i < cells.Length; i++)
            cells[i] = CsvReader.ToText(record[i]);
        return cells;
    }

    private static string? FirstNumber(CsvScanner record)
    {
        for (var i = 0; i < record.Count; i++)
        {
            if (!record.IsQuoted(i) && ColumnEvidence.IsNumber(record[i]))
                return CsvReader.ToText(record[i]);
        }
        return null;
    }
}
