using System.Runtime.CompilerServices;

namespace DataLab.Sky;

/// <summary>HEALPix, the equal-area cells of the sphere: 12·4^order of them, NESTED unless a name says RING.</summary>
/// <remarks>
/// Górski et al. 2005, ApJ 622, 759. Orders run from 0 to 29 (cells of 58.6° to 0.4 mas). A method given a bad order or
/// index throws <see cref="ArgumentOutOfRangeException"/>. A position on the edge of a cell belongs to one of the cells that
/// touch it, the same one as in healpy (NESTED; healpy's RING rounds otherwise, here both schemes name the same cell).
/// </remarks>
public static partial class Healpix
{
    /// <summary>The finest order whose indices fit in 63 bits.</summary>
    public const int MaxOrder = 29;

    /// <summary>Cells along the side of a base face, 2^order.</summary>
    public static long Side(int order) => 1L << Checked(order);

    /// <summary>Number of cells on the sphere, 12·4^order.</summary>
    public static long PixelCount(int order) => 12L << (2 * Checked(order));

    /// <summary>Area of a cell, square degrees.</summary>
    public static double PixelArea(int order) => Angle.SphereArea / PixelCount(order);

    /// <summary>Square root of a cell's area, degrees.</summary>
    public static double Resolution(int order) => Math.Sqrt(PixelArea(order));

    /// <summary>Greatest distance from the centre of a cell to one of its corners among all cells of an order, degrees.</summary>
    public static double MaxPixelRadius(int order)
    {
        // The northern corner of a cell centred on z = 2/3, next to the border of a base face, is the farthest.
        double side = Side(order);
        const double z = 2.0 / 3.0;
        var centre = CellGrid.ToVector((z, Math.Sqrt((1.0 - z) * (1.0 + z)), 45.0 / side));
        var inner = 1.0 - 1.0 / side;
        var depth = inner * inner / 3.0;
        var corner = CellGrid.ToVector((1.0 - depth, Math.Sqrt(depth * (2.0 - depth)), 0.0));
        return Angle.ToDegrees(UnitVector.AngleBetween(centre, corner));
    }

    /// <summary>The cell of a position.</summary>
    public static long Ang2Pix(int order, Point position) => Cell(Checked(order), position.Ra, position.Dec);

    /// <param name="order">0 to 29.</param>
    /// <param name="ra">Longitude, degrees; any finite value.</param>
    /// <param name="dec">Latitude, degrees, in [-90, 90].</param>
    /// <returns>The cell, or -1 where <paramref name="ra"/> is not finite or <paramref name="dec"/> not in its range.</returns>
    public static long Ang2Pix(int order, double ra, double dec) => CellOrNone(Checked(order), ra, dec);

    /// <summary>The cells of many positions, -1 where a position is not one (NaN, |dec| above 90).</summary>
    /// <param name="ra">Degrees.</param>
    /// <param name="dec">Degrees, as many as <paramref name="ra"/>.</param>
    /// <param name="cells">Receives one index for each position; at least as long.</param>
    public static void Ang2Pix(int order, ReadOnlySpan<double> ra, ReadOnlySpan<double> dec, Span<long> cells)
    {
        Checked(order);
        if (ra.Length != dec.Length || cells.Length < ra.Length)
        {
            throw new ArgumentException(
                $"{ra.Length} ra, {dec.Length} dec and room for {cells.Length} cells do not match."
            );
        }

        for (var i = 0; i < ra.Length; i++)
        {
            cells[i] = CellOrNone(order, ra[i], dec[i]);
        }
    }

    /// <summary>The cell of a direction.</summary>
    public static long Vec2Pix(int order, UnitVector direction) =>
        CellGrid.ToNested(Checked(order), AtVector(order, direction));

    /// <summary>The centre of a cell.</summary>
    public static Point Pix2Ang(int order, long cell) => ToPoint(CellGrid.Centre(order, Checked(order, cell)));

    /// <summary>The centre of a cell.</summary>
    public static UnitVector Pix2Vec(int order, long cell) =>
        CellGrid.ToVector(CellGrid.Centre(order, Checked(order, cell)));

    /// <summary>Inclusive range of the order-29 cells inside a cell.</summary>
    public static HealpixRange Range(int order, long cell)
    {
        Checked(order, cell);
        var shift = 2 * (MaxOrder - order);
        return new HealpixRange(cell << shift, ((cell + 1) << shift) - 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long CellOrNone(int order, double ra, double dec) =>
        Math.Abs(dec) <= 90.0 && double.IsFinite(ra) ? Cell(order, ra, dec) : -1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Cell(int order, double ra, double dec) =>
        CellGrid.ToNested(order, CellGrid.At(order, Math.PI / 2.0 - dec * Angle.Degree, ra * Angle.Degree));

    private static FaceCell AtVector(int order, UnitVector v)
    {
        var axisDistance = Math.Sqrt(v.X * v.X + v.Y * v.Y);
        return CellGrid.At(order, v.Z, Math.Atan2(v.Y, v.X), axisDistance);
    }

    private static Point ToPoint((double Z, double AxisDistance, double Ra) place) =>
        new(place.Ra, Angle.ToDegrees(Math.Atan2(place.Z, place.AxisDistance)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Checked(int order)
    {
        if ((uint)order > MaxOrder)
        {
            throw new ArgumentOutOfRangeException(nameof(order), order, "A HEALPix order lies between 0 and 29.");
        }

        return order;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static FaceCell Checked(int order, long cell)
    {
        if ((ulong)cell >= (ulong)PixelCount(order))
        {
            throw new ArgumentOutOfRangeException(
                nameof(cell),
                cell,
                $"No cell of HEALPix order {order} has this index."
            );
        }

        return CellGrid.FromNested(order, cell);
    }
}
