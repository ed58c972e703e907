using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using DataLab.Adql;
using DataLab.Catalog;
using DataLab.Dali;
using DataLab.Formats;

namespace DataLab.Tap;

/// <summary>Runs a TAP query: translate, open, limit, describe (stops 2 and 3 of the path of a query, docs/architecture.md).</summary>
public sealed class TapService(ICatalogEngine engine, TapOptions options) : IDisposable
{
    private readonly SemaphoreSlim places = new(options.SyncConcurrency);

    public TapOptions Options => options;

    /// <summary>Opens the result of a query; the rows of an interactive one hold a place until the source is disposed.</summary>
    /// <exception cref="ServiceException">UsageError with every diagnostic of the ADQL text; ServiceUnavailable when no place came
    /// free in time; what the engine says.</exception>
    public async Task<RowSource> OpenAsync(TapRequest request, TapRun run, CancellationToken ct)
    {
        var query = Translate(request.Query);
        var table = Describe(request, query);
        var maxRec = Math.Min(request.MaxRec ?? options.DefaultMaxRec, options.HardMaxRec);
        if (maxRec == 0)
            return new LimitedRowSource(new NoRows(table), 0, "MAXREC=0 asked for the columns only.");
        var isInteractive = run.Purpose == QueryPurpose.Interactive;
        if (isInteractive)
            await TakePlaceAsync(ct);
        try
        {
            var limits = new QueryLimits(run.ExecutionDuration) { Purpose = run.Purpose, Progress = run.Progress };
            var rows = await engine.OpenAsync(query, limits, ct);
            return new LimitedRowSource(
                new TapRows(rows, table, isInteractive ? places : null),
                maxRec,
                OverflowReason(request, maxRec)
            );
        }
        catch
        {
            if (isInteractive)
                places.Release();
            throw;
        }
    }

    /// <exception cref="ServiceException">UsageError with every diagnostic.</exception>
    public Translation Translate(string adql)
    {
        var query = AdqlQuery.Translate(adql, engine.Snapshot.Adql, engine.Dialect);
        return query.Succeeded ? query : throw new ServiceException(ErrorKind.UsageError, Text(query.Diagnostics));
    }

    public void Dispose() => places.Dispose();

    private async Task TakePlaceAsync(CancellationToken ct)
    {
        if (!await places.WaitAsync(TimeSpan.FromSeconds(options.SyncQueueSeconds), ct))
            throw new ServiceException(
                ErrorKind.ServiceUnavailable,
                $"All {options.SyncConcurrency} places for synchronous queries are taken; please try again in a while."
            );
    }

    private static string Text(ImmutableArray<Diagnostic> diagnostics)
    {
        var text = new StringBuilder();
        foreach (var diagnostic in diagnostics)
            text.Append(text.Length > 0 ? "\n" : "").Append(diagnostic);
        return text.ToString();
    }

    private string OverflowReason(TapRequest request, long maxRec) =>
        request.MaxRec is null
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"Only the first {maxRec} rows are here, the default of this service. Ask for more with MAXREC, up to {options.HardMaxRec}."
            )
        : request.MaxRec > maxRec
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"Only the first {maxRec} rows are here, the most this service gives at once."
            )
        : string.Create(CultureInfo.InvariantCulture, $"Only the first {maxRec} rows are here, as MAXREC asked.");

    private static TableDescription Describe(TapRequest request, Translation query) =>
        new(ResultFields.Of(query))
        {
            Name = "result",
            Infos =
            [
                new Info("QUERY_STATUS", "OK"),
                new Info("standardID", "ivo://ivoa.net/std/TAP") { Text = "Table Access Protocol 1.1" },
                new Info("QUERY", request.Query),
                new Info("QUERY_LANGUAGE", request.Language),
                new Info("server_software", ServiceIdentity.Software),
                new Info(
                    "request_date",
                    DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)
                ),
                .. query.Tables.Select(table => new Info(
                    "source_table",
                    AdqlName.Write(table.SchemaName) + "." + AdqlName.Write(table.Name)
                )),
            ],
        };

    /// <summary>An engine's rows under the description of the answer, holding a place while they last.</summary>
    private sealed class TapRows(RowSource rows, TableDescription table, SemaphoreSlim? places) : RowSource
    {
        private int released;

        public override TableDescription Table => table;

        public override ValueTask<RowBatch?> ReadAsync(CancellationToken ct) => rows.ReadAsync(ct);

        public override async ValueTask DisposeAsync()
        {
            if (Interlocked.Exchange(ref released, 1) == 0)
            {
                await rows.DisposeAsync();
                places?.Release();
            }
            await base.DisposeAsync();
        }
    }

    private sealed class NoRows(TableDescription table) : RowSource
    {
        public override TableDescription Table => table;

        public override ValueTask<RowBatch?> ReadAsync(CancellationToken ct) => ValueTask.FromResult<RowBatch?>(null);
    }
}
