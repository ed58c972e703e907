using System.Collections.Immutable;
using System.Globalization;
using DataLab.Catalog.DuckDb;
using DataLab.Catalog.Ingest;
using DataLab.Formats;
using Npgsql;

namespace DataLab.Catalog.PostgreSql;

/// <summary>Publishes a table in a database: rows come sorted from a work file, and become the table in one transaction.</summary>
/// <remarks>
/// A new relation is made, filled, indexed and listed before anything of it is seen. The one it replaces is no longer listed, and
/// dropped when queries that know it have had their time; what a dead ingest leaves of that is dropped by the next one.
/// </remarks>
internal sealed class PostgreSqlPublication : IPublication
{
    private readonly NpgsqlConnection connection;
    private readonly IngestRequest request;
    private readonly Action<string> note;
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
        var builder = ConnectionStrings.Read(database);
        builder.ApplicationName = "datalab ingest";
        builder.Pooling = false;
        builder.CommandTimeout = 0;
        builder.WriteBufferSize = 1 << 16;
        builder.TcpKeepAlive = true;
        var connection = new NpgsqlConnection(builder.ConnectionString);
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
    public string NewFile => Path.Combine(WorkFolder, "table.duckdb");

    /// <summary>The lock is the session's: whoever dies lets go.</summary>
    private static async Task TakeAsync(NpgsqlConnection connection, IngestRequest request, CancellationToken ct)
    {
        var name = CatalogStore.Literal(request.Schema + "\n" + request.Table);
        var taken = await CatalogStore
            .CountAsync(connection, $"SELECT pg_try_advisory_lock(hashtextextended({name}, {0x444C}))::int::bigint", ct)
            .ConfigureAwait(false);
        var table = AdqlName.Write(request.Schema) + "." + AdqlName.Write(request.Table);
        if (taken == 0)
            throw new ServiceException(
                ErrorKind.ServiceUnavailable,
                $"Another ingest is making {table} right now. Wait for it, or stop it."
            );
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
        var fileColumns = stored.EngineColumns;
        stored = stored with { EngineColumns = names };
        var generation = await CatalogStore
            .CountAsync(connection, "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint", ct)
            .ConfigureAwait(false);
        var relation = Relations.Name(table.Name, generation);
        var name = CatalogStore.EngineName(table.SchemaName, relation);
        await using var transaction = await connection.BeginTransactionAsync(ct).ConfigureAwait(false);
        await ExecuteAsync($"CREATE SCHEMA IF NOT EXISTS {TranslatorTables.Quote(table.SchemaName)}", ct)
            .ConfigureAwait(false);
        var types = names.Zip(
            table.Columns,
            (n, column) => $"{TranslatorTables.Quote(n)} {WireTypes.Sql(column.Field)}"
        );
        if (stored.Position is { } position)
            types = types.Append($"{TranslatorTables.Quote(position.Cell)} bigint");
        await ExecuteAsync($"CREATE TABLE {name} ({string.Join(", ", types)})", ct).ConfigureAwait(false);
        stage(IngestStage.Copying);
        await CopyAsync(stored, fileColumns, name, ct).ConfigureAwait(false);
        stage(IngestStage.Indexing);
        foreach (var column in stored.Indexed)
            await ExecuteAsync($"CREATE INDEX ON {name} ({TranslatorTables.Quote(column)}) WITH (fillfactor = 100)", ct)
                .ConfigureAwait(false);
        await ExecuteAsync($"ANALYZE {name}", ct).ConfigureAwait(false);
        if (table.Description is { } description)
            await ExecuteAsync($"COMMENT ON TABLE {name} IS {CatalogStore.Literal(description)}", ct)
                .ConfigureAwait(false);
        stage(IngestStage.Publishing);
        var size = await SizeAsync(name, stored.Indexed.Count(), ct).ConfigureAwait(false);
        stored = stored with { Size = size };
        await CatalogStore.LockAsync(connection, ct).ConfigureAwait(false);
        await CatalogStore.ListAsync(connection, stored, relation, about, ct).ConfigureAwait(false);
        await ExecuteAsync(CatalogStore.Grants(table.SchemaName), ct).ConfigureAwait(false);
        replaces =
            await CatalogStore.CountAsync(connection, "SELECT count(*) FROM datalab.replaced", ct).ConfigureAwait(false)
            > 0;
        await transaction.CommitAsync(ct).ConfigureAwait(false);
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

    /// <summary>Rows in the order of the file, which is that of the cells, so that the index of the cells finds neighbours together.</summary>
    private async Task CopyAsync(
        StoredTable stored,
        ImmutableArray<string> fileColumns,
        string name,
        CancellationToken ct
    )
    {
        ImmutableArray<Field> published = [.. stored.Table.Columns.Select(column => column.Field)];
        // Instants go as the numbers that they are in both engines.
        var fields = published
            .Select(field => XTypes.IsTimestamp(field) ? new Field(field.Name, DataType.Long) : field)
            .ToImmutableArray();
        var select = fileColumns.Select(
            (column, i) =>
                XTypes.IsTimestamp(published[i]) ? $"epoch_us({EngineTypes.Quote(column)})" : EngineTypes.Quote(column)
        );
        if (stored.Position is { } position)
        {
            fields = fields.Add(new Field(position.Cell, DataType.Long));
            select = select.Append(EngineTypes.Quote(position.Cell));
        }
        var instants = published
            .Zip(fields)
            .Where(pair => XTypes.IsTimestamp(pair.First))
            .Select(pair => pair.Second)
            .ToHashSet(ReferenceEqualityComparer.Instance);
        using var instance = WorkInstance.Open(request, WorkFolder);
        using var file = instance.Connect();
        file.Execute($"ATTACH {EngineTypes.Literal(NewFile)} AS work (READ_ONLY)");
        using var result = file.Select($"SELECT {string.Join(", ", select)} FROM work.main.{StoredTable.DataName}");
        var batches = new ResultBatches(result, fields);
        await using var copy = await CopyWriter
            .OpenAsync(
                connection,
                name,
                fields,
                ct,
                // The table is of this transaction, so nobody can see rows that are too young.
                ", FREEZE",
                field => instants.Contains(field) ? WireTypes.Timestamp : WireTypes.Element(field)
            )
            .ConfigureAwait(false);
        while (batches.Next() is { } batch)
        {
            using (batch)
                await copy.WriteAsync(batch.Columns, batch.Count, ct).ConfigureAwait(false);
            ct.ThrowIfCancellationRequested();
        }
        await copy.CompleteAsync().ConfigureAwait(false);
        if (copy.MendedStrings > 0)
            note(
                $"{copy.MendedStrings} strings had a zero byte, which a database does not keep; U+FFFD stands for it."
            );
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
            PostgresException { SqlState: "42501" } denied => new(
                ErrorKind.UsageError,
                $"The role may not publish in this database ({denied.MessageText}). Use the role that owns the catalogue.",
                e
            ),
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
