using System.Diagnostics;
using System.Globalization;
using DuckDB.NET.Data;

namespace DataLab.Bench;

/// <summary>The floor: the same data in the engine alone, without us.</summary>
internal sealed class Engine : IDisposable
{
    private readonly DuckDBConnection connection = new("DataSource=:memory:");

    private Engine() { }

    /// <summary>Name of the object table in SQL.</summary>
    public string Table { get; private init; } = "";

    public static Engine Open(string file)
    {
        var engine = new Engine { Table = "o.main.\"" + BenchData.EngineTable + "\"" };
        engine.connection.Open();
        engine.Execute($"ATTACH '{file}' AS o (READ_ONLY)");
        return engine;
    }

    public void Execute(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Seconds that the engine takes to run a statement, the best of some runs.</summary>
    public double Time(string sql, int runs = 3) => Enumerable.Range(0, runs).Min(_ => Seconds(() => Execute(sql)));

    /// <summary>Seconds until every cell of a query has been read through the engine's own streaming reader, the best of some runs.</summary>
    public double TimeReading(string sql, int runs = 3) =>
        Enumerable.Range(0, runs).Min(_ => Seconds(() => ReadAll(sql)));

    public void ReadAll(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.UseStreamingMode = true;
        using var reader = command.ExecuteReader();
        while (reader.Read())
            for (var i = 0; i < reader.FieldCount; i++)
                _ = reader.IsDBNull(i) ? null : reader.GetValue(i);
    }

    /// <summary>The one number that a query gives.</summary>
    public long Number(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    public void Dispose() => connection.Dispose();

    public static double Seconds(Action action)
    {
        var clock = Stopwatch.StartNew();
        action();
        return clock.Elapsed.TotalSeconds;
    }
}
