using System.Collections.Immutable;
using DataLab.Adql.Semantics;
using DataLab.Catalog;
using DataLab.Formats;
using DataLab.Sia.ObsCore;

namespace DataLab.Sia.Search;

/// <summary><c>ivoa.ObsCore</c> as it is published now; kept until something is published.</summary>
/// <param name="Version">Of the catalogue.</param>
/// <param name="Table">Null where there is none yet.</param>
/// <param name="Fields">The columns in their order, the mandatory ones of ObsCore first.</param>
internal sealed record ImageTable(long Version, Table? Table, ImmutableArray<Field> Fields)
{
    /// <summary>As a query names it.</summary>
    public static readonly string Name = AdqlText.Name(ObsCorePublisher.SchemaName) + "." + ObsCorePublisher.TableName;

    private readonly Lazy<ImmutableHashSet<string>> names = new(() =>
        [.. Fields.Select(field => field.Name.ToLowerInvariant())]
    );

    public bool Has(string column) => names.Value.Contains(column.ToLowerInvariant());

    public static ImageTable Of(CatalogSnapshot catalog)
    {
        bool IsIt(string schema, string name) =>
            schema.Equals(ObsCorePublisher.SchemaName, StringComparison.OrdinalIgnoreCase)
            && name.Equals(ObsCorePublisher.TableName, StringComparison.OrdinalIgnoreCase);

        var table = catalog.Adql.Tables.FirstOrDefault(t => IsIt(t.SchemaName, t.Name));
        var published = catalog.Tables.FirstOrDefault(t => IsIt(t.SchemaName, t.Name));
        return new ImageTable(
            catalog.Version,
            published is null ? null : table,
            published is null
                ? [.. ObsCoreColumns.All.Select(column => column.Field)]
                : [.. published.Columns.Select(column => column.Field)]
        );
    }

    /// <summary>The field with lists of any length: one that is null has none, which a fixed length cannot say.</summary>
    public static Field Lists(Field field) =>
        field is { IsList: true, ArraySize.IsVariable: false } ? field with { ArraySize = ArraySize.Any } : field;
}
