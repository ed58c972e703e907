// From the header of one image HDU to the columns of ivoa.ObsCore: shape, place on the sky, light, time.
using System.Globalization;
using DataLab.Fits.Images;
using DataLab.Fits.Wcs;
using DataLab.Sia.Store;
using DataLab.Sky;

namespace DataLab.Sia.Ingest;

/// <summary>What is known of one image.</summary>
/// <param name="Outline">On the sky; null for an image that is not there.</param>
internal sealed record ImageFacts(int Hdu, ColumnValues Values, Polygon? Outline)
{
    /// <param name="headers">Of the uncompressed image.</param>
    /// <param name="note">Takes what could not be used.</param>
    public static ImageFacts Of(FitsImage image, HeaderPair headers, NameFacts? name, int place, Action<string> note)
    {
        var values = new ColumnValues();
        ObservationFacts.Fill(values, headers, name, place);
        FillShape(values, image, headers);
        var coordinates = ImageCoordinates.Parse(image.Header);
        var outline = coordinates.Celestial is { } celestial ? FillSky(values, image, celestial) : null;
        if (outline is null)
            note(
                string.Create(CultureInfo.InvariantCulture, $"HDU {image.Hdu.Index} has no outline on the sky")
                    + (coordinates.Notes.IsEmpty ? "." : ": " + string.Join(" ", coordinates.Notes.Take(3)))
            );
        FillOtherAxes(values, image, coordinates);
        FillTimes(values, image, headers);
        values["s_resolution"] ??= Seeing(headers, values.Real("s_pixel_scale"));
        values["seeing"] = values.Real("s_resolution");
        return new ImageFacts(image.Hdu.Index, values, outline);
    }

    private static void FillShape(ColumnValues values, FitsImage image, HeaderPair headers)
    {
        values["extname"] = image.Hdu.Name;
        values["im_naxes"] = image.Axes.Length;
        values["im_naxis"] = image.Axes.Select(length => (double)length).ToArray();
        values["im_pixtype"] = image.Type switch
        {
            PixelType.UInt8 => "byte",
            PixelType.Int16 => "short",
            PixelType.Int32 => "int",
            PixelType.Int64 => "long",
            PixelType.Float32 => "float",
            _ => "double",
        };
        values["im_compression"] = image.IsCompressed
            ? image.Hdu.Header.Find("ZCMPTYPE")?.Text?.Trim() ?? "RICE_1"
            : null;
        values["o_unit"] = headers.Own.Find("BUNIT")?.Text?.Trim();
        values["dataproduct_type"] =
            image.Axes.Length > 2 && image.Axes.Count(length => length > 1) > 2 ? "cube" : "image";
        values["o_ucd"] = values.Text("prodtype") switch
        {
            ProductTypes.Mask => "meta.code.qual",
            ProductTypes.Weight => "stat.weight",
            ProductTypes.ExposureMap => "time.duration;obs.exposure",
            ProductTypes.Error => "stat.error;phot",
            ProductTypes.Other => null,
            _ => UcdOf(values.Text("o_unit")),
        };
    }

    private static string UcdOf(string? unit)
    {
        string[] density = ["jy", "nanomagg", "erg", "w/m", "w m"];
        return unit is null ? "phot"
            : density.Any(word => unit.Contains(word, StringComparison.OrdinalIgnoreCase)) ? "phot.flux.density"
            : unit.StartsWith("k", StringComparison.OrdinalIgnoreCase) ? "phot.antennaTemp"
            : "phot.count";
    }

    private static Polygon? FillSky(ColumnValues values, FitsImage image, CelestialCoordinates celestial)
    {
        if (celestial.XAxis >= image.Axes.Length || celestial.YAxis >= image.Axes.Length)
            return null;
        var (width, height) = (image.Axes[celestial.XAxis], image.Axes[celestial.YAxis]);
        if (width < 1 || height < 1)
            return null;
        values["s_xel1"] = width;
        values["s_xel2"] = height;
        FillWcs(values, image, celestial);
        if (celestial.Footprint(width, height) is not { } outline)
            return null;
        FillOutline(values, outline);
        if (celestial.TryToSky((width + 1) / 2.0, (height + 1) / 2.0, out var centre))
            (values["s_ra"], values["s_dec"]) = (centre.Ra, centre.Dec);
        return outline;
    }

    /// <summary>Region, extent and, as a first guess, the centre.</summary>
    public static void FillOutline(ColumnValues values, Polygon outline)
    {
        var circle = outline.BoundingCircle;
        values["s_region"] = outline.Vertices.SelectMany(vertex => new[] { vertex.Ra, vertex.Dec }).ToArray();
        values["s_fov"] = 2 * circle.Radius;
        (values["s_ra"], values["s_dec"]) = (circle.Centre.Ra, circle.Centre.Dec);
    }

