using DataLab.Fits;
using DataLab.Fits.Wcs;
using DataLab.Formats;
using DataLab.Sia.Rasters;
using DataLab.Sia.Store;

namespace DataLab.Sia.Hips.Building;

/// <summary>Lays an image onto the tiles round it: bilinear, weighted by its map of weights, falling off towards its edges.</summary>
internal sealed class HipsPainter(ImageFiles files, HipsBand band)
{
    /// <summary>Weight of a pixel that is flagged, to that of a good one: it shows only where there is no other.</summary>
    private const float Flagged = 1e-12f;

    /// <summary>Pixels over which an image fades, so that overlaps have no seams.</summary>
    private const double Feather = 64;

    /// <summary>The part of a value's pixels that must be known.</summary>
    private const double LeastKnown = 0.5;

    /// <exception cref="ServiceException">The image cannot be read.</exception>
    public async Task PaintAsync(HipsImage image, IReadOnlyList<SkyCanvas> canvases, CancellationToken ct)
    {
        try
        {
            await PaintKnownAsync(image, canvases, ct);
        }
        catch (FitsException e)
        {
            throw new ServiceException(
                ErrorKind.ServiceUnavailable,
                $"HDU {image.Hdu} of {image.File.Path}, collection {image.File.Collection.Name}, cannot be read: {e.Message}",
                e
            );
        }
    }

    private async Task PaintKnownAsync(HipsImage image, IReadOnlyList<SkyCanvas> canvases, CancellationToken ct)
    {
        await using var opened = await files.OpenAsync(image.File, ct);
        var pixels = opened.Image(image.Hdu);
        if (opened.Coordinates(image.Hdu).Celestial is not { } wcs)
            return;
        var (width, height) = (pixels.Axes[wcs.XAxis], pixels.Axes[wcs.YAxis]);
        var maps = new List<(SkyCanvas Canvas, PixelMap Map)>();
        foreach (var canvas in canvases)
            if (PixelMap.Of(canvas.Grid, wcs, width, height) is { Box: not null } map)
                maps.Add((canvas, map));
        if (maps.Count == 0)
            return;
        var box = maps.Select(one => one.Map.Box!.Value).Aggregate(Union);
        var factor = Math.Max(1, (int)Math.Min(1 << 14, maps.Max(one => one.Map.Scale)));
        var values = await RasterReader.ReadAsync(pixels, (wcs.XAxis, wcs.YAxis), box, factor, [], ct);
        var weights = await WeightsAsync(image, wcs, (width, height), box, factor, ct);
        if (weights is null)
            weights = Even(values.Raster);
        var scale = band.Factor(image);
        var feather = Math.Min(Feather, Math.Min(width, height) / 8.0);
        foreach (var (canvas, map) in maps)
            for (var i = 0; i < map.X.Length; i++)
            {
                if (float.IsNaN(map.X[i]))
                    continue;
                var (x, y) = values.Place(map.X[i], map.Y[i]);
                var (value, weight) = Bilinear(values.Raster, weights, x, y);
                if (weight <= 0)
                    continue;
                var edge = Math.Min(
                    Math.Min(map.X[i] - 0.5, width + 0.5 - map.X[i]),
                    Math.Min(map.Y[i] - 0.5, height + 0.5 - map.Y[i])
                );
                var fade = feather > 0 ? Math.Clamp(edge / feather, 1e-3, 1) : 1;
                canvas.Add(i, (float)(value * scale), (float)(weight * fade / (scale * scale)));
            }
    }

    /// <summary>Null where there is no map, or none of the same shape.</summary>
    private async Task<Raster?> WeightsAsync(
        HipsImage image,
        CelestialCoordinates wcs,
        (long Width, long Height) size,
        PixelBox box,
        int factor,
        CancellationToken ct
    )
    {
        if (image.Weight is null)
            return null;
        await using var opened = await files.OpenAsync(image.Weight, ct);
        if (image.Hdu >= opened.Hdus.Length)
            return null;
        var pixels = opened.Image(image.Hdu);
        if (pixels.Axes.Length < 2 || (pixels.Axes[wcs.XAxis], pixels.Axes[wcs.YAxis]) != size)
            return null;
        var weights = (await RasterReader.ReadAsync(pixels, (wcs.XAxis, wcs.YAxis), box, factor, [], ct)).Raster;
        var most = 0f;
        foreach (var weight in weights.Values)
            most = float.IsFinite(weight) ? Math.Max(most, weight) : most;
        if (most <= 0)
            return Even(weights);
        var least = Flagged * most;
        for (var i = 0; i < weights.Values.Length; i++)
            if (!(weights.Values[i] > least))
                weights.Values[i] = least;
        return weights;
    }

    private static Raster Even(Raster like)
    {
        var weights = new float[like.Values.Length];
        Array.Fill(weights, 1f);
        return like with { Values = weights };
    }

    private static (double Value, double Weight) Bilinear(Raster values, Raster weights, double x, double y)
    {
        var (column, row) = ((int)Math.Floor(x), (int)Math.Floor(y));
        var (u, v) = (x - column, y - row);
        var (sum, total, known) = (0.0, 0.0, 0.0);
        for (var dy = 0; dy <= 1; dy++)
        for (var dx = 0; dx <= 1; dx++)
        {
            var part = (dx == 0 ? 1 - u : u) * (dy == 0 ? 1 - v : v);
            var (px, py) = (column + dx, row + dy);
            if (part == 0 || px < 0 || py < 0 || px >= values.Width || py >= values.Height)
                continue;
            var at = py * values.Width + px;
            if (!float.IsFinite(values.Values[at]))
                continue;
            var weight = part * weights.Values[at];
            (sum, total, known) = (sum + weight * values.Values[at], total + weight, known + part);
        }
        // At the very edge of an image half of the square is beyond it, at a corner three quarters.
        var needed = column < 0 || row < 0 || column + 1 >= values.Width || row + 1 >= values.Height ? 0.2 : LeastKnown;
        return known >= needed && total > 0 ? (sum / total, total / known) : (0, 0);
    }

    private static PixelBox Union(PixelBox a, PixelBox b) =>
        new(
            Math.Min(a.FirstX, b.FirstX),
            Math.Min(a.FirstY, b.FirstY),
            Math.Max(a.LastX, b.LastX),
            Math.Max(a.LastY, b.LastY)
        );
}
