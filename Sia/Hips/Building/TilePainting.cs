using System.Globalization;
using DataLab.Formats;
using DataLab.Sia.Rasters;
using DataLab.Sky;

namespace DataLab.Sia.Hips.Building;

/// <summary>Paints the finest tiles: a block of sixteen neighbours at a time, for which each image is read once.</summary>
internal sealed class TilePainting(HipsPainter painter, HipsBand band, TileFiles values, int order)
{
    /// <summary>Orders between a block and its tiles.</summary>
    private const int BlockOrders = 2;

    private const int MostCells = 4_000_000;

    private readonly string journal = Path.Combine(values.Folder, ".painted");

    /// <param name="told">Blocks done and all.</param>
    public async Task PaintAsync(int workers, Action<long, long> told, CancellationToken ct)
    {
        Directory.CreateDirectory(values.Folder);
        var blocks = Blocks();
        var painted = File.Exists(journal)
            ? File.ReadLines(journal)
                .Select(line =>
                    long.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var block) ? block : -1
                )
                .ToHashSet()
            : [];
        var done = (long)painted.Count;
        await using var log = new StreamWriter(journal, append: true) { AutoFlush = true };
        using var gate = new SemaphoreSlim(1);
        // A line that a crash cut short must not swallow the next.
        await log.WriteLineAsync();
        await Parallel.ForEachAsync(
            blocks.Where(block => !painted.Contains(block.Key)).OrderBy(block => block.Key),
            new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = ct },
            async (block, token) =>
            {
                await PaintAsync(block.Key, block.Value, token);
                await gate.WaitAsync(token);
                try
                {
                    await log.WriteLineAsync(block.Key.ToString(CultureInfo.InvariantCulture));
                    told(++done, blocks.Count);
                }
                finally
                {
                    gate.Release();
                }
            }
        );
    }

    private async Task PaintAsync(long block, List<int> images, CancellationToken ct)
    {
        var first = block << (2 * BlockOrders);
        var canvases = Enumerable
            .Range(0, 1 << (2 * BlockOrders))
            .Select(tile => new SkyCanvas(new HipsGrid(order, first + tile)))
            .ToList();
        foreach (var image in images)
        {
            var cover = Cover(band.Images[image], order);
            var touched = canvases.Where((_, tile) => Touches(cover, first + tile)).ToList();
            if (touched.Count > 0)
                await painter.PaintAsync(band.Images[image], touched, ct);
        }
        for (var tile = 0; tile < canvases.Count; tile++)
            if (!canvases[tile].IsBlank)
                await values.WriteAsync(order, first + tile, canvases[tile].ToRaster(), ct);
    }

    private bool Touches(Moc cover, long tile)
    {
        var range = Healpix.Range(order, tile);
        return cover.Contains(range.First);
    }

    /// <summary>Numbers of images by the blocks that they may touch.</summary>
    private Dictionary<long, List<int>> Blocks()
    {
        var blocks = new Dictionary<long, List<int>>();
        var shift = 2 * (Healpix.MaxOrder - (order - BlockOrders));
        for (var i = 0; i < band.Images.Length; i++)
            foreach (var range in Cover(band.Images[i], order - BlockOrders).Ranges)
                for (var block = range.First >> shift; block <= range.Last >> shift; block++)
                {
                    if (!blocks.TryGetValue(block, out var images))
                        blocks[block] = images = [];
                    images.Add(i);
                }
        return blocks;
    }

    private static Moc Cover(HipsImage image, int order) =>
        Moc.Covering(image.Outline, order, MostCells)
        ?? throw new ServiceException(
            ErrorKind.LimitExceeded,
            $"The image {image.File.Path} takes more than {MostCells} tiles of order {order}: name a lower one with --order."
        );
}
