using System.Globalization;
using DataLab.Catalog.DuckDb;
using DataLab.Formats;
using DuckDB.NET.Native;

namespace DataLab.Catalog.Ingest;

/// <summary>Who a file comes from.</summary>
internal enum ParquetTrust
{
    Operator,

    /// <summary>Anybody: little memory, one thread, no other file.</summary>
    Stranger,
}

/// <summary>The rows of a Parquet file, read by an engine of its own, with the metadata that astronomers' writers put in.</summary>
internal sealed class ParquetSource : RowSource
{
    private const long StrangersMemory = 256 << 20;

    private readonly string path;
    private readonly EngineInstance instance;
    private readonly EngineConnection connection;
    private EngineResult? result;
    private ResultBatches? batches;

    private ParquetSource(string path, EngineInstance instance, EngineConnection connection, TableDescription table)
    {
        this.path = path;
        this.instance = instance;
        this.connection = connection;
        Table = table;
    }

    public override TableDescription Table { get; }

    /// <exception cref="TableFormatException">Not a Parquet file that the engine can read, or without a column we can hold.</exception>
    public static ParquetSource Open(string path, IngestReading reading, ParquetTrust trust = ParquetTrust.Operator)
    {
        var file = EngineTypes.Literal(Path.GetFullPath(path));
        var instance = Instance(reading.WorkFolder, trust);
        var connection = instance.Connect();
        try
        {
            if (trust == ParquetTrust.Stranger)
                Confine(connection, file);
            var (fields, select) = Columns(connection, file, Path.GetFileName(path), reading.Note);
            var metadata = ParquetMetadata.Read(connection, file, reading.Note);
            var table = new TableDescription([.. fields.Select(metadata.Over)])
            {
                Name = metadata.Name,
                Description = metadata.Description,
            };
            var source = new ParquetSource(path, instance, connection, table);
            source.Start($"SELECT {string.Join(", ", select)} FROM read_parquet({file})");
            return source;
        }
        catch (Exception e)
        {
            connection.Dispose();
            instance.Dispose();
            if (e is EngineException)
                throw Unreadable(path, e);
            throw;
        }
    }

    internal static EngineInstance Instance(string workFolder, ParquetTrust trust)
    {
        var isStrange = trust == ParquetTrust.Stranger;
        var memory = Math.Max(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4, StrangersMemory);
        return new EngineInstance(
            ("temp_directory", Path.Combine(workFolder, "parquet")),
            (
                "memory_limit",
                ((isStrange ? StrangersMemory : memory) >> 10).ToString(CultureInfo.InvariantCulture) + "KiB"
            ),
            ("threads", (isStrange ? 1 : Environment.ProcessorCount).ToString(CultureInfo.InvariantCulture)),
            ("autoinstall_known_extensions", "false"),
            ("autoload_known_extensions", "false")
        );
    }

    /// <summary>Lets the engine see one file only, and nobody change that.</summary>
    /// <param name="file">As a literal of SQL.</param>
    internal static void Confine(EngineConnection connection, string file)
    {
        connection.Execute($"SET allowed_paths = [{file}]");
        connection.Execute("SET enable_external_access = false");
        connection.Execute("SET lock_configuration = true");
    }

    private void Start(string sql)
    {
        result = connection.Select(sql);
        batches = new ResultBatches(result, Fields);
    }

    private static (List<Field>, List<string>) Columns(
        EngineConnection connection,
        string file,
        string name,
        Action<string> note
    )
    {
        using var empty = connection.Select($"SELECT * FROM read_parquet({file}) LIMIT 0");
        var fields = new List<Field>();
        var select = new List<string>();
        for (var i = 0; i < empty.ColumnCount; i++)
        {
            using var type = empty.ColumnType(i);
            var column = empty.ColumnName(i);
            if (ParquetTypes.Read(column, type) is not var (field, sql))
            {
                note($"{name}: the column \"{column}\" is left out: nested values have no VOTable type.");
                continue;
            }
            fields.Add(field);
            select.Add(sql);
        }
        return fields.Count > 0
            ? (fields, select)
            : throw new TableFormatException($"There is no column that a VOTable could hold.");
    }

