using System.Collections.Frozen;
using System.Globalization;

namespace DataLab.Adql.Library;

/// <summary>A function of another engine or archive that is not here, and what to write instead.</summary>
/// <param name="Advice">A sentence.</param>
/// <param name="Writing">What does the same: a call with <c>{0}</c> standing for an argument, or a name; null where the text alone does not tell.</param>
/// <param name="Arguments">Number of arguments that <paramref name="Writing"/> is for; -1 where it replaces the name only.</param>
internal sealed record OtherFunction(string Name, string Advice, string? Writing, int Arguments)
{
    /// <summary>What to write instead needs something beyond ADQL (<see cref="AdqlOptions.Strict"/>).</summary>
    public bool IsExtension { get; init; }
}

/// <summary>Functions of other services and dialects of SQL that are not here.</summary>
internal static class OtherFunctions
{
    private const string Cone = "A cone is WHERE DISTANCE(ra, dec, ra0, dec0) < radius, in degrees.";
    private const string Inside =
        "That a position is in a shape is written 1 = CONTAINS(POINT(lon, lat), CIRCLE(lon, lat, radius)).";
    private const string Match =
        "Tables are matched by JOIN … ON DISTANCE(a.ra, a.dec, b.ra, b.dec) < radius, in degrees.";
    private const string Clock = "ADQL has no clock; write the date out: CAST('2020-12-31' AS TIMESTAMP).";

    public static readonly FrozenDictionary<string, OtherFunction> ByName = Table()
        .ToFrozenDictionary(function => function.Name, StringComparer.OrdinalIgnoreCase);

    /// <returns>Null for a name that is not known. Case is ignored.</returns>
    public static OtherFunction? Of(string name) => ByName.GetValueOrDefault(name);

    private static IEnumerable<OtherFunction> Table() => [.. Numbers(), .. Texts(), .. Choices(), .. Sky()];

    private static IEnumerable<OtherFunction> Numbers() =>
        [
            .. Adql("AVG", "AVG({0})", 1, "MEAN", "AVERAGE"),
            .. Adql("POWER(x, 2)", "POWER({0}, 2)", 1, "SQUARE", "SQR"),
            .. Adql("ATAN2", "ATAN2({0}, {1})", 2, "ATN2", "ARCTAN2"),
            .. Adql("ROUND", "ROUND({0}, {1})", 2, "CDS_ROUND"),
            .. Here("ASIN({0})", "x", "ARCSIN"),
            .. Here("ACOS({0})", "x", "ARCCOS"),
            .. Here("ATAN({0})", "x", "ARCTAN"),
            .. Here("SIN(RADIANS({0}))", "x", "SINDEG"),
            .. Here("COS(RADIANS({0}))", "x", "COSDEG"),
            .. Here("TAN(RADIANS({0}))", "x", "TANDEG"),
            .. Here("(LOG({0}) / LOG(2))", "x", "LOG2"),
            .. Here("BITWISE_AND({0}, {1})", "a b", "BITAND"),
            .. Here("BITWISE_OR({0}, {1})", "a b", "BITOR"),
            .. Shown("TRUNCATE(y / x)", "DIV"),
            .. Shown("x = NaN", "ISNAN"),
            .. Shown("IN_UNIT(x, 'unit')", "GAVO_SPECCONV"),
            .. Told("COUNT counts rows.", "COUNT_BIG").Select(count => count with { Writing = "COUNT" }),
            .. Here("stddev({0})", "x", "STDEV", "STD", "STDDEVIATION", "IVO_STDDEV", "ESDC_STDDEV"),
            .. Here("stddev_pop({0})", "x", "STDEVP"),
            .. Here("variance({0})", "x", "VAR", "IVO_VARIANCE"),
            .. Here("var_pop({0})", "x", "VARP"),
            .. Here("corr({0}, {1})", "y x", "IVO_CORR"),
            .. Here("covar_samp({0}, {1})", "y x", "IVO_COVAR_SAMP"),
            .. Here("regr_slope({0}, {1})", "y x", "IVO_REGR_SLOPE"),
            .. Here("regr_intercept({0}, {1})", "y x", "IVO_REGR_INTERCEPT"),
            .. Here("regr_r2({0}, {1})", "y x", "IVO_REGR_R2"),
            .. Here("bit_and({0})", "flags", "IVO_BIT_AND_AGG"),
            .. Here("bit_or({0})", "flags", "IVO_BIT_OR_AGG"),
            .. Here("quantile({0}, {1})", "x q", "APPROX_QUANTILE", "PERCENTILE_APPROX"),
            .. Here("MIN({0})", "x", "ANY_VALUE"),
            .. Here("array_length({0})", "arr", "ARR_LENGTH", "ESDC_ARRAY_LENGTH", "ESDC_CARDINALITY"),
            .. Shown("ARRAY[a, b]", "ESDC_ARRAY_ELEMENT"),
            .. Shown("arr_in(x, arr)", "ARRAY_CONTAINS"),
        ];

