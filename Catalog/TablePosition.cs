using DataLab.Formats;

namespace DataLab.Catalog;

/// <summary>The columns with a table's positions (ICRS, degrees), as queries name them.</summary>
/// <param name="Ra">Unquoted; of right ascension, or of points.</param>
/// <param name="Dec">Unquoted; of declination, or the same column of points.</param>
public sealed record TablePosition(string Ra, string Dec)
{
    /// <summary>The position by which a table is searched, else what its columns look like; null without one in degrees.</summary>
    public static TablePosition? Find(CatalogSnapshot snapshot, TableMetadata table)
    {
        var known = snapshot.Adql.Tables.FirstOrDefault(candidate =>
            candidate.SchemaName == table.SchemaName && candidate.Name == table.Name
        );
        if (known?.Position is { } indexed)
            return new TablePosition(indexed.Ra, indexed.Dec);
        if (table.Coordinates is { } told)
            return new TablePosition(told.Ra, told.Dec);
        return
            MainPosition.Find([.. table.Columns.Select(column => column.Field)])
                is { RaFormat: AngleFormat.Degrees, DecFormat: AngleFormat.Degrees } main
            ? new TablePosition(main.Ra, main.Dec)
            : null;
    }

    /// <summary>ADQL for the two coordinates, or for the point.</summary>
    public string Coordinates => Ra == Dec ? AdqlName.Write(Ra) : $"{AdqlName.Write(Ra)}, {AdqlName.Write(Dec)}";

    /// <summary>ADQL for the point.</summary>
    public string Point => Ra == Dec ? AdqlName.Write(Ra) : $"POINT({Coordinates})";
}
