using System.Data.Common;
using System.Globalization;

namespace DataLab.Sia.Store;

/// <summary>SQL with named values, for both kinds of store.</summary>
internal static class Sql
{
    /// <returns>How many rows the change touched.</returns>
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
        using var command = Command(db, sql, []);
        foreach (var (name, _) in values)
            command.Parameters.Add(Parameter(command, name, null));
        foreach (var item in items)
        {
            for (var i = 0; i < values.Length; i++)
                command.Parameters[i].Value = values[i].Value(item) ?? DBNull.Value;
            command.ExecuteNonQuery();
        }
    }

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

    /// <summary>The only value of a query that counts, sums or looks for the largest.</summary>
    public static long Number(
        this DbConnection db,
        string sql,
        params ReadOnlySpan<(string Name, object? Value)> values
    )
    {
        using var command = Command(db, sql, values);
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    /// <summary>A list of values for IN: names of parameters, and the parameters.</summary>
    public static (string Names, (string Name, object? Value)[] Values) In<T>(string prefix, IEnumerable<T> items)
    {
        (string Name, object? Value)[] values =
        [
            .. items.Select((item, i) => ("@" + prefix + i.ToString(CultureInfo.InvariantCulture), (object?)item)),
        ];
        return (values.Length == 0 ? "NULL" : string.Join(", ", values.Select(value => value.Name)), values);
    }

    public static string? Text(this DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);

    public static DateTimeOffset? Time(this DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));

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
        parameter.Value = value switch
        {
            null => DBNull.Value,
            // PostgreSQL's texts have no U+0000.
            string text => text.Replace('\0', '\uFFFD'),
            _ => value,
        };
        return parameter;
    }
}
