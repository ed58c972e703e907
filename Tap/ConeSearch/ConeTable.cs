using System.Collections.Immutable;
using DataLab.Catalog;
using DataLab.Formats;
using Table = DataLab.Adql.Semantics.Table;

namespace DataLab.Tap.ConeSearch;

/// <summary>A table that can be searched by cone: what it is, and which columns the standard asks for (SCS 1.03 §2.2).</summary>
/// <param name="Searched">The same table as the translator sees it.</param>
/// <param name="Id">The column that names a row; unique as far as the publisher says.</param>
/// <param name="Ra">Right ascension, ICRS, degrees.</param>
/// <param name="Dec">Declination, ICRS, degrees.</param>
public sealed record ConeTable(
    TableMetadata Table,
    Table Searched,
    ColumnMetadata Id,
    ColumnMetadata Ra,
    ColumnMetadata Dec
)
{
    /// <summary>Path of the service, escaped.</summary>
    public string Path => PathOf(Table);

    /// <summary>Path that the service of a table has.</summary>
    public static string PathOf(TableMetadata table) =>
        $"/scs/{Uri.EscapeDataString(table.SchemaName)}/{Uri.EscapeDataString(table.Name)}";

    /// <summary>The table as the service's own tableset has it: without keys to tables that are not in there (VOSI 1.1 §3.3).</summary>
    public TableMetadata Published =>
        Table with
        {
            ForeignKeys = [.. Table.ForeignKeys.Where(key => key.TargetTable == Table.QualifiedName)],
        };

    /// <summary>The table, if it is the one of this name; another case and missing quotes are forgiven.</summary>
    /// <exception cref="ServiceException">NotFound.</exception>
    public TableMetadata Named(string name) =>
        name.Equals(Table.QualifiedName, StringComparison.OrdinalIgnoreCase)
        || name.Equals(Table.SchemaName + "." + Table.Name, StringComparison.OrdinalIgnoreCase)
            ? Published
            : throw new ServiceException(
                ErrorKind.NotFound,
                $"There is no table \"{(name.Length <= 100 ? name : name[..100] + "...")}\" in this cone search: its only one is {Table.QualifiedName}."
            );

    /// <summary>Columns of an answer, in the order of the table.</summary>
    /// <param name="verbosity">1: the three that must be; 2: those and the principal ones, or all where none is marked; 3: all.</param>
    public ImmutableArray<ColumnMetadata> Columns(int verbosity)
    {
        bool IsAsked(ColumnMetadata column) => column == Id || column == Ra || column == Dec;
        return verbosity switch
        {
            1 => [.. Table.Columns.Where(IsAsked)],
            2 when Table.Columns.Any(column => column.Principal && !IsAsked(column)) =>
            [
                .. Table.Columns.Where(column => column.Principal || IsAsked(column)),
            ],
            _ => Table.Columns,
        };
    }
}

/// <summary>Which column of a table names its rows.</summary>
public static class ConeIdentifier
{
    /// <summary>Names, lower case, that say so without a UCD; the earlier the better.</summary>
    private static readonly string[] Names =
    [
        "source_id",
        "sourceid",
        "objid",
        "obj_id",
        "object_id",
        "objectid",
        "id",
        "main_id",
        "identifier",
        "designation",
        "obs_publisher_did",
        "name",
        "recno",
    ];

    /// <summary>The column with UCD <c>meta.id;meta.main</c> (<c>ID_MAIN</c>), then the identifier of ObsCore, then the one that the operator had indexed,
    /// then one with <c>meta.id</c>, then a well-known name.</summary>
    /// <returns>Null when there is none: floating point numbers, arrays and shapes name nothing.</returns>
    public static ColumnMetadata? Find(TableMetadata table)
    {
        var usable = table.Columns.Where(column => CanName(column.Field)).ToArray();
        return usable.FirstOrDefault(column => Words(column) is ["id_main"] || IsMain(Words(column)))
            ?? usable.FirstOrDefault(column => column.Field.Utype == "obscore:Curation.publisherDID")
            ?? usable.FirstOrDefault(column => column.Indexed)
            ?? usable.FirstOrDefault(column => Words(column) is ["meta.id"])
            ?? Names
                .Append(table.Name + "id")
                .Append(table.Name + "_id")
                .Select(name =>
                    usable.FirstOrDefault(column => column.Field.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                )
                .FirstOrDefault(column => column is not null);
    }

    private static bool IsMain(string[] words) => words is ["meta.id", ..] && words.Contains("meta.main");

    private static string[] Words(ColumnMetadata column) =>
        column.Field.Ucd?.ToLowerInvariant().Split(';', StringSplitOptions.TrimEntries) ?? [];

    private static bool CanName(Field field) =>
        field is { IsText: true, XType: null }
        || (
            !field.IsList && field.DataType is DataType.UnsignedByte or DataType.Short or DataType.Int or DataType.Long
        );
}
