using DataLab.Fits.Wcs;
using DataLab.Sky;

namespace DataLab.Sia.Rasters;

/// <summary>For every value of a grid the pixel coordinate in an image; NaN where that is not on the image.</summary>
/// <remarks>
/// Computed at nodes and between them by interpolation where the node in the middle proves that this is as good; else at each value.
/// </remarks>
internal sealed class PixelMap
{
    /// <summary>Values between nodes.</summary>
    private const int Step = 16;

    /// <summary>Pixels of the image by which interpolation may differ, as a part of a value's size.</summary>
    private const double Tolerance = 0.05;

    private readonly SkyGrid grid;
    private readonly CelestialCoordinates wcs;
    private readonly (long Width, long Height) size;
    private readonly UnitVector centre;
    private readonly double reach;

    private PixelMap(SkyGrid grid, CelestialCoordinates wcs, (long, long) size, UnitVector centre, double reach)
    {
        (this.grid, this.wcs, this.size, this.centre, this.reach) = (grid, wcs, size, centre, reach);
        X = new float[checked(grid.Width * grid.Height)];
        Y = new float[X.Length];
        Array.Fill(X, float.NaN);
    }

    /// <summary>FITS pixel coordinates along the first axis of the sky, row by row of the grid.</summary>
    public float[] X { get; }

    public float[] Y { get; }

    /// <summary>Pixels of the image from one value of the grid to the next, about; 0 where the image is not on the grid.</summary>
    public double Scale { get; private set; }

    /// <summary>The pixels that the grid needs; null where the image is not on the grid.</summary>
    public PixelBox? Box { get; private set; }

    /// <returns>Null where the image has no place on the sky.</returns>
    public static PixelMap? Of(SkyGrid grid, CelestialCoordinates wcs, long width, long height)
    {
        if (!wcs.TryToSky((width + 1) / 2.0, (height + 1) / 2.0, out var middle))
            return null;
        var centre = middle.ToUnitVector();
        var reach = 0.0;
        foreach (var x in new[] { 0.5, (width + 1) / 2.0, width + 0.5 })
        foreach (var y in new[] { 0.5, (height + 1) / 2.0, height + 0.5 })
            reach = Math.Max(
                reach,
                wcs.TryToSky(x, y, out var edge) ? UnitVector.AngleBetween(centre, edge.ToUnitVector()) : Math.PI
            );
        var map = new PixelMap(grid, wcs, (width, height), centre, Math.Min(Math.PI, 1.1 * reach));
        map.Fill();
        return map;
    }

    private void Fill()
    {
        var count = 0L;
        var scales = 0.0;
        for (var y = 0; y < grid.Height; y += Step)
        for (var x = 0; x < grid.Width; x += Step)
        {
            var (width, height) = (Math.Min(Step, grid.Width - x), Math.Min(Step, grid.Height - y));
            if (!MayTouch(x, y, width, height))
                continue;
            var scale = FillBlock(x, y, width, height);
            if (scale > 0)
                (scales, count) = (scales + scale, count + 1);
        }
        Scale = count > 0 ? scales / count : 0;
        Box = Bounds();
    }

    /// <summary>Whether the image may have pixels in a block: by discs round both.</summary>
    private bool MayTouch(int x, int y, int width, int height)
    {
        var middle = grid.At(x + (width - 1) / 2.0, y + (height - 1) / 2.0);
        var radius = 0.0;
        foreach (var (dx, dy) in new[] { (-1.0, -1.0), (width, -1.0), (-1.0, height), (width, (double)height) })
            radius = Math.Max(radius, UnitVector.AngleBetween(middle, grid.At(x + dx, y + dy)));
        return UnitVector.AngleBetween(middle, centre) <= reach + radius;
    }

