using System.Collections.Immutable;
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
    private readonly bool[] unicode;
    private readonly bool[] unprintable;
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
        staged = columns.Position is not null || columns.Fields.Any(XTypes.IsTimestamp);
        var place = staged ? "stage" : "final";
        if (staged)
            connection.Execute($"ATTACH {EngineTypes.Literal(Path.Combine(workFolder, "stage.duckdb"))} AS stage");
        var list = columns.Stored.Select(field => $"{EngineTypes.Quote(field.Name)} {EngineTypes.Sql(field)}");
        connection.Execute($"CREATE TABLE {place}.main.{StoredTable.DataName} ({string.Join(", ", list)})");
        appender = new TableAppender(connection, place, StoredTable.DataName, columns.Stored);
        indexer = columns.Position is null ? null : new PositionIndexer(columns);
        vectors = new ColumnVector[columns.Stored.Length];
        unicode = new bool[columns.Stored.Length];
        unprintable = new bool[columns.Stored.Length];
    }

    public long Rows { get; private set; }

    public long BadPositions => indexer?.BadPositions ?? 0;

    /// <summary>Columns, by their place, with a character that is not ASCII, which VOTable's char cannot hold (VOTable 1.4 §2.1).</summary>
    public ReadOnlySpan<bool> Unicode => unicode;

    public long MendedStrings => appender.MendedStrings;

    /// <summary>Adds a batch.</summary>
    /// <param name="indices">Where each of the source's columns of the table lies in the batch.</param>
    public void Append(RowBatch batch, ReadOnlySpan<int> indices)
    {
        for (var i = 0; i < indices.Length; i++)
        {
            vectors[i] = batch.Columns[indices[i]];
            unprintable[i] = unprintable[i] || !TextColumns.IsPrintable(vectors[i]);
            unicode[i] = unicode[i] || unprintable[i] && !TextColumns.IsAscii(vectors[i]);
        }
        indexer?.Fill(vectors, batch.Count);
        for (var i = 0; i < columns.Added.Length; i++)
            vectors[columns.Fields.Length - columns.Added.Length + i] = columns
                .Added[i]
                .Fill(indexer is null ? [] : indexer.Ra, indexer is null ? [] : indexer.Dec, batch.Count, Rows);
        appender.Append(vectors, batch.Count);
        Rows += batch.Count;
    }

    /// <summary>Sorts, indexes and describes the table.</summary>
    /// <param name="describe">Given the number of rows, and the fields that say timestamp but hold other texts as well.</param>
    public StoredTable Finish(Func<long, ImmutableArray<Field>, StoredTable> describe, Action<IngestStage> stage)
    {
        appender.Complete();
        var instants = columns.Fields.Where(XTypes.IsTimestamp).Where(HoldsInstants).ToArray();
        if (staged)
        {
            stage(IngestStage.Sorting);
            var select = columns.Stored.Select(field =>
                instants.Contains(field)
                    ? $"CAST({EngineTypes.Quote(field.Name)} AS TIMESTAMP)"
                    : EngineTypes.Quote(field.Name)
            );
            // rowid makes the sort stable, so that the same rows always make the same table.
            var order = columns.Position is null ? "" : $"{EngineTypes.Quote(columns.Cell)} ASC NULLS LAST, ";
            connection.Execute(
                $"CREATE TABLE final.main.{StoredTable.DataName} AS SELECT {Aliased(select)} "
                    + $"FROM stage.main.{StoredTable.DataName} ORDER BY {order}rowid ASC"
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
        var counts = ColumnCounts.Of(
            connection,
            $"final.main.{StoredTable.DataName}",
            columns.Fields,
            instants,
            column => !unprintable[column]
        );
        var stored = describe(rows, [.. columns.Fields.Where(XTypes.IsTimestamp).Except(instants)]) with
        {
            Statistics = [.. counts.Select(count => count.Statistics)],
            Extremes = [.. counts.Select(count => count.Extremes)],
        };
        connection.Execute(
            $"CREATE TABLE final.main.{StoredTable.MetadataName} AS SELECT {EngineTypes.Literal(stored.ToJson())} AS json"
        );
        connection.Execute("CHECKPOINT final");
        connection.Execute("DETACH final");
        return stored;
    }

    /// <summary>Whether every text is exactly what the engine would write for the instant it stands for.</summary>
    /// <remarks>Only then may instants be stored: a query's output must be the source's text, letter by letter.</remarks>
    private bool HoldsInstants(Field field)
    {
        var text = EngineTypes.Quote(field.Name);
        const string form = """\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3}|\.\d{6})?""";
        return connection.SelectLong(
                $"SELECT count(*) FROM stage.main.{StoredTable.DataName} WHERE {text} IS NOT NULL AND NOT ("
                    + $"regexp_full_match({text}, '{form}') AND TRY_CAST({text} AS TIMESTAMP) IS NOT NULL "
                    + $"AND NOT (length({text}) = 23 AND {text} LIKE '%.000') AND NOT (length({text}) = 26 AND {text} LIKE '%000') "
                    + $"AND strftime(TRY_CAST({text} AS TIMESTAMP), '%Y-%m-%dT%H:%M:%S') = {text}[:19])"
            ) == 0;
    }

    private string Aliased(IEnumerable<string> select) =>
        string.Join(", ", select.Zip(columns.Stored, (sql, field) => $"{sql} AS {EngineTypes.Quote(field.Name)}"));

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
