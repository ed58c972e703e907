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
/// <para>Overflow is told by QUERY_STATUS in the metadata of the schema where it is known when they are written: for tables of
/// one batch. Otherwise QUERY_STATUS is left out, since a stream has no place for what is known at the end only. Nor for an
/// error: a failing table lacks the mark of the end, which not every reader minds, so the caller ends the connection.</para>
/// </remarks>
public sealed class ArrowFormat : ITableFormat
{
    /// <summary>A record batch is not larger, unless it is a single row: readers hold one in memory, and some in 1 GB at most.</summary>
    internal long BatchBytes { get; init; } = 16 << 20;

    public string MediaType => "application/vnd.apache.arrow.stream";

    public ImmutableArray<string> ShortNames { get; } = ["arrow"];

    public string FileExtension => "arrows";

    public bool TellsErrors => false;

    public async Task WriteAsync(RowSource rows, PipeWriter output, CancellationToken ct)
    {
        using var batches = await BatchesAhead.StartAsync(rows, ct).ConfigureAwait(false);
        var sink = new PlainSink(output);
        await using var stream = new SinkStream(sink);
        var schema = ArrowSchema.Of(rows.Table, batches.AllRead ? rows : null);
        using var writer = new ArrowStreamWriter(stream, schema, leaveOpen: true);
        await writer.WriteStartAsync(ct).ConfigureAwait(false);
        var columns = rows.Fields.Select(ArrowColumn.For).ToArray();
        for (var isFirst = true; await batches.NextAsync(ct).ConfigureAwait(false) is { } batch; isFirst = false)
        {
            using (batch)
                await WriteAsync(batch, columns, schema, writer, ct).ConfigureAwait(false);
            if (isFirst)
                await sink.FlushAsync(ct).ConfigureAwait(false);
        }
        await writer.WriteEndAsync(ct).ConfigureAwait(false);
        await sink.FlushAsync(ct).ConfigureAwait(false);
    }

    private async Task WriteAsync(
        RowBatch batch,
        ArrowColumn[] columns,
        Schema schema,
        ArrowStreamWriter writer,
        CancellationToken ct
    )
    {
        var arrays = new IArrowArray[columns.Length];
        for (var i = 0; i < columns.Length; i++)
            arrays[i] = ArrowArrayFactory.BuildArray(columns[i].Data(batch.Columns[i], batch.Count));
        using var whole = new RecordBatch(schema, arrays, batch.Count);
        for (int row = 0, count; row < batch.Count; row += count)
        {
            count = VectorSize.RowsWithin(BatchBytes, batch, row, batch.Count - row);
            var part = count == batch.Count ? whole : whole.Slice(row, count);
            await writer.WriteRecordBatchAsync(part, ct).ConfigureAwait(false);
        }
    }
}
