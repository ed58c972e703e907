using System.Diagnostics;
using DataLab.Adql;
using DataLab.Adql.Dialects;
using DataLab.Formats;
using Npgsql;

namespace DataLab.Catalog.PostgreSql;

/// <summary>Catalogues in a PostgreSQL database, shared by as many servers as there are.</summary>
/// <remarks>
/// Every query is a statement READ ONLY on a connection of the pool of its purpose. Newly published tables appear as soon as
/// the database tells of them (LISTEN), or within the poll interval where it cannot.
/// </remarks>
public sealed partial class PostgreSqlCatalog : ICatalogEngine
{
    /// <summary>In metrics and logs.</summary>
    internal const string EngineName = "postgresql";

    /// <summary>For listening, checking, refreshing and cancelling.</summary>
    private const int OwnConnections = 6;

    private readonly PostgreSqlOptions options;
    private readonly ServerPool interactive;
    private readonly ServerPool batch;
    private readonly ServerPool own;
    private readonly SemaphoreSlim refreshing = new(1, 1);
    private readonly CancellationTokenSource closing = new();
    private Task watching = Task.CompletedTask;
    private long listed = -1;
    private volatile bool prepared;
    private volatile CatalogSnapshot? snapshot;
    private volatile string? notice;

    private PostgreSqlCatalog(PostgreSqlOptions options)
    {
        this.options = options;
        own = new ServerPool(options, "service", OwnConnections, _ => { });
        interactive = new ServerPool(options, "query", options.Connections, own.CancelProcess);
        batch = new ServerPool(options, "job", options.BatchConnections, own.CancelProcess);
    }

    /// <summary>Connects and reads what is published.</summary>
    /// <exception cref="ServiceException">ServiceUnavailable: the database cannot be reached, does not admit us, or has no catalogue.</exception>
    public static async Task<PostgreSqlCatalog> OpenAsync(PostgreSqlOptions options, CancellationToken ct = default)
    {
        if (options.PasswordFile is { } file)
            _ = ConnectionStrings.ReadPassword(file);
        var catalog = new PostgreSqlCatalog(options);
        try
        {
            await catalog.RefreshAsync(ct).ConfigureAwait(false);
        }
        catch (Exception e) when (options.WaitsForDatabase && PostgreSqlErrors.IsPassing(e))
        {
            options.OnProblem?.Invoke(
                $"The catalogue's database cannot be reached; the service answers 503 until it can: {e.Message}",
                e
            );
        }
        catch (Exception e)
        {
            await catalog.DisposeAsync().ConfigureAwait(false);
            if (PostgreSqlErrors.ToOperator(e) is { } explained)
                throw explained;
            throw;
        }
        catalog.watching = CatalogListener.RunAsync(
            catalog.own,
            options.PollInterval,
            catalog.RefreshAsync,
            options.OnProblem,
            isFailing: catalog.snapshot is null,
            catalog.closing.Token
        );
        return catalog;
    }

    public SqlDialect Dialect => options.Dialect;

    /// <exception cref="ServiceException">ServiceUnavailable: the database could not be reached since we are here.</exception>
    public CatalogSnapshot Snapshot =>
        snapshot
        ?? throw PostgreSqlErrors.Unavailable(
            "The catalogue's database cannot be reached at the moment. Try again soon.",
            null
        );

    /// <inheritdoc/>
    /// <remarks>On a replica: how old its data are.</remarks>
    public string? Notice => notice;

    /// <summary>Queries and sessions that hold a connection or wait for one.</summary>
    public int RunningQueries => interactive.Users + batch.Users;

    /// <inheritdoc/>
    /// <remarks>Returns when the first rows are there, or the end: what fails before needs no half-written answer.</remarks>
    public async Task<RowSource> OpenAsync(Translation query, QueryLimits limits, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(query.Sql);
        ct.ThrowIfCancellationRequested();
        var (connection, stop) = await ConnectAsync(inTransaction: false, SessionWish.Of(query), limits, ct)
            .ConfigureAwait(false);
        var rows = new QueryRows(query, limits.Purpose, limits.Clock, stop, Heed);
        try
        {
            await rows.StartAsync(connection, query.Sql).ConfigureAwait(false);
        }
        catch (ServiceException e) when (e.IsOutdated)
        {
            await TryRefreshAsync(ct).ConfigureAwait(false);
            throw;
        }
        return rows;
    }

