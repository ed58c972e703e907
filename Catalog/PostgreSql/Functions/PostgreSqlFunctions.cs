using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace DataLab.Catalog.PostgreSql;

/// <summary>The functions of the schema <c>datalab</c> that SQL made by <see cref="Adql.Dialects.PostgreSqlDialect"/> calls.</summary>
/// <remarks>
/// They stand in the .sql files beside this one. All are immutable, safe in parallel workers, and free of the session's search path.
/// A message that one of them raises for the user has SQLSTATE P0001, which nothing else raises.
/// </remarks>
public static class PostgreSqlFunctions
{
    /// <summary>SQLSTATE of messages that our functions raise for the user.</summary>
    public const string Message = "P0001";

    /// <summary>So that two processes do not make the functions at once.</summary>
    private const long Lock = 0x64_6174_616C_6162;

    private static readonly string Script = Read();

    /// <summary>Of the functions; another one where they differ.</summary>
    public static string Version { get; } =
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Script)))[..16];

    /// <summary>Makes the functions in the connection's database, unless they are there in this version; all or none.</summary>
    /// <param name="connection">Open, outside a transaction, of a role that may create a schema or owns <c>datalab</c>.</param>
    public static async Task InstallAsync(NpgsqlConnection connection, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(connection);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await RunAsync($"SELECT pg_advisory_xact_lock({Lock})");
        if (await FoundAsync(connection, ct) != Version)
        {
            await RunAsync(
                "SET LOCAL standard_conforming_strings = on; SET LOCAL check_function_bodies = on; "
                    + "SET LOCAL client_min_messages = warning; "
                    + CatalogStore.CreateSchema(CatalogStore.Schema)
                    + "GRANT USAGE ON SCHEMA datalab TO PUBLIC"
            );
            // Letters of all scripts have case there; order is by code point.
            await RunAsync("CREATE COLLATION IF NOT EXISTS datalab.unicode (PROVIDER = libc, LOCALE = 'C.UTF-8')");
            await RunAsync(Script);
            await RunAsync(
                "CREATE OR REPLACE FUNCTION datalab.datalab_functions() RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE "
                    + $"RETURN '{Version}'"
            );
        }
        await transaction.CommitAsync(ct);

        async Task RunAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection, transaction);
            await command.ExecuteNonQueryAsync(ct);
        }
    }

    /// <summary>The version that the database has; null if there is none.</summary>
    public static async Task<string?> FoundAsync(NpgsqlConnection connection, CancellationToken ct = default)
    {
        const string Exists = "SELECT to_regprocedure('datalab.datalab_functions()') IS NOT NULL";
        await using var exists = new NpgsqlCommand(Exists, connection);
        if (await exists.ExecuteScalarAsync(ct) is not true)
            return null;
        await using var version = new NpgsqlCommand("SELECT datalab.datalab_functions()", connection);
        return (string?)await version.ExecuteScalarAsync(ct);
    }

    private static string Read()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var names = assembly
            .GetManifestResourceNames()
            .Where(name => name.StartsWith("postgresql/", StringComparison.Ordinal));
        var text = new StringBuilder();
        foreach (var name in names.Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            text.Append(reader.ReadToEnd()).Append('\n');
        }
        return text.ToString();
    }
}
