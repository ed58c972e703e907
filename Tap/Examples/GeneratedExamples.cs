using System.Collections.Immutable;
using System.Globalization;
using DataLab.Catalog;
using DataLab.Sky;
using Table = DataLab.Adql.Semantics.Table;

namespace DataLab.Tap.Examples;

/// <summary>Examples made of what is published: one of each kind, for the first tables that it suits.</summary>
/// <remarks>Written so that ADQL 2.0 parsers take them, too: clients check a query before they send it.</remarks>
public sealed class GeneratedExamples(SkySamples samples)
{
    /// <summary>Tables of each kind that get an example of their own.</summary>
    private const int TablesShown = 3;

    private const int ColumnsShown = 8;

    /// <summary>A whole table up to this size may be read for an example.</summary>
    private const long SmallTable = 2_000_000;

    /// <summary>Degrees: small enough for an answer at once in any survey.</summary>
    private const double Cone = 0.1;

    public async Task<ImmutableArray<Example>> MakeAsync(CatalogSnapshot catalog, CancellationToken ct)
    {
        var searched = catalog.Adql.Tables.ToDictionary(table => (table.SchemaName, table.Name));
        Table Searched(TableMetadata table) => searched[(table.SchemaName, table.Name)];
        // One of each schema before the second of any.
        var tables = catalog
            .Schemas.Where(schema => schema.Name is not (TapSchema.Name or StatisticsSchema.Name))
            .SelectMany(schema => schema.Tables.Select((table, place) => (table, place)))
            .OrderBy(pair => pair.place)
            .Select(pair => pair.table)
            .ToArray();
        var images = Array.Find(tables, IsObsCore);
        tables = Array.FindAll(tables, table => !IsObsCore(table));
        var found = ImmutableArray.CreateBuilder<Example>();
        found.AddRange(tables.Take(TablesShown).Select(FirstRows));

        var positional = new List<(TableMetadata Table, Table Searched, Point Place)>();
        foreach (var table in tables.Where(table => Searched(table).Position is { IsPoint: false }))
        {
            if (positional.Count == TablesShown)
                break;
            if (await samples.FindAsync(Searched(table), ct) is { } place)
                positional.Add((table, Searched(table), place));
        }
        found.AddRange(positional.Select(p => ConeSearch(p.Table, p.Searched, p.Place)));
        if (positional is [var first, var second, ..])
        {
            // Where the smaller table has a row, the larger one more likely has one, too.
            var place = first.Table.Rows < second.Table.Rows ? first.Place : second.Place;
            found.Add(CrossMatch(first.Table, first.Searched, place, second.Table, second.Searched));
        }
        if (positional is [var dense, ..])
            found.Add(DensityMap(dense.Table, dense.Searched, dense.Place));
        if (Histogram(tables) is { } histogram)
            found.Add(histogram);
        if (images is not null && await samples.FindAsync(Searched(images), ct) is { } shown)
            found.Add(ImagesOf(images, shown));
        if (KeyJoin(tables) is { } join)
            found.Add(join);
        found.Add(TablesWithRows);
        found.Add(ColumnsByUcd);
        return found.ToImmutable();
    }

    private static Example TablesWithRows { get; } =
        new(
            "Which tables are there?",
            "SELECT table_name, nrows, description FROM TAP_SCHEMA.tables ORDER BY table_name",
            ["TAP_SCHEMA.tables"]
        )
        {
            Description = "TAP_SCHEMA describes what can be queried, itself included.",
        };

    private static Example ColumnsByUcd { get; } =
        new(
            "Find columns by what they mean",
            "SELECT table_name, column_name, unit, ucd, description\nFROM TAP_SCHEMA.columns\nWHERE ucd LIKE 'phot.mag%' OR ucd LIKE 'pos.eq%'",
            ["TAP_SCHEMA.columns"]
        )
        {
            Description = "UCDs say which quantity a column holds, whatever its name: here magnitudes and positions.",
        };

    private static bool IsObsCore(TableMetadata table) =>
        table.SchemaName.Equals("ivoa", StringComparison.OrdinalIgnoreCase)
        && table.Name.Equals("obscore", StringComparison.OrdinalIgnoreCase);

    /// <summary>Without the outlines: STILTS' checker stumbles over polygons in binary form.</summary>
    private static Example ImagesOf(TableMetadata images, Point place) =>
        new(
            "Images of a position",
            $"""
            SELECT TOP 100 obs_publisher_did, instrument_name, em_min, em_max, t_min, t_exptime, access_url
            FROM {images.QualifiedName}
            WHERE 1 = INTERSECTS(s_region, CIRCLE('ICRS', {Number(place.Ra)}, {Number(place.Dec)}, {Number(Cone)}))
            """,
            [images.QualifiedName]
        )
        {
            Description =
                "Images that show a part of the circle; access_url leads to the file, cut-outs and pictures of it.",
        };

    private static Example FirstRows(TableMetadata table) =>
        new($"A look at {table.QualifiedName}", $"SELECT TOP 10 * FROM {table.QualifiedName}", [table.QualifiedName])
        {
            Description = table.Description ?? "",
        };

    private static Example ConeSearch(TableMetadata table, Table searched, Point place) =>
        new(
            $"Cone search in {table.QualifiedName}",
            $"SELECT TOP 1000 {Columns(table, searched, "")}\nFROM {table.QualifiedName}\nWHERE {InCone(searched, "", place)}",
            [table.QualifiedName]
        )
        {
            Description =
                $"Everything within {Number(Cone)} degrees of a position. Searches of this form use the index.",
        };

