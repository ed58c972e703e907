using DataLab.Sia.Rasters;
using DataLab.Sky;

namespace DataLab.Sia.Hips.Building;

/// <summary>Values of a HiPS at the places of another grid.</summary>
/// <param name="read">Gives the rasters of a tile by order and number, one a band; null where a band has nothing.</param>
internal sealed class HipsSampler(Func<int, long, CancellationToken, Task<IReadOnlyList<Raster?>>> read, int finest)
{
    /// <returns>One raster a band; null where a band has nothing there.</returns>
    public async Task<IReadOnlyList<Raster?>> SampleAsync(TangentGrid grid, CancellationToken ct)
    {
        var step = Angle.ToDegrees(UnitVector.AngleBetween(grid.At(0, 0), grid.At(1, 0)));
        var order = 0;
        while (order < finest && Healpix.Resolution(order + HipsGrid.PixelOrders) > step)
            order++;
        var tiles = new Dictionary<long, IReadOnlyList<Raster?>>();
        Raster?[] sampled = [];
        for (var y = 0; y < grid.Height; y++)
        for (var x = 0; x < grid.Width; x++)
        {
            var pixel = Healpix.Vec2Pix(order + HipsGrid.PixelOrders, grid.At(x, y));
            var tile = pixel >> (2 * HipsGrid.PixelOrders);
            if (!tiles.TryGetValue(tile, out var rasters))
                tiles[tile] = rasters = await read(order, tile, ct);
            if (sampled.Length == 0)
                sampled = new Raster?[rasters.Count];
            var inside = pixel & ((1L << (2 * HipsGrid.PixelOrders)) - 1);
            for (var band = 0; band < rasters.Count; band++)
                if (rasters[band] is { } raster)
                {
                    sampled[band] ??= Raster.Blank(grid.Width, grid.Height);
                    sampled[band]!.Row(y)[x] = raster.Row(TileSums.Bits(inside))[TileSums.Bits(inside >> 1)];
                }
        }
        return sampled;
    }
}
