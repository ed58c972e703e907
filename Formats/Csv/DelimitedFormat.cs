using System.Collections.Immutable;
using System.IO.Pipelines;
using DataLab.Formats.Encoders;

namespace DataLab.Formats.Csv;

/// <summary>What CSV and TSV share: a line of names, then a line a row, each ended by a line feed; null is nothing between delimiters.</summary>
/// <remarks>
/// Numbers as <see cref="NumberText"/> writes them, NaN, Infinity, -Infinity; booleans true and false, as SQL engines write them and pandas and
/// STILTS read them; bits 1 and 0; arrays as blanks between elements, like a TABLEDATA cell (VOTable 1.4 §5.1). There is no
/// way to mark overflow or an error after the first row: the caller ends the connection.
/// </remarks>
public abstract class DelimitedFormat : ITableFormat
{
    private protected DelimitedFormat(bool header) => HasHeader = header;

    /// <summary>The first line has the names of the columns.</summary>
    public bool HasHeader { get; }

    public abstract string MediaType { get; }

    public abstract ImmutableArray<string> ShortNames { get; }

    public abstract string FileExtension { get; }

    public bool TellsErrors => false;

    private protected abstract char Delimiter { get; }

    private protected abstract TextCell NewTextCell();

    public async Task WriteAsync(RowSource rows, PipeWriter output, CancellationToken ct)
    {
        var style = new TextStyle
        {
            NaN = "NaN"u8.ToArray(),
            PositiveInfinity = "Infinity"u8.ToArray(),
            NegativeInfinity = "-Infinity"u8.ToArray(),
            True = "true"u8.ToArray(),
            False = "false"u8.ToArray(),
            Text = NewTextCell,
        };
        var marks = new RowMarks("", Delimiter.ToString(), "\n");
        var fields = rows.Fields;
        var sink = new PlainSink(output);
        var first = await rows.ReadAsync(ct).ConfigureAwait(false);
        if (HasHeader)
            WriteHeader(fields, sink, marks);
        await new OrderedEncoder(rows, () => new RowTextEncoder(Cells(style.Cells(fields)), marks), sink)
            .WriteAllAsync(first, ct)
            .ConfigureAwait(false);
        await sink.FlushAsync(ct).ConfigureAwait(false);
    }

    /// <summary>What stands for null in a table of one column, whose row would else be an empty line, which readers skip.</summary>
    private protected abstract byte[] LoneNull { get; }

    private CellWriter[] Cells(CellWriter[] cells) => cells is [var only] ? [new FilledCell(only, LoneNull)] : cells;

    private void WriteHeader(ImmutableArray<Field> fields, BlockSink sink, RowMarks marks)
    {
        var names = fields
            .Select(
                ColumnVector (field) =>
                {
                    var name = new TextVector();
                    name.Append(field.Name);
                    return name;
                }
            )
            .ToImmutableArray();
        using var line = new ByteBuffer(1024);
        new RowTextEncoder([.. fields.Select(_ => NewTextCell())], marks).Encode(
            new RowBatch(names) { Count = 1 },
            line
        );
        sink.Write(line.Written);
    }
}
