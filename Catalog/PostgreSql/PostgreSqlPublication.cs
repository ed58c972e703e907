using System.Diagnostics;
using System.Globalization;
using DataLab.Catalog.Ingest;
using DataLab.Formats;
using Npgsql;

namespace DataLab.Catalog.PostgreSql;

/// <summary>Publishes a table in a database: rows come sorted from files, and become the table in one transaction.</summary>
/// <remarks>
/// A new relation is made, filled, indexed and listed before anything of it is seen. The one it replaces is no longer listed, and
/// dropped when queries that know it have had their time; what a dead ingest leaves of that is dropped by the next one.
/// </remarks>
internal sealed class PostgreSqlPublication : IPublication
{
    /// <summary>How long the lock of an ingest that has just ended may still be seen.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly NpgsqlConnection connection;
    private readonly IngestRequest request;
    private readonly Action<string> note;
    private RowSorter? sorter;
    private bool replaces;

    private PostgreSqlPublication(NpgsqlConnection connection, IngestRequest request, Action<string> note)
    {
        (this.connection, this.request, this.note) = (connection, request, note);
        WorkFolder = Path.Combine(
            Path.GetFullPath(request.DataFolder),
            "tmp",
            "ingest-" + Guid.NewGuid().ToString("N")[..12]
        );
        Directory.CreateDirectory(WorkFolder);
    }

