using System.Collections.Immutable;
using DataLab.Adql;
using DataLab.Formats;
using DataLab.Formats.VoTable;

namespace DataLab.Catalog;

/// <summary>The columns of a translated query as fields of a table.</summary>
public static class ResultFields
{
    public static ImmutableArray<Field> Of(Translation query) => [.. query.Columns.Select(ToField)];

    private static Field ToField(ResultColumn column) =>
        new(
            column.Name,
            VoTableNames.DataTypeOf(column.Type.DataType)
                ?? throw new ArgumentException($"\"{column.Type.DataType}\" is not a VOTable datatype.")
        )
        {
            ArraySize = column.Type.ArraySize is { } size ? ArraySize.Parse(size) : null,
            XType = column.Type.XType,
            Unit = column.Unit,
            Ucd = column.Ucd,
            Utype = column.Utype,
            Description = column.Description,
            Frame = column.Frame,
        };
}
