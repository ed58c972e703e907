// Cylindrical projections: meridians are parallel lines (Paper II §5.2).
namespace DataLab.Fits.Wcs.Projections;

/// <summary>Cylindrical perspective (§5.2.1).</summary>
/// <param name="mu">Distance of the point of projection from the centre, in radii.</param>
/// <param name="lambda">Radius of the cylinder; not 0 and not -mu.</param>
internal sealed class CylindricalPerspective(double mu, double lambda) : AngularProjection
{
    protected override bool TryToAngles(double x, double y, out double phi, out double theta)
    {
        phi = x / lambda;
        var eta = y / (Radius * (mu + lambda));
        var s = eta * mu / Math.Sqrt(eta * eta + 1.0);
        theta = 0.0;
        if (!TryClip(ref s))
            return false;
        theta = Atan2(eta, 1.0) + Asin(s);
        return true;
    }

    protected override bool TryFromAngles(double phi, double theta, out double x, out double y)
    {
        var divisor = mu + Cos(theta);
        x = lambda * phi;
        y = Radius * (mu + lambda) * Sin(theta) / divisor;
        return divisor != 0.0;
    }
}

/// <summary>Cylindrical equal area (§5.2.2).</summary>
/// <param name="lambda">Squared cosine of the latitude that keeps shapes; in (0, 1].</param>
internal sealed class CylindricalEqualArea(double lambda) : AngularProjection
{
    protected override bool TryToAngles(double x, double y, out double phi, out double theta)
    {
        phi = x;
        var s = y * lambda / Radius;
        var valid = TryClip(ref s);
        theta = Asin(s);
        return valid;
    }

    protected override bool TryFromAngles(double phi, double theta, out double x, out double y)
    {
        (x, y) = (phi, Radius * Sin(theta) / lambda);
        return true;
    }
}

/// <summary>Plate carrée: longitude and latitude themselves (§5.2.3).</summary>
internal sealed class PlateCarree : AngularProjection
{
    protected override bool TryToAngles(double x, double y, out double phi, out double theta)
    {
        (phi, theta) = (x, y);
        return true;
    }

    protected override bool TryFromAngles(double phi, double theta, out double x, out double y)
    {
        (x, y) = (phi, theta);
        return true;
    }
}

/// <summary>Mercator's (§5.2.4).</summary>
internal sealed class Mercator : AngularProjection
{
    protected override bool TryToAngles(double x, double y, out double phi, out double theta)
    {
        phi = x;
        theta = Math.Atan(Math.Sinh(y / Radius)) * Radius;
        return double.IsFinite(theta);
    }

    protected override bool TryFromAngles(double phi, double theta, out double x, out double y)
    {
        (x, y) = (phi, Radius * Math.Asinh(Math.Tan(theta / Radius)));
        return Math.Abs(theta) < 90.0;
    }
}
