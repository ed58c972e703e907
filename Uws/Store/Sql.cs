using System.Data.Common;
using System.Globalization;

namespace DataLab.Uws.Store;

/// <summary>SQL with named values, and the few types that our tables know.</summary>
internal static class Sql
{
    /// <summary>Runs a change.</summary>
    /// <returns>How many rows it touched.</returns>
    public static int Execute(
        this DbConnection db,
        string sql,
        params ReadOnlySpan<(string Name, object? Value)> values
    )
    {
        using var command = Command(db, sql, values);
        return command.ExecuteNonQuery();
    }

    /// <summary>Runs a change for each of many items; the statement is made once.</summary>
    public static void ExecuteEach<T>(
        this DbConnection db,
        string sql,
        IEnumerable<T> items,
        params ReadOnlySpan<(string Name, Func<T, object?> Value)> values
    )
    {
        using var command = db.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, _) in values)
            command.Parameters.Add(Parameter(command, name, null));
        foreach (var item in items)
        {
            for (var i = 0; i < values.Length; i++)
                command.Parameters[i].Value = Stored(values[i].Value(item));
            command.ExecuteNonQuery();
        }
    }

    /// <summary>Rows of a query, each made into a value.</summary>
    public static List<T> Query<T>(
        this DbConnection db,
        string sql,
        Func<DbDataReader, T> read,
        params ReadOnlySpan<(string Name, object? Value)> values
    )
    {
        using var command = Command(db, sql, values);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(read(reader));
        return rows;
    }

    /// <summary>The only value of a query that counts or sums.</summary>
    public static long Number(
        this DbConnection db,
        string sql,
        params ReadOnlySpan<(string Name, object? Value)> values
    )
    {
        using var command = Command(db, sql, values);
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    public static string? Text(this DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);

    public static DateTimeOffset Time(this DbDataReader row, int column) =>
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));

    public static DateTimeOffset? TimeOrNull(this DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.Time(column);

    public static long? LongOrNull(this DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetInt64(column);

    public static bool Truth(this DbDataReader row, int column) => row.GetInt64(column) != 0;

    private static DbCommand Command(DbConnection db, string sql, ReadOnlySpan<(string Name, object? Value)> values)
    {
        var command = db.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values)
            command.Parameters.Add(Parameter(command, name, value));
        return command;
    }

    private static DbParameter Parameter(DbCommand command, string name, object? value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = Stored(value);
        return parameter;
    }

    private static object Stored(object? value) =>
        value switch
        {
            null => DBNull.Value,
            DateTimeOffset time => time.ToUnixTimeMilliseconds(),
            TimeSpan span => (long)span.TotalMilliseconds,
            bool truth => truth ? 1L : 0L,
            int number => (long)number,
            ExecutionPhase phase => phase.ToWire(),
            // PostgreSQL's texts have no U+0000.
            string text => text.Replace('\0', '\uFFFD'),
            _ => value,
        };
}
