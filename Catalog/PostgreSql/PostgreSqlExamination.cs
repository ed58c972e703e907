using System.Collections.Immutable;
using DataLab.Formats;
using Npgsql;

namespace DataLab.Catalog.PostgreSql;

/// <summary>What an operator should know of a PostgreSQL that servers use. Reads only.</summary>
public sealed record PostgreSqlFacts
{
    /// <summary>Major version: 15.</summary>
    public required int Version { get; init; }
    public required string VersionText { get; init; }
    public required string Encoding { get; init; }
    public required string Collation { get; init; }
    public required string Role { get; init; }
    public required bool IsSuperuser { get; init; }
    public required bool MayMakeTempTables { get; init; }
    public required bool MayCreate { get; init; }
    public required bool IsReplica { get; init; }

    /// <summary>For roles that are no superusers.</summary>
    public required int Connections { get; init; }
    public required int ConnectionsUsed { get; init; }

    /// <summary>Of one role; null for no limit.</summary>
    public int? ConnectionsOfRole { get; init; }

    /// <summary>Bytes.</summary>
    public required long SharedBuffers { get; init; }

    /// <summary>Bytes.</summary>
    public required long WorkMemory { get; init; }
    public required bool Fsync { get; init; }

    /// <summary>What its clock is ahead of ours.</summary>
    public required TimeSpan ClockAhead { get; init; }

    /// <summary>Version of TLS on the way to it; null where the way is open.</summary>
    public string? Tls { get; init; }

    /// <summary>The way to it leads over no network.</summary>
    public bool IsLocal { get; init; }

    /// <summary>The connection string asks for its certificate to be checked.</summary>
    public bool IsVerified { get; init; }

    /// <summary>Until when its certificate holds; null without TLS.</summary>
    public DateTimeOffset? CertificateUntil { get; init; }

    /// <summary>By name: the version that is created in the database, or empty where it could be.</summary>
    public ImmutableDictionary<string, string> Extensions { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Whether a catalogue was ever published in it.</summary>
    public bool HasCatalogue { get; init; }

    /// <summary>Version of our functions in it; null without.</summary>
    public string? Functions { get; init; }
    public ImmutableArray<ListedTableFacts> Tables { get; init; } = [];
}

/// <summary>What is wrong with a listed table, if anything.</summary>
public sealed record ListedTableFacts(string Name, bool IsThere, bool MayRead, bool HasPosition, bool HasPositionIndex)
{
    /// <summary>Columns that it was published with and has no more.</summary>
    public ImmutableArray<string> MissingColumns { get; init; } = [];

    /// <summary>Options of <c>datalab publish</c> for the schema whose table is served as it lies; null for one that was ingested.</summary>
    public string? InPlace { get; init; }
}

/// <summary>Reads <see cref="PostgreSqlFacts"/>.</summary>
public static class PostgreSqlExamination
{
    private const string Server = """
        SELECT current_setting('server_version_num')::int / 10000, current_setting('server_version'),
            pg_encoding_to_char(d.encoding), d.datcollate, current_user::text, r.rolsuper,
            has_database_privilege(d.oid, 'TEMP'), has_database_privilege(d.oid, 'CREATE'), pg_is_in_recovery(),
            current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int,
            (SELECT count(*)::int FROM pg_stat_activity WHERE backend_type = 'client backend'), r.rolconnlimit,
            pg_size_bytes(current_setting('shared_buffers')), pg_size_bytes(current_setting('work_mem')),
            current_setting('fsync') = 'on', extract(epoch FROM clock_timestamp())::float8, to_regclass('datalab.tables') IS NOT NULL
        FROM pg_database d, pg_roles r WHERE d.datname = current_database() AND r.rolname = current_user
        """;

    private const string Extensions =
        "SELECT name::text, coalesce(installed_version, '') FROM pg_available_extensions WHERE name IN ('q3c', 'pg_sphere', 'postgres_fdw', 'pg_stat_statements')";

    /// <remarks>
    /// Tables read in place lie in schemas of other names and have indexes on expressions; those of a view or a foreign table are
    /// in what is behind it.
    /// </remarks>
    private const string Tables = """
        SELECT t.schema_name || '.' || t.table_name, c.oid IS NOT NULL,
            coalesce(has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT'), false),
            coalesce(m ->> 'position', m ->> 'skyIndex') IS NOT NULL,
            c.relkind IN ('f', 'v') OR EXISTS (
                SELECT FROM pg_index i LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
                WHERE i.indrelid = c.oid AND i.indisvalid AND (a.attname = m -> 'position' ->> 'cell'
                    OR pg_get_indexdef(i.indexrelid, 1, false) ~ '(datalab_hpx29|q3c_ang2ipix|spoint)\('
                    OR format_type(a.atttypid, a.atttypmod) LIKE '%spoint')),
            ARRAY(SELECT name FROM jsonb_array_elements_text(m -> 'engineColumns') AS name WHERE NOT EXISTS (
                SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = name AND NOT a.attisdropped)),
            '--schema ' || (m ->> 'inPlace') || CASE WHEN t.schema_name <> m ->> 'inPlace' THEN ' --as ' || t.schema_name ELSE '' END
        FROM datalab.tables t CROSS JOIN LATERAL (SELECT t.metadata::jsonb) AS x(m)
            LEFT JOIN pg_namespace n ON n.nspname = coalesce(m ->> 'inPlace', t.schema_name)
            LEFT JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = t.relation
        ORDER BY 1
        """;