    private static IEnumerable<OtherFunction> Texts() =>
        [
            .. Adql("LOWER", "LOWER({0})", 1, "LCASE", "LOWERCASE", "CDS_LOWER"),
            .. Adql("UPPER", "UPPER({0})", 1, "UCASE", "UPPERCASE", "CDS_UPPER"),
            .. Here("length({0})", "s", "LEN", "ESDC_LENGTH"),
            .. Here("left({0}, {1})", "s n", "ESDC_LEFT"),
            .. Here("right({0}, {1})", "s n", "ESDC_RIGHT"),
            .. Here("substr({0}, {1}, {2})", "s start n", "ESDC_SUBSTRING", "ESO_SUBSTRING", "MID"),
            .. Shown("strpos(s, part)", "ESDC_POSITION", "CHARINDEX", "INSTR", "LOCATE"),
            .. Shown("btrim(s, characters)", "ESDC_TRIM"),
            .. Shown("a || ',' || b", "CONCAT_WS"),
            .. Shown("s ~ 'expression'", "REGEXP", "REGEXP_LIKE", "REGEXP_MATCHES", "REGEXP_MATCH"),
            .. Here("string_agg({0}, ',')", "x", "GROUP_CONCAT", "LISTAGG"),
            .. Here("CAST({0} AS VARCHAR)", "x", "TO_CHAR", "STR", "TOSTRING", "ESDC_TO_CHAR"),
            .. Here("CAST({0} AS DOUBLE PRECISION)", "x", "TO_NUMBER", "TO_DOUBLE", "ESDC_TO_DOUBLE"),
            .. Here("CAST({0} AS REAL)", "x", "ESDC_TO_REAL"),
            .. Here("CAST({0} AS BIGINT)", "x", "ESDC_TO_BIGINT"),
            .. Here("CAST({0} AS INTEGER)", "x", "TO_INTEGER", "TOINT", "ESDC_TO_INTEGER"),
            .. Here("CAST({0} AS SMALLINT)", "x", "ESDC_TO_SMALLINT"),
            .. Here("CAST({0} AS TIMESTAMP)", "'2016-12-31T23:59:59'", "TO_TIMESTAMP", "TO_DATE", "DATETIME"),
            .. Adql("CAST", null, 0, "CDS_CAST"),
            .. Shown("date_part('year', d)", "DATEPART"),
            .. Here("(ivo_to_mjd({0}) - ivo_to_mjd({1}))", "d1 d2", "DATEDIFF"),
            .. Here("ivo_to_jd({0})", "d", "CEFCA_TS_TO_JD"),
            .. Here("ivo_to_mjd({0})", "d", "CEFCA_TS_TO_MJD"),
            .. Here("ivo_hms_to_degrees({0})", "hms", "CEFCA_HMS_TO_DEGREES"),
            .. Here("ivo_dms_to_degrees({0})", "dms", "CEFCA_DMS_TO_DEGREES"),
            .. Told(Clock, "NOW", "GETDATE", "SYSDATE", "CURDATE", "TODAY"),
        ];

    private static IEnumerable<OtherFunction> Choices() =>
        [
            .. Adql("COALESCE", "COALESCE({0}, {1})", 2, "IFNULL", "ISNULL", "NVL", "ESDC_COALESCE"),
            .. Beyond(Here("(CASE WHEN {0} THEN {1} ELSE {2} END)", "… … …", "IF", "IIF")),
            .. Shown("CASE WHEN … THEN … ELSE … END", "ESDC_IF_THEN_ELSE", "ESDC_CASE_CONDITION"),
            .. Told("Write CASE WHEN a = b THEN c … END.", "DECODE"),
            .. Beyond(Here("NULLIF({0}, {1})", "a b", "ESDC_NULLIF")),
            .. Beyond(Here("GREATEST({0}, {1})", "a b", "ESDC_GREATEST")),
            .. Beyond(Here("LEAST({0}, {1})", "a b", "ESDC_LEAST")),
        ];

