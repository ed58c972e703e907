using System.Collections.Immutable;
using System.IO.Pipelines;
using DataLab.Formats.Encoders;
using DataLab.Formats.VoTable;

namespace DataLab.Formats.Parquet;

/// <summary>Parquet with the table's metadata as a VOTable without data in the footer (IVOA Note VOParquet 1.0).</summary>
/// <remarks>
/// <para>Null, NaN and the empty string are three different things. Arrays are LISTs of their elements, complex numbers being
/// two elements each; unsignedByte is UINT_8, short INT_16; bits are booleans. Timestamps stay the text that the
/// VOTable FIELD says they are (docs/adr/0005-parquet-and-arrow.md).</para>
/// <para>Overflow stands in the footer, as QUERY_STATUS after the TABLE. A table that ends early gets no footer, so that no
/// reader opens it; it cannot say why, so the caller ends the connection.</para>
/// </remarks>
public sealed class ParquetFormat : ITableFormat
{
    /// <summary>Rows and bytes (as they lie in memory) after which a row group ends; the larger part of what is held at once.</summary>
    internal const int GroupRows = 122_880;
    private const long GroupBytes = 8 << 20;

    /// <summary>Bytes handed to the library at once: pages end between two such pieces.</summary>
    private const long SliceBytes = 4 << 20;

    public string MediaType => "application/vnd.apache.parquet";

    public ImmutableArray<string> ShortNames { get; } = ["parquet"];

    public string FileExtension => "parquet";

    public bool TellsErrors => false;

    public bool IsCompressed => true;

    public async Task WriteAsync(RowSource rows, PipeWriter output, CancellationToken ct)
    {
        var first = await rows.ReadAsync(ct).ConfigureAwait(false);
        var table = rows.Table with { Fields = ParquetSchema.Columns(rows.Fields) };
        var sink = new PlainSink(output);
        using var file = new ParquetFile(table.Fields, first, sink);
        await WriteRowsAsync(rows, first, file, sink, ct).ConfigureAwait(false);
        var overflow = rows.Overflowed
            ? new Info(VoTableNames.QueryStatus, "OVERFLOW") { Text = rows.OverflowReason }
            : null;
        file.Finish(VoTableDocument.WithoutData(table, overflow));
        await sink.FlushAsync(ct).ConfigureAwait(false);
    }

    /// <summary>A group is sent while the next one is encoded.</summary>
    private static async Task WriteRowsAsync(
        RowSource rows,
        RowBatch? first,
        ParquetFile file,
        PlainSink sink,
        CancellationToken ct
    )
    {
        var sending = sink.FlushAsync(ct).AsTask();
        var (groupRows, groupBytes) = (0, 0L);
        try
        {
            for (var batch = first; batch is not null; batch = await rows.ReadAsync(ct).ConfigureAwait(false))
            {
                using var owned = batch;
                file.Bind(batch);
                for (int row = 0, count; row < batch.Count; row += count)
                {
                    var most = Math.Min(batch.Count - row, GroupRows - groupRows);
                    count = VectorSize.RowsWithin(SliceBytes, batch, row, most);
                    file.Write(row, count);
                    groupRows += count;
                    groupBytes += VectorSize.Of(batch, row, count);
                    if (groupRows < GroupRows && groupBytes < GroupBytes)
                        continue;
                    await sending.ConfigureAwait(false);
                    sending = Task.CompletedTask;
                    file.EndGroup();
                    (groupRows, groupBytes) = (0, 0);
                    sending = sink.FlushAsync(ct).AsTask();
                }
            }
        }
        finally
        {
            // The pipe must be at rest when it goes back to the caller.
            await sending.ConfigureAwait(false);
        }
    }
}
