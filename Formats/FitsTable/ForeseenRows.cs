using System.Collections.Immutable;

namespace DataLab.Formats.FitsTable;

/// <summary>Rows of which enough is known beforehand to write the header of their table first; it checks that they come as foretold.</summary>
/// <remarks>Every column has one width then: what lies in a heap must be counted first.</remarks>
internal sealed class ForeseenRows : RowSource
{
    private readonly RowSource rows;
    private long left;

    private ForeseenRows(RowSource rows, RowForecast forecast, ImmutableArray<FitsColumn> columns)
    {
        this.rows = rows;
        left = Count = forecast.Rows;
        Status = forecast.Status;
        Columns = columns;
    }

    public ImmutableArray<FitsColumn> Columns { get; }

    public long Count { get; }

    public QueryStatus Status { get; }

    public override TableDescription Table => rows.Table;

    public override int EncodingThreads => rows.EncodingThreads;

    /// <summary>Null where too little is known.</summary>
    public static ForeseenRows? Of(RowSource rows)
    {
        if (rows.Forecast is not { } forecast)
            return null;
        var columns = ImmutableArray.CreateBuilder<FitsColumn>(rows.Fields.Length);
        for (var i = 0; i < rows.Fields.Length; i++)
        {
            if (Column(rows.Fields[i], forecast.Columns[i], forecast.Rows) is not { } column)
                return null;
            columns.Add(column);
        }
        return new ForeseenRows(rows, forecast, columns.MoveToImmutable());
    }

    private static FitsColumn? Column(Field field, ColumnForecast? forecast, long rows) =>
        ColumnSurvey.Foreseen(field, forecast) is not { } survey ? null
        : field.IsText && Math.Max(survey.LongestText, field.ArraySize?.FixedLength ?? 0) > FitsColumn.ShortText ? null
        : survey is { NeedsNullValue: true, FreeEnd: null } ? null
        : new FitsColumn(survey, rows, survey.NeedsNullValue ? survey.FreeEnd : null);

    public override async ValueTask<RowBatch?> ReadAsync(CancellationToken ct)
    {
        var batch = await rows.ReadAsync(ct).ConfigureAwait(false);
        left -= batch?.Count ?? 0;
        if (left >= 0 && (batch is not null || left == 0))
            return batch;
        batch?.Dispose();
        throw new InvalidOperationException($"{Count} rows were foretold, of which {left} are missing.");
    }
}
