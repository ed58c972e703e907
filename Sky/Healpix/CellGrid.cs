using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace DataLab.Sky;

/// <summary>A cell as (face, x, y): x counts cells from the south-west edge of a base face, y from the south-east edge.</summary>
internal readonly record struct FaceCell(int Face, int X, int Y);

/// <summary>
/// The lattice beneath HEALPix: where a cell lies, and which cell holds a position.
/// </summary>
/// <remarks>
/// Górski et al. 2005 (ApJ 622, 759) §5; Calabretta and Roukema 2007 (MNRAS 381, 865). Faces 0-3 touch the north pole,
/// 4-7 lie on the equator, 8-11 touch the south pole. In a face of n×n cells, x + y tells the ring (parallel) and x − y
/// the place on it. "Column" is the longitude in units of π/4 divided by the width of a face on that ring.
/// </remarks>
internal static class CellGrid
{
    /// <summary>1/(π/2) to double precision.</summary>
    private const double QuarterTurnsPerRadian = 2.0 / Math.PI;
    private const ulong EvenBits = 0x5555_5555_5555_5555;

    /// <summary>Row of each face's southern corner, where the poles are rows 0 and 4 and the equator is row 2.</summary>
    private static ReadOnlySpan<byte> SouthCornerRow => [2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4];

    /// <summary>Longitude of each face's centre, in units of π/4.</summary>
    private static ReadOnlySpan<byte> CentreColumn => [1, 3, 5, 7, 0, 2, 4, 6, 1, 3, 5, 7];

