namespace DataLab.Sky;

/// <summary>The RING numbering: cells counted along parallels from the north pole.</summary>
public static partial class Healpix
{
    /// <summary>The RING index of a position's cell.</summary>
    public static long Ang2PixRing(int order, Point position) =>
        ToRing(
            Checked(order),
            CellGrid.At(order, Math.PI / 2.0 - position.Dec * Angle.Degree, position.Ra * Angle.Degree)
        );

    /// <summary>The RING index of a direction's cell.</summary>
    public static long Vec2PixRing(int order, UnitVector direction) =>
        ToRing(Checked(order), AtVector(order, direction));

    /// <summary>The centre of the cell with a RING index.</summary>
    public static Point Pix2AngRing(int order, long cell) => ToPoint(CellGrid.Centre(order, FromRing(order, cell)));

    /// <summary>The centre of the cell with a RING index.</summary>
    public static UnitVector Pix2VecRing(int order, long cell) =>
        CellGrid.ToVector(CellGrid.Centre(order, FromRing(order, cell)));

    /// <summary>The RING index of the cell with a NESTED index.</summary>
    public static long Nest2Ring(int order, long cell) => ToRing(order, Checked(order, cell));

    /// <summary>The NESTED index of the cell with a RING index.</summary>
    public static long Ring2Nest(int order, long cell) => CellGrid.ToNested(order, FromRing(order, cell));

    private static long ToRing(int order, FaceCell cell)
    {
        var (ring, width, column) = CellGrid.RingPlace(order, cell);
        var side = 1L << order;
        var place = column >> 1; // columns advance by two from cell to cell of a ring
        if (ring < side)
        {
            return 2 * ring * (ring - 1) + place;
        }

        return ring <= 3 * side
            ? 2 * side * (side - 1) + (ring - side) * 4 * side + place
            : PixelCount(order) - 2 * width * (width + 1) + place;
    }

    private static FaceCell FromRing(int order, long cell)
    {
        Checked(order, cell);
        var side = 1L << order;
        var last = side - 1;
        var cap = 2 * side * last; // cells of the rings before the equatorial zone
        var count = PixelCount(order);
        if (cell >= cap && cell < count - cap)
        {
            var (ringBelow, place) = Math.DivRem(cell - cap, 4 * side);
            var ring = ringBelow + side;
            var column = 2 * place + 1 - ((ring + side) & 1);
            var height = 2 * side - ring;
            return CellGrid.OnEquator(order, (side + column - height) >> 1, (side + column + height) >> 1);
        }

        var north = cell < cap;
        var fromPole = north ? cell : count - 1 - cell;
        var width = PolarRing(fromPole);
        var along = fromPole - 2 * width * (width - 1);
        if (!north)
        {
            along = 4 * width - 1 - along;
        }

        var (quadrant, inQuadrant) = Math.DivRem(along, width);
        var x = north ? last - (width - 1 - inQuadrant) : inQuadrant;
        var y = north ? last - inQuadrant : width - 1 - inQuadrant;
        return new FaceCell((int)quadrant + (north ? 0 : 8), (int)x, (int)y);
    }

    /// <summary>The ring r of a polar cap's cell: 2r(r - 1) ≤ cell &lt; 2r(r + 1).</summary>
    private static long PolarRing(long cell)
    {
        var ring = (long)((1.0 + Math.Sqrt(1.0 + 2.0 * cell)) / 2.0);
        if (2 * ring * (ring - 1) > cell)
        {
            return ring - 1;
        }

        return 2 * ring * (ring + 1) <= cell ? ring + 1 : ring;
    }
}