    private async Task<(ServerConnection, QueryStop)> ConnectAsync(
        bool inTransaction,
        SessionWish wish,
        QueryLimits limits,
        CancellationToken ct
    )
    {
        ObjectDisposedException.ThrowIf(closing.IsCancellationRequested, this);
        var pool = limits.Purpose is QueryPurpose.Batch ? batch : interactive;
        var stop = new QueryStop(limits.ExecutionDuration, ct, closing.Token);
        EngineClock.Waits(EngineName, limits.Purpose, 1);
        try
        {
            return (await pool.OpenAsync(inTransaction, wish, stop).ConfigureAwait(false), stop);
        }
        catch (Exception e)
        {
            var explained = e as ServiceException ?? stop.Explain(e);
            await stop.DisposeAsync().ConfigureAwait(false);
            throw explained;
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
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
            patience.CancelAfter(TimeSpan.FromSeconds(10));
            await using var connection = await OwnAsync(patience.Token).ConfigureAwait(false);
            await CatalogStore
                .CountAsync(connection, "SELECT count(*) FROM datalab.tap_schemas", patience.Token)
                .ConfigureAwait(false);
            notice = await ReplicaLag.DescribeAsync(connection, patience.Token).ConfigureAwait(false);
            // What the listener has not got round to yet.
            if (snapshot is null)
                await RefreshAsync(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw PostgreSqlErrors.Unavailable("The catalogue's database does not answer in time.", e);
        }
        catch (Exception e) when (PostgreSqlErrors.IsTableGone(e))
        {
            throw PostgreSqlErrors.Unavailable(
                "The list of tables in the catalogue's database is gone. Its operators have to mend that.",
                e
            );
        }
        catch (Exception e) when (PostgreSqlErrors.IsOurs(e))
        {
            throw PostgreSqlErrors.ToServiceException(e, TimeSpan.Zero);
        }
    }

    /// <summary>Looks at the list of published tables now.</summary>
    /// <returns>The snapshot as of now.</returns>
    public async Task<CatalogSnapshot> RefreshAsync(CancellationToken ct = default)
    {
        await refreshing.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            if (!prepared)
                await PrepareAsync(ct).ConfigureAwait(false);
            prepared = true;
            await using var connection = await OwnAsync(ct).ConfigureAwait(false);
            // The version before the list: what comes between is seen the next time again, not missed.
            var version = await CatalogStore.VersionAsync(connection, ct).ConfigureAwait(false);
            if (snapshot is { } known && (version is null || version == listed))
                return known;
            var tables = await CatalogStore.ReadAsync(connection, ct).ConfigureAwait(false);
            var fresh = CatalogStore.ToSnapshot(tables, (snapshot?.Version ?? 0) + 1);
            listed = version ?? -1;
            snapshot = fresh;
            return fresh;
        }
        finally
        {
            refreshing.Release();
        }
    }

    /// <summary>A database that nothing was ever published in gets its empty list, if we may make one.</summary>
    private async Task PrepareAsync(CancellationToken ct)
    {
        await using var connection = await OwnAsync(ct).ConfigureAwait(false);
        var functions = await PostgreSqlFunctions.FoundAsync(connection, ct).ConfigureAwait(false);
        var isListed = await CatalogStore.VersionAsync(connection, ct).ConfigureAwait(false) is not null;
        if (isListed && functions == PostgreSqlFunctions.Version)
            return;
        try
        {
            await CatalogStore
                .ExecuteAsync(connection, "SET default_transaction_read_only = off", ct)
                .ConfigureAwait(false);
            await PostgreSqlFunctions.InstallAsync(connection, ct).ConfigureAwait(false);
            await CatalogStore.InstallAsync(connection, ct).ConfigureAwait(false);
        }
        catch (PostgresException e) when (e.SqlState is "42501" or "25006" && isListed && functions is not null)
        {
            options.OnProblem?.Invoke(
                "The functions in the database are of another version of this program; datalab prepare --database, run as the owner of the catalogue, renews them.",
                e
            );
        }
        catch (PostgresException e) when (e.SqlState is "42501" or "25006")
        {
            throw new ServiceException(
                ErrorKind.ServiceUnavailable,
                "Nothing was ever published in this database, and this role may not make the schema datalab in it. "
                    + "Publish a table first (datalab ingest) as the owner of the database.",
                e
            );
        }
        finally
        {
            own.Clear();
        }
    }

    /// <summary>A connection for the engine's own questions; one that a restart of the server broke is replaced.</summary>
    private async Task<NpgsqlConnection> OwnAsync(CancellationToken ct)
    {
        for (var isRetry = false; ; isRetry = true)
        {
            var connection = await own.OpenPlainAsync(ct).ConfigureAwait(false);
            try
            {
                await CatalogStore.ExecuteAsync(connection, "SET statement_timeout = 30000", ct).ConfigureAwait(false);
                return connection;
            }
            catch (Exception e)
            {
                await connection.DisposeAsync().ConfigureAwait(false);
                if (isRetry || !PostgreSqlErrors.IsLost(e))
                    throw;
                own.Clear();
            }
        }
    }

    /// <summary>A query failed: our list may be old, or operators have something to mend.</summary>
    private void Heed(Exception failure)
    {
        if (PostgreSqlErrors.IsTableGone(failure))
            _ = Task.Run(() => TryRefreshAsync(closing.Token));
        if (PostgreSqlErrors.IsForOperators(failure))
            options.OnProblem?.Invoke(
                $"A query could not be served: {(failure.InnerException ?? failure).Message}{PostgreSqlErrors.Remedy(failure)}",
                failure
            );
    }

    /// <summary>What we know is older than the database.</summary>
    private async Task TryRefreshAsync(CancellationToken ct)
    {
        try
        {
            await RefreshAsync(ct).ConfigureAwait(false);
        }
        catch (Exception e)
            when (PostgreSqlErrors.IsOurs(e) || e is OperationCanceledException or ObjectDisposedException)
        {
            // The listener tries again.
        }
    }

    /// <summary>Stops what runs (its readers get ServiceUnavailable) and closes every connection.</summary>
    public async ValueTask DisposeAsync()
    {
        if (closing.IsCancellationRequested)
            return;
        await closing.CancelAsync().ConfigureAwait(false);
        await watching.ConfigureAwait(false);
        var clock = Stopwatch.StartNew();
        while (!(interactive.IsIdle && batch.IsIdle) && clock.Elapsed < options.CloseGrace)
            await Task.Delay(5).ConfigureAwait(false);
        if (!(interactive.IsIdle && batch.IsIdle))
            options.OnProblem?.Invoke("Queries that were not left in time lose their connection.", null);
        await interactive.DisposeAsync().ConfigureAwait(false);
        await batch.DisposeAsync().ConfigureAwait(false);
        await own.DisposeAsync().ConfigureAwait(false);
    }
}
