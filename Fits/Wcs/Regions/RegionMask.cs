// Which pixel centres lie in a region.
using DataLab.Sky;

namespace DataLab.Fits.Wcs.Regions;

internal sealed class RegionMask(CelestialCoordinates wcs, Region region)
{
    private const long MaxPixels = 1L << 30;

    /// <summary>Of these shapes a great circle meets one piece: in gnomonic images a row is a great circle.</summary>
    private readonly bool isConvex =
        wcs.IsGnomonic && (region is Circle { Radius: < 89.0 } || Shape(region) is Polygon { IsConvex: true });

    public bool[] Of(PixelBox box)
    {
        if (box.Width < 1 || box.Height < 1 || box.Height > MaxPixels / box.Width)
            throw new ArgumentOutOfRangeException(nameof(box), box, $"A mask has 1 to {MaxPixels} pixels.");
        var inside = new bool[box.Width * box.Height];
        for (var row = 0L; row < box.Height; row++)
            Row(box.FirstY + row, box.FirstX, inside.AsSpan((int)(row * box.Width), (int)box.Width));
        return inside;
    }

    public void Row(long y, long firstX, Span<bool> inside)
    {
        inside.Clear();
        if (isConvex && inside.Length > 8)
        {
            if (Seed(y, firstX, inside.Length) is not { } seed)
                return;
            var (first, last) = (End(y, seed, firstX), End(y, seed, firstX + inside.Length - 1));
            inside[(int)(first - firstX)..(int)(last - firstX + 1)].Fill(true);
            return;
        }
        for (var i = 0; i < inside.Length; i++)
            inside[i] = IsInside(firstX + i, y);
    }

    private bool IsInside(long x, long y) =>
        wcs.TryToDirection(x, y, out var direction)
        && region.Contains(UnitVector.Create(direction.X, direction.Y, direction.Z));

    /// <summary>A pixel of the row in the region; null if there is none.</summary>
    private long? Seed(long y, long firstX, int length)
    {
        // Along the row, directions are A + k B before they get their length: what lies deepest follows from the shape.
        if (!TryLine(y, firstX, length, out var a, out var b))
            return null;
        var k = Shape(region) switch
        {
            Circle circle => Nearest(circle, a, b),
            Polygon polygon => Middle(polygon, a, b, length),
            _ => double.NaN,
        };
        if (double.IsNaN(k))
            return null;
        var x = firstX + (long)Math.Round(Math.Clamp(k, 0.0, length - 1.0));
        for (var step = -1; step <= 1; step++)
        {
            if (x + step >= firstX && x + step < firstX + length && IsInside(x + step, y))
                return x + step;
        }
        return null;
    }

    /// <summary>The unnormalised gnomonic directions of a row: lengths chosen so that they run evenly.</summary>
    private bool TryLine(long y, long firstX, int length, out Vec3 a, out Vec3 b)
    {
        (a, b) = (default, default);
        var pole = wcs.TangentPoint;
        if (!wcs.TryToDirection(firstX, y, out var first) || !wcs.TryToDirection(firstX + length - 1, y, out var last))
            return false;
        a = 1.0 / Vec3.Dot(first, pole) * first;
        b = 1.0 / (length - 1) * (1.0 / Vec3.Dot(last, pole) * last - a);
        return true;
    }

    /// <summary>Where (c·d)² / |d|² is greatest for d = A + k B.</summary>
    private static double Nearest(Circle circle, Vec3 a, Vec3 b)
    {
        var c = Vec3.Of(circle.Centre.Ra, circle.Centre.Dec);
        var (ca, cb) = (Vec3.Dot(c, a), Vec3.Dot(c, b));
        var (aa, ab, bb) = (Vec3.Dot(a, a), Vec3.Dot(a, b), Vec3.Dot(b, b));
        return (ca * ab - cb * aa) / (cb * ab - ca * bb);
    }

    /// <summary>The middle of where all products with the edges' normals are positive; NaN where nothing is.</summary>
    private static double Middle(Polygon polygon, Vec3 a, Vec3 b, int length)
    {
        var (low, high) = (-0.5, length - 0.5);
        foreach (var normal in polygon.EdgeNormals)
        {
            var n = new Vec3(normal.X, normal.Y, normal.Z);
            var (na, nb) = (Vec3.Dot(n, a), Vec3.Dot(n, b));
            if (nb == 0.0)
                continue;
            if (nb > 0.0)
                low = Math.Max(low, -na / nb);
            else
                high = Math.Min(high, -na / nb);
        }
        return low <= high + 1e-6 ? 0.5 * (low + high) : double.NaN;
    }

    /// <summary>The last pixel inside from one inside towards the end of the row.</summary>
    private long End(long y, long inside, long end)
    {
        if (IsInside(end, y))
            return end;
        var outside = end;
        while (Math.Abs(outside - inside) > 1)
        {
            var middle = inside + (outside - inside) / 2;
            if (IsInside(middle, y))
                inside = middle;
            else
                outside = middle;
        }
        return inside;
    }

    private static Region Shape(Region region) => region is Box box ? box.Equivalent : region;
}
