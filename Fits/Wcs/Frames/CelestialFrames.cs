// The frames by their names in FITS, with precession to their equinox.
using DataLab.Sky;

namespace DataLab.Fits.Wcs;

internal static class CelestialFrames
{
    /// <summary>B1950.0 to J2000.0 without aberration, and what a century of the catalogue's own turning adds (Murray 1989, A&amp;A 218, 325).</summary>
    private static readonly Matrix3 Murray = new(
        new(0.9999256794956877, -0.0111814832204662, -0.0048590038153592),
        new(0.0111814832391717, 0.9999374848933135, -0.0000271625947142),
        new(0.0048590037723143, -0.0000271702937440, 0.9999881946023742)
    );

    private static readonly Matrix3 MurrayCentury = new(
        new(-0.0026455262e-6, -1.1539918689e-6, 2.1111346190e-6),
        new(1.1540628161e-6, -0.0129042997e-6, 0.0236021478e-6),
        new(-2.1112979048e-6, -0.0056024448e-6, 0.0102587734e-6)
    );

    private static readonly Matrix3 Fk5ToIcrs = Matrix3.Of(SphereFrame.Fk5.FromIcrs.Inverse);

    public static CelestialFrame Icrs { get; } = new("ICRS", null, Matrix3.Identity, Matrix3.Identity);

    public static CelestialFrame Galactic { get; } =
        Rotated("GALACTIC", null, Matrix3.Of(SphereFrame.Galactic.FromIcrs));

    /// <summary>De Vaucouleurs' plane of nearby galaxies: its north pole is at l = 47.37, b = 6.32, its zero in the galactic plane.</summary>
    public static CelestialFrame Supergalactic { get; } =
        Rotated(
            "SUPERGALACTIC",
            null,
            Matrix3
                .Of(SphereFrame.Galactic.FromIcrs)
                .Then(Matrix3.AroundZ(47.37))
                .Then(Matrix3.AroundY(90.0 - 6.32))
                .Then(Matrix3.AroundZ(90.0))
        );

    /// <param name="equinox">Julian year.</param>
    public static CelestialFrame Fk5(double equinox) =>
        Rotated("FK5", equinox, Fk5ToIcrs.Transposed.Then(Precession(equinox)));

    /// <param name="equinox">Julian year of the mean ecliptic and equinox.</param>
    public static CelestialFrame Ecliptic(double equinox)
    {
        var fixedFrame = Matrix3.Of(SphereFrame.Ecliptic.FromIcrs);
        if (equinox == 2000.0)
            return Rotated("ECLIPTIC", equinox, fixedFrame);
        var meanEquator = fixedFrame.Then(Matrix3.AroundX(-Obliquity(0.0))).Then(Precession(equinox));
        return Rotated("ECLIPTIC", equinox, meanEquator.Then(Matrix3.AroundX(Obliquity((equinox - 2000.0) / 100.0))));
    }

    /// <param name="equinox">Besselian year.</param>
    /// <param name="epoch">Julian year of observation, on which the catalogue's turning depends.</param>
    /// <param name="withAberration">Whether positions contain the terms of elliptic aberration: FK4, not FK4-NO-E.</param>
    public static CelestialFrame Fk4(double equinox, double epoch, bool withAberration)
    {
        var centuries = (epoch - 1950.0) / 100.0;
        var toFk5 = new Matrix3(
            Murray.First + centuries * MurrayCentury.First,
            Murray.Second + centuries * MurrayCentury.Second,
            Murray.Third + centuries * MurrayCentury.Third
        );
        var toIcrs = Newcomb(equinox).Then(toFk5).Then(Fk5ToIcrs);
        var aberration = withAberration ? Aberration(equinox) : default;
        return new(withAberration ? "FK4" : "FK4-NO-E", equinox, toIcrs, Inverse(toIcrs), aberration);
    }

    private static CelestialFrame Rotated(string name, double? equinox, Matrix3 fromIcrs) =>
        new(name, equinox, fromIcrs.Transposed, fromIcrs);

