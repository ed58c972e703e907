using DataLab.Sky;

namespace DataLab.Sia.Hips.Density;

/// <summary>Counts of the finest pixels, in the order of cells, as tiles of all orders: one tile an order is held at a time.</summary>
/// <param name="order">Of the finest tiles.</param>
/// <param name="write">Keeps a tile by its order and number; the raster is used again afterwards.</param>
internal sealed class CountPyramid(int order, Func<int, long, CountRaster, Task> write)
{
    private const long InsideMask = (1L << (2 * HipsGrid.PixelOrders)) - 1;

    private readonly CountRaster[] rasters = [.. Enumerable.Range(0, order + 1).Select(CountRaster.Tile)];
    private readonly long[] tiles = [.. Enumerable.Repeat(-1L, order + 1)];
    private readonly List<HealpixRange> ranges = [];
    private long last = -1;

    /// <summary>HEALPix order of the cells that are added.</summary>
    public int PixelOrder => order + HipsGrid.PixelOrders;

    /// <summary>Of the coverage: cells of an eighth of a tile, or of 14 arcmin where tiles are large.</summary>
    public int MocOrder => Math.Min(PixelOrder, Math.Max(order + 3, 8));

    public CountHistogram Histogram { get; } = new();

    /// <summary>Where rows are.</summary>
    public Moc Coverage => Moc.Of(ranges, MocOrder);

    /// <param name="cell">Greater than the one before.</param>
    /// <param name="rows">At least 1.</param>
    public async ValueTask AddAsync(long cell, long rows)
    {
        if (cell <= last || rows < 1)
            throw new ArgumentException($"{rows} rows in cell {cell} after cell {last}.");
        last = cell;
        Histogram.Add(rows);
        Cover(cell >> (2 * (PixelOrder - MocOrder)));
        for (var level = order; level >= 0; level--)
        {
            var pixel = cell >> (2 * (order - level));
            var tile = pixel >> (2 * HipsGrid.PixelOrders);
            if (tiles[level] != tile)
            {
                await WriteAsync(level);
                tiles[level] = tile;
            }
            rasters[level].Add(pixel & InsideMask, rows);
        }
    }

    /// <summary>Writes the last tile of each order.</summary>
    public async Task CompleteAsync()
    {
        for (var level = order; level >= 0; level--)
            await WriteAsync(level);
    }

    private async Task WriteAsync(int level)
    {
        if (tiles[level] < 0)
            return;
        await write(level, tiles[level], rasters[level]);
        Array.Clear(rasters[level].Values);
    }

    private void Cover(long cell)
    {
        var range = Healpix.Range(MocOrder, cell);
        if (ranges.Count > 0 && range.First <= ranges[^1].Last + 1)
            ranges[^1] = new HealpixRange(ranges[^1].First, range.Last);
        else
            ranges.Add(range);
    }
}
