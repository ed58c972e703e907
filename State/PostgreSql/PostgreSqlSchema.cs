using System.Collections.Immutable;
using System.Globalization;
using Npgsql;

namespace DataLab.State.PostgreSql;

/// <summary>Makes the schema and brings the tables in it up to date. Of several processes that start together one does it, the others wait.</summary>
internal static class PostgreSqlSchema
{
    public static async Task PrepareAsync(
        NpgsqlDataSource source,
        string schema,
        string store,
        ImmutableArray<StateModule> modules,
        CancellationToken ct
    )
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await RunAsync(
            "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))",
            connection,
            ct,
            "datalab state " + schema
        );
        // CREATE SCHEMA IF NOT EXISTS asks for the right to make one even where it is there.
        if (await ScalarAsync("SELECT to_regnamespace($1) IS NOT NULL", connection, ct, schema) is not true)
            await RunAsync($"CREATE SCHEMA \"{schema}\"", connection, ct);
        await RunAsync(
            "CREATE TABLE IF NOT EXISTS state_module (name TEXT PRIMARY KEY, version BIGINT NOT NULL)",
            connection,
            ct
        );
        foreach (var module in modules)
        {
            await MigrateAsync(connection, store, module.Name, module.Migrations, ct);
            await MigrateAsync(connection, store, module.Name + " on PostgreSQL", module.OnPostgreSql, ct);
        }
        await transaction.CommitAsync(ct);
    }

    private static async Task MigrateAsync(
        NpgsqlConnection connection,
        string store,
        string name,
        ImmutableArray<string> steps,
        CancellationToken ct
    )
    {
        var found = await ScalarAsync("SELECT version FROM state_module WHERE name = $1", connection, ct, name);
        var version = Convert.ToInt32(found ?? 0L, CultureInfo.InvariantCulture);
        if (version > steps.Length)
            throw StateException.Newer(store, name, version, steps.Length);
        if (version == steps.Length)
            return;
        foreach (var step in steps.Skip(version))
            await RunAsync(step, connection, ct);
        await RunAsync(
            "INSERT INTO state_module (name, version) VALUES ($1, $2::bigint) ON CONFLICT (name) DO UPDATE SET version = excluded.version",
            connection,
            ct,
            name,
            (long)steps.Length
        );
    }

    private static async Task RunAsync(
        string sql,
        NpgsqlConnection connection,
        CancellationToken ct,
        params object[] values
    )
    {
        await using var command = Command(sql, connection, values);
        await command.ExecuteNonQueryAsync(ct);
    }

    private static async Task<object?> ScalarAsync(
        string sql,
        NpgsqlConnection connection,
        CancellationToken ct,
        params object[] values
    )
    {
        await using var command = Command(sql, connection, values);
        return await command.ExecuteScalarAsync(ct);
    }

    private static NpgsqlCommand Command(string sql, NpgsqlConnection connection, object[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }
}
