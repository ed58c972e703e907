using System.Collections.Immutable;
using DataLab.Adql;
using DataLab.Adql.Dialects;
using DataLab.Catalog.ParquetFiles;
using DataLab.Formats;

namespace DataLab.Catalog.DuckDb;

/// <summary>The embedded engine: DuckDB in this process over the table files of one data folder.</summary>
/// <remarks>
/// Tables are attached read-only when a query first names them. Newly published ones appear within the poll interval:
/// the snapshot is replaced as a whole, together with its TAP_SCHEMA.
/// </remarks>
public sealed partial class DuckDbCatalog : ICatalogEngine
{
    /// <summary>In metrics and logs.</summary>
    internal const string EngineName = "duckdb";

    private readonly EnginePool interactive;
    private readonly EnginePool batch;
    private readonly EngineConnection reading;
    private readonly Attachments attachments;
    private readonly CatalogFolder folder;
    private readonly SnapshotBuilder builder;
    private readonly SemaphoreSlim refreshing = new(1, 1);
    private readonly CancellationTokenSource closing = new();
    private readonly Task watching;
    private readonly DuckDbOptions options;
    private int running;
    private volatile CatalogSnapshot snapshot;

    private DuckDbCatalog(DuckDbOptions options)
    {
        this.options = options;
        folder = new CatalogFolder(options.DataFolder);
        Directory.CreateDirectory(folder.Root);
        var files = ParquetLinks.Targets(folder);
        interactive = EnginePool.Open(options, folder.Root, files, QueryPurpose.Interactive);
        batch = EnginePool.Open(options, folder.Root, files, QueryPurpose.Batch);
        attachments = new Attachments(options.Grace, files);
        // Not the pool's own, which opens tables for queries while the folder is read.
        reading = interactive.Connect();
        var reader = new SnapshotReader(folder, reading, options.OnProblem);
        builder = new SnapshotBuilder(reader, attachments, interactive, reading);
        // Before the folder is read: what is published meanwhile must be noticed later.
        var stamp = CatalogWatch.Stamp(folder);
        snapshot = builder.Build();
        watching = CatalogWatch.RunAsync(
            folder,
            stamp,
            options.PollInterval,
            RefreshAsync,
            options.OnProblem,
            closing.Token
        );
    }

    /// <summary>Opens the tables of a data folder, which is made if it is not there.</summary>
    /// <exception cref="ServiceException">ServiceUnavailable: the engine cannot start or the folder cannot be read.</exception>
    public static Task<DuckDbCatalog> OpenAsync(DuckDbOptions options, CancellationToken ct = default) =>
        Task.Run(
            () =>
            {
                try
                {
                    return new DuckDbCatalog(options);
                }
                catch (Exception e) when (e is EngineException or IOException or UnauthorizedAccessException)
                {
                    throw new ServiceException(
                        ErrorKind.ServiceUnavailable,
                        $"The catalogue could not be opened: {e.Message}",
                        e
                    );
                }
            },
            ct
        );

    public SqlDialect Dialect => DuckDbDialect.Instance;

    public CatalogSnapshot Snapshot => snapshot;

    /// <summary>Queries running or being read now.</summary>
    public int RunningQueries => running;

    /// <summary>Table files open now.</summary>
    internal int OpenFiles => attachments.OpenCount;

    /// <inheritdoc/>
    /// <remarks>Returns when the first rows are there, or the end: what fails before needs no half-written answer.</remarks>
    public Task<RowSource> OpenAsync(Translation query, QueryLimits limits, CancellationToken ct)
    {
        var pool = limits.Purpose is QueryPurpose.Batch ? batch : interactive;
        return OpenAsync(query, limits, pool, pool.Workers, ct);
    }

    private async Task<RowSource> OpenAsync(
        Translation query,
        QueryLimits limits,
        EnginePool pool,
        EngineWorkers workers,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(query.Sql);
        ct.ThrowIfCancellationRequested();
        var names = query.Tables.Select(table => table.EngineName).Distinct().ToArray();
        var worker = await TakeWorkerAsync(pool, workers, limits, ct).ConfigureAwait(false);
        var source = new QueryRowSource(query, limits, ct, closing.Token);
        Interlocked.Increment(ref running);
        worker.Post(connection =>
        {
            source.Run(connection, query.Sql, () => attachments.Acquire(names, pool));
            workers.GiveBack(worker);
            Interlocked.Decrement(ref running);
            pool.Leave();
        });
        await source.StartedAsync().ConfigureAwait(false);
        return source;
    }

    /// <summary>A worker may be waited for as long as the query may run. Who gets it has entered the pool, and leaves it.</summary>
    private async Task<EngineWorker> TakeWorkerAsync(
        EnginePool pool,
        EngineWorkers workers,
        QueryLimits limits,
        CancellationToken ct
    )
    {
        pool.Enter();
        try
        {
            // After entering: whoever closes looks who is in only when nobody can come any more.
            ObjectDisposedException.ThrowIf(closing.IsCancellationRequested, this);
            return await TakeWorkerAsync(workers, limits, ct).ConfigureAwait(false);
        }
        catch
        {
            pool.Leave();
            throw;
        }
    }

    private async Task<EngineWorker> TakeWorkerAsync(EngineWorkers workers, QueryLimits limits, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct, closing.Token);
        if (limits.ExecutionDuration > TimeSpan.Zero)
            patience.CancelAfter(limits.ExecutionDuration);
        EngineClock.Waits(EngineName, limits.Purpose, 1);
        try
        {
            return await workers.TakeAsync(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw new ServiceException(
                ErrorKind.ServiceUnavailable,
                $"All {workers.Most} query slots are taken. Try again later.",
                e
            )
            {
                RetryAfter = TimeSpan.FromSeconds(30),
            };
        }
        finally
        {
            EngineClock.Waits(EngineName, limits.Purpose, -1);
        }
    }

    public async Task CheckAsync(CancellationToken ct)
    {
        try
        {
            if (!Directory.Exists(folder.Root))
                throw new DirectoryNotFoundException("The catalogue's folder is gone.");
            var columns = ImmutableArray.Create(new ResultColumn("n", new Adql.Semantics.ColumnType("long")));
            var query = new Translation($"SELECT count(*) FROM {builder.CurrentSchemasTable}", columns, []);
            var limits = new QueryLimits(TimeSpan.FromSeconds(10));
            await using var rows = await OpenAsync(query, limits, interactive, interactive.CheckWorkers, ct)
                .ConfigureAwait(false);
            using var first = await rows.ReadAsync(ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ServiceException or IOException)
        {
            throw new ServiceException(ErrorKind.ServiceUnavailable, "The catalogue does not answer queries.", e);
        }
    }

    /// <summary>Looks at the folder now instead of at the next poll.</summary>
    /// <returns>The snapshot as of now.</returns>
    public async Task<CatalogSnapshot> RefreshAsync(CancellationToken ct = default)
    {
        await refreshing.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            if (await Task.Run(() => builder.Rebuild(), ct).ConfigureAwait(false) is { } changed)
                snapshot = changed;
            attachments.Sweep(DateTimeOffset.UtcNow);
            return snapshot;
        }
        finally
        {
            refreshing.Release();
        }
    }
}
