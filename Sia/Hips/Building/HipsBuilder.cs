// Builds a HiPS of a collection in stages, each of which goes on where an earlier run was stopped:
//   1. paint    values of the finest tiles, a block of tiles at a time   (TilePainting)
//   2. sums     coarser tiles, from the finest up                        (TileSums)
//   3. pictures tiles and Allsky as PNG or JPEG, the coverage            (TilePictures)
//   4. words    properties, preview, page; then the folder takes its name
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using DataLab.Formats;
using DataLab.Formats.Coverage;
using DataLab.Sia.Previews;
using DataLab.Sia.Rasters;
using DataLab.Sia.Store;
using DataLab.Sky;

namespace DataLab.Sia.Hips.Building;

/// <summary>Makes HiPS of the images of a collection (HiPS 1.0).</summary>
public sealed class HipsBuilder(ImageStore store, ImageFiles files, HipsFolder folder)
{
    /// <summary>Grows when tiles are made otherwise: what an older program began is begun anew.</summary>
    private const int Version = 1;

    /// <summary>Orders by which the coverage is finer than the tiles.</summary>
    private const int MocOrders = 3;

    private const int SampledTiles = 24;

    /// <summary>Builds it beside the one that is served, which is replaced when all is there.</summary>
    /// <exception cref="ServiceException">UsageError, NotFound: no such collection, band or order. ServiceUnavailable: an image cannot be read.</exception>
    public async Task<HipsReport> BuildAsync(
        HipsRequest request,
        IProgress<HipsProgress>? progress,
        CancellationToken ct
    )
    {
        var watch = Stopwatch.StartNew();
        Check(request);
        var bands = new List<HipsBand>();
        foreach (var band in request.Bands.IsEmpty ? [null] : request.Bands.Select(band => (string?)band))
            bands.Add(await HipsBand.FindAsync(store, request.Collection, band, ct));
        var order = request.Order ?? OrderOf(bands);
        var place = new HipsWorkplace(folder, request.Name, bands.Count);
        place.Begin(Stamp(request, order, bands), request.Formats.Contains(TileFormat.Fits));
        for (var band = 0; band < bands.Count; band++)
        {
            var painting = new TilePainting(
                new HipsPainter(files, bands[band]),
                bands[band],
                place.Values(band),
                order
            );
            var number = bands.Count == 1 ? "" : $" of {request.Bands[band]}";
            await painting.PaintAsync(request.Workers, Told(progress, "painting tiles" + number), ct);
            for (var coarser = order - 1; coarser >= 0; coarser--)
                await SumAsync(place.Values(band), coarser, request.Workers, ct);
        }
        var limits = new List<(float, float)>();
        for (var band = 0; band < bands.Count; band++)
            limits.Add(request.Limits ?? await LimitsAsync(place.Values(band), order, ct));
        var tiles = place.Tiles(order);
        if (tiles.Count == 0)
            throw new ServiceException(ErrorKind.NotFound, "The images have no pixels with values.");
        var moc = await PicturesAsync(request, place, limits, order, progress, ct);
        await WordsAsync(request, place, bands, limits, order, moc, ct);
        var bytes = place.Finish();
        return new HipsReport(
            order,
            tiles.Count,
            bands.Sum(band => band.Images.Length),
            moc.SkyFraction,
            bytes,
            watch.Elapsed
        );
    }

    private void Check(HipsRequest request)
    {
        folder.PathOf(request.Name);
        if (request.Bands.Length is not (0 or 1 or 3))
            throw Bad(
                $"A HiPS is made of one band or of three, red, green and blue; {request.Bands.Length} were named."
            );
        CheckTiles(request.Order, request.Formats);
        if (request.Bands.Length == 3 && request.Formats.Contains(TileFormat.Fits))
            throw Bad("Tiles in colour are pictures: jpg or png, not fits.");
        if (request.Limits is var (low, high) && !(low < high))
            throw Bad("The value that is black must be less than the one that is white.");
    }

    /// <exception cref="ServiceException">UsageError.</exception>
    internal static void CheckTiles(int? order, ImmutableArray<TileFormat> formats)
    {
        if (order is < TileSums.AllskyOrder or > HipsGrid.MaxOrder)
            throw Bad($"The order is {order}; expected {TileSums.AllskyOrder} to {HipsGrid.MaxOrder}.");
        if (formats.IsEmpty)
            throw Bad("No format was named; expected jpg, png or fits.");
    }

    /// <summary>The order whose pixels are as small as those of most images, or a little smaller.</summary>
    private static int OrderOf(List<HipsBand> bands)
    {
        var scales = bands.SelectMany(band => band.Images).Select(image => image.Scale).Order().ToList();
        var scale = scales[scales.Count / 2];
        for (var order = TileSums.AllskyOrder; order < HipsGrid.MaxOrder; order++)
            if (Healpix.Resolution(order + HipsGrid.PixelOrders) <= 1.05 * scale)
                return order;
        return HipsGrid.MaxOrder;
    }

