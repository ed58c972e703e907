// TPV, and SCAMP's TAN with PV: polynomials of the intermediate coordinates, in degrees, before the gnomonic projection.
using System.Collections.Immutable;

namespace DataLab.Fits.Wcs.Distortions;

internal sealed class TpvDistortion : Distortion
{
    /// <summary>PVi_0 to PVi_39.</summary>
    public const int Length = 40;

    /// <summary>The parameters of odd powers of the distance from the reference point.</summary>
    public static readonly ImmutableArray<int> Radial = [3, 11, 23, 39];

    private readonly Bivariate first;
    private readonly Bivariate second;
    private readonly double[] firstRadial;
    private readonly double[] secondRadial;

    /// <param name="longitude">PVi_m of the longitude axis; null where absent: PVi_1 is then 1, all others 0.</param>
    /// <param name="latitude">Of the latitude axis, for which x and y change places.</param>
    public TpvDistortion(double?[] longitude, double?[] latitude)
    {
        (first, firstRadial) = Split(longitude);
        (second, secondRadial) = Split(latitude);
    }

    public override Bend Apply(double x, double y)
    {
        var u = first.Value(x, y, out var ux, out var uy);
        var v = second.Value(y, x, out var vy, out var vx);
        if (firstRadial.Length + secondRadial.Length == 0)
            return new Bend(u, v, ux, uy, vx, vy);
        var r = Math.Sqrt(x * x + y * y);
        var (cos, sin) = r == 0.0 ? (0.0, 0.0) : (x / r, y / r);
        var (p, dp) = Odd(firstRadial, r);
        var (q, dq) = Odd(secondRadial, r);
        return new Bend(u + p, v + q, ux + dp * cos, uy + dp * sin, vx + dq * cos, vy + dq * sin);
    }

    /// <summary>Σ c_k r^(2k+1) and its slope.</summary>
    private static (double Value, double Slope) Odd(double[] coefficients, double r)
    {
        var (sum, slope, square) = (0.0, 0.0, r * r);
        for (var k = coefficients.Length - 1; k >= 0; k--)
        {
            sum = sum * square + coefficients[k];
            slope = slope * square + (2 * k + 1) * coefficients[k];
        }
        return (sum * r, slope);
    }

    /// <summary>The terms stand by degree: x^d, x^(d-1) y ... y^d, and after odd degrees r^d.</summary>
    private static (Bivariate, double[]) Split(double?[] parameters)
    {
        double At(int m) => m < parameters.Length ? parameters[m] ?? (m == 1 ? 1.0 : 0.0) : 0.0;
        var used = 1;
        for (var (degree, m) = (1, 1); degree <= 7; m += degree + 1 + degree % 2, degree++)
        {
            for (var k = 0; k <= degree; k++)
                used = At(m + k) != 0.0 ? degree : used;
        }
        var rows = Enumerable.Range(0, used + 1).Select(p => new double[used - p + 1]).ToArray();
        rows[0][0] = At(0);
        for (var (degree, m) = (1, 1); degree <= used; m += degree + 1 + degree % 2, degree++)
        {
            for (var k = 0; k <= degree; k++)
                rows[degree - k][k] = At(m + k);
        }
        var radial = Radial.Select(At).ToArray();
        var length = Array.FindLastIndex(radial, c => c != 0.0) + 1;
        return (new Bivariate(rows), radial[..length]);
    }
}
