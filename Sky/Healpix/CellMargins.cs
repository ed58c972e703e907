namespace DataLab.Sky;

/// <summary>How near to the edge of its cell a position must lie for a circle about it to touch the cell beyond.</summary>
/// <remarks>
/// Compared with the coordinates of the position in its cell as they lie in the order-29 index, a bit of x at every even place, a bit
/// of y at every odd one: interleaving keeps the order of numbers. Along a face x and y grow by at most 1.452·2^order a radian,
/// near the poles; here 1.5 is taken. A way that leaves the face passes the edge of a cell that is told to be touched.
/// </remarks>
/// <param name="Order">Of the cells.</param>
/// <param name="Below">Interleaved coordinates below it reach the cell before (south-west, south-east).</param>
/// <param name="Above">From it on they reach the cell after (north-east, north-west).</param>
public readonly record struct CellMargins(int Order, long Below, long Above)
{
    private const double Steepest = 1.5;

    /// <summary>Every second bit, from the lowest on.</summary>
    private const long Bits = 0x5555555555555555;

    /// <param name="radius">Degrees, 0 to 90.</param>
    public static CellMargins Of(int order, double radius)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(order);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(order, Healpix.MaxOrder);
        if (radius is not (>= 0.0 and <= 90.0))
        {
            throw new ArgumentOutOfRangeException(nameof(radius), radius, "A radius is 0 to 90 degrees.");
        }

        var side = 1L << (Healpix.MaxOrder - order);
        var reach = Steepest * (1L << Healpix.MaxOrder) * (Angle.ToRadians(radius) + 2.0 * Rounding.Cell);
        var steps = (long)Math.Ceiling(reach) + 1;
        return steps >= side
            ? new CellMargins(order, side * side, 0)
            : new CellMargins(order, CellGrid.Interleave(steps), CellGrid.Interleave(side - steps));
    }

    /// <summary>Which neighbours a circle about a position of that order-29 cell may touch.</summary>
    internal (bool XBefore, bool XAfter, bool YBefore, bool YAfter) Touched(long cell29)
    {
        var inside = cell29 & ((1L << (2 * (Healpix.MaxOrder - Order))) - 1);
        var (x, y) = (inside & Bits, (inside >> 1) & Bits);
        return (x < Below, x >= Above, y < Below, y >= Above);
    }
}
