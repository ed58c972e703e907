using DataLab.Catalog.PostgreSql;

namespace DataLab.Host.Examining;

/// <summary>Looks at the tables that are listed as published.</summary>
internal static class PublishedTables
{
    public static IEnumerable<Finding> Look(IEnumerable<ListedTableFacts> listed)
    {
        var tables = listed.ToArray();
        yield return new Finding(
            tables.Length > 0 ? FindingLevel.Ok : FindingLevel.Note,
            "catalogue",
            $"{tables.Length} published tables, {tables.Count(table => table.HasPosition)} with an index on positions"
        );
        foreach (var table in tables.Where(table => !table.IsThere))
            yield return new Finding(
                FindingLevel.Error,
                table.Name,
                "its rows are not in the database",
                "The table is listed, but queries on it fail.",
                table.InPlace is { } options
                    ? $"Run datalab publish {options}, which takes it off the list, or restore it."
                    : "Ingest it again, or restore the schema together with the schema datalab from one backup."
            );
        foreach (var table in tables.Where(table => table is { IsThere: true, MayRead: false }))
            yield return new Finding(
                FindingLevel.Error,
                table.Name,
                "the server's role may not read it",
                "Queries on it fail.",
                "GRANT USAGE ON SCHEMA ... and SELECT ON ALL TABLES IN SCHEMA ... TO datalab_reader, or ingest it again as the owner."
            );
        foreach (var table in tables.Where(table => !table.MissingColumns.IsEmpty))
            yield return new Finding(
                FindingLevel.Error,
                table.Name,
                $"it has no column {string.Join(", ", table.MissingColumns)} any more",
                "Queries that need them fail; all of the table, where it has columns whose types are converted.",
                table.InPlace is { } options
                    ? $"Run datalab publish {options}; servers go on with the columns that are there."
                    : "Ingest it again: nobody but datalab should change its tables."
            );
        foreach (
            var table in tables.Where(table => table is { IsThere: true, HasPosition: true, HasPositionIndex: false })
        )
            yield return new Finding(
                FindingLevel.Warning,
                table.Name,
                "no index on its positions is there",
                "Searches in a region read the whole table.",
                table.InPlace is { } options
                    ? $"Run datalab publish {options}, which prints the index to make."
                    : "Make one (CREATE INDEX ON ... (hpx29)), or ingest it again."
            );
        var without = tables
            .Where(table => table is { IsThere: true, HasPosition: false })
            .Select(table => table.Name)
            .ToArray();
        if (without.Length > 0)
            yield return new Finding(
                FindingLevel.Note,
                "catalogue",
                $"{without.Length} tables have no index on positions: {string.Join(", ", without.Take(10))}{(without.Length > 10 ? ", ..." : "")}",
                "Searches by position read them whole; that is as it should be for tables without positions, and small ones.",
                "Name the columns when ingesting it (--ra and --dec); for tables that are read in place datalab publish prints the index to make."
            );
    }
}
