using System.Text.RegularExpressions;

namespace DataLab.Formats.VoTable;

/// <summary>Wire spellings of VOTable 1.4.</summary>
public static partial class VoTableNames
{
    /// <summary>The namespace of 1.3 is that of all later 1.x (VOTable 1.4 §3.1).</summary>
    public const string Namespace = "http://www.ivoa.net/xml/VOTable/v1.3";
    public const string Version = "1.4";
    public const string MediaType = "application/x-votable+xml";
    public const string QueryStatus = "QUERY_STATUS";

    /// <summary>Attribute datatype, in the order of <see cref="Formats.DataType"/>.</summary>
    private static readonly string[] DataTypes =
    [
        "boolean",
        "bit",
        "unsignedByte",
        "short",
        "int",
        "long",
        "char",
        "unicodeChar",
        "float",
        "double",
        "floatComplex",
        "doubleComplex",
    ];

    public static string Of(DataType type) => DataTypes[(int)type];

    /// <summary>Null when there is no such datatype; case matters not, since services differ.</summary>
    public static DataType? DataTypeOf(string name)
    {
        var index = Array.FindIndex(DataTypes, known => known.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase));
        return index < 0 ? null : (DataType)index;
    }

    public static string Of(VoTableSerialization serialization) =>
        serialization switch
        {
            VoTableSerialization.TableData => "TABLEDATA",
            VoTableSerialization.Binary => "BINARY",
            _ => "BINARY2",
        };

    /// <summary>COOSYS system and equinox of a frame, null for one that VOTable 1.4 has no word for.</summary>
    public static (string System, string? Equinox)? CoordinateSystem(string frame) =>
        frame.ToUpperInvariant() switch
        {
            "ICRS" => ("ICRS", null),
            "FK5" or "EQ_FK5" => ("eq_FK5", "J2000"),
            "FK4" or "EQ_FK4" => ("eq_FK4", "B1950"),
            "GALACTIC" or "GALACTIC_II" => ("galactic", null),
            "SUPERGALACTIC" or "SUPER_GALACTIC" => ("supergalactic", null),
            "ECLIPTIC" or "ECL_FK5" => ("ecl_FK5", "J2000"),
            "ECL_FK4" => ("ecl_FK4", "B1950"),
            "GEO_APP" => ("geo_app", null),
            "BARYCENTRIC" => ("barycentric", null),
            _ => null,
        };

    /// <summary>The frame as the IVOA vocabulary refframe calls it, from a COOSYS system of any version; null if not given.</summary>
    public static string? Frame(string? system) =>
        system?.Trim() switch
        {
            null or "" => null,
            "eq_FK5" => "FK5",
            "eq_FK4" => "FK4",
            "galactic" => "GALACTIC",
            "supergalactic" => "SUPER_GALACTIC",
            "ecl_FK5" => "ECLIPTIC",
            var other => other,
        };

    /// <summary>What attribute ucd may hold by the schema.</summary>
    [GeneratedRegex(@"^[A-Za-z0-9_.:;\-]*$")]
    public static partial Regex Ucd { get; }
}
