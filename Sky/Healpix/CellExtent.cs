namespace DataLab.Sky;

/// <summary>Rigorous bounds on the size of cells.</summary>
/// <remarks>
/// Lattice coordinates in a cell: u = -Δrow·n and c = Δcolumn·n, both measured from the cell's centre, so that the cell is
/// |u| + |c| ≤ 1 (n cells along a face). An element of arc is ds² = dθ² + sin²θ dφ², with
/// <list type="bullet">
/// <item>in the equatorial zone dz = 2/(3n) du and dφ = π/(4n) dc;</item>
/// <item>in the polar caps, σ = √(3(1 − |z|)): dθ = (g/n) du with g² = (4/3)/(2 − σ²/3), and, because
/// φ = (π/4) column/σ, sin θ |dφ| ≤ (h π/4n) (|dc| + τ|du|) with h² = (2 − σ²/3)/3 and τ = |column|/σ ≤ 1 counted from the
/// face's middle.</item>
/// </list>
/// </remarks>
internal static class CellExtent
{
    /// <summary>Rounding of the bounds themselves is far below this factor.</summary>
    private const double Rounded = 1.0 + 1e-12;

    /// <summary>A cell lies within this angle of its centre, radians.</summary>
    /// <remarks>
    /// The straight lattice line from the centre to a point of the cell, |u| + |c| = 1 at most, is no shorter than the
    /// distance. Its squared length is bounded by a convex quadratic form in u, largest at u = 0 or at |u| = 1.
    /// </remarks>
    public static double Radius(int order, FaceCell cell)
    {
        var (ring, width, column) = CellGrid.RingPlace(order, cell);
        double side = 1L << order;
        var fromPole = Math.Min(ring, 4 * (1L << order) - ring);
        var radius = 0.0;
        if (fromPole >= 1L << order)
        {
            var height = Math.Abs(2.0 * side - ring) * 2.0 / 3.0 / side;
            var step = 2.0 / 3.0 / side;
            var outer = Math.Min(height + step, 2.0 / 3.0);
            var inner = Math.Max(height - step, 0.0);
            var north = step / Math.Sqrt((1.0 - outer) * (1.0 + outer));
            var east = Math.PI / 4.0 / side * Math.Sqrt((1.0 - inner) * (1.0 + inner));
            radius = Math.Max(north, east);
        }

        if (fromPole <= 1L << order)
        {
            var outer = Math.Min((fromPole + 1) / side, 1.0);
            var inner = (fromPole - 1) / side;
            var g2 = 4.0 / 3.0 / (2.0 - outer * outer / 3.0);
            var h = Math.Sqrt((2.0 - inner * inner / 3.0) / 3.0);
            var offset = Math.Abs(column % (2 * width) - width);
            var tilt = fromPole == 1 ? 1.0 : Math.Min(1.0, Math.Max((offset + 1.0) / width, offset / (width - 1.0)));
            var skew = h * Math.PI / 4.0 * tilt;
            radius = Math.Max(radius, Math.Sqrt(g2 + skew * skew) / side);
        }

        return radius * Rounded;
    }

    /// <summary>
    /// Every point nearer than this to a cell, radians, lies in the cell or in one of those that share an edge or corner with it.
    /// </summary>
    /// <remarks>
    /// On the neighbours let f be the lattice distance from the cell: the coordinate perpendicular to the shared edge in the
    /// cells beyond an edge, the greater of the two coordinates in the cells beyond a corner. f is continuous, 0 on the cell
    /// and 1 on the outer rim, also around the corners where only three cells meet. Its gradient is one lattice coordinate's,
    /// at most n/2·√((4/π)²/cos²δ + (9/4)cos²δ) ≤ 1.021 n in the equatorial zone, and at most
    /// n·√(1/g² + (2/(πh))²) in the caps, which is convex in σ² and greatest at the poles: n·√(3/2 (1 + 4/π²)) = 1.452 n.
    /// A way from the cell to beyond its neighbours is therefore no shorter than 1/(1.452 n).
    /// </remarks>
    public static double Reach(int order) => ReachOfFace / (1L << order);

    /// <summary>(3/2 (1 + 4/π²))^(-1/2), rounded down.</summary>
    private const double ReachOfFace = 0.68876;
}
