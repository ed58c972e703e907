namespace DataLab.Sky;

/// <summary>The six astrometric parameters of an object at one epoch, in any frame.</summary>
/// <param name="Longitude">Degrees.</param>
/// <param name="Latitude">Degrees.</param>
/// <param name="Parallax">Milliarcseconds; 0 for infinitely remote.</param>
/// <param name="LongitudeMotion">mas/yr, with the cosine of the latitude in it.</param>
/// <param name="LatitudeMotion">mas/yr.</param>
/// <param name="RadialVelocity">km/s, positive for receding.</param>
public readonly record struct Astrometry(
    double Longitude,
    double Latitude,
    double Parallax,
    double LongitudeMotion,
    double LatitudeMotion,
    double RadialVelocity
)
{
    /// <summary>The astronomical unit per Julian year, km/s.</summary>
    private const double UnitPerYear = 149_597_870.7 / (365.25 * 86_400);

    private const double Milliarcsecond = Angle.Degree / 3_600_000;

    /// <summary>Carries the object along a straight line at constant speed, seen from a fixed place without light time.</summary>
    /// <param name="years">Julian years, of either sign.</param>
    /// <returns>Null where a parameter is no number, the latitude is none, or the object would pass through the observer.</returns>
    /// <remarks>The rigorous treatment of ESA SP-1200 (1997), volume 1, §1.5.5.</remarks>
    public Astrometry? After(double years)
    {
        if (!Point.TryCreate(Longitude, Latitude, out var position))
            return null;
        var (east, north) = position.TangentAxes();
        Vector direction = position.ToUnitVector();
        var (parallel, upward) = (LongitudeMotion * Milliarcsecond, LatitudeMotion * Milliarcsecond);
        var motion = parallel * east + upward * north;
        // Radial motion in units of the distance, per year.
        var radial = RadialVelocity * Parallax * Milliarcsecond / UnitPerYear;
        var along = 1 + radial * years;
        var moved = along * direction + years * motion;
        var shrink = 1 / moved.Length;
        if (!double.IsFinite(shrink))
            return null;
        var there = moved.Normalised().ToPoint();
        var (newEast, newNorth) = there.TangentAxes();
        var newMotion = Math.Pow(shrink, 3) * (along * motion + -motion.LengthSquared * years * direction);
        var newRadial = (radial + (motion.LengthSquared + radial * radial) * years) * shrink * shrink;
        var parallax = Parallax * shrink;
        var velocity = parallax == 0 ? RadialVelocity : newRadial * UnitPerYear / (parallax * Milliarcsecond);
        var after = new Astrometry(
            there.Ra,
            there.Dec,
            parallax,
            Vector.Dot(newEast, newMotion) / Milliarcsecond,
            Vector.Dot(newNorth, newMotion) / Milliarcsecond,
            velocity
        );
        return after.IsFinite ? after : null;
    }

    private bool IsFinite =>
        double.IsFinite(Parallax)
        && double.IsFinite(LongitudeMotion)
        && double.IsFinite(LatitudeMotion)
        && double.IsFinite(RadialVelocity);
}
