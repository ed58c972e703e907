using System.Collections.Immutable;
using System.IO.Pipelines;
using System.Text;
using DataLab.Formats.Encoders;

namespace DataLab.Formats.Text;

/// <summary>Plain text in aligned columns, for a terminal: the names of the columns, the rows, and comments on what it was and how it ended.</summary>
/// <remarks>
/// <para>It is also what STILTS calls ascii and astropy ascii.commented_header: the names in the first line, behind a comment sign,
/// blanks between cells, text with blanks in quotes (a quote in it behind a backslash, which only STILTS reads), null as <c>""</c>. One takes the first comment for the names and the other the
/// last before the rows, so the other comments are behind them.</para>
/// <para>Widths are those of the first batch. A later cell that is wider moves the rest of its line, with a blank before it.</para>
/// </remarks>
public sealed class TextFormat : ITableFormat
{
    private static readonly TextStyle Style = new()
    {
        NaN = "NaN"u8.ToArray(),
        PositiveInfinity = "Infinity"u8.ToArray(),
        NegativeInfinity = "-Infinity"u8.ToArray(),
        True = "true"u8.ToArray(),
        False = "false"u8.ToArray(),
        Text = () => new PlainTextCell(),
    };

    /// <summary>Rows begin with blanks as wide as the comment sign of the names.</summary>
    private static readonly RowMarks Marks = new("  ", " ", "\n");

    private static readonly RowMarks NameMarks = new("# ", " ", "\n");

    public string MediaType => "text/plain;charset=utf-8";

    public ImmutableArray<string> ShortNames => ["text"];

    public string FileExtension => "txt";

    /// <summary>It does, but in a comment, which programs skip.</summary>
    public bool TellsErrors => false;

    public async Task WriteAsync(RowSource rows, PipeWriter output, CancellationToken ct)
    {
        var fields = rows.Fields;
        var sink = new PlainSink(output);
        var first = await rows.ReadAsync(ct).ConfigureAwait(false);
        var names = new TextVector[fields.Length];
        for (var i = 0; i < fields.Length; i++)
            (names[i] = new TextVector()).Append(fields[i].Name);
        var columns = Enumerable.Range(0, fields.Length).Select(i => Column(fields[i], names[i], first, i)).ToArray();
        using (var line = new ByteBuffer(1024))
        {
            var cells = columns.Select(column => (CellWriter)new AlignedCell(new PlainTextCell(), column)).ToArray();
            new RowTextEncoder(cells, NameMarks).Encode(new RowBatch([.. names]) { Count = 1 }, line);
            sink.Write(line.Written);
        }
        Exception? failure = null;
        try
        {
            await new OrderedEncoder(rows, () => new RowTextEncoder(Cells(fields, columns), Marks), sink)
                .WriteAllAsync(first, ct)
                .ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            failure = exception;
        }
        WriteEnd(sink, rows.Table, QueryStatus.Of(rows, failure));
        await sink.FlushAsync(ct).ConfigureAwait(false);
        if (failure is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
    }

    /// <summary>What the table and its columns are, and, where not all is well, how it ended; every line is a comment.</summary>
    private static void WriteEnd(PlainSink sink, TableDescription table, QueryStatus status)
    {
        var end = new StringBuilder();
        WriteComment(end, table.Description);
        foreach (var info in table.Infos.Where(info => info.Name == "QUERY"))
            WriteComment(end, info.Value);
        foreach (var field in table.Fields)
        {
            var unit = string.IsNullOrWhiteSpace(field.Unit) ? "" : $" [{field.Unit}]";
            var description = string.IsNullOrWhiteSpace(field.Description) ? "" : $": {field.Description}";
            if (unit.Length + description.Length > 0)
                WriteComment(end, $"{field.Name}{unit}{description}");
        }
        if (status.Value != QueryStatus.Ok)
            WriteComment(end, status.Message is null ? status.Value : $"{status.Value}: {status.Message}");
        sink.Write(Encoding.UTF8.GetBytes(end.ToString()));
    }

    private static void WriteComment(StringBuilder text, string? comment)
    {
        if (string.IsNullOrWhiteSpace(comment))
            return;
        foreach (var line in comment.Split('\n'))
            text.Append("# ").Append(line.Replace('\r', ' ')).Append('\n');
    }

    private static CellWriter[] Cells(ImmutableArray<Field> fields, AlignedColumn[] columns) =>
        [.. NewCells(fields).Select((cell, i) => new AlignedCell(cell, columns[i]))];

    private static IEnumerable<CellWriter> NewCells(ImmutableArray<Field> fields) =>
        Style.Cells(fields).Select((cell, i) => Quoted(fields[i], cell));

    /// <summary>Arrays have blanks between their elements; a quoted cell is one cell.</summary>
    private static FilledCell Quoted(Field field, CellWriter cell)
    {
        var isArray = field.IsList && field.DataType is not (DataType.Char or DataType.UnicodeChar);
        return new FilledCell(isArray ? new QuotedCell(cell) : cell, PlainTextCell.Empty);
    }

    private static AlignedColumn Column(Field field, TextVector name, RowBatch? first, int index)
    {
        var width = AlignedCell.Widest(new PlainTextCell(), name, 1);
        if (first is not null)
            width = Math.Max(width, AlignedCell.Widest(NewCells([field]).Single(), first.Columns[index], first.Count));
        return new AlignedColumn(width, AtRight: !field.IsText && !field.IsList);
    }
}
