using System.Globalization;

namespace DataLab.Sky;

/// <summary>A position on the sky, ICRS.</summary>
/// <remarks>ADQL 2.1 §4.2.18 POINT. <c>default</c> is the valid position (0, 0).</remarks>
public readonly record struct Point
{
    /// <param name="ra">Right ascension, degrees; any finite value, reduced to [0, 360).</param>
    /// <param name="dec">Declination, degrees, in [-90, 90].</param>
    /// <exception cref="ArgumentOutOfRangeException">A coordinate is not finite, or |dec| exceeds 90.</exception>
    public Point(double ra, double dec)
    {
        if (!double.IsFinite(ra))
        {
            throw new ArgumentOutOfRangeException(
                nameof(ra),
                ra,
                "A right ascension must be a finite number of degrees."
            );
        }

        if (!(Math.Abs(dec) <= 90.0))
        {
            throw new ArgumentOutOfRangeException(
                nameof(dec),
                dec,
                "A declination must lie between -90 and 90 degrees."
            );
        }

        Ra = Angle.Longitude(ra);
        Dec = dec;
    }

    /// <summary>Right ascension, degrees, in [0, 360).</summary>
    public double Ra { get; }

    /// <summary>Declination, degrees, in [-90, 90].</summary>
    public double Dec { get; }

    /// <summary>False where the constructor would throw.</summary>
    public static bool TryCreate(double ra, double dec, out Point point)
    {
        var valid = double.IsFinite(ra) && Math.Abs(dec) <= 90.0;
        point = valid ? new Point(ra, dec) : default;
        return valid;
    }

    public void Deconstruct(out double ra, out double dec) => (ra, dec) = (Ra, Dec);

    /// <summary>The direction of this position; exact to about 1e-16 in each coordinate.</summary>
    public UnitVector ToUnitVector()
    {
        var (sinRa, cosRa) = Angle.SinCos(Ra);
        var (sinDec, cosDec) = Angle.SinCos(Dec);
        return new UnitVector(cosDec * cosRa, cosDec * sinRa, sinDec);
    }

    /// <summary>Angle between two positions.</summary>
    /// <returns>Degrees, in [0, 180], with a relative error below 2e-15 from the tiniest to antipodal separations.</returns>
    public static double Separation(Point a, Point b)
    {
        // The haversine of the separation, and that of its supplement (b replaced by its antipode). Both are sums of
        // terms that are never negative, so neither end of the range suffers from cancellation.
        var (sinHalfRa, cosHalfRa) = Angle.SinCos(0.5 * (b.Ra - a.Ra));
        var sinHalfDifference = Angle.SinCos(0.5 * (b.Dec - a.Dec)).Sin;
        var sinHalfSum = Angle.SinCos(0.5 * (b.Dec + a.Dec)).Sin;
        var cosines = Angle.SinCos(a.Dec).Cos * Angle.SinCos(b.Dec).Cos;
        var haversine = sinHalfDifference * sinHalfDifference + cosines * sinHalfRa * sinHalfRa;
        var supplement = sinHalfSum * sinHalfSum + cosines * cosHalfRa * cosHalfRa;
        return Angle.ToDegrees(2.0 * Math.Atan2(Math.Sqrt(haversine), Math.Sqrt(supplement)));
    }

    /// <summary>Direction in which <paramref name="to"/> is seen from <paramref name="from"/>, from north through east.</summary>
    /// <returns>Degrees, in [0, 360); 0 for identical positions.</returns>
    public static double PositionAngle(Point from, Point to)
    {
        var (sinRa, _) = Angle.SinCos(to.Ra - from.Ra);
        var sinHalfRa = Angle.SinCos(0.5 * (to.Ra - from.Ra)).Sin;
        var sinDec = Angle.SinCos(from.Dec).Sin;
        var cosDec = Angle.SinCos(to.Dec).Cos;
        // cos d1 sin d2 - sin d1 cos d2 cos Δra, without its cancellation for close positions
        var north = Angle.SinCos(to.Dec - from.Dec).Sin + 2.0 * sinDec * cosDec * sinHalfRa * sinHalfRa;
        return Angle.Longitude(Angle.ToDegrees(Math.Atan2(sinRa * cosDec, north)));
    }

    /// <summary>The position reached along a great circle.</summary>
    /// <param name="positionAngle">Direction at the start, degrees, from north through east.</param>
    /// <param name="separation">Length of the way, degrees.</param>
    public Point Towards(double positionAngle, double separation)
    {
        var (sinAngle, cosAngle) = Angle.SinCos(positionAngle);
        var (sin, cos) = Angle.SinCos(separation);
        var (east, north) = TangentAxes();
        var side = sinAngle * sin;
        var up = cosAngle * sin;
        return (cos * (Vector)ToUnitVector() + side * east + up * north).Normalised().ToPoint();
    }

    /// <summary>Unit vectors to the east and to the north at this position; at a pole they follow from Ra.</summary>
    internal (Vector East, Vector North) TangentAxes()
    {
        var (sinRa, cosRa) = Angle.SinCos(Ra);
        var (sinDec, cosDec) = Angle.SinCos(Dec);
        return (new Vector(-sinRa, cosRa, 0.0), new Vector(-sinDec * cosRa, -sinDec * sinRa, cosDec));
    }

    /// <summary>Decimal degrees "ra dec", shortest form that reads back to the same position.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Ra} {Dec}");
}
