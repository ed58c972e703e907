using System.Collections.Immutable;
using System.Text.Json;
using DataLab.Adql.Semantics;
using DataLab.Formats;
using Npgsql;

namespace DataLab.Catalog.PostgreSql;

/// <summary>The list of published tables in the database: schema <c>datalab</c>, written by whoever publishes, read by every server.</summary>
/// <remarks>
/// What is known of a table is one JSON (<see cref="StoredTable"/>). The five tables of TAP_SCHEMA are made from those in the same
/// transaction that changes them, so that queries see the list and its description of one moment.
/// </remarks>
internal static class CatalogStore
{
    /// <summary>Schema of everything that is ours and not data.</summary>
    public const string Schema = "datalab";

    /// <summary>Channel told after every publication.</summary>
    public const string Channel = "datalab_catalogue";

    /// <summary>Role that may read what is published; servers log in as members of it (docs/postgresql.md).</summary>
    public const string ReaderRole = "datalab_reader";

    /// <summary>Number of the advisory lock under which the schema is made: "DL" and a count.</summary>
    private const int InstallLock = 0x444C0001;

    private static readonly string Definition = $"""
        SELECT pg_advisory_xact_lock({InstallLock});
        CREATE SCHEMA IF NOT EXISTS datalab;
        CREATE TABLE IF NOT EXISTS datalab.catalogue (version bigint NOT NULL);
        INSERT INTO datalab.catalogue SELECT 0 WHERE NOT EXISTS (SELECT FROM datalab.catalogue);
        CREATE TABLE IF NOT EXISTS datalab.schemas (schema_name text PRIMARY KEY, metadata text NOT NULL);
        CREATE TABLE IF NOT EXISTS datalab.tables (
            schema_name text, table_name text, relation text NOT NULL, metadata text NOT NULL,
            published_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (schema_name, table_name));
        CREATE TABLE IF NOT EXISTS datalab.replaced (
            schema_name text, relation text, since timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (schema_name, relation));
        {string.Concat(TapSchema.Metadata.Tables.Select(CreateTapTable))}
        {Grants(Schema)}
        """;