    private static string Stamp(HipsRequest request, int order, List<HipsBand> bands) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Version} {request.Collection} {order} {request.Limits} {string.Join(',', request.Formats.Order())} {string.Join(' ', bands.Select(band => band.Stamp()))}"
        );

    private static async Task SumAsync(TileFiles values, int order, int workers, CancellationToken ct) =>
        await Parallel.ForEachAsync(
            values.Tiles(order + 1).Select(tile => tile >> 2).Distinct().Where(tile => !values.Has(order, tile)),
            new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = ct },
            async (tile, token) =>
            {
                var children = new Raster?[4];
                for (var child = 0; child < 4; child++)
                    children[child] = await values.ReadAsync(order + 1, 4 * tile + child, token);
                await values.WriteAsync(order, tile, TileSums.Parent(children), token);
            }
        );

    private static async Task<(float, float)> LimitsAsync(TileFiles values, int order, CancellationToken ct)
    {
        var tiles = values.Tiles(order);
        var step = Math.Max(1, tiles.Count / SampledTiles);
        var sampled = new List<Raster>();
        for (var i = step / 2; i < tiles.Count; i += step)
            if (await values.ReadAsync(order, tiles[i], ct) is { } raster)
                sampled.Add(raster);
        return TilePictures.LimitsOf(sampled);
    }

    /// <summary>Encodes all tiles, Allsky, and writes the coverage.</summary>
    private static async Task<Moc> PicturesAsync(
        HipsRequest request,
        HipsWorkplace place,
        List<(float, float)> limits,
        int order,
        IProgress<HipsProgress>? progress,
        CancellationToken ct
    )
    {
        var pictures = new TilePictures(limits);
        var cells = new ConcurrentBag<Moc>();
        for (var level = order; level >= 0; level--)
        {
            var allsky = level == TileSums.AllskyOrder ? limits.ConvertAll(_ => TileSums.BlankAllsky()) : null;
            var (at, done, tiles) = (level, 0L, place.Tiles(level));
            var told = Told(progress, string.Create(CultureInfo.InvariantCulture, $"pictures of order {level}"));
            await Parallel.ForEachAsync(
                tiles,
                new ParallelOptions { MaxDegreeOfParallelism = request.Workers, CancellationToken = ct },
                async (tile, token) =>
                {
                    var rasters = await place.ReadAsync(at, tile, token);
                    foreach (var (format, extension) in TilePictures.Formats(request.Formats))
                    {
                        var path = Path.Combine(place.Folder, HipsPath.Tile(at, tile, extension));
                        if (!File.Exists(path))
                            await TileFiles.WriteWholeAsync(path, pictures.Encode(rasters, format), token);
                    }
                    if (at == order)
                        cells.Add(
                            Moc.Of(
                                rasters.SelectMany(raster =>
                                    raster is null ? [] : TileSums.Cells(at, tile, raster, MocOrders)
                                ),
                                at + MocOrders
                            )
                        );
                    if (allsky is not null)
                        for (var band = 0; band < rasters.Count; band++)
                            if (rasters[band] is { } raster)
                                TileSums.AddToAllsky(allsky[band], tile, raster);
                    told(Interlocked.Increment(ref done), tiles.Count);
                }
            );
            if (allsky is null)
                continue;
            foreach (var (format, extension) in TilePictures.Formats(request.Formats))
                await TileFiles.WriteWholeAsync(
                    Path.Combine(place.Folder, HipsPath.Allsky(level, extension)),
                    pictures.Encode(allsky, format),
                    ct
                );
            if (request.Formats.Contains(TileFormat.Fits))
                await place.Values(0).WriteAsync(HipsPath.Allsky(level, "fits"), allsky[0], ct);
        }
        var moc = Moc.Union(cells);
        await TileFiles.WriteWholeAsync(Path.Combine(place.Folder, HipsPath.Moc), MocFits.Write(moc), ct);
        return moc;
    }

    private async Task WordsAsync(
        HipsRequest request,
        HipsWorkplace place,
        List<HipsBand> bands,
        List<(float, float)> limits,
        int order,
        Moc moc,
        CancellationToken ct
    )
    {
        var frame = moc.BoundingCircle;
        var grid = new TangentGrid(frame.Centre, Math.Min(100, 2 * frame.Radius) / 512, 512, 512);
        var preview = await new HipsSampler(place.ReadAsync, order).SampleAsync(grid, ct);
        if (preview.Any(raster => raster is not null))
            await TileFiles.WriteWholeAsync(
                Path.Combine(place.Folder, HipsPath.Preview),
                new TilePictures(limits).Encode(preview, PictureFormat.Jpeg),
                ct
            );
        var collection = await store.FindCollectionAsync(request.Collection, ct);
        var properties = HipsProperties.Of(request, store.Options.Authority, collection!, bands, limits, order, moc);
        await HipsProperties.WriteAsync(place.Folder, request.Name, properties, ct);
    }

    private static Action<long, long> Told(IProgress<HipsProgress>? progress, string stage) =>
        (done, all) => progress?.Report(new HipsProgress(stage, done, all));

    internal static ServiceException Bad(string message) => new(ErrorKind.UsageError, message);
}
