using DataLab.Adql;
using DataLab.Adql.Dialects;
using DataLab.Adql.Semantics;
using DataLab.Catalog;
using DataLab.Formats;

namespace DataLab.Tap.Tests.Support;

/// <summary>An engine that has tables but no rows, for what looks at metadata only.</summary>
internal sealed class ListedEngine(params SchemaMetadata[] schemas) : ICatalogEngine
{
    public SqlDialect Dialect { get; } = DuckDbDialect.Instance;

    public CatalogSnapshot Snapshot { get; private set; } =
        new(1, DateTimeOffset.UnixEpoch, [.. schemas], Searchable(schemas));

    /// <summary>Publishes other tables.</summary>
    public void Replace(params SchemaMetadata[] others) =>
        Snapshot = new(Snapshot.Version + 1, Snapshot.LoadedAt.AddHours(1), [.. others], Searchable(others));

    /// <summary>Tables with columns ra and dec have positions.</summary>
    private static Schema Searchable(IEnumerable<SchemaMetadata> schemas) =>
        new([.. schemas.SelectMany(schema => schema.Tables).Select(ForTranslator)]);

    private static Table ForTranslator(TableMetadata table) =>
        new(
            table.SchemaName,
            table.Name,
            $"\"{table.Name}\"",
            [
                .. table.Columns.Select(column => new Column(
                    column.Field.Name,
                    $"\"{column.Field.Name}\"",
                    new ColumnType(
                        DataLab.Formats.VoTable.VoTableNames.Of(column.Field.DataType),
                        column.Field.ArraySize?.ToString(),
                        column.Field.XType
                    )
                )
                {
                    Unit = column.Field.Unit,
                    Ucd = column.Field.Ucd,
                }),
            ]
        )
        {
            Position =
                table.Columns.Any(column => column.Field.Name == "ra")
                && table.Columns.Any(column => column.Field.Name == "dec")
                    ? new PositionColumns("ra", "dec", "\"hpx29\"")
                    : null,
        };

    public static TableMetadata Table(string schema, string name, params Field[] fields) =>
        new(schema, name, [.. fields.Select(field => new ColumnMetadata(field))]);

    public static Field Text(string name, string? ucd = null) =>
        new(name, DataType.Char) { ArraySize = ArraySize.Any, Ucd = ucd };

    public Task<RowSource> OpenAsync(Translation query, QueryLimits limits, CancellationToken ct) =>
        throw new ServiceException(ErrorKind.ServiceUnavailable, "This engine has no rows.");

    public Task<QuerySession> BeginAsync(QueryLimits limits, UploadLimits uploads, CancellationToken ct) =>
        throw new ServiceException(ErrorKind.ServiceUnavailable, "This engine takes no tables.");

    public Task CheckAsync(CancellationToken ct) => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
