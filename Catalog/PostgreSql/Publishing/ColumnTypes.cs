using System.Globalization;
using DataLab.Formats;

namespace DataLab.Catalog.PostgreSql;

/// <summary>A column as it is published: its type, and the SQL that gives values of it.</summary>
/// <param name="Sql">Null where the column itself does.</param>
internal sealed record PublishedType(Field Field, string? Sql = null);

/// <summary>Types of PostgreSQL in VOTable terms.</summary>
internal static class ColumnTypes
{
    /// <summary>Bytes in front of the length in the modifier of varchar(n) and char(n).</summary>
    private const int VarHeader = 4;

    /// <returns>Null if VOTable has no such type.</returns>
    public static PublishedType? Of(RelationColumn column)
    {
        var sql = TranslatorTables.Quote(column.Name);
        if (column.Kind == 'e')
            return Text(column, ArraySize.Any, $"{sql}::text");
        if (column.Kind != 'b')
            return null;
        if (column.TypeSchema != "pg_catalog")
            return column.Type switch
            {
                "citext" => Text(column, ArraySize.Any, $"{sql}::text"),
                "spoint" or "scircle" or "spoly" => Sphere(column, sql),
                _ => null,
            };
        return column.Type switch
        {
            "bool" => Plain(column, DataType.Boolean),
            "int2" => Plain(column, DataType.Short),
            "int4" => Plain(column, DataType.Int),
            "int8" => Plain(column, DataType.Long),
            "float4" => Plain(column, DataType.Float),
            "float8" => Plain(column, DataType.Double),
            "oid" => new PublishedType(new Field(column.Name, DataType.Long), $"{sql}::int8"),
            "numeric" => Decimal(column, sql),
            "text" => Text(column, ArraySize.Any, null),
            "varchar" => Text(column, Length(column) is { } most ? new ArraySize([most], true) : ArraySize.Any, null),
            // Blanks at its end are no part of a char(n).
            "bpchar" => Text(
                column,
                Length(column) is { } most ? new ArraySize([most], true) : ArraySize.Any,
                $"{sql}::text"
            ),
            "name" or "char" or "json" or "jsonb" or "xml" or "inet" or "cidr" or "macaddr" or "macaddr8" => Text(
                column,
                ArraySize.Any,
                $"{sql}::text"
            ),
            "time" or "timetz" or "interval" => Text(column, ArraySize.Any, $"{sql}::text"),
            "uuid" => Text(column, ArraySize.Of(36), $"{sql}::text"),
            "timestamp" => Instant(column, null),
            "timestamptz" => Instant(column, $"({sql} AT TIME ZONE 'UTC')"),
            "date" => Instant(column, $"{sql}::timestamp"),
            "bytea" => new PublishedType(
                new Field(column.Name, DataType.Char) { ArraySize = ArraySize.Any },
                $"encode({sql}, 'hex')"
            ),
            "_bool" => List(column, DataType.Boolean, null),
            "_int2" => List(column, DataType.Short, null),
            "_int4" => List(column, DataType.Int, null),
            "_int8" => List(column, DataType.Long, null),
            "_float4" => List(column, DataType.Float, null),
            "_float8" => List(column, DataType.Double, null),
            "_numeric" => List(column, DataType.Double, $"{sql}::float8[]"),
            _ => null,
        };
    }

    /// <summary>The published type is kept in the relation as it is, so that an index on the column serves conditions on it.</summary>
    public static bool IsPlain(PublishedType type) => type.Sql is null;

    private static PublishedType Plain(RelationColumn column, DataType type) => new(new Field(column.Name, type));

    private static PublishedType Text(RelationColumn column, ArraySize size, string? sql) =>
        new(new Field(column.Name, DataType.Char) { ArraySize = size }, sql);

    private static PublishedType Instant(RelationColumn column, string? sql) =>
        new(new Field(column.Name, DataType.Char) { ArraySize = ArraySize.Any, XType = XTypes.Timestamp }, sql);

    private static PublishedType List(RelationColumn column, DataType type, string? sql) =>
        new(new Field(column.Name, type) { ArraySize = ArraySize.Any }, sql);

    /// <summary>Whole numbers of up to 18 digits as such, all others as doubles. NaN, which numeric has, is no whole number.</summary>
    private static PublishedType Decimal(RelationColumn column, string sql)
    {
        var modifier = column.Modifier - VarHeader;
        var (precision, scale) = (modifier >> 16 & 0xFFFF, modifier & 0x7FF);
        return column.Modifier >= VarHeader && scale == 0 && precision <= 18
            ? new PublishedType(new Field(column.Name, DataType.Long), $"nullif({sql}, 'NaN')::int8")
            : new PublishedType(new Field(column.Name, DataType.Double), $"{sql}::float8");
    }

    private static int? Length(RelationColumn column) =>
        column.Modifier > VarHeader ? column.Modifier - VarHeader : null;

    /// <summary>Shapes of pgSphere, in radians, as the lists of degrees of DALI 1.1 §3.3.</summary>
    private static PublishedType Sphere(RelationColumn column, string sql)
    {
        var schema = TranslatorTables.Quote(column.TypeSchema);
        string Degrees(string function, string of) => $"degrees({schema}.{function}({of}))";
        string Centre(string of) => $"{Degrees("long", of)}, {Degrees("lat", of)}";
        var (xtype, size, numbers) = column.Type switch
        {
            "spoint" => ("point", ArraySize.Of(2), $"ARRAY[{Centre(sql)}]"),
            "scircle" => (
                "circle",
                ArraySize.Of(3),
                $"ARRAY[{Centre($"{schema}.center({sql})")}, {Degrees("radius", sql)}]"
            ),
            // Its vertices can be had as text only: {(lon , lat),...} in radians.
            _ => (
                "polygon",
                ArraySize.Any,
                $"(SELECT array_agg(degrees(v[1]::float8) ORDER BY n) FROM regexp_matches({sql}::text, "
                    + "'-?[0-9.]+(?:[eE][-+]?[0-9]+)?', 'g') WITH ORDINALITY AS m(v, n))"
            ),
        };
        return new PublishedType(
            new Field(column.Name, DataType.Double)
            {
                ArraySize = size,
                XType = xtype,
                Unit = "deg",
                Frame = "ICRS",
            },
            string.Create(CultureInfo.InvariantCulture, $"CASE WHEN {sql} IS NOT NULL THEN {numbers} END")
        );
    }
}