    private static IEnumerable<OtherFunction> Sky() =>
        [
            .. Here(
                "DISTANCE({0}, {1}, {2}, {3})",
                "x y z …",
                "DIST",
                "FDISTANCE",
                "ANGDIST",
                "ANGULAR_DISTANCE",
                "HAVERSINE",
                "SKYDISTANCE"
            ),
            .. Here(
                "ivo_healpix_index({0}, {1}, {2})",
                "order ra dec",
                "HEALPIX",
                "IVO_HEALPIX",
                "CDS_HEALPIX_INDEX",
                "GAVO_IPIX"
            ),
            .. Here("CENTROID({0})", "x", "CENTER", "CENTRE"),
            .. Here("POINT({0}, {1})", "x y", "SPOINT", "ST_POINT"),
            .. Here("CIRCLE({0}, {1})", "x y", "SCIRCLE"),
            .. Shown("ivo_geom_transform('ICRS', 'GALACTIC', POINT(ra, dec))", "CDS_CONVERT_SYS_POS"),
            .. Shown(
                "ivo_epoch_prop_pos(ra, dec, parallax, pmra, pmdec, radial_velocity, from, to)",
                "CDS_EPOCH_PROP_POS",
                "ESDC_EPOCH_PROP_POS",
                "GAVO_APPLY_PM"
            ),
            .. Shown("ivo_epoch_prop(ra, dec, parallax, pmra, pmdec, radial_velocity, from, to)", "ESDC_EPOCH_PROP"),
            .. Told(Cone, "CONE", "CONESEARCH", "NEAR", "INCONE", "SDSS_CIRCLE", "FGETNEARBYOBJEQ"),
            .. Told(Cone, "ST_DWITHIN", "ST_DISTANCE"),
            .. Told(Inside, "INCIRCLE", "INBOX", "INPOLYGON", "ST_CONTAINS", "ST_WITHIN", "ST_INTERSECTS"),
            .. Told(Match, "ESDC_CROSSMATCH_POSITIONAL", "CROSSMATCH", "XMATCH"),
            .. Told("A range of both coordinates is ra BETWEEN a AND b AND dec BETWEEN c AND d.", "RANGE_S2D"),
            .. Told(
                "This service asks no other one for the places of objects: write the position, in degrees.",
                "IVO_SIMBADPOINT",
                "GAVO_SIMBADPOINT"
            ),
            // Extensions here: they come to this table where only ADQL is allowed.
            .. Told(
                "ADQL writes it DISTANCE(ra1, dec1, ra2, dec2) < r, in degrees.",
                "Q3C_RADIAL_QUERY",
                "Q3C_DIST",
                "Q3C_JOIN"
            ),
            .. Told("Polygons are 1 = CONTAINS(POINT(ra, dec), POLYGON(…)) in ADQL.", "Q3C_POLY_QUERY"),
        ];

    /// <summary>ADQL itself has something for it.</summary>
    private static IEnumerable<OtherFunction> Adql(
        string what,
        string? writing,
        int arguments,
        params string[] names
    ) => names.Select(name => new OtherFunction(name, $"ADQL has {what} for it.", writing, arguments));

    /// <param name="arguments">What to call the arguments in the advice, with blanks between.</param>
    private static IEnumerable<OtherFunction> Here(string writing, string arguments, params string[] names)
    {
        string[] called = arguments.Split(' ');
        // Brackets around the whole are for the query it is put into.
        var shown = writing is ['(', .. var inner, ')'] ? inner : writing;
        var advice = $"Here it is {string.Format(CultureInfo.InvariantCulture, shown, [.. called])}.";
        return names.Select(name => new OtherFunction(name, advice, writing, called.Length));
    }

    /// <summary>What does the same has other arguments, or in another order.</summary>
    private static IEnumerable<OtherFunction> Shown(string what, params string[] names) =>
        Told($"Here it is {what}.", names);

    private static IEnumerable<OtherFunction> Told(string advice, params string[] names) =>
        names.Select(name => new OtherFunction(name, advice, null, -1));

    private static IEnumerable<OtherFunction> Beyond(IEnumerable<OtherFunction> functions) =>
        functions.Select(function => function with { IsExtension = true });
}
