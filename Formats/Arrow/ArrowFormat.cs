using System.Collections.Immutable;
using System.IO.Pipelines;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using DataLab.Formats.Encoders;

namespace DataLab.Formats.Arrow;

/// <summary>An Arrow IPC stream: the schema, a record batch for each batch of rows, the mark of the end.</summary>
/// <remarks>
/// <para>The buffers of a record batch are our vectors, whose layout is Arrow's; only booleans are packed. Arrays are lists of
/// their elements, complex numbers being two elements each. What VOTable says of a FIELD is in the metadata of the Arrow
/// field, what it says of the table in those of the schema (<see cref="ArrowSchema"/>).</para>
/// <para>A stream has no place for what is known at the end only, neither overflow nor an error: a failing table lacks the mark
/// of the end, which not every reader minds, so the caller ends the connection.</para>
/// </remarks>
public sealed class ArrowFormat : ITableFormat
{
    private const int FlushSize = 64 * 1024;

    public string MediaType => "application/vnd.apache.arrow.stream";

    public ImmutableArray<string> ShortNames { get; } = ["arrow"];

    public string FileExtension => "arrows";

    public bool TellsErrors => false;

    public async Task WriteAsync(RowSource rows, PipeWriter output, CancellationToken ct)
    {
        var first = await rows.ReadAsync(ct).ConfigureAwait(false);
        var sink = new PlainSink(output);
        await using var stream = new SinkStream(sink);
        var schema = ArrowSchema.Of(rows.Table);
        using var writer = new ArrowStreamWriter(stream, schema, leaveOpen: true);
        writer.WriteStart();
        var columns = rows.Fields.Select(ArrowColumn.For).ToArray();
        for (var batch = first; batch is not null; batch = await rows.ReadAsync(ct).ConfigureAwait(false))
        {
            using (batch)
                Write(batch, columns, schema, writer);
            if (sink.Unflushed >= FlushSize || batch == first)
                await sink.FlushAsync(ct).ConfigureAwait(false);
        }
        writer.WriteEnd();
        await sink.FlushAsync(ct).ConfigureAwait(false);
    }

    private static void Write(RowBatch batch, ArrowColumn[] columns, Schema schema, ArrowStreamWriter writer)
    {
        var arrays = new IArrowArray[columns.Length];
        for (var i = 0; i < columns.Length; i++)
            arrays[i] = ArrowArrayFactory.BuildArray(columns[i].Data(batch.Columns[i], batch.Count));
        using var record = new RecordBatch(schema, arrays, batch.Count);
        writer.WriteRecordBatch(record);
    }
}
