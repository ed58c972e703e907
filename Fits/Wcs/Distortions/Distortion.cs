// What bends a plane: evaluated with its derivatives, undone by Newton's method.
namespace DataLab.Fits.Wcs.Distortions;

/// <summary>A smooth map of a plane onto another one.</summary>
internal abstract class Distortion
{
    private const int MaxSteps = 50;

    /// <summary>Where a place comes to lie, and how that changes with the place.</summary>
    public abstract Bend Apply(double x, double y);

    /// <summary>The place that comes to lie at (u, v); false where Newton's method finds none.</summary>
    /// <param name="floor">A distance in this plane that does not matter.</param>
    public bool TryUndo(double u, double v, double floor, out double x, out double y)
    {
        (x, y) = (u, v);
        var at = Apply(x, y);
        var error = Error(at, u, v);
        for (var i = 0; i < MaxSteps; i++)
        {
            if (!double.IsFinite(error))
                return false;
            var determinant = at.Ux * at.Vy - at.Uy * at.Vx;
            var (du, dv) = (at.U - u, at.V - v);
            var (dx, dy) = ((at.Vy * du - at.Uy * dv) / determinant, (at.Ux * dv - at.Vx * du) / determinant);
            if (!double.IsFinite(dx) || !double.IsFinite(dy))
                return false;
            var step = Math.Abs(dx) + Math.Abs(dy);
            var small = floor + 1e-15 * (Math.Abs(x) + Math.Abs(y));
            var (factor, next, nextError) = (1.0, default(Bend), double.PositiveInfinity);
            for (var halvings = 0; halvings < 12; halvings++, factor *= 0.5)
            {
                next = Apply(x - factor * dx, y - factor * dy);
                nextError = Error(next, u, v);
                if (nextError < error || step <= 1e3 * small)
                    break;
            }
            if (!(nextError < error))
                return step <= 1e4 * small;
            (x, y) = (x - factor * dx, y - factor * dy);
            (at, error) = (next, nextError);
            if (step <= small)
                return true;
        }
        return false;
    }

    private static double Error(Bend at, double u, double v) => Math.Abs(at.U - u) + Math.Abs(at.V - v);
}

/// <summary>A place after a distortion, and its derivatives.</summary>
internal readonly record struct Bend(double U, double V, double Ux, double Uy, double Vx, double Vy);

/// <summary>A polynomial of two variables, with its derivatives.</summary>
internal sealed class Bivariate
{
    private readonly double[][] rows;

    /// <param name="rows">Of each power of x, the coefficients of the powers of y.</param>
    public Bivariate(double[][] rows) => this.rows = rows;

    public bool IsZero => rows.All(row => row.All(c => c == 0.0));

    public double Value(double x, double y, out double dx, out double dy)
    {
        var (sum, slopeX, slopeY) = (0.0, 0.0, 0.0);
        for (var p = rows.Length - 1; p >= 0; p--)
        {
            var row = rows[p];
            var (inner, slope) = (0.0, 0.0);
            for (var q = row.Length - 1; q >= 0; q--)
            {
                slope = slope * y + inner;
                inner = inner * y + row[q];
            }
            slopeX = slopeX * x + sum;
            sum = sum * x + inner;
            slopeY = slopeY * x + slope;
        }
        (dx, dy) = (slopeX, slopeY);
        return sum;
    }
}
