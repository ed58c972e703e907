using DataLab.Formats.Tests.Tables;
using DuckDB.NET.Data;

namespace DataLab.Formats.Tests.Parquet;

/// <summary>Reads Parquet with DuckDB, whose reader is its own.</summary>
internal sealed class DuckDbOracle : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly DuckDBConnection connection = new("DataSource=:memory:");

    public DuckDbOracle(byte[] parquet)
    {
        File.WriteAllBytes(folder["table.parquet"], parquet);
        connection.Open();
    }

    /// <summary>The rows of a query about FILE, as <see cref="TableText"/> writes rows.</summary>
    public List<string> Lines(string sql = "FROM read_parquet(FILE)")
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql.Replace("FILE", $"'{folder["table.parquet"]}'", StringComparison.Ordinal);
        using var reader = command.ExecuteReader();
        var lines = new List<string>();
        while (reader.Read())
        {
            var row = new object?[reader.FieldCount];
            for (var i = 0; i < row.Length; i++)
                row[i] = reader.IsDBNull(i) ? null : Cell(reader, i);
            lines.Add(TableText.Line(row));
        }
        return lines;
    }

    /// <summary>What the footer says under a key.</summary>
    public string Metadata(string key) =>
        Lines($"SELECT decode(value) FROM parquet_kv_metadata(FILE) WHERE decode(key) = '{key}'").Single();

    private static object Cell(DuckDBDataReader reader, int i)
    {
        var type = reader.GetFieldType(i);
        return type == typeof(List<bool>) ? Elements<bool?>(reader, i)
            : type == typeof(List<byte>) ? Elements<byte?>(reader, i)
            : type == typeof(List<short>) ? Elements<short?>(reader, i)
            : type == typeof(List<int>) ? Elements<int?>(reader, i)
            : type == typeof(List<long>) ? Elements<long?>(reader, i)
            : type == typeof(List<float>) ? Elements<float?>(reader, i)
            : type == typeof(List<double>) ? Elements<double?>(reader, i)
            : type == typeof(List<string>) ? Elements<string?>(reader, i)
            : reader.GetValue(i);
    }

    private static object?[] Elements<T>(DuckDBDataReader reader, int i) =>
        [.. reader.GetFieldValue<List<T>>(i).Cast<object?>()];

    public void Dispose()
    {
        connection.Dispose();
        folder.Dispose();
    }
}
