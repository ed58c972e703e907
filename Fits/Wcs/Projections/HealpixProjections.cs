// HEALPix as a projection of the plane (Calabretta and Roukema 2007), and its butterfly about a pole (Calabretta and Lowe 2013).
using DataLab.Sky;

namespace DataLab.Fits.Wcs.Projections;

/// <summary>HPX: H facets around the equator, K rows.</summary>
internal sealed class HealpixPlane(int facets, int rows) : AngularProjection
{
    private readonly double edge = (rows - 1.0) / rows; // sine of the latitude where the polar parts begin
    private readonly double width = 180.0 / facets; // half a facet
    private readonly double slope = 90.0 * rows / facets;

    protected override bool TryToAngles(double x, double y, out double phi, out double theta)
    {
        (phi, theta) = (x, 0);
        if (Math.Abs(y) <= slope * edge)
        {
            theta = Asin(y / slope);
            return true;
        }
        var sigma = 0.5 * (rows + 1.0) - Math.Abs(y) / width;
        if (!(sigma >= -1e-13))
            return false;
        sigma = Math.Max(0.0, sigma);
        var t = Math.Clamp(1.0 - sigma * sigma / rows, -1.0, 1.0);
        theta = Math.CopySign(Atan2(t, sigma * Math.Sqrt((1.0 + t) / rows)), y);
        var centre = CentreOf(x, y);
        var aside = Math.Abs(x - centre);
        if (aside > sigma * width + Slack)
            return false;
        phi = sigma == 0.0 ? centre : centre + Math.Clamp((x - centre) / sigma, -width, width);
        return true;
    }

    protected override bool TryFromAngles(double phi, double theta, out double x, out double y)
    {
        var (sin, cos) = Angle.SinCos(theta);
        if (Math.Abs(sin) <= edge)
        {
            (x, y) = (phi, slope * sin);
            return true;
        }
        var sigma = cos * Math.Sqrt(rows / (1.0 + Math.Abs(sin)));
        var centre = CentreOf(phi, theta);
        x = centre + (phi - centre) * sigma;
        y = Math.CopySign(width * (0.5 * (rows + 1.0) - sigma), theta);
        return true;
    }

    /// <summary>Middle of the polar triangle at a longitude: southern ones are half a facet aside where the rows are even.</summary>
    private double CentreOf(double phi, double side)
    {
        var odd = rows % 2 == 1 || side > 0.0 ? 1.0 : 0.0;
        var index = Math.Floor((phi + 180.0) / (2.0 * width) + 0.5 * (1.0 - odd));
        if (odd > 0.0)
            index = Math.Clamp(index, 0.0, facets - 1.0);
        return -180.0 + (2.0 * index + odd) * width;
    }
}

/// <summary>XPH: the four facets of the northern pole in the middle.</summary>
internal sealed class HealpixButterfly : Projection
{
    private static readonly double Half = Math.Sqrt(0.5);

    public override double ReferenceLatitude => 90.0;

    public override bool TryToPlane(Vec3 native, out double x, out double y)
    {
        var phi = native.Longitude;
        var quadrant = Math.Clamp(Math.Floor((phi + 180.0) / 90.0), 0.0, 3.0);
        var psi = phi + 180.0 - 90.0 * quadrant - 45.0;
        var sin = native.Z;
        double xi;
        double eta;
        if (Math.Abs(sin) <= 2.0 / 3.0)
        {
            (xi, eta) = (psi, 67.5 * sin - 90.0);
        }
        else
        {
            var cos = Math.Sqrt(native.X * native.X + native.Y * native.Y);
            var sigma = cos * Math.Sqrt(3.0 / (1.0 + Math.Abs(sin)));
            (xi, eta) = (psi * sigma, Math.CopySign(90.0 - 45.0 * sigma, sin) - 90.0);
        }
        (xi, eta) = (xi * Half, eta * Half);
        (x, y) = quadrant switch
        {
            0 => (-xi + eta, -xi - eta),
            1 => (xi + eta, -xi + eta),
            2 => (xi - eta, xi + eta),
            _ => (-xi - eta, xi - eta),
        };
        return true;
    }

    public override bool TryToSphere(double x, double y, out Vec3 native)
    {
        native = default;
        var (quadrant, xi, eta) = (x, y) switch
        {
            (<= 0.0, > 0.0) => (0, -x - y, x - y),
            (< 0.0, <= 0.0) => (1, x - y, x + y),
            (>= 0.0, < 0.0) => (2, x + y, -x + y),
            _ => (3, -x + y, -x - y),
        };
        (xi, eta) = (xi * Half, eta * Half + 90.0);
        if (Math.Abs(eta) <= 45.0)
        {
            if (!(Math.Abs(xi) <= 45.0 + Slack))
                return false;
            native = Vec3.Of(-180.0 + 90.0 * quadrant + 45.0 + xi, Math.Asin(eta / 67.5) * Radius);
            return true;
        }
        var sigma = (90.0 - Math.Abs(eta)) / 45.0;
        if (!(sigma >= -1e-13) || !(Math.Abs(xi) <= 45.0 * sigma + Slack))
            return false;
        sigma = Math.Max(0.0, sigma);
        var t = 1.0 - sigma * sigma / 3.0;
        var phi = -135.0 + 90.0 * quadrant + (sigma == 0.0 ? 0.0 : Math.Clamp(xi / sigma, -45.0, 45.0));
        native = Vec3.Of(phi, Math.CopySign(Math.Atan2(t, sigma * Math.Sqrt((1.0 + t) / 3.0)) * Radius, eta));
        return true;
    }
}