    /// <summary>Makes what is missing; the role needs the right to create in the database.</summary>
    public static async Task InstallAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct).ConfigureAwait(false);
        await ExecuteAsync(connection, Definition, ct).ConfigureAwait(false);
        if (await CountAsync(connection, "SELECT count(*) FROM datalab.tap_schemas", ct).ConfigureAwait(false) == 0)
            await DescribeAsync(connection, ct).ConfigureAwait(false);
        await transaction.CommitAsync(ct).ConfigureAwait(false);
    }

    /// <summary>Lets servers read what is in a schema now, if there is a role for them.</summary>
    public static string Grants(string schema) =>
        $"""
            DO $$ BEGIN
                IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{ReaderRole}') THEN
                    EXECUTE {Literal($"GRANT USAGE ON SCHEMA {TranslatorTables.Quote(schema)} TO {ReaderRole}")};
                    EXECUTE {Literal(
                $"GRANT SELECT ON ALL TABLES IN SCHEMA {TranslatorTables.Quote(schema)} TO {ReaderRole}"
            )};
                END IF;
            END $$;
            """;

    /// <summary>Grows with every publication; null where nothing was ever published.</summary>
    public static async Task<long?> VersionAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        try
        {
            return await CountAsync(connection, "SELECT version FROM datalab.catalogue", ct).ConfigureAwait(false);
        }
        catch (PostgresException e) when (PostgreSqlErrors.IsTableGone(e))
        {
            return null;
        }
    }

    /// <summary>Tables by schema, as listed now, in schema_index and table_index order, then by name.</summary>
    public static async Task<ImmutableArray<ListedSchema>> ReadAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        const string sql =
            "SELECT s.schema_name, s.metadata, t.table_name, t.relation, t.metadata "
            + "FROM datalab.schemas s JOIN datalab.tables t USING (schema_name)";
        await using var command = new NpgsqlCommand(sql, connection);
        await using var rows = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        var schemas = new Dictionary<string, (StoredSchema About, List<ListedTable> Tables)>();
        while (await rows.ReadAsync(ct).ConfigureAwait(false))
        {
            var schema = rows.GetString(0);
            if (!schemas.TryGetValue(schema, out var listed))
            {
                var about = JsonSerializer.Deserialize<StoredSchema>(rows.GetString(1), StoredTable.Options);
                schemas[schema] = listed = (about ?? new StoredSchema(), []);
            }
            var stored = StoredTable.FromJson(rows.GetString(4));
            stored = stored with { Table = stored.Table with { SchemaName = schema, Name = rows.GetString(2) } };
            listed.Tables.Add(new ListedTable(stored, rows.GetString(3)));
        }
        return
        [
            .. schemas
                .OrderBy(schema => schema.Value.About.Index ?? int.MaxValue)
                .ThenBy(schema => schema.Key, StringComparer.Ordinal)
                .Select(schema => new ListedSchema(
                    schema.Key,
                    schema.Value.About,
                    [
                        .. schema
                            .Value.Tables.OrderBy(table => table.Stored.Table.Index ?? int.MaxValue)
                            .ThenBy(table => table.Stored.Table.Name, StringComparer.Ordinal),
                    ]
                )),
        ];
    }

    /// <summary>The tables as one picture.</summary>
    public static CatalogSnapshot ToSnapshot(ImmutableArray<ListedSchema> listed, long version)
    {
        var own = TapSchema.Metadata.Tables.Select(table =>
            TranslatorTables.Of(table, "datalab." + TapTable(table.Name))
        );
        var tables = listed
            .SelectMany(schema => schema.Tables)
            .Select(table =>
                TranslatorTables.Of(table.Stored, EngineName(table.Stored.Table.SchemaName, table.Relation)) with
                {
                    Parts =
                    [
                        .. table.Stored.Parts.Select(part => new TablePart(
                            EngineName(table.Stored.Table.SchemaName, part.Relation),
                            part.First,
                            part.Last
                        )),
                    ],
                }
            );
        return new CatalogSnapshot(version, DateTimeOffset.UtcNow, Published(listed), new Schema([.. tables, .. own]));
    }

    /// <summary>Puts a table in the place of its name, within a transaction of the caller's, who holds the lock of <see cref="LockAsync"/>.</summary>
    public static async Task ListAsync(
        NpgsqlConnection connection,
        StoredTable stored,
        string relation,
        StoredSchema? about,
        CancellationToken ct
    )
    {
        const string sql = """
            INSERT INTO datalab.schemas VALUES ($1, coalesce($2, '{}'))
                ON CONFLICT (schema_name) DO UPDATE SET metadata = coalesce($2, schemas.metadata);
            """;
        const string replaced = """
            INSERT INTO datalab.replaced (schema_name, relation)
                SELECT schema_name, relation FROM datalab.tables WHERE schema_name = $1 AND table_name = $2;
            """;
        const string listing = """
            INSERT INTO datalab.tables VALUES ($1, $2, $3, $4)
                ON CONFLICT (schema_name, table_name)
                DO UPDATE SET relation = excluded.relation, metadata = excluded.metadata, published_at = now();
            """;
        var (schema, table) = (stored.Table.SchemaName, stored.Table.Name);
        var description = about is null ? null : JsonSerializer.Serialize(about, StoredTable.Options);
        await ExecuteAsync(connection, sql, ct, schema, description).ConfigureAwait(false);
        await ExecuteAsync(connection, replaced, ct, schema, table).ConfigureAwait(false);
        await ExecuteAsync(connection, listing, ct, schema, table, relation, stored.ToJson()).ConfigureAwait(false);
        await ExecuteAsync(connection, "UPDATE datalab.catalogue SET version = version + 1", ct).ConfigureAwait(false);
        await DescribeAsync(connection, ct).ConfigureAwait(false);
        await ExecuteAsync(connection, "NOTIFY " + Channel, ct).ConfigureAwait(false);
    }

    /// <summary>One publication at a time changes the list; readers do not wait for it.</summary>
    public static Task LockAsync(NpgsqlConnection connection, CancellationToken ct) =>
        ExecuteAsync(connection, "LOCK TABLE datalab.catalogue IN EXCLUSIVE MODE", ct);

    /// <summary>Takes a table for an ingest; the lock is the session's, so whoever dies lets go.</summary>
    /// <param name="table">Schema, line feed, table, as a literal.</param>
    /// <returns>False if another ingest has it.</returns>
    public static async Task<bool> TryTakeAsync(NpgsqlConnection connection, string table, CancellationToken ct) =>
        await CountAsync(connection, $"SELECT pg_try_advisory_lock({TableLock(table)})::int::bigint", ct)
            .ConfigureAwait(false) > 0;

    /// <summary>Undoes one <see cref="TryTakeAsync"/>.</summary>
    public static Task LetGoAsync(NpgsqlConnection connection, string table) =>
        ExecuteAsync(connection, $"SELECT pg_advisory_unlock({TableLock(table)})", CancellationToken.None);

    private static string TableLock(string table) => $"hashtextextended({table}, {0x444C})";

    /// <summary>Quoted and qualified.</summary>
    public static string EngineName(string schema, string relation) =>
        TranslatorTables.Quote(schema) + "." + TranslatorTables.Quote(relation);

    public static async Task ExecuteAsync(
        NpgsqlConnection connection,
        string sql,
        CancellationToken ct,
        params object?[] values
    )
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(
                new NpgsqlParameter { Value = value ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text }
            );
        await command.ExecuteNonQueryAsync(ct).ConfigureAwait(false);
    }

    public static async Task<long> CountAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync(ct).ConfigureAwait(false) ?? 0L);
    }

    /// <summary>A string literal for SQL.</summary>
    public static string Literal(string text) => '\'' + text.Replace("'", "''", StringComparison.Ordinal) + '\'';

    private static ImmutableArray<SchemaMetadata> Published(ImmutableArray<ListedSchema> listed) =>
        TranslatorTables.WithLiveKeysOnly([
            .. listed.Select(schema => new SchemaMetadata(schema.Name, [.. schema.Tables.Select(t => t.Stored.Table)])
            {
                Description = schema.About.Description,
                Utype = schema.About.Utype,
                Index = schema.About.Index,
            }),
            TapSchema.Metadata,
        ]);

    /// <summary>Fills TAP_SCHEMA with what is listed now; queries see the old rows until the transaction ends.</summary>
    private static async Task DescribeAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var schemas = Published(await ReadAsync(connection, ct).ConfigureAwait(false));
        foreach (var table in TapSchema.Metadata.Tables)
        {
            ImmutableArray<Field> fields = [.. table.Columns.Select(column => column.Field)];
            var name = "datalab." + TapTable(table.Name);
            await ExecuteAsync(connection, "DELETE FROM " + name, ct).ConfigureAwait(false);
            await using var rows = await CopyWriter.OpenAsync(connection, name, fields, ct).ConfigureAwait(false);
            await rows.WriteAsync(TapSchemaRows.Of(table.Name, schemas), ct).ConfigureAwait(false);
            await rows.CompleteAsync().ConfigureAwait(false);
        }
    }

    private static string TapTable(string table) => "tap_" + table;

    private static string CreateTapTable(TableMetadata table)
    {
        var columns = table.Columns.Select(c => $"{TranslatorTables.Quote(c.Field.Name)} {WireTypes.Sql(c.Field)}");
        return $"CREATE TABLE IF NOT EXISTS datalab.{TapTable(table.Name)} ({string.Join(", ", columns)});\n";
    }
}

/// <param name="Relation">Its name in the database, in the schema that is called as it is published.</param>
internal sealed record ListedTable(StoredTable Stored, string Relation);

internal sealed record ListedSchema(string Name, StoredSchema About, ImmutableArray<ListedTable> Tables);
