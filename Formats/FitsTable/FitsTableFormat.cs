using System.Collections.Immutable;
using System.IO.Pipelines;
using DataLab.Fits.Tables;
using DataLab.Formats.Encoders;

namespace DataLab.Formats.FitsTable;

/// <summary>A FITS file with one binary table behind an empty primary HDU (FITS 4.0 §7.3).</summary>
/// <remarks>
/// <para>The header comes first and says how many rows there are, how long the longest string is and which integer stands for null.
/// Where the source knows that beforehand, as it does of a whole table, the rows go out as they come. Else they are set aside until
/// the last one is known, in memory while they are few, else in a temporary file.</para>
/// <para>Nulls are NaN, TNULL, a zero byte for logicals, an empty string or array. Overflow is told by QSTATUS. See <see cref="FitsColumn"/>
/// for the columns and docs/formats.md for the header.</para>
/// </remarks>
/// <param name="maxSpoolBytes">Most bytes of rows that are set aside.</param>
public sealed class FitsTableFormat(long maxSpoolBytes = FitsTableFormat.DefaultMaxSpoolBytes) : ITableFormat
{
    public const long DefaultMaxSpoolBytes = 64L << 30;

    public string MediaType => "application/fits";

    public ImmutableArray<string> ShortNames => ["fits"];

    public string FileExtension => "fits";

    public bool TellsErrors => false;

    public async Task WriteAsync(RowSource rows, PipeWriter output, CancellationToken ct)
    {
        if (rows.Fields.Length > TableLayout.MaxColumns)
            throw new ServiceException(
                ErrorKind.LimitExceeded,
                $"The table has {rows.Fields.Length} columns; a FITS table has at most {TableLayout.MaxColumns}. Ask for fewer, or for another format."
            );
        if (ForeseenRows.Of(rows) is { } foreseen)
        {
            await WriteAsync(foreseen.Columns, foreseen.Count, () => foreseen, foreseen.Status, output, ct)
                .ConfigureAwait(false);
            return;
        }
        using var spool = new RowSpool(rows.Table, rows.EncodingThreads, maxSpoolBytes);
        ImmutableArray<ColumnSurvey> surveys = [.. rows.Fields.Select(field => new ColumnSurvey(field))];
        await SpoolAsync(rows, spool, surveys, ct).ConfigureAwait(false);
        var columns = ImmutableArray.CreateBuilder<FitsColumn>(surveys.Length);
        for (var i = 0; i < surveys.Length; i++)
        {
            var nullValue = surveys[i].NeedsNullValue
                ? surveys[i].FreeEnd
                    ?? await FreeInteger.FindAsync(spool, i, rows.Fields[i].DataType, ct).ConfigureAwait(false)
                : null;
            columns.Add(new FitsColumn(surveys[i], spool.Rows, nullValue));
        }
        await WriteAsync(columns.MoveToImmutable(), spool.Rows, spool.Read, QueryStatus.Of(rows, null), output, ct)
            .ConfigureAwait(false);
    }

    /// <summary>Reads the source to its end; the next batch is read while one is set aside.</summary>
    private static async Task SpoolAsync(
        RowSource rows,
        RowSpool spool,
        ImmutableArray<ColumnSurvey> surveys,
        CancellationToken ct
    )
    {
        var batch = await rows.ReadAsync(ct).ConfigureAwait(false);
        while (batch is not null)
        {
            // Where one thread does all, the next batch waits until this one is set aside.
            var reading =
                rows.EncodingThreads > 1 ? Task.Run(() => rows.ReadAsync(ct).AsTask(), CancellationToken.None) : null;
            try
            {
                using (batch)
                {
                    spool.Add(batch);
                    for (var i = 0; i < surveys.Length; i++)
                        surveys[i].Add(batch.Columns[i], batch.Count);
                }
            }
            catch
            {
                if (reading is not null)
                    await GiveBackAsync(reading).ConfigureAwait(false);
                throw;
            }
            batch = reading is null
                ? await rows.ReadAsync(ct).ConfigureAwait(false)
                : await reading.ConfigureAwait(false);
        }
    }

    /// <summary>Waits for a batch that nobody wants any more.</summary>
    private static async Task GiveBackAsync(Task<RowBatch?> reading)
    {
        await ((Task)reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (reading.IsCompletedSuccessfully)
            (await reading.ConfigureAwait(false))?.Dispose();
    }

    /// <summary>Header, rows, heap.</summary>
    /// <param name="read">The rows from the first on; once more where there is a heap.</param>
    private static async Task WriteAsync(
        ImmutableArray<FitsColumn> columns,
        long count,
        Func<RowSource> read,
        QueryStatus status,
        PipeWriter output,
        CancellationToken ct
    )
    {
        var shape = FitsShape.Of(columns, count);
        var rows = read();
        var sink = new PlainSink(output);
        sink.Write(FitsHeader.Of(rows.Table, columns, shape, status));
        await EncodeAsync(new HeapStarts(rows, columns), () => new FitsRowEncoder(columns, shape), sink, ct)
            .ConfigureAwait(false);
        if (shape.HeapLength > 0)
            await EncodeAsync(read(), () => new FitsHeapEncoder(columns), sink, ct).ConfigureAwait(false);
        sink.Write(new byte[shape.Padding]);
        await sink.FlushAsync(ct).ConfigureAwait(false);
    }

    private static async Task EncodeAsync(
        RowSource rows,
        Func<BatchEncoder> newEncoder,
        PlainSink sink,
        CancellationToken ct
    ) =>
        await new OrderedEncoder(rows, newEncoder, sink)
            .WriteAllAsync(await rows.ReadAsync(ct).ConfigureAwait(false), ct)
            .ConfigureAwait(false);
}
