using DataLab.Formats;

namespace DataLab.Catalog.PostgreSql;

/// <summary>Built-in types by their numbers, which are the same in every PostgreSQL (pg_type.dat), and how fields are kept in them.</summary>
internal static class WireTypes
{
    public const uint Bool = 16;
    public const uint Char1 = 18;
    public const uint Name = 19;
    public const uint Int8 = 20;
    public const uint Int2 = 21;
    public const uint Int4 = 23;
    public const uint Text = 25;
    public const uint Oid = 26;
    public const uint Json = 114;
    public const uint Float4 = 700;
    public const uint Float8 = 701;
    public const uint Unknown = 705;
    public const uint Bpchar = 1042;
    public const uint Varchar = 1043;
    public const uint Date = 1082;
    public const uint Time = 1083;
    public const uint Timestamp = 1114;
    public const uint TimestampTz = 1184;
    public const uint Interval = 1186;
    public const uint Numeric = 1700;
    public const uint Uuid = 2950;

    /// <summary>Type of the elements of an array type; null for what is no array that we read.</summary>
    public static uint? ElementOf(uint array) =>
        array switch
        {
            1000 => Bool,
            1002 => Char1,
            1003 => Name,
            1016 => Int8,
            1005 => Int2,
            1007 => Int4,
            1009 => Text,
            1021 => Float4,
            1022 => Float8,
            1014 => Bpchar,
            1015 => Varchar,
            1182 => Date,
            1115 => Timestamp,
            1185 => TimestampTz,
            1231 => Numeric,
            _ => null,
        };

    /// <summary>Type of one element of a field, as it is stored: regions are double precision whatever the source had.</summary>
    public static uint Element(Field field) =>
        field.DataType switch
        {
            _ when IsRegion(field) => Float8,
            DataType.Boolean or DataType.Bit => Bool,
            DataType.UnsignedByte or DataType.Short => Int2,
            DataType.Int => Int4,
            DataType.Long => Int8,
            DataType.Float or DataType.FloatComplex => Float4,
            DataType.Double or DataType.DoubleComplex => Float8,
            _ => Text,
        };

    /// <summary>The column's type in SQL. Texts are compared byte by byte, as the translator wants it.</summary>
    /// <remarks>Complex numbers are lists of pairs, arrays of any shape are flat, as in a <see cref="ListVector"/>.</remarks>
    public static string Sql(Field field) =>
        XTypes.IsTimestamp(field)
            ? "timestamp"
            : Element(field) switch
            {
                Bool => "boolean",
                Int2 => "smallint",
                Int4 => "integer",
                Int8 => "bigint",
                Float4 => "real",
                Float8 => "double precision",
                _ => "text",
            }
                + (field.IsList ? "[]" : "")
                + (Element(field) == Text ? " COLLATE \"C\"" : "");

    private static bool IsRegion(Field field) =>
        field
            is {
                IsList: true,
                XType: "point" or "circle" or "polygon",
                DataType: DataType.UnsignedByte
                    or DataType.Short
                    or DataType.Int
                    or DataType.Long
                    or DataType.Float
                    or DataType.Double
            };
}
