using System.Collections.Immutable;
using System.IO.Pipelines;
using DataLab.Fits.Tables;
using DataLab.Formats.Encoders;

namespace DataLab.Formats.FitsTable;

/// <summary>A FITS file with one binary table behind an empty primary HDU (FITS 4.0 §7.3).</summary>
/// <remarks>
/// <para>The header comes first and says how many rows there are, how long the longest string is and which integer stands for null.
/// So the rows are set aside until the last one is known, in memory while they are few, else in a temporary file; a source that
/// fails therefore fails before the first byte.</para>
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

    public bool TellsErrors => true;

    public async Task WriteAsync(RowSource rows, PipeWriter output, CancellationToken ct)
    {
        if (rows.Fields.Length > TableLayout.MaxColumns)
            throw new ServiceException(
                ErrorKind.LimitExceeded,
                $"The table has {rows.Fields.Length} columns; a FITS table has at most {TableLayout.MaxColumns}. Ask for fewer, or for another format."
            );
        var spool = new RowSpool(rows.Table, maxSpoolBytes);
        await using var _ = spool.ConfigureAwait(false);
        ImmutableArray<ColumnSurvey> surveys = [.. rows.Fields.Select(field => new ColumnSurvey(field))];
        await SpoolAsync(rows, spool, surveys, ct).ConfigureAwait(false);
        var columns = ImmutableArray.CreateBuilder<FitsColumn>(surveys.Length);
        for (var i = 0; i < surveys.Length; i++)
        {
            var nullValue = await NullValueAsync(surveys[i], spool, i, ct).ConfigureAwait(false);
            columns.Add(new FitsColumn(surveys[i], spool.Rows, nullValue));
        }
        await WriteAsync(columns.MoveToImmutable(), spool, rows, output, ct).ConfigureAwait(false);
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
            var reading = Task.Run(() => rows.ReadAsync(ct).AsTask(), CancellationToken.None);
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
                // The batch on its way is given back, whatever became of it.
                await ((Task)reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (reading.IsCompletedSuccessfully)
                    (await reading.ConfigureAwait(false))?.Dispose();
                throw;
            }
            batch = await reading.ConfigureAwait(false);
        }
    }

    /// <summary>A value for null that the column does not have; null where it needs none or has every value.</summary>
    private static async ValueTask<long?> NullValueAsync(
        ColumnSurvey survey,
        RowSpool spool,
        int column,
        CancellationToken ct
    )
    {
        var type = survey.Field.DataType;
        (long Least, long Greatest)? range = type switch
        {
            DataType.UnsignedByte => (byte.MinValue, byte.MaxValue),
            DataType.Short => (short.MinValue, short.MaxValue),
            DataType.Int => (int.MinValue, int.MaxValue),
            DataType.Long => (long.MinValue, long.MaxValue),
            _ => null,
        };
        if (range is not { } ends || !survey.HasNulls)
            return null;
        if (type == DataType.UnsignedByte)
            return survey.HasGreatest
                ? await FreeInteger.FindAsync(spool, column, type, ct).ConfigureAwait(false)
                : ends.Greatest;
        return !survey.HasLeast ? ends.Least
            : !survey.HasGreatest ? ends.Greatest
            : await FreeInteger.FindAsync(spool, column, type, ct).ConfigureAwait(false);
    }

    private static async Task WriteAsync(
        ImmutableArray<FitsColumn> columns,
        RowSpool spool,
        RowSource source,
        PipeWriter output,
        CancellationToken ct
    )
    {
        var shape = FitsShape.Of(columns, spool.Rows);
        var sink = new PlainSink(output);
        sink.Write(FitsHeader.Of(source.Table, columns, shape, QueryStatus.Of(source, null)));
        var rows = new HeapStarts(spool.Read(), columns);
        await new OrderedEncoder(rows, () => new FitsRowEncoder(columns, shape.IsWide), sink)
            .WriteAllAsync(await rows.ReadAsync(ct).ConfigureAwait(false), ct)
            .ConfigureAwait(false);
        if (shape.HeapLength > 0)
        {
            var again = spool.Read();
            await new OrderedEncoder(again, () => new FitsHeapEncoder(columns), sink)
                .WriteAllAsync(await again.ReadAsync(ct).ConfigureAwait(false), ct)
                .ConfigureAwait(false);
        }
        sink.Write(new byte[shape.Padding]);
        await sink.FlushAsync(ct).ConfigureAwait(false);
    }
}
