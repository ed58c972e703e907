using System.Collections.Immutable;
using System.Globalization;
using DataLab.Adql.Semantics;
using DataLab.Catalog.DuckDb;
using DataLab.Catalog.Ingest;
using DataLab.Formats;

namespace DataLab.Catalog.Uploads;

/// <summary>Makes a TEMP table of an uploaded one: its columns as they are, instants and positions as the translator wants them.</summary>
/// <remarks>
/// A table with a position gets the cell column that published tables have, so a cross-match takes the same plan. It is sorted by
/// cell when it has more rows than one block of the engine; below that sorting would save nothing and lose the user's order.
/// Used by one thread. Disposing does not remove the table.
/// </remarks>
internal sealed class UploadTable : IDisposable
{
    /// <summary>DuckDB's row group: what one zone map covers.</summary>
    private const int BlockRows = 122_880;

    private readonly EngineConnection connection;
    private readonly string name;
    private readonly UploadBudget budget;
    private readonly UploadedPositions positions;
    private readonly IngestColumns columns;
    private readonly TableAppender appender;
    private readonly PositionIndexer? indexer;
    private readonly ColumnVector[] vectors;
    private readonly bool[] unicode;
    private readonly string number;
    private long rows;

    /// <param name="name">As in <c>TAP_UPLOAD.name</c>.</param>
    /// <param name="number">Different for every table of the connection.</param>
    /// <param name="positions">Receives the table's own.</param>
    /// <exception cref="ServiceException">UsageError: no columns; LimitExceeded: too many.</exception>
    public UploadTable(
        EngineConnection connection,
        string name,
        int number,
        ImmutableArray<Field> source,
        UploadBudget budget,
        UploadedPositions positions
    )
    {
        this.connection = connection;
        this.name = name;
        this.budget = budget;
        this.positions = positions;
        this.number = number.ToString(CultureInfo.InvariantCulture);
        budget.CheckColumns(name, source.Length);
        if (source.IsEmpty)
            throw new ServiceException(ErrorKind.UsageError, $"The uploaded table \"{name}\" has no columns.");
        columns = IngestColumns.Of(new IngestRequest("", QuerySession.SchemaName, name, []), source, null, _ => { });
        var list = columns.Stored.Select((field, i) => $"{Column(i)} {EngineTypes.Sql(field)}");
        connection.Execute($"CREATE TEMP TABLE {Raw} ({string.Join(", ", list)})");
        appender = new TableAppender(connection, "temp", Raw, columns.Stored);
        indexer = columns.Position is null ? null : new PositionIndexer(columns);
        vectors = new ColumnVector[columns.Stored.Length];
        unicode = new bool[columns.Fields.Length];
    }

    private string Raw => "raw" + number;

    /// <summary>Engine's name of a column: users' names may hold anything, and these need no quotes.</summary>
    private static string Column(int index) => "c" + index.ToString(CultureInfo.InvariantCulture);

    private string Cell => Column(columns.Stored.Length - 1);

    /// <exception cref="ServiceException">LimitExceeded.</exception>
    /// <exception cref="EngineException">The engine is out of memory or disk.</exception>
    public void Append(RowBatch batch)
    {
        budget.Add(name, batch);
        for (var i = 0; i < unicode.Length; i++)
        {
            vectors[i] = batch.Columns[i];
            unicode[i] = unicode[i] || !TextColumns.IsAscii(vectors[i]);
        }
        if (indexer is not null)
        {
            indexer.Fill(vectors, batch.Count);
            positions.Add((ValueVector<long>)vectors[^1]);
        }
        appender.Append(vectors, batch.Count);
        rows += batch.Count;
    }

    /// <summary>The table, as the translator sees it.</summary>
    public Table Finish()
    {
        appender.Complete();
        var uploaded = columns
            .WithUnicode(unicode)
            .Fields.Select((field, i) => UploadColumn.Of(field, Column(i), connection, "temp.main." + Raw))
            .ToImmutableArray();
        var isSorted = columns.Position is not null && rows > BlockRows;
        var table = Raw;
        if (isSorted || uploaded.Any(column => column.Conversion is not null))
        {
            table = "upload" + number;
            Rewrite(table, uploaded, isSorted);
        }
        return new Table(
            QuerySession.SchemaName,
            name,
            $"temp.main.{table}",
            [.. uploaded.Select((column, i) => TranslatorTables.Of(new ColumnMetadata(column.Field), Column(i)))]
        )
        {
            Rows = rows,
            Position = columns.Position is { } position
                ? new PositionColumns(
                    columns.Fields[position.Ra].Name,
                    columns.Fields[position.Dec].Name,
                    EngineTypes.Quote(Cell)
                )
                : null,
            KnownPositions = columns.Position is null ? null : positions,
        };
    }

    private void Rewrite(string table, ImmutableArray<UploadColumn> uploaded, bool isSorted)
    {
        var select = uploaded.Select((column, i) => column.Conversion is { } sql ? $"{sql} AS {Column(i)}" : Column(i));
        if (columns.Position is not null)
            select = select.Append(Cell);
        var order = isSorted ? $" ORDER BY {Cell} ASC NULLS LAST, rowid ASC" : "";
        connection.Execute(
            $"CREATE TEMP TABLE {table} AS SELECT {string.Join(", ", select)} FROM temp.main.{Raw}{order}"
        );
        connection.Execute($"DROP TABLE temp.main.{Raw}");
    }

    public void Dispose() => appender.Dispose();
}
