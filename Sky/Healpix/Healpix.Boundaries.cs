namespace DataLab.Sky;

/// <summary>The outlines of cells.</summary>
public static partial class Healpix
{
    /// <summary>The corners of a cell: north, west, south, east.</summary>
    public static UnitVector[] Boundaries(int order, long cell) => Boundaries(order, cell, 1);

    /// <summary>Points on the outline of a cell, from the northern corner over west, south and east.</summary>
    /// <param name="step">Points on each edge, the edge's first corner among them; at least 1.</param>
    /// <returns>4·<paramref name="step"/> directions. The edges between them are no great circles.</returns>
    public static UnitVector[] Boundaries(int order, long cell, int step)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(step, 1);
        var (face, x, y) = Checked(order, cell);
        double side = 1L << order;
        var (left, right) = (x / side, (x + 1) / side);
        var (low, high) = (y / side, (y + 1) / side);
        var outline = new UnitVector[4 * step];
        for (var i = 0; i < step; i++)
        {
            var along = i / (side * step);
            outline[i] = CellGrid.ToVector(CellGrid.Place(face, right - along, high));
            outline[i + step] = CellGrid.ToVector(CellGrid.Place(face, left, high - along));
            outline[i + 2 * step] = CellGrid.ToVector(CellGrid.Place(face, left + along, low));
            outline[i + 3 * step] = CellGrid.ToVector(CellGrid.Place(face, right, low + along));
        }

        return outline;
    }

    /// <summary>A place in a cell, or beyond its edges in the same base face.</summary>
    /// <param name="x">Along the edge from the southern corner to the eastern one, 0 to 1 in the cell.</param>
    /// <param name="y">Along the edge from the southern corner to the western one, 0 to 1 in the cell.</param>
    /// <returns>The direction; what lies beyond the base face is moved to its edge.</returns>
    public static UnitVector Within(int order, long cell, double x, double y)
    {
        var (face, column, row) = Checked(order, cell);
        double side = 1L << order;
        return CellGrid.ToVector(
            CellGrid.Place(face, Math.Clamp((column + x) / side, 0.0, 1.0), Math.Clamp((row + y) / side, 0.0, 1.0))
        );
    }
}
