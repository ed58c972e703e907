using System.Collections.Immutable;
using DataLab.Formats;

namespace DataLab.Catalog.Ingest;

/// <summary>Which column of a table has the regions that searches are for.</summary>
internal static class IngestFootprint
{
    /// <summary>ObsCore 1.1 §4.8</summary>
    private const string ObsCoreName = "s_region";

    /// <summary>The one called as in ObsCore, else one that is an outline by its UCD, a principal one by the metadata, or the first.</summary>
    /// <param name="named">A name for a hidden column that no other has.</param>
    public static StoredFootprint? Find(ImmutableArray<Field> fields, FelisTable? metadata, Func<string, string> named)
    {
        var found = fields.Where(HasRegions).ToList();
        if (found.Count == 0)
            return null;
        var region =
            found.Find(field => field.Name.Equals(ObsCoreName, StringComparison.OrdinalIgnoreCase))
            ?? found.Find(IsOutline)
            ?? found.Find(field => metadata?.Find(field.Name)?.Principal == true)
            ?? found[0];
        return new StoredFootprint(
            region.Name,
            named("region_key"),
            named("region_lon"),
            named("region_lat"),
            named("region_inner"),
            named("region_outer")
        );
    }

    /// <summary>Texts and lists that the translator takes for regions.</summary>
    private static bool HasRegions(Field field) =>
        field.IsText
            ? field.XType?.ToUpperInvariant() switch
            {
                "ADQL:REGION" or "REGION" or "SHAPE" or "MULTISHAPE" or "MOC" => true,
                null => IsOutline(field),
                _ => false,
            }
            : field is { IsList: true, DataType: DataType.Double or DataType.Float }
                && field.XType?.ToUpperInvariant() is "CIRCLE" or "POLYGON";

    private static bool IsOutline(Field field) =>
        field.Ucd?.StartsWith("pos.outline", StringComparison.OrdinalIgnoreCase) == true;
}
