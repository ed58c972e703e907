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
    ];

    /// <summary>Optional features of the language with their forms; types without the <c>ivo://ivoa.net/std/tapregext#</c> before them.</summary>
    public static readonly ImmutableArray<(string Type, ImmutableArray<string> Forms)> Optional =
    [
        ("features-adql-string", ["LOWER", "UPPER", "ILIKE"]),
        ("features-adql-common-table", ["WITH"]),
        ("features-adql-sets", ["UNION", "EXCEPT", "INTERSECT"]),
        ("features-adql-type", ["CAST"]),
        ("features-adql-conditional", ["COALESCE"]),
        ("features-adql-offset", ["OFFSET"]),
    ];

    /// <summary>User-defined functions by signature (type <c>features-udf</c>), with what they do.</summary>
    public static readonly ImmutableArray<(string Signature, string Description)> UserDefined =
    [
        (
            "ivo_healpix_index(hpxOrder INTEGER, long DOUBLE PRECISION, lat DOUBLE PRECISION) -> BIGINT",
            "HEALPix index, NESTED, of a position in degrees at an order from 0 to 29."
        ),
        (
            "ivo_healpix_index(hpxOrder INTEGER, p POINT) -> BIGINT",
            "HEALPix index, NESTED, of a point at an order from 0 to 29."
        ),
    ];

    internal static IEnumerable<string> Functions => UserDefined.Select(function => function.Signature);
}
