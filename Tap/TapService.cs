using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using DataLab.Adql;
using DataLab.Adql.Semantics;
using DataLab.Catalog;
using DataLab.Dali;
using DataLab.Dali.Fetching;
using DataLab.Formats;
using DataLab.Tap.Uploads;

namespace DataLab.Tap;

/// <summary>Runs a TAP query: translate, open, limit, describe (stops 2 and 3 of the path of a query, docs/architecture.md).</summary>
public sealed class TapService(ICatalogEngine engine, TapOptions options, TapUploads? uploads = null)
{
    /// <summary>How often a catalogue that is away is asked whether it is back.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly TapUploads uploads = uploads ?? new TapUploads(options, new UrlFetcher(new FetchOptions()));
    private readonly AdqlOptions adqlOptions = new() { Strict = options.StrictAdql };
    private readonly FairPlaces places = new(options.SyncPlaces, "synchronous queries", pool: "sync");

    public TapOptions Options => options;

    /// <summary>Opens the result of a query; the rows of an interactive one hold a place until the source is disposed.</summary>
    /// <exception cref="ServiceException">UsageError with every diagnostic of the ADQL text; ServiceUnavailable when no place came
    /// free in time; what the engine says.</exception>
    public async Task<RowSource> OpenAsync(TapRequest request, TapRun run, CancellationToken ct)
    {
        if (!request.Uploads.IsEmpty)
            return await OpenWithUploadsAsync(request, run, ct);
        var query = Translate(request.Query, engine.Snapshot.Adql, run.Facts);
        if (MaxRec(request) == 0)
            return ColumnsOnly(request, query);
        TellScans(query, run);
        var place = await TakePlaceAsync(run, ct);
        try
        {
            var (current, rows) = await StartAsync(query, request, run, ct);
            return Limited(request, current, rows, place);
        }
        catch
        {
            place?.Dispose();
            throw;
        }
    }

    /// <summary>A query whose tables were replaced since it was translated is translated again, once.</summary>
    private async Task<(Translation Query, RowSource Rows)> StartAsync(
        Translation query,
        TapRequest request,
        TapRun run,
        CancellationToken ct
    )
    {
        try
        {
            return (query, await engine.OpenAsync(query, Limits(run), ct));
        }
        catch (ServiceException e) when (e.IsOutdated)
        {
            var current = Translate(request.Query);
            return (current, await engine.OpenAsync(current, Limits(run), ct));
        }
    }

