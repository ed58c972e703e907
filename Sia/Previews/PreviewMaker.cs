using System.Collections.Immutable;
using DataLab.Fits;
using DataLab.Fits.Images;
using DataLab.Fits.Wcs;
using DataLab.Formats;
using DataLab.Sia.Rasters;
using DataLab.Sia.Store;
using DataLab.Sky;

namespace DataLab.Sia.Previews;

/// <summary>A picture that was made.</summary>
public sealed record Preview(byte[] Bytes, string MediaType);

/// <summary>Makes pictures of images, parts of images and whole exposures.</summary>
public sealed class PreviewMaker(ImageFiles files, PreviewOptions options)
{
    /// <exception cref="ServiceException">UsageError, NotFound where nothing overlaps, LimitExceeded, ServiceUnavailable for damaged files.</exception>
    public async Task<Preview> MakeAsync(PreviewRequest request, IReadOnlyList<FoundImage> found, CancellationToken ct)
    {
        try
        {
            var bytes =
                found.Count == 1 ? await GrayAsync(request, found[0], ct) : await ColourAsync(request, found, ct);
            return new Preview(bytes, request.MediaType);
        }
        catch (FitsException e)
        {
            throw new ServiceException(ErrorKind.ServiceUnavailable, $"The image cannot be shown: {e.Message}", e);
        }
    }

    private async Task<byte[]> GrayAsync(PreviewRequest request, FoundImage found, CancellationToken ct)
    {
        await using var file = await files.OpenAsync(found.File, ct);
        var images = Shown(found, file);
        var raster =
            images is [var single] && !request.NorthUp
                ? await OneAsync(request, single, ct)
                : await MosaicAsync(request, Frame(request, images), images, ct);
        var (low, high) = request.Limits ?? ZScale.Of(raster.Values);
        var bytes = new Tones(low, high, request.Stretch).ToBytes(raster);
        if (request.Invert)
            for (var i = 0; i < bytes.Length; i++)
                bytes[i] = (byte)(255 - bytes[i]);
        return PictureEncoder.Gray(bytes, raster.Width, raster.Height, request.Format);
    }

    private async Task<byte[]> ColourAsync(
        PreviewRequest request,
        IReadOnlyList<FoundImage> found,
        CancellationToken ct
    )
    {
        var opened = new List<OpenedImages>();
        try
        {
            var bands = new List<ImmutableArray<ShownImage>>();
            foreach (var one in found)
            {
                opened.Add(await files.OpenAsync(one.File, ct));
                bands.Add(Shown(one, opened[^1]));
            }
            var grid = Frame(request, [.. bands.SelectMany(images => images)]);
            var rasters = new List<Raster>();
            foreach (var images in bands)
                rasters.Add(await MosaicAsync(request, grid, images, ct));
            var limits = rasters.ConvertAll(raster => request.Limits ?? ZScale.Of(raster.Values));
            var tones = new ColourTones(
                (limits[0].Low, limits[1].Low, limits[2].Low),
                (limits[0].High - limits[0].Low, limits[1].High - limits[1].Low, limits[2].High - limits[2].Low)
            );
            var bytes = tones.ToBytes(rasters[0], rasters[1], rasters[2]);
            return PictureEncoder.Colour(bytes, grid.Width, grid.Height, request.Format);
        }
        finally
        {
            foreach (var file in opened)
                await file.DisposeAsync();
        }
    }

    /// <summary>The image that is named, or those of the file that show the sky rather than what goes with it.</summary>
    private static ImmutableArray<ShownImage> Shown(FoundImage found, OpenedImages file)
    {
        var chosen = found.Hdu is null ? Science(found.File.Images) : [];
        if (found.Hdu is not null)
            chosen =
            [
                found.Image
                    ?? throw new ServiceException(
                        ErrorKind.NotFound,
                        $"HDU {found.Hdu} of {found.File.Name} is no image; {Listed(found.File)}."
                    ),
            ];
        if (chosen.IsEmpty)
            throw new ServiceException(ErrorKind.NotFound, $"The file {found.File.Name} holds no image.");
        return
        [
            .. chosen
                .Select(image => new ShownImage(file.Image(image.Hdu), file.Coordinates(image.Hdu).Celestial))
                .Where(image => image.Image.Axes.Length >= 2 && !image.Image.IsEmpty),
        ];
    }

    private static ImmutableArray<StoredImage> Science(ImmutableArray<StoredImage> images) =>
        images.Where(image => ProductTypes.IsScience(image.Product)).ToImmutableArray() is { IsEmpty: false } science
            ? science
            : images;