    /// <summary>What SIA 1.0 §4.2.3 tells of the coordinates.</summary>
    private static void FillWcs(ColumnValues values, FitsImage image, CelestialCoordinates celestial)
    {
        var scale = celestial.PixelScale;
        values["s_pixel_scale"] = scale * 3600;
        values["wcs_projection"] = celestial.Projection;
        values["wcs_frame"] = celestial.Frame.Name;
        values["wcs_equinox"] = celestial.Frame.Equinox;
        values["wcs_crpix"] = new[] { celestial.ReferencePixel.X, celestial.ReferencePixel.Y };
        values["wcs_crval"] = new[] { celestial.ReferenceValue.Longitude, celestial.ReferenceValue.Latitude };
        values["wcs_cd"] = celestial.Cd.ToArray();
        if (celestial.Cd is [var lonX, var lonY, var latX, var latY])
            values["im_scale"] = new[] { double.Hypot(lonX, latX), double.Hypot(lonY, latY) };
        values["im_wcsaxes"] = string.Join(
            ' ',
            Enumerable.Range(1, image.Axes.Length).Select(axis => image.Header.Find("CTYPE", axis)?.Text?.Trim() ?? "-")
        );
    }

    private static void FillOtherAxes(ColumnValues values, FitsImage image, ImageCoordinates coordinates)
    {
        if (coordinates.Spectral is { } spectral && spectral.Axis < image.Axes.Length)
        {
            var length = image.Axes[spectral.Axis];
            var (min, max) = length > 0 ? spectral.Bounds(length) : (double.NaN, double.NaN);
            // What the axis says of one channel is no better than the filter.
            if (min > 0 && max >= min && double.IsFinite(max) && (length > 1 || values.Real("em_min") is null))
            {
                (values["em_min"], values["em_max"]) = (min, max);
                values["em_xel"] = length;
                values["em_res_power"] = max > min ? (min + max) / 2 / ((max - min) / length) : null;
            }
        }
        if (coordinates.Polarization is { } stokes && stokes.States.Length > 0)
        {
            var states = stokes.States.Where(state => state is not null).Distinct().ToArray();
            values["pol_states"] = states.Length > 0 ? $"/{string.Join('/', states)}/" : null;
            values["pol_xel"] = stokes.States.Length;
        }
        if (coordinates.Time is { } time && time.Axis < image.Axes.Length && image.Axes[time.Axis] is > 1 and var steps)
        {
            var (first, last) = time.Bounds(steps);
            (values["t_min"], values["t_max"], values["t_xel"]) = (first, last, steps);
        }
    }

    private static void FillTimes(ColumnValues values, FitsImage image, HeaderPair headers)
    {
        // Of tiles and stacks a header has the dates of one of many exposures, or none.
        var own = ExposureTimes.Parse(image.Header);
        var primary = ExposureTimes.Parse(headers.Primary);
        var (start, end) = own.Start is not null ? (own.Start, own.End) : (primary.Start, primary.End);
        var exposure = own.Exposure ?? primary.Exposure ?? values.Real("t_exptime");
        start ??= values.Real("t_min");
        end ??= start is { } begin ? begin + (exposure ?? 0) / 86_400 : null;
        if (start is not null && end is { } stop && stop <= start && exposure > 0)
            end = start + exposure / 86_400;
        values["t_min"] ??= start;
        values["t_max"] ??= end;
        if (values.Real("t_xel") is null)
            (values["t_min"], values["t_max"]) = (start ?? values["t_min"], end ?? values["t_max"]);
        values["t_exptime"] = exposure;
        values["exptime"] = exposure;
        values["t_resolution"] ??= exposure;
        values["mjd_obs"] = headers.Real("MJD-OBS") ?? start;
        values["date_obs"] = headers.Text("DATE-OBS", "DATE-BEG") ?? (start is { } mjd ? IsoOf(mjd) : null);
    }

    private static string? IsoOf(double mjd) =>
        mjd is > -600_000 and < 2_900_000
            ? new DateTime(1858, 11, 17, 0, 0, 0, DateTimeKind.Utc)
                .AddMilliseconds(Math.Round(mjd * 86_400_000))
                .ToString("yyyy-MM-ddTHH:mm:ss.fff", CultureInfo.InvariantCulture)
            : null;

    /// <summary>Seconds of arc: SEEING is in such, FWHM of NOIRLab's pipelines in pixels.</summary>
    private static double? Seeing(HeaderPair headers, double? scale)
    {
        var seeing = headers.Real("SEEING") ?? headers.Real("FWHM") * scale;
        return seeing is > 0 and < 3600 ? seeing : null;
    }
}
