using System.Collections.Immutable;
using DataLab.Adql.Semantics;
using DataLab.Formats;
using DataLab.Formats.VoTable;
using DataLab.Sky;

namespace DataLab.Catalog;

/// <summary>Published tables as the translator sees them, with the names that they have in an engine.</summary>
internal static class TranslatorTables
{
    private static readonly HealpixRange WholeSky = new(0, Healpix.PixelCount(Healpix.MaxOrder) - 1);

    /// <param name="engineName">Quoted and qualified.</param>
    public static Table Of(StoredTable stored, string engineName) =>
        new(
            stored.Table.SchemaName,
            stored.Table.Name,
            engineName,
            [
                .. stored.Table.Columns.Select(
                    (column, i) =>
                        Of(column, stored.EngineColumns[i]) with
                        {
                            Statistics = stored.Statistics.IsEmpty ? null : stored.Statistics[i],
                        }
                ),
            ]
        )
        {
            Rows = stored.Table.Rows,
            SkyIndex = stored.SkyIndex,
            Footprint = stored.Footprint is { } footprint
                ? new FootprintColumns(
                    footprint.Region,
                    Quote(footprint.Key),
                    Quote(footprint.Longitude),
                    Quote(footprint.Latitude),
                    Quote(footprint.Inner),
                    Quote(footprint.Outer),
                    footprint.Classes
                )
                : null,
            Files =
                stored.Parquet is { } parquet && stored.Position is { First: not null }
                    ? [.. parquet.Files.Select(file => file.Cells ?? WholeSky)]
                    : [],
            Position = stored.Position is { } position
                ? new PositionColumns(position.Ra, position.Dec, Quote(position.Cell))
                {
                    Part = position is { First: { } first, Last: { } last } ? (Quote(first), Quote(last)) : null,
                }
                : null,
        };

    /// <summary>A table whose columns are called the same in the engine.</summary>
    /// <param name="engineName">Quoted and qualified.</param>
    public static Table Of(TableMetadata table, string engineName) =>
        new(
            table.SchemaName,
            table.Name,
            engineName,
            [.. table.Columns.Select(column => Of(column, column.Field.Name))]
        );

    /// <param name="engineName">Unquoted.</param>
    public static Column Of(ColumnMetadata column, string engineName)
    {
        var field = column.Field;
        return new Column(field.Name, Quote(engineName), TypeOf(field))
        {
            Unit = field.Unit,
            Ucd = field.Ucd,
            Utype = field.Utype,
            Description = field.Description,
            Frame = field.Frame,
            Indexed = column.Indexed,
        };
    }

    /// <summary>An identifier in the SQL of any engine (ISO 9075 §5.2 delimited identifier).</summary>
    public static string Quote(string name) => '"' + name.Replace("\"", "\"\"") + '"';

    /// <summary>Without foreign keys to tables or columns that are not published (or no longer).</summary>
    public static ImmutableArray<SchemaMetadata> WithLiveKeysOnly(ImmutableArray<SchemaMetadata> schemas)
    {
        var columns = schemas
            .SelectMany(schema => schema.Tables)
            .ToDictionary(
                table => table.QualifiedName,
                table => table.Columns.Select(column => column.Field.Name).ToHashSet()
            );
        bool IsLive(ForeignKey key) =>
            columns.TryGetValue(key.FromTable, out var from)
            && columns.TryGetValue(key.TargetTable, out var target)
            && key.Columns.All(pair => from.Contains(pair.From) && target.Contains(pair.Target));
        TableMetadata Live(TableMetadata table) => table with { ForeignKeys = [.. table.ForeignKeys.Where(IsLive)] };
        return [.. schemas.Select(schema => schema with { Tables = [.. schema.Tables.Select(Live)] })];
    }

    private static ColumnType TypeOf(Field field) =>
        new(VoTableNames.Of(field.DataType), field.ArraySize?.ToString(), field.XType);
}
