using System.Collections.Immutable;
using System.Text;

namespace DataLab.Formats.Csv;

/// <summary>Reads text tables: CSV, TSV, other delimiters, blank-separated columns, and ECSV.</summary>
/// <remarks>
/// <para>Text is UTF-8, with or without byte order mark, or what <see cref="TableReadOptions.Encoding"/> says; UTF-16 is
/// known by its mark; a cell that is not UTF-8 is read as Latin-1. Lines that begin with <c>#</c> are comments before the
/// header line only. Names are mended by <see cref="ColumnNames"/>.</para>
/// <para>Types come from a first pass over the whole file (<see cref="ColumnEvidence"/>), so that no row can contradict
/// them; ECSV headers and <see cref="TableReadOptions.Columns"/> declare them, and a cell that does not fit is then a bad
/// row. A stream that cannot be rewound is copied aside first. For nulls see <see cref="CsvNull"/>: an unquoted empty cell
/// is null, a quoted one in a text column is the empty string; NaN is null if <see cref="TableReadOptions.BlankIsNull"/>. In
/// ECSV any empty cell is null.</para>
/// </remarks>
public sealed class CsvReader : RowSource
{
    /// <summary>Text of one batch, about.</summary>
    private const int BatchBytes = 4 << 20;

    /// <summary>Keeps the vectors of a very wide table small.</summary>
    private const int MostBatchCells = 1 << 21;

    private const int ShownCharacters = 60;

    private readonly Stream stream;
    private readonly CsvScanner scanner;
    private readonly TableReadOptions options;
    private readonly ImmutableArray<CellReader> readers;
    private readonly ImmutableArray<int> fallible;
    private readonly ImmutableArray<int> texts;
    private readonly ImmutableHashSet<string> sexagesimal;
    private readonly BatchPool pool;
    private readonly long start;
    private readonly int batchRows;
    private long errors;
    private bool ended;

    private CsvReader(Stream stream, CsvHead head, ImmutableArray<Column> columns, TableReadOptions options, long start)
    {
        (this.stream, this.options, this.start) = (stream, options, start);
        Table = new TableDescription([.. columns.Select(column => column.Field)]);
        readers = [.. columns.Select(column => CellReader.For(column.Field, head.Declared is not null, options))];
        fallible = [.. Enumerable.Range(0, readers.Length).Where(i => readers[i] is not TextCellReader)];
        texts = [.. Enumerable.Range(0, readers.Length).Where(i => readers[i] is TextCellReader)];
        sexagesimal = [.. columns.Where(column => column.LooksSexagesimal).Select(column => column.Field.Name)];
        pool = new BatchPool(Table.Fields);
        batchRows = Math.Clamp(MostBatchCells / readers.Length, 1, options.BatchRows);
        scanner = new CsvScanner(stream, head.Dialect, options.MaxCellBytes, head.DataLine);
    }

    private sealed record Column(Field Field, bool LooksSexagesimal);

    public override TableDescription Table { get; }

    /// <summary>Text columns all of whose cells are angles in base 60 (<see cref="Sexagesimal"/>), hours or degrees.</summary>
    public bool LooksSexagesimal(string column) => sexagesimal.Contains(column);