    /// <param name="passwordFile">Null for the password of the connection string, or <c>~/.pgpass</c>.</param>
    /// <param name="purpose">For <c>application_name</c>.</param>
    /// <exception cref="ServiceException">UsageError: the text is no connection string; ServiceUnavailable, with the server's words, which
    /// are for operators only.</exception>
    public static async Task<PostgreSqlFacts> ReadAsync(
        string connection,
        string? passwordFile,
        string purpose,
        CancellationToken ct
    )
    {
        var given = ConnectionStrings.Read(connection);
        if (!string.IsNullOrWhiteSpace(passwordFile))
            given.Password = ConnectionStrings.ReadPassword(passwordFile);
        given.Pooling = false;
        given.Timeout = 5;
        given.CommandTimeout = 20;
        given.ApplicationName = "datalab " + purpose;
        try
        {
            await using var opened = new NpgsqlConnection(given.ConnectionString);
            await opened.OpenAsync(ct).ConfigureAwait(false);
            var facts = await ReadAsync(opened, ct).ConfigureAwait(false);
            return await ServerCertificate.ReadAsync(facts, given, opened, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (PostgreSqlErrors.IsOurs(e))
        {
            throw new ServiceException(ErrorKind.ServiceUnavailable, e.Message, e);
        }
    }

    private static async Task<PostgreSqlFacts> ReadAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var facts = await ReadServerAsync(connection, ct).ConfigureAwait(false);
        var extensions = ImmutableDictionary.CreateBuilder<string, string>();
        await using (var command = new NpgsqlCommand(Extensions, connection))
        await using (var rows = await command.ExecuteReaderAsync(ct).ConfigureAwait(false))
            while (await rows.ReadAsync(ct).ConfigureAwait(false))
                extensions.Add(rows.GetString(0), rows.GetString(1));
        facts = facts with { Extensions = extensions.ToImmutable() };
        if (!facts.HasCatalogue)
            return facts;
        return facts with
        {
            Functions = await PostgreSqlFunctions.FoundAsync(connection, ct).ConfigureAwait(false),
            Tables = await ReadTablesAsync(connection, ct).ConfigureAwait(false),
        };
    }

    private static async Task<PostgreSqlFacts> ReadServerAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Server, connection);
        await using var row = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        await row.ReadAsync(ct).ConfigureAwait(false);
        var theirs = DateTimeOffset.UnixEpoch.AddSeconds(row.GetDouble(15));
        return new PostgreSqlFacts
        {
            Version = row.GetInt32(0),
            VersionText = row.GetString(1),
            Encoding = row.GetString(2),
            Collation = row.GetString(3),
            Role = row.GetString(4),
            IsSuperuser = row.GetBoolean(5),
            MayMakeTempTables = row.GetBoolean(6),
            MayCreate = row.GetBoolean(7),
            IsReplica = row.GetBoolean(8),
            Connections = row.GetInt32(9),
            ConnectionsUsed = row.GetInt32(10),
            ConnectionsOfRole = row.GetInt32(11) is >= 0 and var limit ? limit : null,
            SharedBuffers = row.GetInt64(12),
            WorkMemory = row.GetInt64(13),
            Fsync = row.GetBoolean(14),
            ClockAhead = theirs - DateTimeOffset.UtcNow,
            HasCatalogue = row.GetBoolean(16),
        };
    }

    private static async Task<ImmutableArray<ListedTableFacts>> ReadTablesAsync(
        NpgsqlConnection connection,
        CancellationToken ct
    )
    {
        var tables = ImmutableArray.CreateBuilder<ListedTableFacts>();
        await using var command = new NpgsqlCommand(Tables, connection);
        await using var rows = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        while (await rows.ReadAsync(ct).ConfigureAwait(false))
            tables.Add(
                new ListedTableFacts(
                    rows.GetString(0),
                    rows.GetBoolean(1),
                    rows.GetBoolean(2),
                    rows.GetBoolean(3),
                    !rows.IsDBNull(4) && rows.GetBoolean(4)
                )
                {
                    MissingColumns = rows.GetBoolean(1) ? [.. rows.GetFieldValue<string[]>(5)] : [],
                    InPlace = rows.IsDBNull(6) ? null : rows.GetString(6),
                }
            );
        return tables.ToImmutable();
    }
}