    /// <summary>Mean equator of J2000.0 to that of a Julian year: IAU 2006 (Capitaine et al. 2003, A&amp;A 412, 567, eq. 40).</summary>
    private static Matrix3 Precession(double equinox)
    {
        if (equinox == 2000.0)
            return Matrix3.Identity;
        var t = (equinox - 2000.0) / 100.0;
        var zeta = Polynomial(t, 2.650545, 2306.083227, 0.2988499, 0.01801828, -0.000005971, -0.0000003173);
        var z = Polynomial(t, -2.650545, 2306.077181, 1.0927348, 0.01826837, -0.000028596, -0.0000002904);
        var theta = Polynomial(t, 0, 2004.191903, -0.4294934, -0.04182264, -0.000007089, -0.0000001274);
        return Turned(zeta, z, theta);
    }

    /// <summary>Mean equator of a Besselian year to that of B1950.0, after Newcomb (Explanatory Supplement 1992, 3.214).</summary>
    private static Matrix3 Newcomb(double equinox)
    {
        if (equinox == 1950.0)
            return Matrix3.Identity;
        var t = (equinox - 1850.0) / 1000.0;
        var span = 0.1 - t;
        var rate = 23035.545 + 139.720 * t + 0.060 * t * t;
        var zeta = Polynomial(span, 0, rate, 30.240 - 0.27 * t, 17.995);
        var z = Polynomial(span, 0, rate, 109.480 + 0.39 * t, 18.325);
        var theta = Polynomial(span, 0, 20051.12 - 85.29 * t - 0.37 * t * t, -42.65 - 0.37 * t, -41.8);
        return Turned(zeta, z, theta);
    }

    private static Matrix3 Turned(double zeta, double z, double theta) =>
        Matrix3.AroundZ(-zeta / 3600.0).Then(Matrix3.AroundY(theta / 3600.0)).Then(Matrix3.AroundZ(-z / 3600.0));

    /// <summary>Degrees, IAU 2006, at Julian centuries after J2000.0.</summary>
    private static double Obliquity(double t) =>
        Polynomial(t, 84381.406, -46.836769, -0.0001831, 0.00200340, -0.000000576, -0.0000000434) / 3600.0;

    /// <summary>The terms of elliptic aberration at an equinox, radians (Explanatory Supplement 1992, 3.531).</summary>
    private static Vec3 Aberration(double equinox)
    {
        var t = (equinox - 1950.0) * 365.242198781 / 36525.0;
        var eccentricity = 0.01673011 - 0.00004193 * t - 0.000000126 * t * t;
        var (sinPerigee, cosPerigee) = Angle.SinCos(Polynomial(t, 1015489.951, 6190.67, 1.65, 0.012) / 3600.0);
        var sinceJ2000 = (2433282.42345905 + (equinox - 1950.0) * 365.242198781 - 2451545.0) / 36525.0;
        var obliquity = Polynomial(sinceJ2000, 84381.448, -46.8150, -0.00059, 0.001813) / 3600.0;
        var (sin, cos) = Angle.SinCos(obliquity);
        var size = eccentricity * Angle.ToRadians(0.0056932);
        return new Vec3(size * sinPerigee, -size * cosPerigee * cos, -size * cosPerigee * sin);
    }

    private static double Polynomial(double t, params ReadOnlySpan<double> coefficients)
    {
        var sum = 0.0;
        for (var i = coefficients.Length - 1; i >= 0; i--)
            sum = sum * t + coefficients[i];
        return sum;
    }

    /// <summary>For matrices near to rotations.</summary>
    private static Matrix3 Inverse(Matrix3 m)
    {
        var (a, b, c) = (Vec3.Cross(m.Second, m.Third), Vec3.Cross(m.Third, m.First), Vec3.Cross(m.First, m.Second));
        var scale = 1.0 / Vec3.Dot(m.First, a);
        return new Matrix3(scale * a, scale * b, scale * c).Transposed;
    }
}