    /// <summary>NESTED index: the face, then the bits of y and x interleaved.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long ToNested(int order, int face, long x, long y) =>
        ((long)face << (2 * order)) + (long)(Spread((ulong)x) | (Spread((ulong)y) << 1));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long ToNested(int order, FaceCell cell) => ToNested(order, cell.Face, cell.X, cell.Y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FaceCell FromNested(int order, long index)
    {
        var inFace = (ulong)index & ((1UL << (2 * order)) - 1);
        return new FaceCell((int)(index >> (2 * order)), (int)Gather(inFace), (int)Gather(inFace >> 1));
    }

    /// <summary>The cell that holds (theta, phi): radians, theta from the north pole.</summary>
    /// <remarks>
    /// Positions on an edge or corner go where rounding puts them. The operations and their order are those of the
    /// reference implementation (healpix_cxx, hence healpy), so that such ties fall into the same cell there and here.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FaceCell At(int order, double theta, double phi)
    {
        var z = Math.Cos(theta);
        // Near a pole 1 - |z| has lost its digits; the sine has not.
        return theta is < 0.01 or > 3.14159 - 0.01 ? At(order, z, phi, Math.Sin(theta)) : At(order, z, phi, double.NaN);
    }

    /// <param name="sinTheta">Distance from the polar axis, or NaN to derive it from <paramref name="z"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FaceCell At(int order, double z, double phi, double sinTheta)
    {
        var turns = phi * QuarterTurnsPerRadian;
        if (turns is < 0.0 or >= 4.0)
        {
            turns = Wrap(turns);
        }

        var side = 1L << order;
        var height = Math.Abs(z);
        if (height <= 2.0 / 3.0)
        {
            var along = side * (0.5 + turns);
            var across = side * (z * 0.75);
            return OnEquator(order, Truncate(along - across), Truncate(along + across));
        }

        var quadrant = Math.Min(3, (int)turns);
        var inQuadrant = turns - quadrant;
        var fromPole =
            height < 0.99 || double.IsNaN(sinTheta)
                ? side * Math.Sqrt(3.0 * (1.0 - height))
                : side * sinTheta / Math.Sqrt((1.0 + height) / 3.0);
        var last = side - 1;
        var east = Math.Min(Truncate(inQuadrant * fromPole), last);
        var west = Math.Min(Truncate((1.0 - inQuadrant) * fromPole), last);
        return z >= 0.0
            ? new FaceCell(quadrant, (int)(last - west), (int)(last - east))
            : new FaceCell(quadrant + 8, (int)east, (int)west);
    }

    /// <summary>The cell between two pairs of lattice lines of the equatorial zone.</summary>
    /// <param name="descending">Index of the line pair that falls towards the east, 0 at longitude -π/4 on the equator.</param>
    /// <param name="ascending">Index of the line pair that climbs towards the east.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FaceCell OnEquator(int order, long descending, long ascending)
    {
        var last = (1L << order) - 1;
        var falling = (int)(descending >> order);
        var climbing = (int)(ascending >> order);
        var face =
            falling == climbing ? (falling & 3) | 4
            : falling < climbing ? falling
            : climbing + 8;
        return new FaceCell(face, (int)(ascending & last), (int)(last - (descending & last)));
    }

    /// <summary>Ring (1 to 4n - 1 from north to south), cells per quarter turn there, and column of a cell's centre.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (long Ring, long Width, long Column) RingPlace(int order, FaceCell cell)
    {
        var side = 1L << order;
        var ring = SouthCornerRow[cell.Face] * side - cell.X - cell.Y - 1;
        var width = Math.Min(side, Math.Min(ring, 4 * side - ring));
        var column = CentreColumn[cell.Face] * width + cell.X - cell.Y;
        return (ring, width, column < 0 ? column + 8 * width : column);
    }

    /// <summary>A place in a face: its direction in cylindrical terms.</summary>
    /// <param name="x">Fraction of the face's side from its south-west edge, in [0, 1].</param>
    /// <param name="y">Fraction of the face's side from its south-east edge, in [0, 1].</param>
    /// <returns>Height above the equator, distance from the polar axis, and longitude in degrees in [0, 360].</returns>
    public static (double Z, double AxisDistance, double Ra) Place(int face, double x, double y)
    {
        var row = SouthCornerRow[face] - x - y;
        var width = Math.Min(1.0, Math.Min(row, 4.0 - row));
        var (z, axisDistance) = Height(row, width);
        var column = CentreColumn[face] * width + x - y;
        if (column < 0.0)
        {
            column += 8.0 * width;
        }

        // At the pole every longitude is right; a rounded place may lie a hair beyond its quadrant.
        return (z, axisDistance, width < 1e-15 ? 0.0 : 45.0 * (column / width));
    }

    /// <inheritdoc cref="Place(int, double, double)"/>
    public static (double Z, double AxisDistance, double Ra) Centre(int order, FaceCell cell)
    {
        var (ring, width, column) = RingPlace(order, cell);
        var scale = 1.0 / (1L << order); // a power of two: the products are exact
        var (z, axisDistance) = Height(ring * scale, width * scale);
        return (z, axisDistance, 45.0 * column / width);
    }

    public static UnitVector ToVector((double Z, double AxisDistance, double Ra) place)
    {
        var (sin, cos) = Angle.SinCos(place.Ra);
        return new UnitVector(place.AxisDistance * cos, place.AxisDistance * sin, place.Z);
    }

    /// <summary>Row from the north pole in [0, 4], equator at 2; width 1 between rows 1 and 3, shrinking to 0 at the poles.</summary>
    private static (double Z, double AxisDistance) Height(double row, double width)
    {
        if (row is >= 1.0 and <= 3.0)
        {
            var z = (2.0 - row) * (2.0 / 3.0);
            return (z, Math.Sqrt((1.0 - z) * (1.0 + z)));
        }

        var depth = width * width / 3.0; // 1 - |z|
        return (row < 1.0 ? 1.0 - depth : depth - 1.0, Math.Sqrt(depth * (2.0 - depth)));
    }

    private static double Wrap(double turns)
    {
        var reduced = turns % 4.0;
        if (reduced < 0.0)
        {
            reduced += 4.0;
        }

        return reduced < 4.0 ? reduced : 0.0;
    }

    /// <summary>The integer part of a number known to lie in the range of long.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Truncate(double value) => double.ConvertToIntegerNative<long>(value);

    /// <summary>Puts a zero before every bit; keeps the order of numbers.</summary>
    public static long Interleave(long coordinate) => (long)Spread((ulong)coordinate);

    /// <summary>Moves bit i to bit 2i; i below 32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Spread(ulong bits) =>
        Bmi2.X64.IsSupported ? Bmi2.X64.ParallelBitDeposit(bits, EvenBits) : SpreadByShifts(bits);

    /// <summary>Moves bit 2i to bit i and drops the odd bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Gather(ulong bits) =>
        Bmi2.X64.IsSupported ? Bmi2.X64.ParallelBitExtract(bits, EvenBits) : GatherByShifts(bits);

    internal static ulong SpreadByShifts(ulong bits)
    {
        bits = (bits | (bits << 16)) & 0x0000_FFFF_0000_FFFF;
        bits = (bits | (bits << 8)) & 0x00FF_00FF_00FF_00FF;
        bits = (bits | (bits << 4)) & 0x0F0F_0F0F_0F0F_0F0F;
        bits = (bits | (bits << 2)) & 0x3333_3333_3333_3333;
        return (bits | (bits << 1)) & EvenBits;
    }

    internal static ulong GatherByShifts(ulong bits)
    {
        bits &= EvenBits;
        bits = (bits | (bits >> 1)) & 0x3333_3333_3333_3333;
        bits = (bits | (bits >> 2)) & 0x0F0F_0F0F_0F0F_0F0F;
        bits = (bits | (bits >> 4)) & 0x00FF_00FF_00FF_00FF;
        bits = (bits | (bits >> 8)) & 0x0000_FFFF_0000_FFFF;
        return (bits | (bits >> 16)) & 0x0000_0000_FFFF_FFFF;
    }
}
