// From the three letters of CTYPE and the PV parameters of the latitude axis to a projection.
using System.Globalization;

namespace DataLab.Fits.Wcs.Projections;

internal static class ProjectionTable
{
    /// <summary>Parameters of ZPN: PVi_0 to PVi_29.</summary>
    private const int PolynomialLength = 30;

    /// <summary>Codes that mean something that is not read here, with what it is.</summary>
    private static readonly Dictionary<string, string> Unread = new(StringComparer.Ordinal)
    {
        ["TAB"] = "coordinates in a table",
        ["TPD"] = "the template polynomial distortion",
        ["TPU"] = "the template polynomial distortion",
        ["TUV"] = "the template polynomial distortion",
        ["TPT"] = "the template polynomial distortion",
        ["DSS"] = "the plate solution of the Digitized Sky Survey",
        ["LOG"] = "a logarithmic axis",
    };

    /// <param name="code">Three letters, upper case.</param>
    /// <param name="parameter">PVi_m of the latitude axis; null where absent.</param>
    /// <param name="latitude">CRVAL of the latitude, degrees; NCP needs it.</param>
    /// <param name="error">Why there is none, as the end of a sentence.</param>
    public static Projection? Make(string code, Func<int, double?> parameter, double latitude, out string error)
    {
        error = "";
        double P(int m, double absent) => parameter(m) ?? absent;
        Projection? result = code switch
        {
            "AZP" => P(1, 0) != -1 && Math.Abs(P(2, 0)) < 90 ? new ZenithalPerspective(P(1, 0), P(2, 0)) : null,
            "SZP" => 1 + P(1, 0) * Math.Sin(P(3, 90) * Math.PI / 180) != 0
                ? new SlantZenithalPerspective(P(1, 0), P(2, 0), P(3, 90))
                : null,
            "TAN" or "TPV" or "TNX" => new Gnomonic(),
            "STG" => new Stereographic(),
            "SIN" => Sine(P(1, 0), P(2, 0)),
            "NCP" => latitude == 0 ? null : Sine(0, 1 / Math.Tan(latitude * Math.PI / 180)),
            "ARC" => new Equidistant(),
            "ZPN" or "ZPX" => Polynomial([.. Enumerable.Range(0, PolynomialLength).Select(m => P(m, 0))]),
            "ZEA" => new EqualArea(),
            "AIR" => P(1, 90) is > -90 and <= 90 ? new Airy(P(1, 90)) : null,
            "CYP" => P(2, 1) != 0 && P(1, 1) + P(2, 1) != 0 ? new CylindricalPerspective(P(1, 1), P(2, 1)) : null,
            "CEA" => P(1, 1) is > 0 and <= 1 ? new CylindricalEqualArea(P(1, 1)) : null,
            "CAR" => new PlateCarree(),
            "MER" => new Mercator(),
            "SFL" or "GLS" => new SansonFlamsteed(),
            "PAR" => new Parabolic(),
            "MOL" => new Mollweide(),
            "AIT" => new HammerAitoff(),
            "COP" => Cone(P(1, 0), P(2, 0), () => new ConicPerspective(P(1, 0), P(2, 0))),
            "COE" => Cone(P(1, 0), P(2, 0), () => new ConicEqualArea(P(1, 0), P(2, 0))),
            "COD" => Cone(P(1, 0), P(2, 0), () => new ConicEquidistant(P(1, 0), P(2, 0))),
            "COO" => Cone(P(1, 0), P(2, 0), () => new ConicOrthomorphic(P(1, 0), P(2, 0))),
            "BON" => parameter(1) is { } first && Math.Abs(first) <= 90
                ? first == 0
                    ? new SansonFlamsteed()
                    : new Bonne(first)
                : null,
            "PCO" => new Polyconic(),
            "TSC" => new TangentialCube(),
            "CSC" => new CobeCube(),
            "QSC" => new EqualAreaCube(),
            "HPX" => IsCount(P(1, 4)) && IsCount(P(2, 3)) ? new HealpixPlane((int)P(1, 4), (int)P(2, 3)) : null,
            "XPH" => new HealpixButterfly(),
            _ => null,
        };
        if (result is null)
            error = Error(code, parameter);
        return result;
    }

    private static bool IsCount(double value) => value is >= 1 and <= 1000 && value == Math.Floor(value);

    private static Projection Sine(double xi, double eta) =>
        xi == 0 && eta == 0 ? new Orthographic() : new SlantOrthographic(xi, eta);

    private static ZenithalPolynomial? Polynomial(double[] coefficients)
    {
        var length = Array.FindLastIndex(coefficients, c => c != 0) + 1;
        return length > 1 && new ZenithalPolynomial(coefficients[..length]) is { IsUsable: true } made ? made : null;
    }

    private static Projection? Cone(double middle, double spread, Func<Projection> make) =>
        middle != 0 && Math.Abs(middle) < 90 && Math.Abs(middle) + Math.Abs(spread) < 90 + 1e-12 ? make() : null;

    private static string Error(string code, Func<int, double?> parameter)
    {
        if (Unread.TryGetValue(code, out var what))
            return $"{code}, {what}, is not read";
        var given = Enumerable
            .Range(0, PolynomialLength)
            .Where(m => parameter(m) is not null)
            .Select(m => string.Create(CultureInfo.InvariantCulture, $"PV_{m} = {parameter(m)}"))
            .ToList();
        return Known.Contains(code)
            ? given.Count == 0
                ? $"{code} needs parameters (PV) that are missing"
                : $"{code} has no meaning with {string.Join(", ", given)}"
            : $"\"{code}\" is no projection of FITS";
    }

    private static readonly HashSet<string> Known =
    [
        "AZP",
        "SZP",
        "SIN",
        "NCP",
        "ZPN",
        "ZPX",
        "AIR",
        "CYP",
        "CEA",
        "COP",
        "COE",
        "COD",
        "COO",
        "BON",
        "HPX",
    ];
}
