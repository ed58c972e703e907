using DataLab.Catalog.DuckDb;
using DataLab.Formats;

namespace DataLab.Catalog.Uploads;

/// <summary>How a column that was loaded as it came is to be kept, so that the engine's type is what the translator expects.</summary>
/// <param name="Field">As queries see it; without an xtype that its values do not bear out.</param>
/// <param name="Conversion">SQL of the value to keep; null to keep it as it is.</param>
internal sealed record UploadColumn(Field Field, string? Conversion)
{
    /// <summary>DALI 1.1 §3.3.3, with a blank in place of T as databases write it; six decimals are what the engine holds.</summary>
    private const string Instant = """\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{0,6}0*)?)?)?Z?""";

    private const string Day = """\d{4}-\d\d-\d\d""";

    /// <summary>STC-S of the older TAP (TAP 1.0 §6), in frames that need no conversion, or DALI's two numbers as text.</summary>
    private const string Position =
        """\s*(?:position\s+(?:(?:icrs|fk5|j2000|unknownframe)\s+)?(?:(?:geocenter|barycenter|heliocenter|lsr|topocenter|relocatable|unknownrefpos)\s+)?(?:spherical2\s+)?)?([-+0-9.e]+)\s+([-+0-9.e]+)\s*""";

    /// <param name="sql">The column in SQL.</param>
    /// <param name="table">The table in SQL, loaded.</param>
    public static UploadColumn Of(Field field, string sql, EngineConnection connection, string table)
    {
        if (XTypes.IsTimestamp(field))
            return Time(XTypes.Published(field), sql, connection, table);
        switch (field.XType?.ToLowerInvariant())
        {
            case "point" or "adql:point" when field.IsText:
                return Point(field, sql, connection, table);
            case "point" or "adql:point" or "circle" or "polygon" when !IsNumberList(field):
                return new UploadColumn(field with { XType = null }, null);
            default:
                return new UploadColumn(field, null);
        }
    }

    private static UploadColumn Time(Field field, string sql, EngineConnection connection, string table)
    {
        if (All($"regexp_full_match({sql}, '{Day}') AND TRY_CAST({sql} AS DATE) IS NOT NULL"))
            return new UploadColumn(field, $"CAST({sql} AS DATE)");
        var instant = $"TRY_CAST(rtrim({sql}, 'Z') AS TIMESTAMP)";
        return All($"regexp_full_match({sql}, '{Instant}') AND {instant} IS NOT NULL")
            ? new UploadColumn(field, instant)
            : new UploadColumn(field with { XType = null }, null);

        bool All(string condition) => HoldsForAll(condition, sql, connection, table);
    }

    private static UploadColumn Point(Field field, string sql, EngineConnection connection, string table)
    {
        string Number(int group) => $"TRY_CAST(regexp_extract({sql}, '^{Position}$', {group}, 'i') AS DOUBLE)";
        var isPoint =
            $"regexp_full_match({sql}, '{Position}', 'i') AND {Number(1)} IS NOT NULL AND {Number(2)} IS NOT NULL";
        return HoldsForAll(isPoint, sql, connection, table)
            ? new UploadColumn(
                field with
                {
                    DataType = DataType.Double,
                    ArraySize = ArraySize.Of(2),
                    XType = "point",
                },
                $"CASE WHEN {sql} IS NOT NULL THEN [{Number(1)}, {Number(2)}] END"
            )
            : new UploadColumn(field with { XType = null }, null);
    }

    private static bool HoldsForAll(string condition, string sql, EngineConnection connection, string table) =>
        connection.SelectLong($"SELECT count(*) FROM {table} WHERE {sql} IS NOT NULL AND NOT ({condition})") == 0;

    private static bool IsNumberList(Field field) =>
        field
            is {
                IsList: true,
                DataType: not (DataType.Boolean or DataType.Bit or DataType.Char or DataType.UnicodeChar)
            }
        && field.DataType is not (DataType.FloatComplex or DataType.DoubleComplex);
}