    /// <summary>Waits for a catalogue that is away.</summary>
    /// <returns>Whether it answers; false when <paramref name="patience"/> is over.</returns>
    public async Task<bool> IsBackWithinAsync(TimeSpan patience, CancellationToken ct)
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < patience; )
        {
            await Task.Delay(LookEvery, ct);
            try
            {
                await engine.CheckAsync(ct);
                return true;
            }
            catch (ServiceException)
            {
                // Still away; the engine tells operators.
            }
        }
        return false;
    }

    /// <summary>The tables are brought here before a place is taken, and loaded while it is held.</summary>
    private async Task<RowSource> OpenWithUploadsAsync(TapRequest request, TapRun run, CancellationToken ct)
    {
        CheckSyntax(request.Query);
        await using var content = await uploads.OpenAsync(request.Uploads, run, ct);
        var place = await TakePlaceAsync(run, ct);
        QuerySession? session = null;
        try
        {
            session = await engine.BeginAsync(Limits(run), uploads.Limits(run), ct);
            await uploads.LoadAsync(session, content, run, ct);
            var query = Translate(request.Query, session.Adql, run.Facts);
            TellScans(query, run);
            if (MaxRec(request) > 0)
                return Limited(request, query, await session.OpenAsync(query), place);
            var columns = ColumnsOnly(request, query);
            await session.DisposeAsync();
            place?.Dispose();
            return columns;
        }
        catch
        {
            if (session is not null)
                await session.DisposeAsync();
            place?.Dispose();
            throw;
        }
    }

    /// <exception cref="ServiceException">UsageError with every diagnostic.</exception>
    public Translation Translate(string adql) => Translate(adql, engine.Snapshot.Adql, null);

    private Translation Translate(string adql, Schema schema, RequestFacts? facts)
    {
        var since = Stopwatch.GetTimestamp();
        using var span = TapTelemetry.Source.StartActivity("translate");
        var query = AdqlQuery.Translate(adql, schema, engine.Dialect, adqlOptions);
        var took = Stopwatch.GetElapsedTime(since);
        TapTelemetry.Translation.Record(
            took.TotalSeconds,
            new KeyValuePair<string, object?>("outcome", query.Succeeded ? "ok" : "refused")
        );
        if (facts is not null)
            facts.Translated = took;
        return query.Succeeded
            ? query
            : throw new ServiceException(ErrorKind.UsageError, Text(query.Diagnostics, query.Mended));
    }

    private static void TellScans(Translation query, TapRun run)
    {
        if (run.OnLargeScan is not { } tell || query.Whole is { Limit: not null })
            return;
        foreach (var step in query.Steps().Where(step => step.IsLargeScan).DistinctBy(step => step.TableName))
            tell(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"No index serves this query: all {step.Rows:N0} rows of {step.TableName} are read, which may take {step.Seconds:0.#} s or more."
                )
            );
    }

    /// <summary>A query that cannot run whatever the tables hold is refused before they are loaded.</summary>
    private void CheckSyntax(string adql)
    {
        var diagnostics = AdqlQuery.CheckSyntax(adql, adqlOptions);
        if (!diagnostics.IsEmpty)
            throw new ServiceException(ErrorKind.UsageError, Text(diagnostics, null));
    }

    private long MaxRec(TapRequest request) => Math.Min(request.MaxRec ?? options.DefaultMaxRec, options.HardMaxRec);

    private QueryLimits Limits(TapRun run)
    {
        var limits = new QueryLimits(run.ExecutionDuration) { Purpose = run.Purpose, Progress = run.Progress };
        (run.Facts.Engine, run.Facts.EngineTime) = (engine.Dialect.Name, () => limits.Clock.Elapsed);
        return limits;
    }

    private static LimitedRowSource ColumnsOnly(TapRequest request, Translation query) =>
        new(new NoRows(Describe(request, query)), 0, "MAXREC=0 asked for the columns only.");

    private LimitedRowSource Limited(TapRequest request, Translation query, RowSource rows, IDisposable? place) =>
        new(
            new TapRows(rows, Describe(request, query), place),
            MaxRec(request),
            OverflowReason(request, MaxRec(request))
        );

    /// <returns>What to dispose at the end; null for a job, whose executor counts it.</returns>
    private async Task<IDisposable?> TakePlaceAsync(TapRun run, CancellationToken ct)
    {
        if (run.Purpose is not QueryPurpose.Interactive)
            return null;
        var since = Stopwatch.GetTimestamp();
        try
        {
            return await places.TakeAsync(run.ShareKey, ct);
        }
        finally
        {
            run.Facts.Waited = Stopwatch.GetElapsedTime(since);
        }
    }

    /// <param name="mended">A query to propose.</param>
    private static string Text(ImmutableArray<Diagnostic> diagnostics, string? mended)
    {
        var text = new StringBuilder();
        foreach (var diagnostic in diagnostics)
            text.Append(text.Length > 0 ? "\n" : "").Append(diagnostic);
        if (mended is not null)
            text.Append("\nThis would run: ").Append(mended);
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
                .. query.Warnings.Select(warning => new Info("warning", warning.ToString())),
                .. query.Tables.Select(table => new Info(
                    "source_table",
                    AdqlName.Write(table.SchemaName) + "." + AdqlName.Write(table.Name)
                )),
            ],
        };

    /// <summary>An engine's rows under the description of the answer, holding a place while they last.</summary>
    private sealed class TapRows(RowSource rows, TableDescription table, IDisposable? place) : RowSource
    {
        private int released;

        public override TableDescription Table => table;

        public override RowForecast? Forecast => rows.Forecast;

        public override ValueTask<RowBatch?> ReadAsync(CancellationToken ct) => rows.ReadAsync(ct);

        public override async ValueTask DisposeAsync()
        {
            if (Interlocked.Exchange(ref released, 1) == 0)
            {
                await rows.DisposeAsync();
                place?.Dispose();
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
