using System.Collections.Immutable;
using System.IO.Pipelines;
using System.Text.Encodings.Web;
using System.Text.Json;
using DataLab.Formats.Encoders;

namespace DataLab.Formats.Json;

/// <summary>A JSON object a line, one line a row, keyed by the names of the columns; values as in <see cref="JsonFormat"/>.</summary>
/// <remarks>
/// No place for metadata, and no way to mark overflow or an error after the first row: the caller says the one beside the table and
/// ends the connection at the other. A name that occurs twice gets <c>_2</c> behind it, for members are told apart by their names.
/// </remarks>
public sealed class JsonLinesFormat : ITableFormat
{
    private static readonly RowMarks Marks = new("{", ",", "}\n");

    public string MediaType => "application/x-ndjson";

    public ImmutableArray<string> ShortNames => ["jsonl", "ndjson"];

    public string FileExtension => "jsonl";

    public bool TellsErrors => false;

    public async Task WriteAsync(RowSource rows, PipeWriter output, CancellationToken ct)
    {
        var names = ColumnNames
            .Mend(rows.Fields.Select(field => field.Name))
            .Select(name => $"\"{JsonEncodedText.Encode(name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\":")
            .Select(System.Text.Encoding.UTF8.GetBytes)
            .ToImmutableArray();
        var sink = new PlainSink(output);
        var first = await rows.ReadAsync(ct).ConfigureAwait(false);
        await new OrderedEncoder(rows, () => new RowTextEncoder(Cells(rows.Fields, names), Marks), sink)
            .WriteAllAsync(first, ct)
            .ConfigureAwait(false);
        await sink.FlushAsync(ct).ConfigureAwait(false);
    }

    private static CellWriter[] Cells(ImmutableArray<Field> fields, ImmutableArray<byte[]> names) =>
        [.. JsonCells.For(fields).Select((cell, i) => new PrefixedCell(names[i], cell))];
}
