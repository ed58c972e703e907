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
    /// <param name="ended">The source if it is at its end, so that QUERY_STATUS can be told; else null.</param>
    public static Schema Of(TableDescription table, RowSource? ended) =>
        new(table.Fields.Select(Field), Metadata(table, Status(ended)));

    private static Info? Status(RowSource? ended) =>
        ended is null ? null
        : ended.Overflowed ? new Info(VoTableNames.QueryStatus, "OVERFLOW") { Text = ended.OverflowReason }
        : new Info(VoTableNames.QueryStatus, "OK");

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

    private static ImmutableDictionary<string, string> Metadata(TableDescription table, Info? status) =>
        Said([
            ("name", table.Name),
            ("description", table.Description),
            .. table
                .Infos.Where(info => info.Name != VoTableNames.QueryStatus)
                .GroupBy(info => info.Name)
                .Select(same => (same.Key, (string?)Text(same))),
            (VoTableNames.QueryStatus, status is null ? null : Text([status])),
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
