using System.Globalization;
using DataLab.Catalog.DuckDb;
using DataLab.Formats;

namespace DataLab.Catalog.Ingest;

/// <summary>Makes a table's file with an engine of its own: rows staged as they come, then sorted by HEALPix cell into the file.</summary>
/// <remarks>Used by one thread at a time. The file is whole after <see cref="Finish"/> and this has been disposed.</remarks>
internal sealed class TableBuilder : IDisposable
{
    /// <summary>Rows that share one zone map (smallest and largest cell): small, so that a cone reads little else.</summary>
    public const int RowGroupSize = 32768;

    private readonly EngineInstance instance;
    private readonly EngineConnection connection;
    private readonly IngestColumns columns;
    private readonly TableAppender appender;
    private readonly PositionIndexer? indexer;
    private readonly ColumnVector[] vectors;

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
        // Without a position there is nothing to sort by, and the rows go where they stay.
        var place = columns.Position is null ? "final" : "stage";
        if (place == "stage")
            connection.Execute($"ATTACH {EngineTypes.Literal(Path.Combine(workFolder, "stage.duckdb"))} AS stage");
        var list = columns.Stored.Select(field => $"{EngineTypes.Quote(field.Name)} {EngineTypes.Sql(field)}");
        connection.Execute($"CREATE TABLE {place}.main.{StoredTable.DataName} ({string.Join(", ", list)})");
        appender = new TableAppender(connection, place, StoredTable.DataName, columns.Stored);
        indexer = columns.Position is null ? null : new PositionIndexer(columns);
        vectors = new ColumnVector[columns.Stored.Length];
    }

    public long Rows { get; private set; }

    public long BadPositions => indexer?.BadPositions ?? 0;

    public long MendedStrings => appender.MendedStrings;

    /// <summary>Adds a batch.</summary>
    /// <param name="indices">Where each of the source's columns of the table lies in the batch.</param>
    public void Append(RowBatch batch, ReadOnlySpan<int> indices)
    {
        for (var i = 0; i < indices.Length; i++)
            vectors[i] = batch.Columns[indices[i]];
        indexer?.Fill(vectors, batch.Count);
        appender.Append(vectors, batch.Count);
        Rows += batch.Count;
    }

    /// <summary>Sorts, indexes and describes the table.</summary>
    /// <param name="describe">Given the number of rows.</param>
    public StoredTable Finish(Func<long, StoredTable> describe, Action<IngestStage> stage)
    {
        appender.Complete();
        if (columns.Position is not null)
        {
            stage(IngestStage.Sorting);
            // rowid makes the sort stable, so that the same rows always make the same table.
            connection.Execute(
                $"CREATE TABLE final.main.{StoredTable.DataName} AS SELECT * FROM stage.main.{StoredTable.DataName} "
                    + $"ORDER BY {EngineTypes.Quote(columns.Cell)} ASC NULLS LAST, rowid ASC"
            );
        }
        if (columns.Id is { } id)
            connection.Execute(
                $"CREATE INDEX id ON final.main.{StoredTable.DataName} ({EngineTypes.Quote(columns.EngineNames[id])})"
            );
        stage(IngestStage.Publishing);
        var rows = connection.SelectLong($"SELECT count(*) FROM final.main.{StoredTable.DataName}");
        if (rows != Rows)
            throw new InvalidOperationException($"{Rows} rows were read but {rows} are in the file.");
        var stored = describe(rows);
        connection.Execute(
            $"CREATE TABLE final.main.{StoredTable.MetadataName} AS SELECT {EngineTypes.Literal(stored.ToJson())} AS json"
        );
        connection.Execute("CHECKPOINT final");
        connection.Execute("DETACH final");
        return stored;
    }

    /// <summary>Makes a running sort fail soon.</summary>
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
