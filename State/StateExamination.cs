using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using DataLab.State.PostgreSql;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace DataLab.State;

/// <summary>One module of the tables in a store.</summary>
/// <param name="Found">Version in the store; zero where its tables are not there.</param>
/// <param name="Known">Version that this program brings.</param>
public sealed record StateModuleFacts(string Name, int Found, int Known);

/// <summary>Looks at a store without changing it, which opening it would do.</summary>
public static class StateExamination
{
    private const string Versions = "SELECT name, version FROM state_module";

    /// <summary>Of a file.</summary>
    /// <returns>Null where there is no store yet.</returns>
    /// <exception cref="StateException">It is damaged, locked, or cannot be read.</exception>
    public static ImmutableArray<StateModuleFacts>? OfFile(string file, ImmutableArray<StateModule> modules)
    {
        if (!File.Exists(file))
            return null;
        var connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = file,
            Mode = SqliteOpenMode.ReadOnly,
            Pooling = false,
        }.ToString();
        try
        {
            using var connection = new SqliteConnection(connectionString);
            connection.Open();
            using var check = connection.CreateCommand();
            check.CommandText = "PRAGMA quick_check(1)";
            if (check.ExecuteScalar() as string != "ok")
                throw StateException.Damaged(file);
            return Compare(
                Read(connection, Versions),
                modules.Select(module => (module.Name, module.Migrations.Length))
            );
        }
        catch (SqliteException e)
        {
            throw StateException.From(e, file);
        }
    }

    /// <summary>Of a schema in PostgreSQL.</summary>
    /// <returns>Null where there is no store yet.</returns>
    /// <exception cref="StateException">It cannot be reached or read.</exception>
    public static async Task<ImmutableArray<StateModuleFacts>?> OfAsync(
        PostgreSqlStateOptions options,
        ImmutableArray<StateModule> modules,
        CancellationToken ct
    )
    {
        try
        {
            var given = new NpgsqlConnectionStringBuilder(options.Connection)
            {
                Pooling = false,
                Timeout = 5,
                CommandTimeout = 20,
                ApplicationName = "datalab doctor",
            };
            if (options.PasswordFile is { } file)
                given.Password = PostgreSqlPassword.Read(file);
            await using var connection = new NpgsqlConnection(given.ConnectionString);
            await connection.OpenAsync(ct);
            await using var exists = new NpgsqlCommand(
                $"SELECT to_regclass('\"{options.Schema}\".state_module') IS NOT NULL",
                connection
            );
            if (await exists.ExecuteScalarAsync(ct) is not true)
                return null;
            var found = Read(connection, $"SELECT name, version FROM \"{options.Schema}\".state_module");
            return Compare(
                found,
                modules.SelectMany(module =>
                    new[]
                    {
                        (module.Name, module.Migrations.Length),
                        (module.Name + " on PostgreSQL", module.OnPostgreSql.Length),
                    }
                )
            );
        }
        catch (Exception e) when (e is NpgsqlException or ArgumentException or TimeoutException)
        {
            throw new StateException(StateProblem.Unreachable, e.Message, e);
        }
    }

    private static Dictionary<string, int> Read(DbConnection connection, string sql)
    {
        var versions = new Dictionary<string, int>();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var rows = command.ExecuteReader();
        while (rows.Read())
            versions[rows.GetString(0)] = Convert.ToInt32(rows.GetValue(1), CultureInfo.InvariantCulture);
        return versions;
    }

    private static ImmutableArray<StateModuleFacts> Compare(
        Dictionary<string, int> found,
        IEnumerable<(string Name, int Known)> modules
    ) =>
        [
            .. modules.Select(module => new StateModuleFacts(
                module.Name,
                found.GetValueOrDefault(module.Name),
                module.Known
            )),
        ];
}
