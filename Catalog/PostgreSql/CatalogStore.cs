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
        {CreateSchema(Schema)}
        CREATE TABLE IF NOT EXISTS datalab.catalogue (version bigint NOT NULL);
        INSERT INTO datalab.catalogue SELECT 0 WHERE NOT EXISTS (SELECT FROM datalab.catalogue);
        CREATE TABLE IF NOT EXISTS datalab.schemas (schema_name text PRIMARY KEY, metadata text NOT NULL);
        CREATE TABLE IF NOT EXISTS datalab.tables (
            schema_name text, table_name text, relation text NOT NULL, metadata text NOT NULL,
            published_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (schema_name, table_name));
        CREATE TABLE IF NOT EXISTS datalab.replaced (
            schema_name text, relation text, since timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (schema_name, relation));
        {string.Concat(OwnTables.Select(CreateOwnTable))}
        {Grants(Schema)}
        """;

    /// <summary>Makes what is missing; the role needs the right to create in the database.</summary>
    public static async Task InstallAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct).ConfigureAwait(false);
        const string described = """
            SELECT count(*) FROM pg_class
            WHERE oid = to_regclass('datalab.tap_schemas') OR oid = to_regclass('datalab.tbl_stat')
            """;
        var isDescribed = await CountAsync(connection, described, ct).ConfigureAwait(false) == 2;
        await ExecuteAsync(connection, Definition, ct).ConfigureAwait(false);
        if (!isDescribed)
            await DescribeAsync(connection, ct).ConfigureAwait(false);
        await transaction.CommitAsync(ct).ConfigureAwait(false);
    }

    /// <summary>Makes a schema unless it is there.</summary>
    /// <remarks>
    /// CREATE SCHEMA IF NOT EXISTS asks for the right to make one even where it is there, and fails where another transaction makes it at
    /// the same time: then it is there afterwards.
    /// </remarks>
    public static string CreateSchema(string name) =>
        Do(
            $"IF to_regnamespace({Literal(TranslatorTables.Quote(name))}) IS NULL THEN "
                + $"BEGIN CREATE SCHEMA IF NOT EXISTS {TranslatorTables.Quote(name)}; "
                + "EXCEPTION WHEN unique_violation OR duplicate_schema THEN NULL; END; END IF;"
        );

    /// <summary>Lets servers read what is in a schema now, if there is a role for them.</summary>
    public static string Grants(string schema) =>
        Do(
            $"""
            IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{ReaderRole}') THEN
                GRANT USAGE ON SCHEMA {TranslatorTables.Quote(schema)} TO {ReaderRole};
                GRANT SELECT ON ALL TABLES IN SCHEMA {TranslatorTables.Quote(schema)} TO {ReaderRole};
            END IF;
            """
        );

    /// <summary>A block of PL/pgSQL, whatever names are in it.</summary>
    public static string Do(string statements) => $"DO {Literal($"BEGIN {statements} END")};\n";

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
        var own = OwnTables.Select(table => TranslatorTables.Of(table, OwnName(table))).ToArray();
        var alone = own.Where(StatisticsSchema.IsNamedAlone).Select(table => table with { SchemaName = "" });
        var tables = listed
            .SelectMany(schema => schema.Tables)
            .Select(table =>
                TranslatorTables.Of(table.Stored, Relations.Sql(table.Stored, table.Relation)) with
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
        return new CatalogSnapshot(
            version,
            DateTimeOffset.UtcNow,
            Published(listed),
            new Schema([.. tables, .. own, .. alone])
        );
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
        await PutAsync(connection, stored, relation, about, ct).ConfigureAwait(false);
        await AnnounceAsync(connection, ct).ConfigureAwait(false);
    }

    /// <summary>The same for one table of several, before they are announced together.</summary>
    public static async Task PutAsync(
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
                SELECT schema_name, relation FROM datalab.tables
                WHERE schema_name = $1 AND table_name = $2 AND metadata::json ->> 'inPlace' IS NULL;
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
    }

    /// <summary>Takes a relation that was there before off the list; it stays where it is.</summary>
    /// <returns>False if there is no such table, or the relation is ours.</returns>
    public static async Task<bool> UnlistAsync(
        NpgsqlConnection connection,
        string schema,
        string table,
        CancellationToken ct
    )
    {
        const string sql = """
            DELETE FROM datalab.tables
            WHERE schema_name = $1 AND table_name = $2 AND metadata::json ->> 'inPlace' IS NOT NULL
            """;
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new NpgsqlParameter { Value = schema });
        command.Parameters.Add(new NpgsqlParameter { Value = table });
        return await command.ExecuteNonQueryAsync(ct).ConfigureAwait(false) > 0;
    }

    /// <summary>Describes what is listed now and tells every server, within a transaction of the caller's.</summary>
    public static async Task AnnounceAsync(NpgsqlConnection connection, CancellationToken ct)
    {
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
        TranslatorTables.WithLiveKeysOnly(
            StatisticsSchema.AddTo([
                .. listed.Select(schema => new SchemaMetadata(
                    schema.Name,
                    [.. schema.Tables.Select(t => t.Stored.Table)]
                )
                {
                    Description = schema.About.Description,
                    Utype = schema.About.Utype,
                    Index = schema.About.Index,
                }),
                TapSchema.Metadata,
            ])
        );

    /// <summary>Fills TAP_SCHEMA with what is listed now; queries see the old rows until the transaction ends.</summary>
    private static async Task DescribeAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var listed = await ReadAsync(connection, ct).ConfigureAwait(false);
        var schemas = Published(listed);
        var stored = listed.SelectMany(schema => schema.Tables.Select(table => table.Stored)).ToArray();
        foreach (var table in OwnTables)
        {
            ImmutableArray<Field> fields = [.. table.Columns.Select(column => column.Field)];
            var name = OwnName(table);
            var cells =
                table.SchemaName == TapSchema.Name
                    ? TapSchemaRows.Of(table.Name, schemas)
                    : StatisticsSchema.Rows(table.Name, stored);
            await ExecuteAsync(connection, "DELETE FROM " + name, ct).ConfigureAwait(false);
            await using var rows = await CopyWriter.OpenAsync(connection, name, fields, ct).ConfigureAwait(false);
            await rows.WriteAsync(cells, ct).ConfigureAwait(false);
            await rows.CompleteAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Tables that we fill: TAP_SCHEMA and the statistics.</summary>
    private static IEnumerable<TableMetadata> OwnTables =>
        TapSchema.Metadata.Tables.Concat(StatisticsSchema.Metadata.Tables);

    private static string OwnName(TableMetadata table) =>
        table.SchemaName == TapSchema.Name ? "datalab.tap_" + table.Name : "datalab." + table.Name;

    private static string CreateOwnTable(TableMetadata table)
    {
        var columns = table.Columns.Select(c => $"{TranslatorTables.Quote(c.Field.Name)} {WireTypes.Sql(c.Field)}");
        return $"CREATE TABLE IF NOT EXISTS {OwnName(table)} ({string.Join(", ", columns)});\n";
    }
}

/// <param name="Relation">Its name in the database, in the schema that is called as it is published.</param>
internal sealed record ListedTable(StoredTable Stored, string Relation);

internal sealed record ListedSchema(string Name, StoredSchema About, ImmutableArray<ListedTable> Tables);
