// Projections onto the faces of a cube (Paper II §5.6): TSC, CSC and QSC.
namespace DataLab.Fits.Wcs.Projections;

/// <summary>Six faces of 90 degrees: north, four along the equator, south.</summary>
internal abstract class QuadCube : Projection
{
    public override double ReferenceLatitude => 0.0;

    public override bool TryToPlane(Vec3 native, out double x, out double y)
    {
        var (l, m, n) = native;
        var face = 0;
        var zeta = n;
        ReadOnlySpan<double> heights = [n, l, m, -l, -m, -n];
        for (var i = 1; i < 6; i++)
        {
            if (heights[i] > zeta)
                (face, zeta) = (i, heights[i]);
        }
        var (xi, eta) = face switch
        {
            0 => (m, -l),
            1 => (m, n),
            2 => (-l, n),
            3 => (-m, n),
            4 => (l, n),
            _ => (m, l),
        };
        var (u, v) = OnFace(xi, eta, zeta);
        var (column, row) = Place(face);
        (x, y) = (45.0 * (u + column), 45.0 * (v + row));
        return true;
    }

    public override bool TryToSphere(double x, double y, out Vec3 native)
    {
        native = default;
        var (u, v) = (x / 45.0, y / 45.0);
        const double edge = 1.0 + 1e-12;
        if (u < -edge)
            u += 8.0;
        if (!(u >= -edge && u <= 7.0 + 1e-12) || !(Math.Abs(v) <= 3.0 + 1e-12))
            return false;
        int face;
        if (v > 1.0 || v < -1.0)
        {
            // Only above and below the first face of the equator; the others' caps are the same places turned.
            if (Math.Abs(u) > edge && Math.Abs(v) > edge)
                return false;
            face =
                Math.Abs(u) > edge ? Equatorial(u)
                : v > 1.0 ? 0
                : 5;
        }
        else
        {
            face = Equatorial(u);
        }
        var (column, row) = Place(face);
        if (
            !TryFromFace(
                Math.Clamp(u - column, -1.0, 1.0),
                Math.Clamp(v - row, -1.0, 1.0),
                out var xi,
                out var eta,
                out var zeta
            )
        )
            return false;
        native = face switch
        {
            0 => new Vec3(-eta, xi, zeta),
            1 => new Vec3(zeta, xi, eta),
            2 => new Vec3(-xi, zeta, eta),
            3 => new Vec3(-zeta, -xi, eta),
            4 => new Vec3(xi, -zeta, eta),
            _ => new Vec3(eta, xi, -zeta),
        };
        return true;
    }

    /// <summary>Where a direction falls on its face, in [-1, 1].</summary>
    protected abstract (double U, double V) OnFace(double xi, double eta, double zeta);

    protected abstract bool TryFromFace(double u, double v, out double xi, out double eta, out double zeta);

    private static int Equatorial(double u) =>
        u > 5.0 ? 4
        : u > 3.0 ? 3
        : u > 1.0 ? 2
        : 1;

    /// <summary>Centre of a face in units of half a side.</summary>
    private static (double Column, double Row) Place(int face) =>
        face switch
        {
            0 => (0, 2),
            5 => (0, -2),
            _ => (2 * (face - 1), 0),
        };
}

/// <summary>Each face gnomonic (§5.6.1).</summary>
internal sealed class TangentialCube : QuadCube
{
    protected override (double U, double V) OnFace(double xi, double eta, double zeta) => (xi / zeta, eta / zeta);

    protected override bool TryFromFace(double u, double v, out double xi, out double eta, out double zeta)
    {
        zeta = 1.0 / Math.Sqrt(1.0 + u * u + v * v);
        (xi, eta) = (u * zeta, v * zeta);
        return true;
    }
}

/// <summary>Equal areas on each face (§5.6.3).</summary>
internal sealed class EqualAreaCube : QuadCube
{
    private static readonly double Corner = Math.Sqrt(0.5);

