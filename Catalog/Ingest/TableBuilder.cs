using System.Globalization;
using DataLab.Catalog.DuckDb;
using DataLab.Formats;

namespace DataLab.Catalog.Ingest;

/// <summary>Makes a table's file with an engine of its own: rows staged as they come, then sorted by HEALPix cell into the file.</summary>
/// <remarks>The file is whole after <see cref="Finish"/> and this has been disposed.</remarks>
internal sealed class TableBuilder : ITableBuilder
{
    /// <summary>Rows that share one zone map (smallest and largest cell): small, so that a cone reads little else.</summary>
    public const int RowGroupSize = 32768;

    private readonly EngineInstance instance;
    private readonly EngineConnection connection;
    private readonly IngestColumns columns;
    private readonly TableAppender appender;
    private readonly bool staged;

    /// <param name="workFolder">For staged rows and spilled sorts.</param>
    /// <param name="file">Absolute path of the file to make.</param>
    public TableBuilder(IngestRequest request, IngestColumns columns, string workFolder, string file)
    {
        this.columns = columns;
        instance = WorkInstance.Open(request, workFolder);
        connection = instance.Connect();
        connection.Execute(
            $"ATTACH {EngineTypes.Literal(file)} AS final (ROW_GROUP_SIZE {RowGroupSize.ToString(CultureInfo.InvariantCulture)})"
        );
        // With nothing to sort by and nothing to find out, the rows go where they stay.
        staged =
            columns.Position is not null || columns.Footprint is not null || columns.Fields.Any(XTypes.IsTimestamp);
        var place = staged ? "stage" : "final";
        if (staged)
            connection.Execute($"ATTACH {EngineTypes.Literal(Path.Combine(workFolder, "stage.duckdb"))} AS stage");
        var list = columns.Stored.Select(field => $"{EngineTypes.Quote(field.Name)} {EngineTypes.Sql(field)}");
        connection.Execute($"CREATE TABLE {place}.main.{StoredTable.DataName} ({string.Join(", ", list)})");
        appender = new TableAppender(connection, place, StoredTable.DataName, columns.Stored);
    }

    /// <inheritdoc/>
    public long MendedStrings => appender.MendedStrings;

    /// <inheritdoc/>
    public void Append(ReadOnlySpan<ColumnVector> vectors, int count) => appender.Append(vectors, count);

    /// <inheritdoc/>
    /// <remarks>Also makes the index that was asked for, and describes the table in its file.</remarks>
    public void Finish(StoredTable stored, IReadOnlyCollection<Field> instants, Action<IngestStage> stage)
    {
        appender.Complete();
        if (staged)
        {
            stage(IngestStage.Sorting);
            var names = instants.Select(field => field.Name).ToHashSet();
            var select = columns.Stored.Select(field =>
                names.Contains(field.Name)
                    ? $"CAST({EngineTypes.Quote(field.Name)} AS TIMESTAMP)"
                    : EngineTypes.Quote(field.Name)
            );
            // rowid makes the sort stable, so that the same rows always make the same table.
            // Regions of a size lie in the order of their cells: so positions in them do, too, but for a few changes of size.
            string?[] keys = [columns.Footprint?.Key, columns.Position is null ? null : columns.Cell];
            var order = string.Concat(
                keys.OfType<string>().Select(key => $"{EngineTypes.Quote(key)} ASC NULLS LAST, ")
            );
            connection.Execute(
                $"CREATE TABLE final.main.{StoredTable.DataName} AS SELECT {Aliased(select)} "
                    + $"FROM stage.main.{StoredTable.DataName} ORDER BY {order}rowid ASC"
            );
        }
        if (columns.Id is { } id)
            connection.Execute(
                $"CREATE INDEX id ON final.main.{StoredTable.DataName} ({EngineTypes.Quote(columns.EngineNames[id])})"
            );
        foreach (var index in columns.AlsoIndexed)
            connection.Execute(
                $"CREATE INDEX {EngineTypes.Quote("by " + columns.EngineNames[index])} ON final.main.{StoredTable.DataName} ({EngineTypes.Quote(columns.EngineNames[index])})"
            );
        stage(IngestStage.Publishing);
        var rows = connection.SelectLong($"SELECT count(*) FROM final.main.{StoredTable.DataName}");
        if (rows != stored.Table.Rows)
            throw new InvalidOperationException($"{stored.Table.Rows} rows were read but {rows} are in the file.");
        connection.Execute(
            $"CREATE TABLE final.main.{StoredTable.MetadataName} AS SELECT {EngineTypes.Literal(stored.ToJson())} AS json"
        );
        connection.Execute("CHECKPOINT final");
        connection.Execute("DETACH final");
    }

    private string Aliased(IEnumerable<string> select) =>
        string.Join(", ", select.Zip(columns.Stored, (sql, field) => $"{sql} AS {EngineTypes.Quote(field.Name)}"));

    /// <inheritdoc/>
    public void Interrupt() => connection.Interrupt();

    public void Dispose()
    {
        appender.Dispose();
        connection.Dispose();
        instance.Dispose();
    }
}

/// <summary>The ingest's private engine: not hardened, since only the operator's own files and our own SQL reach it.</summary>
internal static class WorkInstance
{
    public static EngineInstance Open(IngestRequest request, string workFolder)
    {
        var memory = request.MemoryLimit > 0 ? request.MemoryLimit : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;
        return new EngineInstance(
            ("threads", Math.Max(1, request.Threads).ToString(CultureInfo.InvariantCulture)),
            ("memory_limit", (memory >> 10).ToString(CultureInfo.InvariantCulture) + "KiB"),
            ("temp_directory", Path.Combine(workFolder, "spill")),
            ("autoinstall_known_extensions", "false"),
            ("autoload_known_extensions", "false")
        );
    }
}
