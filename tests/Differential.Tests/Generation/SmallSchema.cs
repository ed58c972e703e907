using DataLab.Adql.Semantics;
using DataLab.Differential.Tests.Evaluation;
using DataLab.Formats;

namespace DataLab.Differential.Tests.Generation;

/// <summary>The small archive as the catalogue publishes it, and as the translator sees it without a catalogue.</summary>
internal static class SmallSchema
{
    public static readonly Schema Adql = Of(SmallArchive.All);

    public static Schema Of(IEnumerable<SmallTable> tables, params IEnumerable<Table> more) =>
        new([
            .. tables.Select(table => new Table(
                table.Schema,
                table.Name,
                $"\"{table.Name}\"",
                [.. table.Columns.Select(column => ColumnOf(FieldOf(table, column)))]
            )
            {
                Rows = table.Rows.Count,
                Position =
                    table.Schema == SmallArchive.Schema && table.Columns.Any(column => column.Name == "ra")
                        ? new PositionColumns("ra", "dec", "\"cell\"")
                        : null,
            }),
            .. more,
        ]);

    private static Column ColumnOf(Field field) =>
        new(
            field.Name,
            $"\"{field.Name}\"",
            new ColumnType(
                char.ToLowerInvariant(field.DataType.ToString()[0]) + field.DataType.ToString()[1..],
                field.ArraySize?.ToString(),
                field.XType
            )
        )
        {
            Unit = field.Unit,
            Ucd = field.Ucd,
        };

    public static Field FieldOf(SmallTable table, (string Name, Domain Domain) column)
    {
        var (name, domain) = column;
        var (type, size, xtype) = domain switch
        {
            Domain.Byte => (DataType.UnsignedByte, "", ""),
            Domain.Short => (DataType.Short, "", ""),
            Domain.Int => (DataType.Int, "", ""),
            Domain.Long => (DataType.Long, "", ""),
            Domain.Float => (DataType.Float, "", ""),
            Domain.Double => (DataType.Double, "", ""),
            Domain.Boolean => (DataType.Boolean, "", ""),
            // Both kinds of texts are there.
            Domain.Text => (table.Name == "u" ? DataType.Char : DataType.UnicodeChar, "*", ""),
            Domain.Time => (DataType.Char, "*", "timestamp"),
            Domain.Point => (DataType.Double, "2", "point"),
            Domain.Circle => (DataType.Double, "3", "circle"),
            Domain.Polygon => (DataType.Double, "*", "polygon"),
            Domain.Region => (DataType.Char, "*", "adql:REGION"),
            Domain.Moc => (DataType.Char, "*", "moc"),
            Domain.Array => (DataType.Double, "*", ""),
            _ => throw new InvalidOperationException($"No column is {domain}"),
        };
        var field = new Field(name, type)
        {
            ArraySize = size.Length == 0 ? null : ArraySize.Parse(size),
            XType = xtype.Length == 0 ? null : xtype,
        };
        return name is "ra" or "dec" ? field with { Ucd = $"pos.eq.{name};meta.main", Unit = "deg" } : field;
    }
}
