using DataLab.Fits.Writing;

namespace DataLab.Host.SampleSurvey;

/// <summary>The part of a CCD that a sample image shows.</summary>
/// <param name="FirstX">Column of the CCD that is the image's first, from 1.</param>
/// <param name="FirstY">Row of the CCD that is the image's first, from 1.</param>
internal sealed record CameraWindow(Ccd Ccd, int FirstX, int FirstY, int Width, int Height)
{
    private const double PixelDegrees = Mosaic.PixelScale / 3600;

    /// <summary>Of the optics: the scale shrinks outwards. Per square degree.</summary>
    private const double Distortion = -0.0012;

    /// <summary>Detectors from N1 to S31, as DECam names them: the northern half first.</summary>
    public string Name =>
        Ccd.Number <= 31
            ? FormattableString.Invariant($"S{32 - Ccd.Number}")
            : FormattableString.Invariant($"N{Ccd.Number - 31}");

    /// <summary>A window round a place on the tangent plane, as large as the CCD allows.</summary>
    /// <param name="xi">Degrees east of the pointing.</param>
    /// <param name="eta">Degrees north of the pointing.</param>
    public static CameraWindow Around(double xi, double eta, int width, int height)
    {
        var ccd = Mosaic.Nearest(xi, eta).Ccd;
        var (x, y) = PixelOf(ccd, xi, eta);
        return new CameraWindow(
            ccd,
            (int)Math.Clamp(Math.Round(x) - width / 2, 1, Mosaic.Columns - width + 1),
            (int)Math.Clamp(Math.Round(y) - height / 2, 1, Mosaic.Rows - height + 1),
            width,
            height
        );
    }

    /// <summary>Whether a place on the tangent plane lies in the window, this many pixels from its edges (outside, if negative).</summary>
    public bool Holds(double xi, double eta, double margin)
    {
        var (x, y) = PixelOf(Ccd, xi, eta);
        return x >= FirstX + margin
            && x <= FirstX + Width - 1 - margin
            && y >= FirstY + margin
            && y <= FirstY + Height - 1 - margin;
    }

    /// <summary>World coordinates (TPV) and what says which part of the detector this is.</summary>
    public void Describe(HeaderBuilder header, Exposure exposure)
    {
        var (left, bottom) = (FirstX - 1, FirstY - 1);
        header
            .Set("WCSAXES", 2, "axes with coordinates")
            .Set("CTYPE1", "RA---TPV", "gnomonic, with polynomials")
            .Set("CTYPE2", "DEC--TPV", "gnomonic, with polynomials")
            .Set("CUNIT1", "deg")
            .Set("CUNIT2", "deg")
            .Set("CRVAL1", exposure.Ra, "[deg] pointing")
            .Set("CRVAL2", exposure.Dec, "[deg] pointing")
            .Set("CRPIX1", (Mosaic.Columns + 1) / 2.0 + Ccd.Eta / PixelDegrees - left, "pixel of the pointing")
            .Set("CRPIX2", (Mosaic.Rows + 1) / 2.0 + Ccd.Xi / PixelDegrees - bottom, "pixel of the pointing")
            .Set("CD1_1", Tilt, "detectors are not quite straight")
            .Set("CD1_2", -PixelDegrees, "rows run from east to west")
            .Set("CD2_1", -PixelDegrees, "columns run from north to south")
            .Set("CD2_2", -Tilt, "detectors are not quite straight");
        for (var axis = 1; axis <= 2; axis++)
            header
                .Set($"PV{axis}_0", 0.0)
                .Set($"PV{axis}_1", 1.0)
                .Set($"PV{axis}_2", 0.0)
                .Set($"PV{axis}_4", Bend(axis), "of this detector")
                .Set($"PV{axis}_7", Distortion, "of the optics")
                .Set($"PV{axis}_8", 0.0)
                .Set($"PV{axis}_9", Distortion, "of the optics");
        header
            .Set("RADESYS", "ICRS", "frame")
            .Set("EQUINOX", 2000.0, "[yr]")
            .Set("LTV1", -(double)left, "offset to the detector's pixels")
            .Set("LTV2", -(double)bottom, "offset to the detector's pixels")
            .Set("LTM1_1", 1.0)
            .Set("LTM2_2", 1.0)
            .Set("DATASEC", FormattableString.Invariant($"[1:{Width},1:{Height}]"), "all of the image")
            .Set(
                "CCDSEC",
                FormattableString.Invariant($"[{FirstX}:{left + Width},{FirstY}:{bottom + Height}]"),
                "part of the detector that was read"
            );
    }

    /// <summary>A hundredth of a pixel or so over a hundred: no two detectors are mounted alike.</summary>
    private double Tilt => PixelDegrees * 2e-4 * Math.Sin(Ccd.Number * 2.3);

    private double Bend(int axis) => 3e-5 * Math.Cos(Ccd.Number * 1.3 + axis);

    private static (double X, double Y) PixelOf(Ccd ccd, double xi, double eta) =>
        (
            (Mosaic.Columns + 1) / 2.0 - (eta - ccd.Eta) / PixelDegrees,
            (Mosaic.Rows + 1) / 2.0 - (xi - ccd.Xi) / PixelDegrees
        );
}
