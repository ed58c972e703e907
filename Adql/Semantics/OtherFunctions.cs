using System.Collections.Frozen;

namespace DataLab.Adql.Semantics;

/// <summary>What functions of other engines and archives are called here.</summary>
/// <param name="Writing">The call as it is written here, <c>{0}</c> standing for an argument; null where there is none.</param>
internal sealed record OtherFunction(string? Writing, string? Hint = null)
{
    /// <summary>Number of arguments that <see cref="Writing"/> is for.</summary>
    public int Arguments { get; init; } = 1;

    /// <summary>Needs something beyond ADQL (<see cref="AdqlOptions.Strict"/>).</summary>
    public bool IsExtension { get; init; }
}

internal static class OtherFunctions
{
    private const string Cone = "A cone is WHERE DISTANCE(ra, dec, ra0, dec0) < radius, in degrees.";
    private const string Inside =
        "That a position is in a shape is written 1 = CONTAINS(POINT(lon, lat), CIRCLE(lon, lat, radius)).";
    private const string Clock = "ADQL has no clock; write the date out: CAST('2020-12-31' AS TIMESTAMP).";

    private static readonly FrozenDictionary<string, OtherFunction> ByName = Table()
        .ToFrozenDictionary(form => form.Name, form => form.Function, StringComparer.OrdinalIgnoreCase);

    public static OtherFunction? Of(string name) => ByName.GetValueOrDefault(name);

    private static IEnumerable<(string Name, OtherFunction Function)> Table() =>
        [
            .. Named("LOWER({0})", 1, "LCASE"),
            .. Named("UPPER({0})", 1, "UCASE"),
            .. Named("COALESCE({0}, {1})", 2, "IFNULL", "ISNULL", "NVL"),
            .. Named("AVG({0})", 1, "MEAN", "AVERAGE"),
            .. Named("length({0})", 1, "LEN"),
            .. Named("CAST({0} AS VARCHAR)", 1, "TO_CHAR", "STR", "TOSTRING"),
            .. Named("CAST({0} AS DOUBLE PRECISION)", 1, "TO_NUMBER", "TO_DOUBLE"),
            .. Named("CAST({0} AS INTEGER)", 1, "TO_INTEGER", "TOINT"),
            .. Named("CAST({0} AS TIMESTAMP)", 1, "TO_TIMESTAMP", "TO_DATE", "DATETIME"),
            .. Named("POWER({0}, 2)", 1, "SQUARE", "SQR"),
            .. Named("ASIN({0})", 1, "ARCSIN"),
            .. Named("ACOS({0})", 1, "ARCCOS"),
            .. Named("ATAN({0})", 1, "ARCTAN"),
            .. Named("ATAN2({0}, {1})", 2, "ATN2", "ARCTAN2"),
            .. Named("SIN(RADIANS({0}))", 1, "SIND", "SINDEG"),
            .. Named("COS(RADIANS({0}))", 1, "COSD", "COSDEG"),
            .. Named("TAN(RADIANS({0}))", 1, "TAND", "TANDEG"),
            .. Named("DEGREES(ASIN({0}))", 1, "ASIND"),
            .. Named("DEGREES(ACOS({0}))", 1, "ACOSD"),
            .. Named("DEGREES(ATAN({0}))", 1, "ATAND"),
            .. Named("stddev({0})", 1, "STDEV", "STD", "STDDEVIATION"),
            .. Named("variance({0})", 1, "VAR"),
            .. Named("ivo_string_agg({0}, ',')", 1, "GROUP_CONCAT", "LISTAGG"),
            .. Named(
                "DISTANCE({0}, {1}, {2}, {3})",
                4,
                "DIST",
                "ANGDIST",
                "ANGULAR_DISTANCE",
                "HAVERSINE",
                "SKYDISTANCE"
            ),
            .. Named("ivo_healpix_index({0}, {1}, {2})", 3, "HEALPIX", "IVO_HEALPIX", "CDS_HEALPIX_INDEX"),
            .. Named("CENTROID({0})", 1, "CENTER", "CENTRE"),
            .. Named("POINT({0}, {1})", 2, "SPOINT", "ST_POINT"),
            .. Named("CIRCLE({0}, {1})", 2, "SCIRCLE"),
            .. Named("(CASE WHEN {0} THEN {1} ELSE {2} END)", 3, "IF", "IIF").Select(Extension),
            .. Only("COUNT", "COUNT counts rows.", "COUNT_BIG"),
            .. Only(null, Clock, "NOW", "GETDATE", "SYSDATE", "CURDATE", "TODAY"),
            .. Only(null, Cone, "CONE", "CONESEARCH", "NEAR", "INCONE", "SDSS_CIRCLE", "FGETNEARBYOBJEQ"),
            .. Only(null, Inside, "INCIRCLE", "INBOX", "INPOLYGON", "ST_CONTAINS", "ST_WITHIN", "ST_INTERSECTS"),
            .. Only(null, Cone, "ST_DWITHIN", "ST_DISTANCE"),
            .. Only(null, "A range of both coordinates is ra BETWEEN a AND b AND dec BETWEEN c AND d.", "RANGE_S2D"),
            .. Only(
                null,
                "Tables are matched by JOIN … ON DISTANCE(a.ra, a.dec, b.ra, b.dec) < radius, in degrees.",
                "ESDC_CROSSMATCH_POSITIONAL",
                "CROSSMATCH",
                "XMATCH"
            ),
            .. Only(
                null,
                "This service asks no other one for the places of objects: write the position, in degrees.",
                "IVO_SIMBADPOINT",
                "GAVO_SIMBADPOINT"
            ),
            .. Only(
                null,
                "ADQL writes it DISTANCE(ra1, dec1, ra2, dec2) < r, in degrees.",
                "Q3C_RADIAL_QUERY",
                "Q3C_DIST",
                "Q3C_JOIN"
            ),
            .. Only(null, "Polygons are 1 = CONTAINS(POINT(ra, dec), POLYGON(…)) in ADQL.", "Q3C_POLY_QUERY"),
            .. Only(null, "Write CASE WHEN a = b THEN c … END.", "DECODE"),
        ];

    private static IEnumerable<(string, OtherFunction)> Named(string writing, int arguments, params string[] names) =>
        names.Select(name => (name, new OtherFunction(writing) { Arguments = arguments }));

    private static IEnumerable<(string, OtherFunction)> Only(string? writing, string hint, params string[] names) =>
        names.Select(name => (name, new OtherFunction(writing, hint) { Arguments = -1 }));

    private static (string, OtherFunction) Extension((string Name, OtherFunction Function) form) =>
        (form.Name, form.Function with { IsExtension = true });
}
