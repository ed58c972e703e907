// Builds a HiPS of the density of a table's rows:
//   1. coarse   rows in large cells: how deep to go, and parts that the engine can group   (TableCounts)
//   2. counts   cells in order become tiles of all orders in one pass                      (CountPyramid, CountFiles)
//   3. pictures tiles and Allsky with logarithmic tones                                    (DensityTones)
//   4. words    coverage, preview, properties, page; then the folder takes its name
using System.Diagnostics;
using DataLab.Catalog;
using DataLab.Formats;
using DataLab.Formats.Coverage;
using DataLab.Sia.Hips.Building;
using DataLab.Sia.Previews;
using DataLab.Sia.Rasters;
using DataLab.Sky;

namespace DataLab.Sia.Hips.Density;

/// <summary>Makes HiPS of the densities of tables (HiPS 1.0): numbers of rows in each pixel, summed exactly from order to order.</summary>
/// <param name="authority">Of the identifiers of HiPS.</param>
public sealed class DensityBuilder(ICatalogEngine engine, HipsFolder folder, string authority)
{
    /// <summary>Rows that a pixel holds on average, at least, unless an order is named.</summary>
    private const double FewRows = 4;

    /// <summary>Finest order that is chosen: pixels of 0.2 arcsec.</summary>
    private const int MostOrders = 11;

    /// <summary>For tests: as <see cref="TableCounts.RowsOfPart"/>.</summary>
    internal long RowsOfPart { get; init; } = TableCounts.RowsOfPart;

    /// <summary>Builds it beside the one that is served, which is replaced when all is there.</summary>
    /// <exception cref="ServiceException">UsageError, NotFound: no such table, no positions, an order or limits that cannot be.
    /// LimitExceeded: the disk is too small. ServiceUnavailable: the table was replaced meanwhile.</exception>
    public async Task<DensityReport> BuildAsync(
        DensityRequest request,
        IProgress<HipsProgress>? progress,
        CancellationToken ct
    )
    {
        var watch = Stopwatch.StartNew();
        Check(request);
        var table = new TableCounts(engine, request.Table);
        progress?.Report(new HipsProgress("looking at positions", 0, 1));
        var coarse = await table.CoarseAsync(ct);
        progress?.Report(new HipsProgress("looking at positions", 1, 1));
        var order = request.Order ?? OrderOf(coarse);
        var rows = coarse.Sum(cell => cell.Rows);
        CheckSpace(coarse, order, rows);
        var place = new HipsWorkplace(folder, request.Name, 1);
        // Counting goes from one end to the other: what was begun is of no use.
        place.Begin(Guid.NewGuid().ToString(), request.Formats.Contains(TileFormat.Fits));
        var files = new CountFiles(place.Values(0).Folder, 2 * rows);
        var pyramid = new CountPyramid(order, (level, tile, counts) => files.WriteAsync(level, tile, counts, ct));
        await foreach (
            var (cell, count) in table.CellsAsync(pyramid.PixelOrder, TableCounts.Split(coarse, RowsOfPart), ct)
        )
        {
            await pyramid.AddAsync(cell, count);
            if (pyramid.Histogram.Pixels % 10_000 == 0)
                progress?.Report(new HipsProgress("counting rows", pyramid.Histogram.Rows, rows));
        }
        if (pyramid.Histogram.Rows == 0)
            throw new ServiceException(
                ErrorKind.ServiceUnavailable,
                $"The table {table.Table.QualifiedName} lost its rows while they were counted."
            );
        await pyramid.CompleteAsync();
        progress?.Report(new HipsProgress("counting rows", rows, rows));
        var limits = request.Limits ?? DensityTones.LimitsOf(pyramid.Histogram, Healpix.PixelArea(pyramid.PixelOrder));
        var tones = new DensityTones(limits.Low, limits.High);
        for (var level = order; level >= 0; level--)
            await PicturesAsync(request, place, files, tones, level, progress, ct);
        var tiles = place.Tiles(order).Count;
        var moc = pyramid.Coverage;
        await TileFiles.WriteWholeAsync(Path.Combine(place.Folder, HipsPath.Moc), MocFits.Write(moc), ct);
        await PreviewAsync(place, files, tones, order, moc, ct);
        var properties = DensityProperties.Of(
            request,
            authority,
            table.Table,
            pyramid.Histogram,
            limits,
            files.Type,
            order,
            moc
        );
        await HipsProperties.WriteAsync(place.Folder, request.Name, properties, ct);
        var bytes = place.Finish();
        return new DensityReport(order, tiles, pyramid.Histogram.Rows, moc.SkyFraction, bytes, watch.Elapsed);
    }

