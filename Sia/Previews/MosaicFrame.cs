using DataLab.Sia.Rasters;
using DataLab.Sky;

namespace DataLab.Sia.Previews;

/// <summary>The picture of the sky, north up, that holds the outlines of images or a region.</summary>
internal static class MosaicFrame
{
    /// <summary>Degrees from the centre beyond which a gnomonic picture is of no use.</summary>
    private const double WidestReach = 50;

    /// <param name="outline">Positions that the picture must hold; at least one.</param>
    /// <param name="finest">Degrees per pixel of the sharpest image: no picture is finer.</param>
    /// <param name="pixels">Of the longest side.</param>
    /// <returns>Null where it would span too much of the sky.</returns>
    public static TangentGrid? Around(IReadOnlyList<Point> outline, double finest, int pixels)
    {
        var (x, y, z) = (0.0, 0.0, 0.0);
        foreach (var direction in outline.Select(point => point.ToUnitVector()))
            (x, y, z) = (x + direction.X, y + direction.Y, z + direction.Z);
        if (x * x + y * y + z * z < 1e-6)
            return null;
        var centre = UnitVector.Create(x, y, z).ToPoint();
        // The mean of the corners is seldom the middle of their extent.
        for (var pass = 0; pass < 2; pass++)
        {
            if (Extent(centre, outline) is not var (east, west, south, north))
                return null;
            centre = new TangentGrid(centre, 1.0 / 3600, 1, 1)
                .At(
                    (west + east) / -2 / Math.Tan(Angle.ToRadians(1.0 / 3600)),
                    (south + north) / -2 / Math.Tan(Angle.ToRadians(1.0 / 3600))
                )
                .ToPoint();
        }
        if (Extent(centre, outline) is not var (e, w, s, n))
            return null;
        var (width, height) = (Math.Max(e - w, 1e-9), Math.Max(n - s, 1e-9));
        var step = Math.Max(Math.Max(width, height) / pixels, Math.Tan(Angle.ToRadians(finest)));
        return new TangentGrid(
            centre,
            Angle.ToDegrees(Math.Atan(step)),
            Math.Clamp((int)Math.Ceiling(width / step), 1, pixels),
            Math.Clamp((int)Math.Ceiling(height / step), 1, pixels)
        );
    }

    /// <summary>Of the outline on the tangent plane: eastward and northward, as tangents.</summary>
    private static (double East, double West, double South, double North)? Extent(
        Point centre,
        IReadOnlyList<Point> outline
    )
    {
        var (sinDec, cosDec) = Math.SinCos(Angle.ToRadians(centre.Dec));
        var (east, west, south, north) = (double.MinValue, double.MaxValue, double.MaxValue, double.MinValue);
        foreach (var point in outline)
        {
            if (Point.Separation(centre, point) > WidestReach)
                return null;
            var (sin, cos) = Math.SinCos(Angle.ToRadians(point.Dec));
            var (sinRa, cosRa) = Math.SinCos(Angle.ToRadians(point.Ra - centre.Ra));
            var depth = sinDec * sin + cosDec * cos * cosRa;
            var (e, n) = (cos * sinRa / depth, (cosDec * sin - sinDec * cos * cosRa) / depth);
            (east, west) = (Math.Max(east, e), Math.Min(west, e));
            (south, north) = (Math.Min(south, n), Math.Max(north, n));
        }
        return (east, west, south, north);
    }
}
