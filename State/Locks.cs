using System.Data.Common;
using Npgsql;

namespace DataLab.State;

/// <summary>What keeps changes apart where several are made at once. SQLite makes one after the other and needs none of it.</summary>
/// <remarks>All are held until the transaction ends. Whoever takes several takes rows before names, and one name only.</remarks>
public static class Locks
{
    /// <summary>Ends a SELECT whose rows the transaction is going to change: waits for others that do.</summary>
    public static string ForUpdate(this DbConnection db) => db is NpgsqlConnection ? "FOR UPDATE" : "";

    /// <summary>The same, but leaves out rows that others are changing.</summary>
    /// <param name="table">Alias of the table whose rows are meant, if there are several.</param>
    public static string SkipLocked(this DbConnection db, string? table = null) =>
        db is not NpgsqlConnection ? ""
        : table is null ? "FOR UPDATE SKIP LOCKED"
        : $"FOR UPDATE OF {table} SKIP LOCKED";

    /// <summary>Waits until no other transaction holds the name: for what is counted before it is changed.</summary>
    public static void Lock(this DbConnection db, string name)
    {
        if (db is not NpgsqlConnection connection)
            return;
        using var command = new NpgsqlCommand(
            "SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || ' ' || $1, 0))",
            connection
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
        command.ExecuteNonQuery();
    }
}
