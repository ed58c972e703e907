using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using DataLab.Adql;
using DataLab.Catalog;
using DataLab.Dali;
using DataLab.Formats;

namespace DataLab.Sia.Search;

/// <summary>A search of <c>ivoa.ObsCore</c>.</summary>
/// <param name="Columns">Expressions of ADQL, each with its name.</param>
/// <param name="Conditions">Expressions of ADQL, all of which have to hold.</param>
/// <param name="MaxRec">As asked; null for the usual.</param>
internal sealed record ImageQuery(ImmutableArray<string> Columns, ImmutableArray<string> Conditions, long? MaxRec)
{
    public string Adql =>
        $"SELECT {string.Join(", ", Columns)} FROM {ImageTable.Name}"
        + (Conditions.IsEmpty ? "" : " WHERE " + string.Join(" AND ", Conditions));
}

/// <summary>Asks <c>ivoa.ObsCore</c> through the engine: the same path as a query of TAP, without its text.</summary>
internal sealed class ImageSearch(ICatalogEngine engine, SiaOptions options)
{
    private readonly FairPlaces places = new(options.Places, "searches for images", pool: "sia");
    private ImageTable? known;

    public SiaOptions Options => options;

    /// <summary>The table as it is now.</summary>
    /// <exception cref="ServiceException">ServiceUnavailable.</exception>
    public ImageTable Table
    {
        get
        {
            var catalog = engine.Snapshot;
            var now = Volatile.Read(ref known);
            if (now?.Version == catalog.Version)
                return now;
            Volatile.Write(ref known, now = ImageTable.Of(catalog));
            return now;
        }
    }

    /// <summary>When the catalogue last changed.</summary>
    public DateTimeOffset LoadedAt => engine.Snapshot.LoadedAt;

    /// <summary>Opens the rows, which hold a place until they are disposed.</summary>
    /// <param name="shareKey">Whose portion of the places it takes.</param>
    /// <param name="present">What the answer is made of: the engine's rows, or none under the same fields.</param>
    /// <exception cref="ServiceException">ServiceUnavailable when no place came free in time; what the engine says.</exception>
    public async Task<RowSource> OpenAsync(
        ImageQuery query,
        string shareKey,
        RequestFacts facts,
        Func<RowSource, RowSource> present,
        CancellationToken ct
    )
    {
        var most = Math.Min(query.MaxRec ?? options.DefaultMaxRec, options.HardMaxRec);
        if (Table.Table is null)
            return present(new NoRows(new TableDescription(Table.Fields)));
        var translated = Translate(query.Adql, facts);
        if (most == 0)
            return present(new NoRows(new TableDescription(ResultFields.Of(translated))));
        var since = Stopwatch.GetTimestamp();
        var place = await places.TakeAsync(shareKey, ct);
        facts.Waited = Stopwatch.GetElapsedTime(since);
        try
        {
            var rows = await StartAsync(translated, query.Adql, facts, ct);
            return new LimitedRowSource(present(new FoundRows(rows, place)), most, OverflowReason(query, most));
        }
        catch
        {
            place.Dispose();
            throw;
        }
    }

    /// <summary>A few rows for ourselves: identifiers, facts of the table.</summary>
    /// <exception cref="ServiceException">What the engine says.</exception>
    public async Task<List<object?[]>> ReadAsync(string adql, CancellationToken ct)
    {
        var facts = new RequestFacts();
        await using var rows = await StartAsync(Translate(adql, facts), adql, facts, ct);
        var read = new List<object?[]>();
        while (await rows.ReadAsync(ct) is { } batch)
            using (batch)
                for (var row = 0; row < batch.Count; row++)
                    read.Add([.. batch.Columns.Select(column => Cells.Get(column, row))]);
        return read;
    }

    /// <summary>A query whose table was replaced since it was translated is translated again, once.</summary>
    private async Task<RowSource> StartAsync(
        Translation translated,
        string adql,
        RequestFacts facts,
        CancellationToken ct
    )
    {
        var limits = new QueryLimits(TimeSpan.FromSeconds(options.Seconds));
        (facts.Engine, facts.EngineTime) = (engine.Dialect.Name, () => limits.Clock.Elapsed);
        try
        {
            return await engine.OpenAsync(translated, limits, ct);
        }
        catch (ServiceException e) when (e.IsOutdated)
        {
            return await engine.OpenAsync(Translate(adql, facts), limits, ct);
        }
    }

    private Translation Translate(string adql, RequestFacts facts)
    {
        var since = Stopwatch.GetTimestamp();
        var translated = AdqlQuery.Translate(adql, engine.Snapshot.Adql, engine.Dialect);
        facts.Translated = Stopwatch.GetElapsedTime(since);
        if (translated.Succeeded)
            return translated;
        if (translated.Diagnostics.Any(diagnostic => diagnostic.Code == DiagnosticCodes.TooComplex))
            throw Usage.Fault("This search is too long for one request: ask with fewer or simpler values.");
        throw new ServiceException(ErrorKind.Fault, string.Join('\n', translated.Diagnostics) + "\n" + adql);
    }

    private string OverflowReason(ImageQuery query, long most) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"Only the first {most} images are here, {(query.MaxRec is null ? $"as many as a search gives unasked. Ask for more with MAXREC, up to {options.HardMaxRec}." : query.MaxRec > most ? "the most this service gives at once." : "as MAXREC asked.")}"
        );

    /// <summary>Rows that hold a place.</summary>
    private sealed class FoundRows(RowSource rows, IDisposable place) : RowSource
    {
        private int released;

        public override TableDescription Table => rows.Table;

        public override RowForecast? Forecast => rows.Forecast;

        public override ValueTask<RowBatch?> ReadAsync(CancellationToken ct) => rows.ReadAsync(ct);

        public override async ValueTask DisposeAsync()
        {
            if (Interlocked.Exchange(ref released, 1) == 0)
            {
                await rows.DisposeAsync();
                place.Dispose();
            }
            await base.DisposeAsync();
        }
    }
}

/// <summary>The columns of a table, and no row.</summary>
internal sealed class NoRows(TableDescription table) : RowSource
{
    public override TableDescription Table => table;

    public override ValueTask<RowBatch?> ReadAsync(CancellationToken ct) => ValueTask.FromResult<RowBatch?>(null);
}