    /// <summary>Connects and takes the table.</summary>
    /// <exception cref="ServiceException">UsageError: the table exists, or the name cannot be one; ServiceUnavailable: another ingest
    /// is at it, or the database cannot be reached.</exception>
    public static async Task<PostgreSqlPublication> OpenAsync(
        IngestRequest request,
        string database,
        Action<string> note,
        CancellationToken ct
    )
    {
        Relations.CheckSchema(request.Schema);
        var connection = new NpgsqlConnection(ConnectionStrings.ForIngest(database));
        try
        {
            await connection.OpenAsync(ct).ConfigureAwait(false);
            await PostgreSqlFunctions.InstallAsync(connection, ct).ConfigureAwait(false);
            await CatalogStore.InstallAsync(connection, ct).ConfigureAwait(false);
            await TakeAsync(connection, request, ct).ConfigureAwait(false);
            return new PostgreSqlPublication(connection, request, note);
        }
        catch (Exception e)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            if (PostgreSqlErrors.IsOurs(e))
                throw Explained(e);
            throw;
        }
    }

    /// <inheritdoc/>
    public string WorkFolder { get; }

    /// <inheritdoc/>
    public bool KeepsZeros => false;

    /// <inheritdoc/>
    public ITableBuilder Build(IngestRequest request, IngestColumns columns) =>
        sorter = new RowSorter(request, columns, WorkFolder);

    /// <summary>The lock is the session's: whoever dies lets go.</summary>
    private static async Task TakeAsync(NpgsqlConnection connection, IngestRequest request, CancellationToken ct)
    {
        var name = CatalogStore.Literal(request.Schema + "\n" + request.Table);
        var table = AdqlName.Write(request.Schema) + "." + AdqlName.Write(request.Table);
        var since = Stopwatch.GetTimestamp();
        while (!await CatalogStore.TryTakeAsync(connection, name, ct).ConfigureAwait(false))
        {
            // The server lets go a moment after whoever had it has gone.
            if (Stopwatch.GetElapsedTime(since) < Patience)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), ct).ConfigureAwait(false);
                continue;
            }
            throw new ServiceException(
                ErrorKind.ServiceUnavailable,
                $"Another ingest is making {table} right now. Wait for it, or stop it."
            );
        }
        var exists = await CatalogStore
            .CountAsync(
                connection,
                $"SELECT count(*) FROM datalab.tables WHERE schema_name || E'\\n' || table_name = {name}",
                ct
            )
            .ConfigureAwait(false);
        if (exists > 0 && !request.Replace)
            throw new ServiceException(
                ErrorKind.UsageError,
                $"The table {table} exists. Use --replace to put new rows in its place."
            );
    }

    public async Task<(TableMetadata Table, long Bytes)> PublishAsync(
        StoredTable stored,
        StoredSchema? about,
        Action<IngestStage> stage,
        CancellationToken ct
    )
    {
        try
        {
            var published = await MakeAsync(stored, about, stage, ct).ConfigureAwait(false);
            if (replaces)
            {
                stage(IngestStage.Retiring);
                await DropReplacedAsync(request.Grace, ct).ConfigureAwait(false);
            }
            return published;
        }
        catch (Exception e) when (PostgreSqlErrors.IsOurs(e))
        {
            ct.ThrowIfCancellationRequested();
            throw Explained(e);
        }
    }

    private async Task<(TableMetadata Table, long Bytes)> MakeAsync(
        StoredTable stored,
        StoredSchema? about,
        Action<IngestStage> stage,
        CancellationToken ct
    )
    {
        await DropReplacedAsync(TimeSpan.Zero, ct).ConfigureAwait(false);
        var table = stored.Table;
        var names = Relations.Columns(table.Columns.Select(column => column.Field.Name), stored.Position?.Cell);
        stored = stored with { EngineColumns = names };
        var generation = await CatalogStore
            .CountAsync(connection, "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint", ct)
            .ConfigureAwait(false);
        var relation = Relations.Name(table.Name, generation);
        var name = CatalogStore.EngineName(table.SchemaName, relation);
        var types = names.Zip(
            table.Columns,
            (n, column) => $"{TranslatorTables.Quote(n)} {WireTypes.Sql(column.Field)}"
        );
        foreach (var hidden in stored.Footprint?.Columns ?? [])
            types = types.Append($"{TranslatorTables.Quote(hidden.Name)} {WireTypes.Sql(hidden)}");
        if (stored.Position is { } position)
            types = types.Append($"{TranslatorTables.Quote(position.Cell)} bigint");
        var columns = string.Join(", ", types);
        var rows = sorter!.Sorted;
        var sharded = await SpreadAsync(stored, rows, columns, relation, generation, stage, ct).ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(ct).ConfigureAwait(false);
        await ExecuteAsync(CatalogStore.CreateSchema(table.SchemaName), ct).ConfigureAwait(false);
        if (sharded is not null)
        {
            stored = stored with { Parts = sharded.Parts };
            stage(IngestStage.Indexing);
            await sharded.AttachAsync(name, columns, ct).ConfigureAwait(false);
        }
        else
            await FillAsync(stored, rows, columns, name, stage, ct).ConfigureAwait(false);
        if (table.Description is { } description)
            await ExecuteAsync($"COMMENT ON TABLE {name} IS {CatalogStore.Literal(description)}", ct)
                .ConfigureAwait(false);
        stage(IngestStage.Publishing);
        var size = await SizeAsync(name, stored.Indexed.Count(), ct).ConfigureAwait(false);
        if (sharded is not null)
            size = size with { TableBytes = size.TableBytes + sharded.Bytes };
        stored = stored with { Size = size };
        await CatalogStore.LockAsync(connection, ct).ConfigureAwait(false);
        await CatalogStore.ListAsync(connection, stored, relation, about, ct).ConfigureAwait(false);
        await ExecuteAsync(CatalogStore.Grants(table.SchemaName), ct).ConfigureAwait(false);
        replaces =
            await CatalogStore.CountAsync(connection, "SELECT count(*) FROM datalab.replaced", ct).ConfigureAwait(false)
            > 0;
        await transaction.CommitAsync(ct).ConfigureAwait(false);
        if (sharded is not null)
            await sharded.FinishAsync(ct).ConfigureAwait(false);
        return (stored.Table, size.TotalBytes);
    }

    private async Task<StoredSize> SizeAsync(string name, int indexes, CancellationToken ct)
    {
        Task<long> BytesAsync(string function) =>
            CatalogStore.CountAsync(connection, $"SELECT {function}({CatalogStore.Literal(name)})", ct);
        return new StoredSize(
            await BytesAsync("pg_table_size").ConfigureAwait(false),
            await BytesAsync("pg_indexes_size").ConfigureAwait(false),
            indexes
        );
    }

    /// <summary>The table's parts, made on their shards; null for a table that is to lie here.</summary>
    private async Task<ShardedRelation?> SpreadAsync(
        StoredTable stored,
        SortedRows rows,
        string columns,
        string relation,
        long generation,
        Action<IngestStage> stage,
        CancellationToken ct
    )
    {
        if (request.Shards is not { } shards)
            return null;
        if (stored.Position is null)
        {
            note("The table has no position, by which rows are spread; all of them are in the coordinating database.");
            return null;
        }
        var sharded = new ShardedRelation(
            connection,
            shards,
            stored,
            relation,
            part => Relations.Name(stored.Table.Name, generation, part),
            note
        );
        await sharded.FillAsync(rows, columns, [.. stored.Indexed], stage, ct).ConfigureAwait(false);
        return sharded;
    }

    private async Task FillAsync(
        StoredTable stored,
        SortedRows rows,
        string columns,
        string name,
        Action<IngestStage> stage,
        CancellationToken ct
    )
    {
        await ExecuteAsync($"{RelationSql.Session}; CREATE TABLE {name} ({columns})", ct).ConfigureAwait(false);
        stage(IngestStage.Copying);
        await rows.CopyAsync(connection, name, long.MinValue, long.MaxValue, ct).ConfigureAwait(false);
        stage(IngestStage.Indexing);
        foreach (var column in stored.Indexed)
            await ExecuteAsync(RelationSql.Index(name, TranslatorTables.Quote(column)), ct).ConfigureAwait(false);
        await ExecuteAsync($"ANALYZE {name}", ct).ConfigureAwait(false);
    }

    /// <summary>Drops relations that were replaced long enough ago; what is still being read is left for the next ingest.</summary>
    /// <param name="patience">How long to wait for those that were replaced a moment ago.</param>
    private async Task DropReplacedAsync(TimeSpan patience, CancellationToken ct)
    {
        await Task.Delay(patience, ct).ConfigureAwait(false);
        var old = new List<(string Schema, string Relation)>();
        await using (
            var command = new NpgsqlCommand(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"SELECT schema_name, relation FROM datalab.replaced WHERE since <= now() - interval '{request.Grace.TotalMilliseconds:0} milliseconds'"
                ),
                connection
            )
        )
        await using (var rows = await command.ExecuteReaderAsync(ct).ConfigureAwait(false))
            while (await rows.ReadAsync(ct).ConfigureAwait(false))
                old.Add((rows.GetString(0), rows.GetString(1)));
        foreach (var (schema, relation) in old)
            try
            {
                var name = CatalogStore.EngineName(schema, relation);
                await ExecuteAsync(
                        $"BEGIN; SET LOCAL lock_timeout = '2s'; DROP TABLE IF EXISTS {name}; "
                            + $"DELETE FROM datalab.replaced WHERE schema_name = {CatalogStore.Literal(schema)} "
                            + $"AND relation = {CatalogStore.Literal(relation)}; COMMIT",
                        ct
                    )
                    .ConfigureAwait(false);
            }
            catch (PostgresException e) when (e.SqlState == "55P03")
            {
                await ExecuteAsync("ROLLBACK", ct).ConfigureAwait(false);
                note($"The replaced table {schema}.{relation} is still being read; the next ingest frees its place.");
            }
        if (request.Shards is { } shards)
            await ShardLeftovers.DropAsync(connection, shards, note, ct).ConfigureAwait(false);
    }

    private Task ExecuteAsync(string sql, CancellationToken ct) => CatalogStore.ExecuteAsync(connection, sql, ct);

    /// <summary>For the operator at the command line, who may and should see what the server says.</summary>
    private static ServiceException Explained(Exception e) =>
        e switch
        {
            PostgresException { SqlState: "53100" } => new(
                ErrorKind.LimitExceeded,
                "The disk of the database is full. Nothing was changed.",
                e
            ),
            PostgresException { SqlState: "42501" } denied => PostgreSqlErrors.MayNotPublish(denied),
            PostgresException server => new(ErrorKind.Fault, $"The table could not be made: {server.MessageText}", e),
            _ => new(ErrorKind.ServiceUnavailable, $"The database cannot be reached: {e.Message}", e),
        };

    /// <summary>Removes what is unfinished and lets others have the table.</summary>
    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync().ConfigureAwait(false);
        try
        {
            Directory.Delete(WorkFolder, recursive: true);
        }
        catch (IOException e)
        {
            note($"The work folder {WorkFolder} could not be removed: {e.Message}");
        }
    }
}
