using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace DataLab.State;

/// <summary>The database file: how connections to it are set up, and its tables brought up to date.</summary>
internal sealed class StateFile(string path)
{
    /// <summary>Larger stores are not read through at every start.</summary>
    private const long LargestChecked = 64 << 20;

    private readonly string connectionString = new SqliteConnectionStringBuilder
    {
        DataSource = path,
        Mode = SqliteOpenMode.ReadWriteCreate,
        ForeignKeys = true,
        Pooling = false,
        // The driver's own way to wait sleeps 150 ms at a time; SQLite's busy handler below does better.
        DefaultTimeout = 1,
    }.ToString();

    public string Path => path;

    /// <summary>How long another process may hold the store before we give up.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(15);

    public SqliteConnection OpenWriter() => Open("");

    public SqliteConnection OpenReader() => Open("PRAGMA query_only = 1");

    public static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Makes the file if need be, looks whether it is sound, and runs the migrations it lacks.</summary>
    public void Prepare(ImmutableArray<StateModule> modules)
    {
        try
        {
            DurableFiles.MakePrivateFolder(System.IO.Path.GetDirectoryName(path)!);
            using var connection = OpenWriter();
            if (new FileInfo(path).Length <= LargestChecked && Scalar(connection, "PRAGMA quick_check(1)") is not "ok")
                throw StateException.Damaged(path);
            Execute(connection, "PRAGMA journal_mode = WAL");
            Migrate(connection, modules);
        }
        catch (SqliteException e)
        {
            throw StateException.From(e, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StateException(
                StateProblem.Unreachable,
                $"The folder of the state store {path} cannot be made: {e.Message}",
                e
            );
        }
    }

    private SqliteConnection Open(string pragma)
    {
        var connection = new SqliteConnection(connectionString);
        try
        {
            connection.Open();
            Execute(
                connection,
                $"PRAGMA busy_timeout = {Patience.TotalMilliseconds.ToString(CultureInfo.InvariantCulture)}; {pragma}"
            );
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private void Migrate(SqliteConnection connection, ImmutableArray<StateModule> modules)
    {
        Execute(connection, "PRAGMA synchronous = FULL");
        // Immediate: of two processes that start together one migrates, the other waits and finds it done.
        using var transaction = connection.BeginTransaction(deferred: false);
        Execute(connection, "CREATE TABLE IF NOT EXISTS state_module (name TEXT PRIMARY KEY, version BIGINT NOT NULL)");
        foreach (var module in modules)
        {
            var version = VersionOf(connection, module);
            if (version > module.Migrations.Length)
                throw StateException.Newer(path, module.Name, version, module.Migrations.Length);
            foreach (var migration in module.Migrations.Skip(version))
                Execute(connection, migration);
            SetVersion(connection, module);
        }
        transaction.Commit();
    }

    private static int VersionOf(SqliteConnection connection, StateModule module)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT version FROM state_module WHERE name = @name";
        command.Parameters.AddWithValue("@name", module.Name);
        return Convert.ToInt32(command.ExecuteScalar() ?? 0L, CultureInfo.InvariantCulture);
    }

    private static void SetVersion(SqliteConnection connection, StateModule module)
    {
        using var command = connection.CreateCommand();
        command.CommandText =
            "INSERT INTO state_module (name, version) VALUES (@name, @version) ON CONFLICT (name) DO UPDATE SET version = excluded.version";
        command.Parameters.AddWithValue("@name", module.Name);
        command.Parameters.AddWithValue("@version", module.Migrations.Length);
        command.ExecuteNonQuery();
    }

    private static string? Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() as string;
    }
}