    private static Example CrossMatch(
        TableMetadata first,
        Table firstSearched,
        Point place,
        TableMetadata second,
        Table secondSearched
    ) =>
        new(
            $"Cross-match {first.QualifiedName} with {second.QualifiedName}",
            $"""
            SELECT TOP 1000 {Columns(first, firstSearched, "a.")},
              DISTANCE({Position(firstSearched, "a.")}, {Position(secondSearched, "b.")}) * 3600 AS sep_arcsec
            FROM {first.QualifiedName} AS a JOIN {second.QualifiedName} AS b
              ON DISTANCE({Position(firstSearched, "a.")}, {Position(secondSearched, "b.")}) < 1.0 / 3600
            WHERE {InCone(firstSearched, "a.", place)}
            """,
            [first.QualifiedName, second.QualifiedName]
        )
        {
            Description =
                "Pairs of rows of both tables less than one arcsecond apart, in a small cone. Joins on DISTANCE or CONTAINS use the index.",
        };

    private static Example DensityMap(TableMetadata table, Table searched, Point place)
    {
        var position = searched.Position!;
        var (ra, dec) = (AdqlName.Write(position.Ra), AdqlName.Write(position.Dec));
        var where = table.Rows is <= SmallTable ? "" : $"\n  WHERE {InCone(searched, "", place)}";
        return new Example(
            $"Map of the density of {table.QualifiedName}",
            $"SELECT hpx, COUNT(*) AS n FROM (\n  SELECT ivo_healpix_index(8, {ra}, {dec}) AS hpx FROM {table.QualifiedName}{where}\n) AS cells\nGROUP BY hpx",
            [table.QualifiedName]
        )
        {
            Description = "Rows in each HEALPix cell of order 8 (NESTED), ready for a map of the sky.",
        };
    }

    private static Example? Histogram(IEnumerable<TableMetadata> tables)
    {
        foreach (var table in tables.Where(table => table.Rows is <= SmallTable))
        {
            if (table.Columns.FirstOrDefault(IsMagnitude) is not { } magnitude)
                continue;
            var name = AdqlName.Write(magnitude.Field.Name);
            return new Example(
                $"Histogram of {magnitude.Field.Name} in {table.QualifiedName}",
                $"SELECT bin, COUNT(*) AS n FROM (\n  SELECT FLOOR({name} * 2) / 2 AS bin FROM {table.QualifiedName} WHERE {name} BETWEEN -5 AND 35\n) AS bins\nGROUP BY bin ORDER BY bin",
                [table.QualifiedName]
            )
            {
                Description = "Counts in bins of half a magnitude: let the archive add up, and fetch the sums only.",
            };
        }
        return null;
    }

    private static Example? KeyJoin(TableMetadata[] tables)
    {
        var byName = tables.ToDictionary(table => table.QualifiedName);
        foreach (var table in tables)
        {
            var key = table.ForeignKeys.FirstOrDefault(key =>
                key.Columns.Length > 0 && key.TargetTable != key.FromTable && byName.ContainsKey(key.TargetTable)
            );
            if (key is null)
                continue;
            var pairs = key.Columns.Select(pair => $"a.{AdqlName.Write(pair.From)} = b.{AdqlName.Write(pair.Target)}");
            return new Example(
                $"Join {table.QualifiedName} with {key.TargetTable}",
                $"SELECT TOP 10 a.*, b.*\nFROM {table.QualifiedName} AS a JOIN {key.TargetTable} AS b ON {string.Join(" AND ", pairs)}",
                [table.QualifiedName, key.TargetTable]
            )
            {
                Description = key.Description ?? "The tables are linked by a foreign key, as TAP_SCHEMA.keys tells.",
            };
        }
        return null;
    }

    /// <summary>The principal columns, or the first few, always with the position.</summary>
    private static string Columns(TableMetadata table, Table searched, string alias)
    {
        var position = searched.Position!;
        var principal = table.Columns.Where(column => column.Principal).ToArray();
        var shown = (principal.Length > 0 ? principal : [.. table.Columns])
            .Take(ColumnsShown)
            .Select(column => column.Field.Name);
        return string.Join(", ", shown.Union([position.Ra, position.Dec]).Select(name => alias + AdqlName.Write(name)));
    }

    private static string InCone(Table searched, string alias, Point place) =>
        $"1 = CONTAINS({Position(searched, alias)}, CIRCLE('ICRS', {Number(place.Ra)}, {Number(place.Dec)}, {Number(Cone)}))";

    private static string Position(Table searched, string alias) =>
        $"POINT('ICRS', {alias}{AdqlName.Write(searched.Position!.Ra)}, {alias}{AdqlName.Write(searched.Position.Dec)})";

    private static bool IsMagnitude(ColumnMetadata column) =>
        column.Field is { IsList: false, IsText: false, Ucd: { } ucd }
        && (
            ucd.StartsWith("phot.mag", StringComparison.OrdinalIgnoreCase)
            || ucd.StartsWith("PHOT_", StringComparison.Ordinal)
        );

    /// <summary>Degrees to a hundredth of an arcsecond, as people write them.</summary>
    private static string Number(double degrees) => degrees.ToString("0.######", CultureInfo.InvariantCulture);
}
