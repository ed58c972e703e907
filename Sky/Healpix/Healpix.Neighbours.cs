namespace DataLab.Sky;

/// <summary>Cells beside a cell, and the order at which they suffice for a search radius.</summary>
public static partial class Healpix
{
    /// <summary>The most cells <see cref="Around(int, long, Span{long})"/> returns.</summary>
    public const int MaxAround = 9;

    /// <summary>Steps in x and y to the neighbours SW, W, NW, N, NE, E, SE, S.</summary>
    private static ReadOnlySpan<sbyte> StepX => [-1, -1, 0, 1, 1, 1, 0, -1];
    private static ReadOnlySpan<sbyte> StepY => [0, 1, 1, 1, 0, -1, -1, -1];

    /// <summary>The cells that share an edge or a corner with a cell.</summary>
    /// <param name="neighbours">Receives 8 indices: SW, W, NW, N, NE, E, SE, S; -1 where three cells meet and there is none.</param>
    public static void Neighbours(int order, long cell, Span<long> neighbours)
    {
        var (face, x, y) = Checked(order, cell);
        for (var i = 0; i < 8; i++)
        {
            neighbours[i] = CellAt(order, face, x + StepX[i], y + StepY[i]);
        }
    }

    /// <summary>A cell and its neighbours, without gaps.</summary>
    /// <param name="cells">Receives at most <see cref="MaxAround"/> indices, the cell itself first.</param>
    /// <returns>How many there are: 9, fewer at the corners of base faces.</returns>
    public static int Around(int order, long cell, Span<long> cells)
    {
        Span<long> neighbours = stackalloc long[8];
        Neighbours(order, cell, neighbours);
        cells[0] = cell;
        var count = 1;
        foreach (var neighbour in neighbours)
        {
            if (neighbour >= 0)
            {
                cells[count++] = neighbour;
            }
        }

        return count;
    }

    /// <summary>The cells that a circle about a position may touch, without gaps: seldom all that <see cref="Around(int, long, Span{long})"/> has.</summary>
    /// <param name="margins">Of the radius, at the order of the cells; it must not be above what <see cref="OrderFor"/> gives.</param>
    /// <param name="cell29">Order-29 index of the position.</param>
    /// <param name="cells">Receives at most <see cref="MaxAround"/> indices, that of the position first.</param>
    public static int Around(CellMargins margins, long cell29, Span<long> cells)
    {
        var order = margins.Order;
        var own = cell29 >> (2 * (MaxOrder - order));
        var (xBefore, xAfter, yBefore, yAfter) = margins.Touched(cell29);
        cells[0] = own;
        if (!(xBefore || xAfter || yBefore || yAfter))
        {
            return 1;
        }

        var (face, x, y) = Checked(order, own);
        var last = (1L << order) - 1;
        if (x == 0 || x == last || y == 0 || y == last)
        {
            return Around(order, own, cells);
        }

        var count = 0;
        for (var stepX = xBefore ? -1 : 0; stepX <= (xAfter ? 1 : 0); stepX++)
        {
            for (var stepY = yBefore ? -1 : 0; stepY <= (yAfter ? 1 : 0); stepY++)
            {
                if (stepX != 0 || stepY != 0)
                {
                    cells[++count] = CellGrid.ToNested(order, face, x + stepX, y + stepY);
                }
            }
        }

        return count + 1;
    }

    /// <summary>
    /// The deepest order at which all positions within <paramref name="radius"/> of any position of a cell lie in that cell or
    /// in its neighbours (<see cref="Around(int, long, Span{long})"/>).
    /// </summary>
    /// <param name="radius">Degrees, at least 0.</param>
    /// <returns>0 to 29, or -1 if the radius is too large (above 39.46 degrees) even for the base faces.</returns>
    /// <remarks>
    /// The guarantee holds for the indices of <see cref="Ang2Pix(int, Point)"/>, rounding at the cells' edges included. It
    /// rests on the reach of a cell: no way from a cell to beyond its neighbours is shorter than 0.68876/2^order radians.
    /// </remarks>
    public static int OrderFor(double radius)
    {
        if (!(radius >= 0.0))
        {
            throw new ArgumentOutOfRangeException(
                nameof(radius),
                radius,
                "A radius is a number of degrees, at least 0."
            );
        }

        var reach = Angle.ToRadians(radius) + 2.0 * Rounding.Cell;
        for (var order = MaxOrder; order >= 0; order--)
        {
            if (reach <= CellExtent.Reach(order))
            {
                return order;
            }
        }

        return -1;
    }

    /// <summary>The cell at (x, y) of a face, where either may lie one beyond the face's edge; -1 if there is none.</summary>
    private static long CellAt(int order, int face, int x, int y)
    {
        var side = 1 << order;
        var last = side - 1;
        var pastX =
            x < 0 ? -1
            : x > last ? 1
            : 0;
        var pastY =
            y < 0 ? -1
            : y > last ? 1
            : 0;
        if (pastX == 0 && pastY == 0)
        {
            return CellGrid.ToNested(order, face, x, y);
        }

        // Which face lies there. North-east is +x, north-west is +y; faces count eastwards. Between the polar faces the axes
        // turn by a right angle; all other borders continue the lattice unturned.
        var column = face & 3;
        var east = (column + 1) & 3;
        var west = (column + 3) & 3;
        var opposite = (column + 2) & 3;
        var (wrapX, wrapY) = (x & last, y & last);
        var (mirrorX, mirrorY) = (last - wrapX, last - wrapY);
        var (target, targetX, targetY) = (face >> 2, pastX, pastY) switch
        {
            (0, 1, 0) => (east, y, mirrorX),
            (0, 0, 1) => (west, mirrorY, x),
            (0, 1, 1) => (opposite, mirrorX, mirrorY),
            (0, -1, 0) => (4 + column, wrapX, y),
            (0, 0, -1) => (4 + east, x, wrapY),
            (0, -1, -1) => (8 + column, wrapX, wrapY),
            (1, 1, 0) => (column, wrapX, y),
            (1, 0, 1) => (west, x, wrapY),
            (1, -1, 0) => (8 + west, wrapX, y),
            (1, 0, -1) => (8 + column, x, wrapY),
            (1, 1, -1) => (4 + east, wrapX, wrapY),
            (1, -1, 1) => (4 + west, wrapX, wrapY),
            (2, 1, 0) => (4 + east, wrapX, y),
            (2, 0, 1) => (4 + column, x, wrapY),
            (2, 1, 1) => (column, wrapX, wrapY),
            (2, 0, -1) => (8 + east, mirrorY, x),
            (2, -1, 0) => (8 + west, y, mirrorX),
            (2, -1, -1) => (8 + opposite, mirrorX, mirrorY),
            _ => (-1, 0, 0),
        };
        return target < 0 ? -1 : CellGrid.ToNested(order, target, targetX, targetY);
    }
}