    private static string Listed(StoredFile file) =>
        file.Images.IsEmpty
            ? "the file holds none"
            : "it has images in HDU " + string.Join(", ", file.Images.Take(20).Select(image => image.Hdu));

    /// <summary>The picture of one image in its own rows, from the top.</summary>
    private async Task<Raster> OneAsync(PreviewRequest request, ShownImage shown, CancellationToken ct)
    {
        var (x, y) = shown.Wcs is { } wcs ? (wcs.XAxis, wcs.YAxis) : (0, 1);
        var (width, height) = (shown.Image.Axes[x], shown.Image.Axes[y]);
        var box = new PixelBox(1, 1, width, height);
        if (request.Box is { } wanted)
            box = new PixelBox(
                Math.Max(1, wanted.FirstX),
                Math.Max(1, wanted.FirstY),
                Math.Min(width, wanted.LastX),
                Math.Min(height, wanted.LastY)
            );
        else if (request.Area is { } area)
            box = (shown.Wcs ?? throw NoSky()).BoundsOf(area, width, height) ?? throw NoOverlap();
        if (box.Width < 1 || box.Height < 1)
            throw NoOverlap();
        RequireFew(box.Width * box.Height);
        var factor = (int)((Math.Max(box.Width, box.Height) + request.Pixels - 1) / request.Pixels);
        return (await RasterReader.ReadAsync(shown.Image, (x, y), box, factor, [], ct)).Raster.Flipped();
    }

    private async Task<Raster> MosaicAsync(
        PreviewRequest request,
        SkyGrid grid,
        ImmutableArray<ShownImage> images,
        CancellationToken ct
    )
    {
        RequireFew(images.Sum(image => (long)(image.Image.Axes[0] * (double)image.Image.Axes[1])));
        var canvas = new SkyCanvas(grid);
        var any = false;
        foreach (var image in images)
            if (image.Wcs is { } wcs)
                any |= await SkyPainter.PaintAsync(canvas, image.Image, wcs, [], 0, 0, ct);
        if (!any)
            throw request.Area is null ? NoSky() : NoOverlap();
        return canvas.ToRaster();
    }

    private static TangentGrid Frame(PreviewRequest request, ImmutableArray<ShownImage> images)
    {
        var outline = new List<Point>();
        var finest = double.MaxValue;
        foreach (var (image, coordinates) in images)
        {
            if (coordinates is not { } wcs)
                continue;
            finest = Math.Min(finest, wcs.PixelScale);
            if (request.Area is null && wcs.Footprint(image.Axes[wcs.XAxis], image.Axes[wcs.YAxis]) is { } footprint)
                outline.AddRange(footprint.Vertices);
        }
        if (finest == double.MaxValue)
            throw NoSky();
        if (request.Area is { } area)
            outline.AddRange(Around(area.BoundingCircle));
        return outline.Count > 0 && MosaicFrame.Around(outline, finest, request.Pixels) is { } grid
            ? grid
            : throw new ServiceException(
                ErrorKind.UsageError,
                "So large a part of the sky cannot be shown as one picture with north up; name a smaller part with CIRCLE, or one image."
            );
    }

    /// <summary>Four positions whose extent on the tangent plane is that of a circle.</summary>
    private static IEnumerable<Point> Around(Circle circle)
    {
        var reach = Math.Tan(Angle.ToRadians(Math.Max(circle.Radius, 1e-6)));
        var grid = new TangentGrid(circle.Centre, Angle.ToDegrees(Math.Atan(reach)), 1, 1);
        return [grid.At(1, 0).ToPoint(), grid.At(-1, 0).ToPoint(), grid.At(0, 1).ToPoint(), grid.At(0, -1).ToPoint()];
    }

    private void RequireFew(long pixels)
    {
        if (pixels > options.MaxPixelsRead)
            throw new ServiceException(
                ErrorKind.LimitExceeded,
                $"The picture takes {pixels} pixels of images; at most {options.MaxPixelsRead} are read. Name a part with CIRCLE."
            );
    }

    private static ServiceException NoOverlap() =>
        new(ErrorKind.NotFound, "The image and the part of the sky that was asked for do not overlap.");

    private static ServiceException NoSky() =>
        new(
            ErrorKind.UsageError,
            "The image has no position on the sky: it can only be shown whole and as it lies, with ORIENT=pixels."
        );

    private readonly record struct ShownImage(FitsImage Image, CelestialCoordinates? Wcs);
}
