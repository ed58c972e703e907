using System.Collections.Immutable;
using System.Globalization;
using DataLab.Adql.Semantics;
using DataLab.Catalog.Ingest;
using DataLab.Catalog.Uploads;
using DataLab.Formats;

namespace DataLab.Catalog.PostgreSql;

/// <summary>Makes a TEMP table of an uploaded one: its columns as they are, instants and positions as the translator wants them.</summary>
/// <remarks>A table with a position gets the cell column that published tables have, so a cross-match takes the same plan.</remarks>
internal sealed class ServerUpload
{
    /// <summary>Below it an index on the cells costs more than it saves.</summary>
    private const int IndexedRows = 1000;

    private readonly ServerConnection connection;
    private readonly string name;
    private readonly UploadBudget budget;
    private readonly IngestColumns columns;
    private readonly ImmutableArray<Field> stored;
    private readonly PositionIndexer? indexer;
    private readonly UploadTexts[] texts;
    private readonly string table;
    private long rows;

    /// <param name="name">As in <c>TAP_UPLOAD.name</c>.</param>
    /// <param name="number">Different for every table of the session.</param>
    /// <exception cref="ServiceException">UsageError: no columns; LimitExceeded: too many.</exception>
    public ServerUpload(
        ServerConnection connection,
        string name,
        int number,
        ImmutableArray<Field> source,
        UploadBudget budget
    )
    {
        (this.connection, this.name, this.budget) = (connection, name, budget);
        budget.CheckColumns(name, source.Length);
        if (source.IsEmpty)
            throw new ServiceException(ErrorKind.UsageError, $"The uploaded table \"{name}\" has no columns.");
        columns = IngestColumns.Of(new IngestRequest("", QuerySession.SchemaName, name, []), source, null, _ => { });
        // As it came first; what its texts are is known at the end.
        stored = [.. columns.Stored.Select(field => field.IsText ? field with { XType = null } : field)];
        indexer = columns.Position is null ? null : new PositionIndexer(columns);
        texts = [.. columns.Fields.Select(UploadTexts.For)];
        table = "pg_temp.upload" + number.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Engine's name of a column: users' names may hold anything, and these need no quotes.</summary>
    private static string Column(int index) => "c" + index.ToString(CultureInfo.InvariantCulture);

    private string Cell => Column(columns.Stored.Length - 1);

    /// <returns>The table, as the translator sees it.</returns>
    /// <exception cref="ServiceException">LimitExceeded.</exception>
    public async Task<Table> LoadAsync(RowSource source, CancellationToken ct)
    {
        var list = stored.Select((field, i) => $"{Column(i)} {WireTypes.Sql(field)}");
        await connection
            .ExecuteAsync($"CREATE TEMP TABLE {table} ({string.Join(", ", list)}) ON COMMIT DROP", ct)
            .ConfigureAwait(false);
        await FillAsync(source, ct).ConfigureAwait(false);
        ImmutableArray<UploadedColumn> uploaded = [.. texts.Select((text, i) => text.Finish(Column(i)))];
        var changes = uploaded.Select((column, i) => (column, i)).Where(c => c.column.SqlType is not null).ToArray();
        if (changes.Length > 0)
        {
            var sql = changes.Select(c =>
                $"ALTER COLUMN {Column(c.i)} TYPE {c.column.SqlType} USING {c.column.Conversion}"
            );
            await connection.ExecuteAsync($"ALTER TABLE {table} {string.Join(", ", sql)}", ct).ConfigureAwait(false);
        }
        if (indexer is not null && rows > IndexedRows)
            await connection.ExecuteAsync($"CREATE INDEX ON {table} ({Cell})", ct).ConfigureAwait(false);
        await connection.ExecuteAsync($"ANALYZE {table}", ct).ConfigureAwait(false);
        return Described(uploaded);
    }

    private async Task FillAsync(RowSource source, CancellationToken ct)
    {
        var vectors = new ColumnVector[stored.Length];
        await using var copy = await CopyWriter.OpenAsync(connection.Npgsql, table, stored, ct).ConfigureAwait(false);
        while (await source.ReadAsync(ct).ConfigureAwait(false) is { } batch)
        {
            using (batch)
            {
                budget.Add(name, batch);
                for (var i = 0; i < texts.Length; i++)
                    vectors[i] = batch.Columns[i];
                for (var i = 0; i < batch.Columns.Length; i++)
                    texts[i].Look(batch.Columns[i], batch.Count);
                indexer?.Fill(vectors, batch.Count);
                await copy.WriteAsync(vectors, batch.Count, ct).ConfigureAwait(false);
                rows += batch.Count;
            }
        }
        await copy.CompleteAsync().ConfigureAwait(false);
    }

    private Table Described(ImmutableArray<UploadedColumn> uploaded) =>
        new(
            QuerySession.SchemaName,
            name,
            table,
            [.. uploaded.Select((column, i) => TranslatorTables.Of(new ColumnMetadata(column.Field), Column(i)))]
        )
        {
            Rows = rows,
            Position = columns.Position is { } position
                ? new PositionColumns(
                    columns.Fields[position.Ra].Name,
                    columns.Fields[position.Dec].Name,
                    TranslatorTables.Quote(Cell)
                )
                : null,
        };
}