    /// <summary>Opens a text table and finds out its columns. Disposing the reader closes <paramref name="stream"/>; if opening fails it is closed too.</summary>
    /// <exception cref="TableFormatException">No header, no text table, or a bad row beyond <see cref="TableReadOptions.MaxErrors"/>.</exception>
    public static async Task<CsvReader> OpenAsync(Stream stream, TableReadOptions options, CancellationToken ct)
    {
        try
        {
            stream = await ToUtf8Async(stream, options, ct).ConfigureAwait(false);
            var start = stream.Position;
            var head = await CsvHead.ReadAsync(stream, options, ct).ConfigureAwait(false);
            var columns = await ColumnsAsync(stream, head, options, start, ct).ConfigureAwait(false);
            stream.Position = start + head.DataOffset;
            return new CsvReader(stream, head, columns, options, start);
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public override async ValueTask<RowBatch?> ReadAsync(CancellationToken ct)
    {
        if (ended)
            return null;
        var columns = pool.Rent();
        for (var i = 0; i < readers.Length; i++)
            readers[i].Begin(columns[i], batchRows);
        var rows = 0;
        var passed = scanner.Passed;
        // A batch is never empty, however many bad rows stand before the next good one.
        while (rows < batchRows && (rows == 0 || scanner.Passed - passed < BatchBytes))
        {
            if (!await NextAsync(scanner, ct).ConfigureAwait(false))
            {
                ended = true;
                break;
            }
            rows += TryReadRow(rows) ? 1 : 0;
        }
        foreach (var reader in readers)
            reader.End();
        options.BytesRead?.Report(stream.Position - start);
        return rows == 0 ? null : pool.Batch(columns, rows);
    }

    public override async ValueTask DisposeAsync()
    {
        await stream.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Text for people: UTF-8, or else Latin-1.</summary>
    internal static string ToText(ReadOnlySpan<byte> cell) =>
        System.Text.Unicode.Utf8.IsValid(cell) ? Encoding.UTF8.GetString(cell) : Encoding.Latin1.GetString(cell);

    private static ValueTask<bool> NextAsync(CsvScanner scanner, CancellationToken ct) =>
        scanner.TryNext(final: false) == CsvScanner.Outcome.Record ? new(true) : FillAndNextAsync(scanner, ct);

    private static async ValueTask<bool> FillAndNextAsync(CsvScanner scanner, CancellationToken ct)
    {
        CsvScanner.Outcome outcome;
        do
        {
            var final = !await scanner.FillAsync(ct).ConfigureAwait(false);
            outcome = scanner.TryNext(final);
        } while (outcome == CsvScanner.Outcome.NeedMore);
        return outcome == CsvScanner.Outcome.Record;
    }

    /// <summary>A stream of UTF-8 that can be rewound, standing at its beginning.</summary>
    private static async Task<Stream> ToUtf8Async(Stream stream, TableReadOptions options, CancellationToken ct)
    {
        if (!stream.CanSeek)
            stream = await SpoolAsync(stream, ct).ConfigureAwait(false);
        var start = stream.Position;
        var mark = new byte[4];
        var length = await stream.ReadAtLeastAsync(mark, mark.Length, false, ct).ConfigureAwait(false);
        stream.Position = start;
        var encoding =
            length >= 2 && (mark[0], mark[1]) is (0xFF, 0xFE) ? Encoding.Unicode
            : length >= 2 && (mark[0], mark[1]) is (0xFE, 0xFF) ? Encoding.BigEndianUnicode
            : mark.AsSpan().StartsWith("\uFEFF"u8) ? Encoding.UTF8
            : options.Encoding ?? Encoding.UTF8;
        return encoding.CodePage == Encoding.UTF8.CodePage
            ? stream
            : await SpoolAsync(Encoding.CreateTranscodingStream(stream, encoding, Encoding.UTF8), ct)
                .ConfigureAwait(false);
    }

    private static async Task<Stream> SpoolAsync(Stream stream, CancellationToken ct)
    {
        await using (stream.ConfigureAwait(false))
            return await Spool.ToSeekableAsync(stream, ct).ConfigureAwait(false);
    }

    private static async Task<ImmutableArray<Column>> ColumnsAsync(
        Stream stream,
        CsvHead head,
        TableReadOptions options,
        long start,
        CancellationToken ct
    )
    {
        var given = new Dictionary<string, Field>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, field) in options.Columns ?? ImmutableDictionary<string, Field>.Empty)
            given[name] = field;
        var declared = head.Names.Select((name, i) => given.GetValueOrDefault(name) ?? Declared(head, i)).ToArray();
        if (declared.All(field => field is not null))
            return [.. declared.Select(field => new Column(field!, false))];
        stream.Position = start + head.DataOffset;
        var scanner = new CsvScanner(stream, head.Dialect, options.MaxCellBytes, head.DataLine);
        var evidence = head.Names.Select(_ => new ColumnEvidence()).ToArray();
        var looked = Enumerable.Range(0, declared.Length).Where(i => declared[i] is null).ToArray();
        while (await NextAsync(scanner, ct).ConfigureAwait(false))
        {
            // Rows that are broken are reported when they are read; they say nothing about types.
            if (scanner.Count != evidence.Length || scanner.Fault >= 0)
                continue;
            foreach (var i in looked)
                evidence[i].Add(scanner[i], scanner.IsQuoted(i));
        }
        return
        [
            .. declared.Select(
                (field, i) =>
                    new Column(
                        field ?? evidence[i].ToField(head.Names[i]),
                        field is null && evidence[i].LooksSexagesimal
                    )
            ),
        ];
    }

    private static Field? Declared(CsvHead head, int i) =>
        head.Declared is { } fields ? fields[i] with { Name = head.Names[i] } : null;

    /// <summary>Columns that may refuse a cell come first, so that text, which can only be appended, is appended for good rows only.</summary>
    private bool TryReadRow(int row)
    {
        if (scanner.Count != readers.Length || scanner.Fault >= 0)
            return Refuse(null, Misshapen());
        foreach (var i in fallible)
        {
            if (!readers[i].TryRead(scanner[i], scanner.IsQuoted(i), row))
                return Refuse(readers[i].Field.Name, $"found \"{Shown(scanner[i])}\", expected {readers[i].Expected}");
        }
        foreach (var i in texts)
            readers[i].TryRead(scanner[i], scanner.IsQuoted(i), row);
        return true;
    }

    private string Misshapen() =>
        scanner.Fault >= 0
            ? $"text follows the closing quote of cell {scanner.Fault + 1}; a quote inside quotes is written twice"
            : $"found {scanner.Count} cells, expected {readers.Length}";

    private bool Refuse(string? field, string what)
    {
        var message = field is null
            ? $"Line {scanner.Line}: {what}."
            : $"Line {scanner.Line}, column \"{field}\": {what}.";
        if (++errors > options.MaxErrors)
            throw new TableFormatException(message) { Line = scanner.Line, Field = field };
        options.OnBadRow?.Invoke(new BadRow(scanner.Line, field, message));
        return false;
    }

    private static string Shown(ReadOnlySpan<byte> cell)
    {
        var text = ToText(cell);
        return text.Length > ShownCharacters ? string.Concat(text.AsSpan(0, ShownCharacters), "...") : text;
    }
}