    /// <returns>Pixels of the image a value of the grid, where it lies on the image; 0 elsewhere.</returns>
    private double FillBlock(int x, int y, int width, int height)
    {
        var (right, bottom) = (x + width - 1, y + height - 1);
        if (
            Place(x, y) is { } a
            && Place(right, y) is { } b
            && Place(x, bottom) is { } c
            && Place(right, bottom) is { } d
        )
        {
            var (nx, ny) = (Math.Max(1, width - 1), Math.Max(1, height - 1));
            var size = Math.Max(
                Math.Sqrt(Square((b.X - a.X) / nx) + Square((b.Y - a.Y) / nx)),
                Math.Sqrt(Square((c.X - a.X) / ny) + Square((c.Y - a.Y) / ny))
            );
            var (u, v) = (width / 2, height / 2);
            var foreseen = Between(a, b, c, d, (double)u / nx, (double)v / ny);
            if (
                Place(x + u, y + v) is { } middle
                && Square(middle.X - foreseen.X) + Square(middle.Y - foreseen.Y) <= Square(Tolerance * size)
            )
            {
                Interpolate(x, y, width, height, a, b, c, d);
                return size;
            }
        }
        var found = false;
        for (var row = y; row <= bottom; row++)
        for (var column = x; column <= right; column++)
            if (Place(column, row) is { } place)
                found |= Set(column, row, place.X, place.Y);
        return found ? LocalScale(x + width / 2, y + height / 2) : 0;
    }

    private void Interpolate(
        int x,
        int y,
        int width,
        int height,
        (double X, double Y) a,
        (double X, double Y) b,
        (double X, double Y) c,
        (double X, double Y) d
    )
    {
        for (var v = 0; v < height; v++)
        for (var u = 0; u < width; u++)
        {
            var place = Between(a, b, c, d, u / (double)Math.Max(1, width - 1), v / (double)Math.Max(1, height - 1));
            Set(x + u, y + v, place.X, place.Y);
        }
    }

    private static (double X, double Y) Between(
        (double X, double Y) a,
        (double X, double Y) b,
        (double X, double Y) c,
        (double X, double Y) d,
        double u,
        double v
    ) =>
        (
            (1 - v) * ((1 - u) * a.X + u * b.X) + v * ((1 - u) * c.X + u * d.X),
            (1 - v) * ((1 - u) * a.Y + u * b.Y) + v * ((1 - u) * c.Y + u * d.Y)
        );

    private double LocalScale(int x, int y)
    {
        if (Place(x, y) is not { } here)
            return 0;
        var size = 0.0;
        foreach (var (dx, dy) in new[] { (1, 0), (0, 1) })
            if (Place(x + dx, y + dy) is { } next)
                size = Math.Max(size, Math.Sqrt(Square(next.X - here.X) + Square(next.Y - here.Y)));
        return size;
    }

    /// <summary>The pixel coordinate; null far from the image, where polynomials may lead back onto it.</summary>
    private (double X, double Y)? Place(int x, int y)
    {
        var direction = grid.At(x, y);
        // The corners of a block that the image touches may lie beyond it.
        return
            UnitVector.AngleBetween(direction, centre) <= Math.Min(Math.PI, 1.3 * reach)
            && wcs.TryToPixel(direction.ToPoint(), out var px, out var py)
            ? (px, py)
            : null;
    }

    private bool Set(int x, int y, double px, double py)
    {
        if (!(px >= 0.5 && px <= size.Width + 0.5 && py >= 0.5 && py <= size.Height + 0.5))
            return false;
        var index = y * grid.Width + x;
        (X[index], Y[index]) = ((float)px, (float)py);
        return true;
    }

    private PixelBox? Bounds()
    {
        var (left, right, bottom, top) = (float.MaxValue, float.MinValue, float.MaxValue, float.MinValue);
        for (var i = 0; i < X.Length; i++)
        {
            if (float.IsNaN(X[i]))
                continue;
            (left, right) = (Math.Min(left, X[i]), Math.Max(right, X[i]));
            (bottom, top) = (Math.Min(bottom, Y[i]), Math.Max(top, Y[i]));
        }
        // One value more on each side, for those that are interpolated.
        var margin = 1 + (long)Math.Ceiling(Scale);
        return right < left
            ? null
            : new PixelBox(
                Math.Max(1, (long)left - margin),
                Math.Max(1, (long)bottom - margin),
                Math.Min(size.Width, (long)right + margin + 1),
                Math.Min(size.Height, (long)top + margin + 1)
            );
    }

    private static double Square(double x) => x * x;
}
