using System.Collections.Immutable;

namespace DataLab.Adql;

/// <summary>What the translator supports, as TAPRegExt language features list it.</summary>
public static class AdqlFeatures
{
    /// <summary>Geometry functions (type <c>features-adqlgeo</c>, one form each; ADQL 2.1 §4.2).</summary>
    public static readonly ImmutableArray<string> Geometry =
    [
        "POINT",
        "CIRCLE",
        "BOX",
        "POLYGON",
        "CENTROID",
        "AREA",
        "CONTAINS",
        "INTERSECTS",
        "DISTANCE",
        "COORD1",
        "COORD2",
        "COORDSYS",
        "REGION",
    ];

    /// <summary>Optional features of the language with their forms; types without the <c>ivo://ivoa.net/std/tapregext#</c> before them.</summary>
    public static readonly ImmutableArray<(string Type, ImmutableArray<string> Forms)> Optional =
    [
        ("features-adql-string", ["LOWER", "UPPER", "ILIKE"]),
        ("features-adql-common-table", ["WITH"]),
        ("features-adql-sets", ["UNION", "EXCEPT", "INTERSECT"]),
        ("features-adql-type", ["CAST"]),
        ("features-adql-conditional", ["COALESCE"]),
        ("features-adql-unit", ["IN_UNIT"]),
        ("features-adql-offset", ["OFFSET"]),
    ];

    /// <summary>What is accepted beyond ADQL 2.1 unless strictness is asked for (<see cref="AdqlOptions.Strict"/>), with what it means.</summary>
    public static readonly ImmutableArray<(string Form, string Description)> Extensions =
    [
        (
            "EXPLAIN",
            "EXPLAIN query: how each table would be read, with estimates of rows and time, instead of the rows."
        ),
        ("LIMIT", "LIMIT n after ORDER BY, with or without OFFSET: at most n rows, as TOP n."),
        ("CASE", "CASE WHEN condition THEN value … ELSE value END, and CASE value WHEN value THEN value … END."),
        ("LATERAL", "LATERAL (query) AS name in FROM: the query may use the tables before it."),
        ("CROSS JOIN", "Every pair of rows, as a comma between tables."),
        ("scalar subquery", "(query) as a value: its one column and row, NULL without a row."),
        ("SELECT without FROM", "One row of values that need no table."),
        (
            "OVER",
            "Window functions and aggregates over windows: ROW_NUMBER, RANK, LAG, SUM(x) OVER (PARTITION BY … ORDER BY …)."
        ),
        ("NULLIF", "NULLIF(a, b): NULL where a equals b, else a."),
        ("GREATEST", "GREATEST(a, b, …): the greatest of the values that are not NULL."),
        ("LEAST", "LEAST(a, b, …): the least of the values that are not NULL."),
        ("& | # << >> ~", "Bits of whole numbers: and, or, exclusive or, shifts, complement."),
        ("%", "a % b: the remainder, as MOD(a, b)."),
        ("::", "value::type, as CAST(value AS type); types go by PostgreSQL's names too (int, float8, text)."),
        ("ESCAPE", "LIKE pattern ESCAPE 'c': after c the characters % and _ stand for themselves."),
        ("~ ~* !~ !~*", "text ~ 'expression': the regular expression is found in the text; with * in any case."),
        ("NaN Infinity", "NaN and Infinity as numbers, also as texts compared with numbers."),
        ("TRUE FALSE", "Boolean values, boolean columns as conditions, conditions as values, IS [NOT] TRUE."),
        ("FILTER", "aggregate(…) FILTER (WHERE condition): only of the rows where the condition holds."),
        (
            "WITHIN GROUP",
            "PERCENTILE_CONT(p) WITHIN GROUP (ORDER BY x), PERCENTILE_DISC likewise, MODE() WITHIN GROUP (ORDER BY x)."
        ),
        ("ORDER BY in aggregates", "array_agg(x ORDER BY y DESC), string_agg(x, ', ' ORDER BY y)."),
        (
            "FROM, FOR, IN in calls",
            "SUBSTRING(s FROM 2 FOR 3), TRIM(LEADING '0' FROM s), POSITION('a' IN s), EXTRACT(year FROM t)."
        ),
        ("array[i]", "The i-th element of an array, counted from 1, as arr_get(array, i)."),
        ("TIMESTAMP", "TIMESTAMP '2016-12-31T23:59:59', as CAST('…' AS TIMESTAMP)."),
        ("NULLS LAST", "ORDER BY x NULLS LAST, which is so without it, too."),
        ("q3c_radial_query", "q3c_radial_query(ra, dec, ra0, dec0, r): closer than r degrees to a place."),
        ("q3c_join", "q3c_join(ra1, dec1, ra2, dec2, r): closer than r degrees to each other."),
        ("q3c_dist", "q3c_dist(ra1, dec1, ra2, dec2): distance in degrees."),
        ("q3c_poly_query", "q3c_poly_query(ra, dec, ARRAY[ra1, dec1, …]): inside a polygon."),
        (
            "q3c_ellipse_query",
            "q3c_ellipse_query(ra, dec, ra0, dec0, a, ratio, pa): inside an ellipse around a place; a in degrees, pa from north through east."
        ),
        ("MOC", "MOC('4/30-33 5/1024'), MOC(order, shape): a coverage map as a shape."),
    ];

    /// <summary>User-defined functions by signature (type <c>features-udf</c>), with what they do.</summary>
    public static readonly ImmutableArray<(string Signature, string Description)> UserDefined =
    [
        .. Library.UserFunctions.All.Select(function => (function.Signature, function.Description)),
    ];

    /// <summary>Those of <see cref="UserDefined"/> that are understood where strictness is asked for: no names that ADQL reserves.</summary>
    public static readonly ImmutableArray<(string Signature, string Description)> UserDefinedWhenStrict =
    [
        .. UserDefined.Where(function =>
            !Grammar.TreeBuilder.SqlFunctions.Contains(function.Signature[..function.Signature.IndexOf('(')])
        ),
    ];
}
