using System.Collections.Immutable;

namespace DataLab.Host.SampleSurvey;

/// <summary>Which exposures of Field169 there are images of, which parts of the camera they show, and what is to be seen there.</summary>
/// <param name="Objects">What the catalogue lists in the windows or near them.</param>
internal sealed record ImagePlan(
    ImmutableArray<Exposure> Exposures,
    ImmutableArray<CameraWindow> Windows,
    ImmutableArray<SkyObject> Objects
)
{
    /// <summary>Of the windows with the dwarf galaxy: all columns of the two middle CCDs, half of their rows.</summary>
    private const int DwarfRows = 2048;

    /// <summary>Of the windows round drop-outs.</summary>
    private const int DropoutPixels = 1024;

    /// <summary>Pixels from the edge of a window within which what it was made for may not lie: pointings differ.</summary>
    private const double Safe = 150;

    /// <summary>Pixels beyond the edges within which a bright star still throws light into a window.</summary>
    private const double Around = 300;

    public static ImagePlan Make(Catalogue catalogue)
    {
        var field = catalogue.Fields.First(field => field.HasDwarf);
        var windows = new List<CameraWindow>
        {
            CameraWindow.Around(0, -0.08, Mosaic.Columns, DwarfRows),
            CameraWindow.Around(0, 0.08, Mosaic.Columns, DwarfRows),
        };
        var listed = catalogue.Objects(field).Select(measured => measured.Truth);
        // Those that have a window of their own are sought first: the others' windows are known then.
        foreach (var kind in new[] { Kind.RDropout, Kind.GDropout, Kind.UDropout })
            if (WindowOf(kind, listed, field, windows) is { } window)
                windows.Add(window);
        return new ImagePlan(
            Chosen(catalogue, field, windows),
            [.. windows],
            [.. listed.Where(thing => windows.Exists(window => Sees(window, field, thing, -Around)))]
        );
    }

    /// <summary>A window round the first object of a kind; null where one is seen already.</summary>
    private static CameraWindow? WindowOf(
        Kind kind,
        IEnumerable<SkyObject> listed,
        SurveyField field,
        List<CameraWindow> windows
    )
    {
        CameraWindow? found = null;
        foreach (var thing in listed.Where(thing => thing.Kind == kind))
        {
            if (windows.Exists(window => Sees(window, field, thing, Safe)))
                return null;
            if (found is not null)
                continue;
            var (xi, eta) = field.Tangent.ToPlane(thing.Ra, thing.Dec);
            var window = CameraWindow.Around(xi, eta, DropoutPixels, DropoutPixels);
            if (window.Holds(xi, eta, Safe) && !windows.Exists(other => other.Ccd == window.Ccd))
                found = window;
        }
        return found;
    }

    private static bool Sees(CameraWindow window, SurveyField field, in SkyObject thing, double margin)
    {
        var (xi, eta) = field.Tangent.ToPlane(thing.Ra, thing.Dec);
        return window.Holds(xi, eta, margin);
    }

    /// <summary>
    /// The sharpest deep exposure in each band, and another in g when the RR Lyrae star was as different as can be; of those
    /// whose pointing does not leave the star between two CCDs.
    /// </summary>
    private static ImmutableArray<Exposure> Chosen(Catalogue catalogue, SurveyField field, List<CameraWindow> windows)
    {
        var star = catalogue.Objects(field).Select(measured => measured.Truth).First(thing => thing.IsPlantedRrLyrae);
        var deep = catalogue
            .Exposures.OfField[field.Index]
            .Where(exposure => exposure.Seconds > Band.ShortExposure)
            .OrderByDescending(exposure => Shows(exposure, windows))
            .ThenBy(exposure => exposure.Seeing)
            .ToLookup(exposure => exposure.Band);
        var chosen = Band.All.Select(band => deep[band].First()).ToList();
        var first = LightCurve.Magnitude(star, Band.G, chosen[Band.G.Index].Mjd);
        chosen.Add(
            deep[Band.G]
                .Where(exposure => Shows(exposure, windows))
                .DefaultIfEmpty(deep[Band.G].Last())
                .MaxBy(exposure =>
                    Math.Abs(LightCurve.Magnitude(star, Band.G, exposure.Mjd) - first) - 0.2 * exposure.Seeing
                )!
        );
        return [.. chosen.OrderBy(exposure => exposure.Mjd)];
    }

    private static bool Shows(Exposure exposure, List<CameraWindow> windows)
    {
        const double margin = 30;
        var (xi, eta) = exposure.Tangent.ToPlane(RrLyrae.Ra, RrLyrae.Dec);
        return windows.Exists(window => window.Holds(xi, eta, margin));
    }
}
