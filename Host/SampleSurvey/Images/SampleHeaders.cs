using System.Globalization;
using DataLab.Fits.Writing;

namespace DataLab.Host.SampleSurvey;

/// <summary>Headers like those of DECam's pipeline.</summary>
internal static class SampleHeaders
{
    /// <summary>The filter as the camera's software calls it: name, number, centre and width in angstroms.</summary>
    public static string FilterName(Band band) =>
        band.Letter switch
        {
            'u' => "u DECam c0006 3500.0 1000.0",
            'g' => "g DECam SDSS c0001 4720.0 1520.0",
            'r' => "r DECam SDSS c0002 6415.0 1480.0",
            'i' => "i DECam SDSS c0003 7835.0 1470.0",
            _ => "z DECam SDSS c0004 9260.0 1520.0",
        };

    /// <summary>Such as <c>c4d_150330_021355_ooi_g_v1.fits.fz</c>.</summary>
    /// <param name="product">i for the image, d for the mask, w for the weights.</param>
    public static string FileName(Exposure exposure, char product)
    {
        var start = Instant(exposure.Mjd);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"c4d_{start:yyMMdd_HHmmss}_oo{product}_{exposure.Band.Letter}_v1.fits.fz"
        );
    }

    public static HeaderBuilder Primary(Exposure exposure, char product)
    {
        var (start, end) = (exposure.Mjd, exposure.Mjd + exposure.Seconds / 86400);
        var zero = SamplePixels.ZeroPoint(exposure);
        var header = new HeaderBuilder()
            .Set("OBJECT", exposure.Field.Name, "field of the survey")
            .Set("OBSERVAT", "CTIO", "observatory")
            .Set("TELESCOP", "CTIO 4.0-m telescope")
            .Set("INSTRUME", "DECam", "camera")
            .Set("OBSERVER", "Data Lab's generator", "nobody was there")
            .Set("PROPID", "2013A-0000", "proposal")
            .Set("EXPNUM", exposure.Number, "exposure number")
            .Set("OBSTYPE", "object")
            .Set("PROCTYPE", "InstCal", "instrument signature is removed")
            .Set("PRODTYPE", ProductName(product))
            .Set("FILTER", FilterName(exposure.Band), "name, number, centre and width [angstrom]")
            .Set("BAND", exposure.Band.Letter.ToString())
            .Set("EXPTIME", exposure.Seconds, "[s]")
            .Set("EXPREQ", exposure.Seconds, "[s]")
            .Set("DATE-OBS", Iso(start), "start")
            .Set("DATE-END", Iso(end), "end")
            .Set("TIMESYS", "UTC")
            .Set("MJD-OBS", start, "[d] start")
            .Set("MJD-END", end, "[d] end")
            .Set("RA", Sexagesimal(exposure.Ra / 15, ""), "[h] pointing")
            .Set("DEC", Sexagesimal(exposure.Dec, "+"), "[deg] pointing")
            .Set("RADESYS", "ICRS", "frame")
            .Set("EQUINOX", 2000.0, "[yr]")
            .Set("AIRMASS", Math.Round(exposure.Airmass, 3))
            .Set("SEEING", Math.Round(exposure.Seeing, 4), "[arcsec] full width at half maximum")
            .Set("PHOTFLAG", exposure.Photometric ? 1 : 0, "1 if the sky was clear")
            .Set("MAGZERO", zero, "[mag] of 1 adu in the whole exposure")
            .Set("MAGZPT", zero, "[mag] of 1 adu in the whole exposure")
            .Set("PHOTREF", "AB", "magnitudes");
        if (product == 'i')
            header.Set("BUNIT", "adu", "unit of pixels");
        return header
            .Set("PROCVER", "v1")
            .Set("PIPELINE", "Data Lab sample survey")
            .AddText("COMMENT", SyntheticSurvey.Provenance);
    }

    public static HeaderBuilder Extension(Exposure exposure, CameraWindow window, char product)
    {
        var header = new HeaderBuilder()
            .Set("EXTNAME", window.Name, "detector")
            .Set("CCDNUM", window.Ccd.Number, "detector")
            .Set("DETPOS", window.Name, "place in the camera")
            .Set("INHERIT", true, "keywords of the primary header hold");
        if (product == 'i')
            header
                .Set("BUNIT", "adu", "unit of pixels")
                .Set("GAIN", Math.Round(window.Ccd.Gain, 4), "[electron/adu]")
                .Set("GAINA", Math.Round(window.Ccd.Gain, 4), "[electron/adu]")
                .Set("GAINB", Math.Round(window.Ccd.Gain, 4), "[electron/adu]")
                .Set("RDNOISE", Math.Round(window.Ccd.ReadNoise, 4), "[electron]")
                .Set("SATURATE", SamplePixels.Saturation - exposure.Sky, "[adu] above the sky")
                .Set("FWHM", Math.Round(SamplePixels.Fwhm(exposure), 4), "[pixel] of stars")
                .Set("AVSKY", exposure.Sky, "[adu] that was taken off")
                .Set("SKYSIGMA", SamplePixels.SkyNoise(exposure), "[adu] noise of the sky")
                .Set("MAGZERO", SamplePixels.ZeroPoint(exposure), "[mag] of 1 adu in the whole exposure");
        else if (product == 'd')
            header
                .AddText("COMMENT", "0 good, 1 bad column, 3 saturated, 5 cosmic ray")
                .Set("SATURATE", SamplePixels.Saturation - exposure.Sky, "[adu] above the sky");
        else
            header.Set("BUNIT", "adu**-2", "unit of pixels");
        window.Describe(header, exposure);
        return header;
    }

    private static string ProductName(char product) =>
        product switch
        {
            'i' => "image",
            'd' => "dqmask",
            _ => "wtmap",
        };

    private static DateTime Instant(double mjd) =>
        new DateTime(1858, 11, 17, 0, 0, 0, DateTimeKind.Utc).AddMilliseconds(Math.Round(mjd * 86_400_000));

    private static string Iso(double mjd) =>
        Instant(mjd).ToString("yyyy-MM-ddTHH:mm:ss.fff", CultureInfo.InvariantCulture);

    private static string Sexagesimal(double value, string plus)
    {
        var hundredths = (long)Math.Round(Math.Abs(value) * 360_000);
        var (units, minutes, seconds) = (hundredths / 360_000, hundredths / 6000 % 60, hundredths % 6000 / 100.0);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{(value < 0 ? "-" : plus)}{units:00}:{minutes:00}:{seconds:00.00}"
        );
    }
}