    public override ValueTask<RowBatch?> ReadAsync(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        try
        {
            return ValueTask.FromResult(batches!.Next());
        }
        catch (EngineException e)
        {
            throw Unreadable(path, e);
        }
    }

    private static TableFormatException Unreadable(string path, Exception e) =>
        new("This cannot be read as Parquet: " + WithoutFolder(e.Message.Split('\n')[0], path), e);

    private static string WithoutFolder(string message, string path) =>
        message.Replace(Path.GetFullPath(path), Path.GetFileName(path), StringComparison.Ordinal);

    public override ValueTask DisposeAsync()
    {
        result?.Dispose();
        connection.Dispose();
        instance.Dispose();
        return base.DisposeAsync();
    }
}

/// <summary>Parquet columns, as the engine sees them, in VOTable terms.</summary>
internal static class ParquetTypes
{
    /// <returns>The field and the SQL that delivers it; null if VOTable has no such type.</returns>
    public static (Field, string)? Read(string name, DuckDBLogicalType type)
    {
        var column = EngineTypes.Quote(name);
        var id = NativeMethods.LogicalType.DuckDBGetTypeId(type);
        switch (id)
        {
            case DuckDBType.List:
            {
                using var child = NativeMethods.LogicalType.DuckDBListTypeChildType(type);
                return Elements(name, child, ArraySize.Any);
            }
            case DuckDBType.Array:
            {
                using var child = NativeMethods.LogicalType.DuckDBArrayTypeChildType(type);
                return Elements(
                    name,
                    child,
                    ArraySize.Of((int)NativeMethods.LogicalType.DuckDBArrayVectorGetSize(type))
                );
            }
            case DuckDBType.Decimal:
                return
                    NativeMethods.LogicalType.DuckDBDecimalScale(type) == 0
                    && NativeMethods.LogicalType.DuckDBDecimalWidth(type) <= 18
                    ? (new Field(name, DataType.Long), $"CAST({column} AS BIGINT)")
                    : (new Field(name, DataType.Double), $"CAST({column} AS DOUBLE)");
            case DuckDBType.Varchar or DuckDBType.Time:
                return (Text(name), column);
            case DuckDBType.Uuid or DuckDBType.Enum or DuckDBType.Interval:
                return (Text(name), $"CAST({column} AS VARCHAR)");
            case DuckDBType.Blob:
                // Writers that do not mark strings as such: bytes that are not UTF-8 come out as null.
                return (Text(name), $"TRY(decode({column}))");
            case DuckDBType.Date
            or DuckDBType.Timestamp
            or DuckDBType.TimestampS
            or DuckDBType.TimestampMs
            or DuckDBType.TimestampNs
            or DuckDBType.TimestampTz:
                return (Text(name) with { XType = "timestamp" }, column);
            default:
                return Number(id) is { } number ? (new Field(name, number), column) : null;
        }
    }

    private static Field Text(string name) => new(name, DataType.Char) { ArraySize = ArraySize.Any };

    private static (Field, string)? Elements(string name, DuckDBLogicalType element, ArraySize size) =>
        Number(NativeMethods.LogicalType.DuckDBGetTypeId(element)) is { } type
            ? (new Field(name, type) { ArraySize = size }, EngineTypes.Quote(name))
            : null;

    /// <summary>The narrowest VOTable number that holds every value; unsigned 64-bit ones must fit a long when read.</summary>
    private static DataType? Number(DuckDBType type) =>
        type switch
        {
            DuckDBType.Boolean => DataType.Boolean,
            DuckDBType.UnsignedTinyInt => DataType.UnsignedByte,
            DuckDBType.TinyInt or DuckDBType.SmallInt => DataType.Short,
            DuckDBType.UnsignedSmallInt or DuckDBType.Integer => DataType.Int,
            DuckDBType.UnsignedInteger or DuckDBType.BigInt or DuckDBType.UnsignedBigInt => DataType.Long,
            DuckDBType.Float => DataType.Float,
            DuckDBType.Double => DataType.Double,
            _ => null,
        };
}