    protected override (double U, double V) OnFace(double xi, double eta, double zeta)
    {
        var wide = Math.Abs(xi) > Math.Abs(eta);
        var (large, small) = wide ? (xi, eta) : (eta, xi);
        if (large == 0.0)
            return (0, 0);
        var omega = small / large;
        var below = (xi * xi + eta * eta) / (1.0 + zeta); // 1 - ζ
        var u = Math.CopySign(Math.Sqrt(below / (1.0 - 1.0 / Math.Sqrt(2.0 + omega * omega))), large);
        var angle = Math.Atan(omega) - Math.Asin(omega / Math.Sqrt(2.0 * (1.0 + omega * omega)));
        var v = u * angle * Radius / 15.0;
        return wide ? (u, v) : (v, u);
    }

    protected override bool TryFromFace(double u, double v, out double xi, out double eta, out double zeta)
    {
        var wide = Math.Abs(u) > Math.Abs(v);
        var (large, small) = wide ? (u, v) : (v, u);
        (xi, eta, zeta) = (0, 0, 1);
        if (large == 0.0)
            return true;
        var (sin, cos) = Math.SinCos(15.0 * small / large / Radius);
        var omega = sin / (cos - Corner);
        var below = large * large * (1.0 - 1.0 / Math.Sqrt(2.0 + omega * omega));
        zeta = 1.0 - below;
        var first = Math.CopySign(Math.Sqrt(Math.Max(0.0, below * (2.0 - below)) / (1.0 + omega * omega)), large);
        (xi, eta) = wide ? (first, first * omega) : (first * omega, first);
        return true;
    }
}

/// <summary>The COBE cube: polynomials that make areas nearly equal; there and back agree to some arcseconds only (§5.6.2).</summary>
internal sealed class CobeCube : QuadCube
{
    /// <summary>Coefficients of X^2i Y^2j, by j.</summary>
    private static readonly double[][] Back =
    [
        [-0.27292696, -0.07629969, -0.22797056, 0.54852384, -0.62930065, 0.25795794, 0.02584375],
        [-0.02819452, -0.01471565, 0.48051509, -1.74114454, 1.71547508, -0.53022337],
        [0.27058160, -0.56800938, 0.30803317, 0.98938102, -0.83180469],
        [-0.60441560, 1.50880086, -0.93678576, 0.08693841],
        [0.93412077, -1.41601920, 0.33887446],
        [-0.63915306, 0.52032238],
        [0.14381585],
    ];

    protected override (double U, double V) OnFace(double xi, double eta, double zeta)
    {
        var (a, b) = (xi / zeta, eta / zeta);
        return (Forth(a, b), Forth(b, a));
    }

    protected override bool TryFromFace(double u, double v, out double xi, out double eta, out double zeta)
    {
        var (a, b) = (Polynomial(u, v), Polynomial(v, u));
        zeta = 1.0 / Math.Sqrt(1.0 + a * a + b * b);
        (xi, eta) = (a * zeta, b * zeta);
        return true;
    }

    private static double Forth(double a, double b)
    {
        const double gamma = 1.37484847732;
        const double m = 0.004869491981;
        const double big = -0.13161671474;
        const double omega = -0.159596235474;
        var (p, q) = (a * a, b * b);
        var mixed =
            0.141189631152
            + 0.0809701286525 * p
            - 0.281528535557 * q
            + 0.15384112876 * p * q
            - 0.178251207466 * p * p
            + 0.106959469314 * q * q;
        return a
            * (
                gamma
                + p * (1.0 - gamma)
                + (1.0 - p)
                    * (
                        q * (big + (m - big) * p + (1.0 - q) * mixed)
                        + p * (omega - (1.0 - p) * (0.0759196200467 - 0.0217762490699 * p))
                    )
            );
    }

    private static double Polynomial(double u, double v)
    {
        var (p, q) = (u * u, v * v);
        var sum = 0.0;
        for (var j = Back.Length - 1; j >= 0; j--)
        {
            var row = 0.0;
            for (var i = Back[j].Length - 1; i >= 0; i--)
                row = row * p + Back[j][i];
            sum = sum * q + row;
        }
        return u + u * (1.0 - p) * sum;
    }
}
