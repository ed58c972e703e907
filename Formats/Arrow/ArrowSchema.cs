using System.Collections.Immutable;
using Apache.Arrow;
using DataLab.Formats.VoTable;

namespace DataLab.Formats.Arrow;

/// <summary>Fields as an Arrow schema, with what VOTable says of them as metadata: text by the names of the attributes.</summary>
/// <remarks>
/// Of a field: datatype, arraysize, unit, ucd, utype, xtype, frame, description. Of the table: name, description, and the value
/// of every INFO by its name, with its text behind a blank line; INFOs of one name are one a line.
/// </remarks>
internal static class ArrowSchema
{
    public static Schema Of(TableDescription table) => new(table.Fields.Select(Field), Metadata(table));

    private static Apache.Arrow.Field Field(Formats.Field field) =>
        new(
            field.Name,
            ArrowColumn.For(field).Type,
            nullable: true,
            Said(
                ("datatype", VoTableNames.Of(field.DataType)),
                ("arraysize", field.ArraySize?.ToString()),
                ("unit", field.Unit),
                ("ucd", field.Ucd),
                ("utype", field.Utype),
                ("xtype", field.XType),
                ("frame", field.Frame),
                ("description", field.Description)
            )
        );

    private static ImmutableDictionary<string, string> Metadata(TableDescription table) =>
        Said([
            ("name", table.Name),
            ("description", table.Description),
            .. table.Infos.GroupBy(info => info.Name).Select(same => (same.Key, (string?)Text(same))),
        ]);

    private static string Text(IEnumerable<Info> infos) =>
        string.Join('\n', infos.Select(info => info.Text is null ? info.Value : $"{info.Value}\n\n{info.Text}"));

    private static ImmutableDictionary<string, string> Said(params ReadOnlySpan<(string Name, string? Value)> all)
    {
        var said = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in all)
        {
            if (!string.IsNullOrEmpty(value))
                said[name] = value;
        }
        return said.ToImmutable();
    }
}
