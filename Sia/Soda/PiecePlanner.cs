using System.Collections.Immutable;
using System.Globalization;
using DataLab.Fits;
using DataLab.Fits.Cutouts;
using DataLab.Fits.Images;
using DataLab.Fits.Wcs;
using DataLab.Formats;
using DataLab.Sia.Search;
using DataLab.Sia.Store;

namespace DataLab.Sia.Soda;

/// <summary>Which sections of which HDUs of one file a piece of a request is.</summary>
internal sealed class PiecePlanner(OpenedImages file, StoredFile stored, SodaRequest request)
{
    /// <summary>The sections, in the order of the file; none where nothing overlaps.</summary>
    /// <param name="images">Images of the file to look at.</param>
    /// <param name="isNamed">The request names the one image: what it does not have is told, rather than passed over.</param>
    /// <exception cref="ServiceException">UsageError: SUB names what is not there, or a filter is about what no image has.</exception>
    /// <exception cref="FitsException">The file is damaged.</exception>
    public List<CutoutHdu> Plan(SodaPiece piece, IReadOnlyList<StoredImage> images, bool isNamed)
    {
        if (piece.Sub is { } sub)
            return [Sub(sub, images, isNamed)];
        var sections = new List<CutoutHdu>();
        ServiceException? missing = null;
        var isUsable = false;
        foreach (var image in images)
        {
            if (Missing(piece, image) is { } fault)
            {
                missing ??= fault;
                continue;
            }
            isUsable = true;
            sections.AddRange(Sections(piece, image));
        }
        return isUsable || missing is null ? sections : throw missing;
    }

    private CutoutHdu Sub(SubSelection sub, IReadOnlyList<StoredImage> images, bool isNamed)
    {
        try
        {
            var hdu = isNamed && sub.Extension is null ? file.Hdus[images[0].Hdu] : sub.Find(file.Hdus);
            var image = file.Image(hdu.Index);
            return new CutoutHdu(image, sub.In(image.Axes));
        }
        catch (FitsException e)
        {
            throw Usage.Fault($"SUB: {e.Message}");
        }
    }

    /// <summary>Why a filter cannot be applied to an image; null if all can.</summary>
    private ServiceException? Missing(SodaPiece piece, StoredImage image)
    {
        var coordinates = file.Coordinates(image.Hdu);
        if (piece.Region is not null && coordinates.Celestial is null)
            return No("position on the sky, so that POS, CIRCLE and POLYGON mean nothing to it; SUB names pixels", image);
        if (piece.Band is not null && coordinates.Spectral is null && image.Facts.Real("em_min") is null)
            return No("wavelengths, so that BAND means nothing to it", image);
        if (piece.Time is not null && coordinates.Time is null && image.Facts.Real("t_min") is null)
            return No("time, so that TIME means nothing to it", image);
        if (!request.States.IsEmpty && coordinates.Polarization is null && image.Facts.Text("pol_states") is null)
            return No("polarization, so that POL means nothing to it", image);
        return null;
    }

    private ServiceException No(string what, StoredImage image) =>
        Usage.Fault(
            string.Create(CultureInfo.InvariantCulture, $"HDU {image.Hdu} of {stored.Name} has no known {what}.")
        );

    private IEnumerable<CutoutHdu> Sections(SodaPiece piece, StoredImage stored)
    {
        var image = file.Image(stored.Hdu);
        if (image.IsEmpty)
            yield break;
        var coordinates = file.Coordinates(stored.Hdu);
        var axes = Section.Whole(image.Axes).Axes;
        string? note = null;
        SkyMask? mask = null;
        if (piece.Region is { } region)
        {
            var wcs = coordinates.Celestial!;
            var (width, height) = (image.Axes[wcs.XAxis], image.Axes[wcs.YAxis]);
            if (wcs.BoundsOf(region, width, height) is not { } box)
                yield break;
            axes = axes.SetItem(wcs.XAxis, new AxisRange(box.FirstX, box.LastX))
                .SetItem(wcs.YAxis, new AxisRange(box.FirstY, box.LastY));
            note = Note(region.ToString(), box, width, height);
            mask = request.Mask && !request.HeadersOnly ? new SkyMask(wcs, region) : null;
        }
        if (piece.Band is { } band && !Narrow(ref axes, coordinates.Spectral, stored, band))
            yield break;
        if (piece.Time is { } time && !Narrow(ref axes, coordinates.Time, stored, time))
            yield break;
        if (request.States.IsEmpty)
        {
            yield return new CutoutHdu(image, new Section(axes), mask) { Note = note };
            yield break;
        }
        if (coordinates.Polarization is not { } polarization)
        {
            if (stored.Facts.Text("pol_states")!.Split('/').Any(state => request.States.Contains(state)))
                yield return new CutoutHdu(image, new Section(axes), mask) { Note = note };
            yield break;
        }
        foreach (
            var states in PlaneSelection.Of(polarization, image.Axes[polarization.Axis], request.States)
        )
            yield return new CutoutHdu(image, new Section(axes.SetItem(polarization.Axis, states)), mask)
            {
                Note = note,
            };
    }

    private static bool Narrow(
        ref ImmutableArray<AxisRange> axes,
        SpectralAxis? spectral,
        StoredImage stored,
        Interval band
    )
    {
        if (spectral is null)
            return Overlaps(band, stored.Facts.Real("em_min"), stored.Facts.Real("em_max"));
        if (PlaneSelection.Of(spectral, axes[spectral.Axis].Count, band) is not { } planes)
            return false;
        axes = axes.SetItem(spectral.Axis, planes);
        return true;
    }

    private static bool Narrow(ref ImmutableArray<AxisRange> axes, TimeAxis? axis, StoredImage stored, Interval time)
    {
        if (axis is null)
            return Overlaps(time, stored.Facts.Real("t_min"), stored.Facts.Real("t_max"));
        if (PlaneSelection.Of(axis, axes[axis.Axis].Count, time) is not { } steps)
            return false;
        axes = axes.SetItem(axis.Axis, steps);
        return true;
    }

    private static bool Overlaps(Interval wanted, double? least, double? greatest) =>
        wanted.Low <= (greatest ?? least) && wanted.High >= (least ?? greatest);

    /// <summary>What was asked for, and whether the image ends there.</summary>
    private static string Note(string region, PixelBox box, long width, long height)
    {
        var shown = region.Length <= 200 ? region : region[..200] + "...";
        var isAtEdge = box.FirstX == 1 || box.FirstY == 1 || box.LastX == width || box.LastY == height;
        return $"Around {shown}{(isAtEdge ? ", as far as the image reaches" : "")}.";
    }
}
