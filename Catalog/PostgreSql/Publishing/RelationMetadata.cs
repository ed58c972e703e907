using DataLab.Catalog.Ingest;
using DataLab.Formats;

namespace DataLab.Catalog.PostgreSql;

/// <summary>What is known of a relation, from all that speak of it: Felis first, then a TAP_SCHEMA, then the database's comments.</summary>
/// <param name="Felis">Null where it says nothing of the table.</param>
/// <param name="TapSchema">Likewise.</param>
internal sealed record RelationMetadata(Relation Relation, FelisTable? Felis, FelisTable? TapSchema)
{
    private IEnumerable<FelisTable> Said => new[] { Felis, TapSchema }.OfType<FelisTable>();

    public string? Description => First(table => table.Description) ?? Relation.Comment;

    public string? Utype => First(table => table.Utype);

    public int? Index => Said.Select(table => table.Index).FirstOrDefault(index => index is not null);

    /// <summary>What is said of a column, the more important first.</summary>
    private IEnumerable<FelisColumn> Of(string column) =>
        Said.Select(table => table.Find(column)).OfType<FelisColumn>();

    /// <summary>A field with all that is said of it; never another datatype, but for texts that are declared to hold all characters.</summary>
    public Field Over(Field field, RelationColumn column)
    {
        field = field with { Description = column.Comment };
        foreach (var said in Of(column.Name).Reverse())
        {
            // A region or an instant in other words would change how values are read.
            var xtype = IsPossible(said.XType, field) ? said.XType : field.XType;
            field = said.Over(field) with { XType = xtype };
            if (field.DataType == DataType.Char && said.DataType == DataType.UnicodeChar)
                field = field with { DataType = DataType.UnicodeChar };
        }
        return field;
    }

    private static bool IsPossible(string? xtype, Field field) =>
        xtype is null or "point" or "circle" or "polygon"
            ? field.IsList && field.DataType == DataType.Double
            : !XTypes.IsTimestamp(field with { XType = xtype }) && field.XType is null;

    public bool? Principal(string column) =>
        Of(column).Select(said => said.Principal).FirstOrDefault(flag => flag is not null);

    public bool IsStandard(string column) => Of(column).Any(said => said.Std == true);

    public int? IndexOf(string column) =>
        Of(column).Select(said => said.Index).FirstOrDefault(index => index is not null);

    /// <summary>Some column is said to be a principal one, so that those of which nothing is said are none.</summary>
    public bool TellsPrincipals => Said.Any(table => table.Columns.Any(column => column.Principal == true));

    /// <summary>Columns that are described but not there.</summary>
    public IEnumerable<string> Missing =>
        Felis is null
            ? []
            : Felis
                .Columns.Select(column => column.Name)
                .Where(name =>
                    !Relation.Columns.Any(column =>
                        string.Equals(column.Name, name, StringComparison.OrdinalIgnoreCase)
                    )
                );

    /// <summary>Foreign keys of the table with their targets, schema and table as the database has them.</summary>
    public IEnumerable<RelationKey> Keys =>
        Relation
            .Keys.Concat(
                Said.SelectMany(table => table.ForeignKeys)
                    .Select(key =>
                    {
                        var isElsewhere = key.TargetTable.Contains('.', StringComparison.Ordinal);
                        var parts = key.TargetTable.Split('.', 2);
                        return new RelationKey(
                            key.Id,
                            isElsewhere ? parts[0] : Relation.Schema,
                            isElsewhere ? parts[1] : key.TargetTable,
                            key.Columns
                        )
                        {
                            Comment = key.Description,
                        };
                    })
            )
            .DistinctBy(key =>
                (key.TargetSchema, key.TargetTable, string.Join('\n', key.Columns.Select(pair => pair.From)))
            );

    private string? First(Func<FelisTable, string?> what) => Said.Select(what).FirstOrDefault(text => text is not null);
}
