using DataLab.Fits.Images;
using DataLab.Fits.Wcs;

namespace DataLab.Sia.Rasters;

/// <summary>Lays an image onto a canvas: bilinear between pixels, averages of pixels where the canvas is coarser.</summary>
public static class SkyPainter
{
    /// <param name="planes">See <see cref="RasterReader"/>.</param>
    /// <param name="feather">Pixels of the image over which its weight falls off to its edge; 0 for none.</param>
    /// <param name="offset">Subtracted from all values.</param>
    /// <returns>Whether the image has values on the canvas.</returns>
    public static async Task<bool> PaintAsync(
        SkyCanvas canvas,
        FitsImage image,
        CelestialCoordinates wcs,
        IReadOnlyList<long> planes,
        double feather,
        double offset,
        CancellationToken ct
    )
    {
        var (width, height) = (image.Axes[wcs.XAxis], image.Axes[wcs.YAxis]);
        if (PixelMap.Of(canvas.Grid, wcs, width, height) is not { Box: { } box } map)
            return false;
        var factor = Math.Max(1, (int)Math.Min(1 << 14, map.Scale));
        var reduced = await RasterReader.ReadAsync(image, (wcs.XAxis, wcs.YAxis), box, factor, planes, ct);
        var any = false;
        for (var i = 0; i < map.X.Length; i++)
        {
            if (float.IsNaN(map.X[i]))
                continue;
            var (x, y) = reduced.Place(map.X[i], map.Y[i]);
            var value = Bilinear(reduced.Raster, x, y);
            if (float.IsNaN(value))
                continue;
            canvas.Add(i, (float)(value - offset), Weight(map.X[i], map.Y[i], width, height, feather));
            any = true;
        }
        return any;
    }

    private static float Weight(double x, double y, long width, long height, double feather)
    {
        if (feather <= 0)
            return 1;
        var edge = Math.Min(Math.Min(x - 0.5, width + 0.5 - x), Math.Min(y - 0.5, height + 0.5 - y));
        return (float)Math.Clamp(edge / feather, 1e-3, 1);
    }

    /// <summary>Between the four values around a place; those that are none are left out. NaN where the nearest is none.</summary>
    private static float Bilinear(Raster raster, double x, double y)
    {
        var (column, row) = ((int)Math.Floor(x), (int)Math.Floor(y));
        var (u, v) = (x - column, y - row);
        var (sum, weights, nearest) = (0.0, 0.0, false);
        for (var dy = 0; dy <= 1; dy++)
        for (var dx = 0; dx <= 1; dx++)
        {
            var weight = (dx == 0 ? 1 - u : u) * (dy == 0 ? 1 - v : v);
            var (px, py) = (column + dx, row + dy);
            if (weight == 0 || px < 0 || py < 0 || px >= raster.Width || py >= raster.Height)
                continue;
            var value = raster.Values[py * raster.Width + px];
            if (!float.IsFinite(value))
                continue;
            (sum, weights) = (sum + weight * value, weights + weight);
            nearest |= weight >= 0.25;
        }
        return nearest ? (float)(sum / weights) : float.NaN;
    }
}