    private void Check(DensityRequest request)
    {
        folder.PathOf(request.Name);
        HipsBuilder.CheckTiles(request.Order, request.Formats);
        if (request.Limits is var (low, high) && !(low > 0 && low < high))
            throw HipsBuilder.Bad("The darkest density must be greater than 0 and less than the one that is white.");
    }

    /// <summary>The finest order whose pixels hold a few rows on average, where there are any.</summary>
    private static int OrderOf(List<(long Cell, long Rows)> coarse)
    {
        var mean = coarse.Average(cell => cell.Rows);
        var pixels = TableCounts.CoarseOrder + (int)Math.Floor(Math.Log(mean / FewRows, 4));
        return Math.Clamp(pixels - HipsGrid.PixelOrders, TileSums.AllskyOrder, MostOrders);
    }

    /// <summary>A depth that was named without thinking would fill the disk.</summary>
    private void CheckSpace(List<(long Cell, long Rows)> coarse, int order, long rows)
    {
        var tiles = Enumerable.Range(0, order + 1).Sum(level => TilesOf(coarse, level));
        // As much again for pictures.
        var bytes = 2 * tiles * HipsGrid.TileWidth * HipsGrid.TileWidth * (rows <= int.MaxValue ? 4 : 8);
        Directory.CreateDirectory(folder.Root);
        var free = new DriveInfo(folder.Root).AvailableFreeSpace;
        if (bytes > free)
            throw new ServiceException(
                ErrorKind.LimitExceeded,
                FormattableString.Invariant(
                    $"Order {order} may take {tiles:0} tiles, {bytes / 1e9:0.0} GB; {free / 1e9:0.0} GB are free. Name a lower one with --order."
                )
            );
    }

    /// <summary>How many tiles of an order there are at most.</summary>
    private static double TilesOf(List<(long Cell, long Rows)> coarse, int order)
    {
        var finer = 2 * (order - TableCounts.CoarseOrder);
        return finer >= 0
            ? coarse.Sum(cell => Math.Min((double)cell.Rows, Math.ScaleB(1, finer)))
            : coarse.Select(cell => cell.Cell >> -finer).Distinct().Count();
    }

    private static async Task PicturesAsync(
        DensityRequest request,
        HipsWorkplace place,
        CountFiles files,
        DensityTones tones,
        int level,
        IProgress<HipsProgress>? progress,
        CancellationToken ct
    )
    {
        var allsky = level == TileSums.AllskyOrder ? CountRaster.Allsky() : null;
        var (done, tiles) = (0L, place.Tiles(level));
        await Parallel.ForEachAsync(
            tiles,
            new ParallelOptions { MaxDegreeOfParallelism = request.Workers, CancellationToken = ct },
            async (tile, token) =>
            {
                var counts = (await files.ReadAsync(level, tile, token))!;
                foreach (var (format, extension) in TilePictures.Formats(request.Formats))
                    await TileFiles.WriteWholeAsync(
                        Path.Combine(place.Folder, HipsPath.Tile(level, tile, extension)),
                        tones.Encode(counts, format),
                        token
                    );
                allsky?.AddToAllsky(tile, counts);
                progress?.Report(
                    new HipsProgress(
                        FormattableString.Invariant($"pictures of order {level}"),
                        Interlocked.Increment(ref done),
                        tiles.Count
                    )
                );
            }
        );
        if (allsky is null)
            return;
        foreach (var (format, extension) in TilePictures.Formats(request.Formats))
            await TileFiles.WriteWholeAsync(
                Path.Combine(place.Folder, HipsPath.Allsky(level, extension)),
                tones.Encode(allsky, format),
                ct
            );
        if (request.Formats.Contains(TileFormat.Fits))
            await files.WriteAllskyAsync(allsky, ct);
    }

    private static async Task PreviewAsync(
        HipsWorkplace place,
        CountFiles files,
        DensityTones tones,
        int order,
        Moc moc,
        CancellationToken ct
    )
    {
        var frame = moc.BoundingCircle;
        var grid = new TangentGrid(frame.Centre, Math.Min(100, 2 * frame.Radius) / 512, 512, 512);
        var sampler = new HipsSampler(ReadAsync, order);
        if ((await sampler.SampleAsync(grid, ct))[0] is { } density)
            await TileFiles.WriteWholeAsync(
                Path.Combine(place.Folder, HipsPath.Preview),
                tones.Encode(density, PictureFormat.Jpeg),
                ct
            );

        async Task<IReadOnlyList<Raster?>> ReadAsync(int level, long tile, CancellationToken token) =>
            [await files.ReadAsync(level, tile, token) is { } counts ? DensityTones.Density(counts) : null];
    }
}
