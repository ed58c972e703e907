using System.Text.Json;
using DataLab.Fits.Wcs;

namespace DataLab.Fits.Tests.Wcs;

/// <summary>Axes of wavelength, time and polarization.</summary>
[TestFixture]
internal sealed class LineAxisTests
{
    private const double Rest = 1.420405751786e9;

    private static readonly string[][] Spectra =
    [
        ["CTYPE1='FREQ'", "CRVAL1=1.4E9", "CDELT1=1.0E5"],
        ["CTYPE1='FREQ'", "CRVAL1=1.4", "CDELT1=-1.0E-4", "CUNIT1='GHz'"],
        ["CTYPE1='ENER'", "CRVAL1=2.0", "CDELT1=0.01", "CUNIT1='keV'"],
        ["CTYPE1='WAVN'", "CRVAL1=20000.0", "CDELT1=3.0", "CUNIT1='cm-1'"],
        ["CTYPE1='WAVE'", "CRVAL1=5000.0", "CDELT1=1.25", "CUNIT1='Angstrom'"],
        ["CTYPE1='WAVE'", "CRVAL1=5.0E-7", "CD1_1=1.0E-10"],
        ["CTYPE1='AWAV'", "CRVAL1=500.0", "CDELT1=0.1", "CUNIT1='nm'"],
        ["CTYPE1='VRAD'", "CRVAL1=100.0", "CDELT1=1.2", "CUNIT1='km/s'", "RESTFRQ=1.420405751786E9"],
        ["CTYPE1='VOPT'", "CRVAL1=1.0E6", "CDELT1=5000.0", "RESTFRQ=1.420405751786E9"],
        ["CTYPE1='VELO'", "CRVAL1=1.0E6", "CDELT1=5000.0", "CUNIT1='m/s'", "RESTFRQ=1.420405751786E9"],
        ["CTYPE1='ZOPT'", "CRVAL1=0.5", "CDELT1=0.001", "RESTFRQ=1.420405751786E9"],
        ["CTYPE1='BETA'", "CRVAL1=0.1", "CDELT1=0.001", "RESTFRQ=1.420405751786E9"],
        ["CTYPE1='WAVE-F2W'", "CRVAL1=0.21", "CDELT1=1.0E-5"],
        ["CTYPE1='FREQ-W2F'", "CRVAL1=1.4E9", "CDELT1=1.0E5"],
        ["CTYPE1='VOPT-F2W'", "CRVAL1=1.0E6", "CDELT1=5000.0", "RESTFRQ=1.420405751786E9"],
        ["CTYPE1='VRAD-W2F'", "CRVAL1=1.0E6", "CDELT1=5000.0", "RESTFRQ=1.420405751786E9"],
        ["CTYPE1='VELO-F2V'", "CRVAL1=1.0E6", "CDELT1=5000.0", "RESTFRQ=1.420405751786E9"],
        ["CTYPE1='VELO-W2V'", "CRVAL1=1.0E6", "CDELT1=5000.0", "RESTFRQ=1.420405751786E9"],
        ["CTYPE1='FREQ-V2F'", "CRVAL1=1.4E9", "CDELT1=1.0E5", "RESTFRQ=1.420405751786E9"],
        ["CTYPE1='WAVE-V2W'", "CRVAL1=0.2", "CDELT1=1.0E-5", "RESTFRQ=1.420405751786E9"],
        ["CTYPE1='ZOPT-F2W'", "CRVAL1=0.5", "CDELT1=0.001", "RESTFRQ=1.420405751786E9"],
        ["CTYPE1='BETA-F2V'", "CRVAL1=0.1", "CDELT1=0.001", "RESTFRQ=1.420405751786E9"],
        ["CTYPE1='WAVE-A2W'", "CRVAL1=5.0E-7", "CDELT1=1.0E-10"],
        ["CTYPE1='AWAV-F2A'", "CRVAL1=5.0E-7", "CDELT1=1.0E-10"],
        ["CTYPE1='WAVE-LOG'", "CRVAL1=5.0E-7", "CDELT1=1.0E-10"],
        ["CTYPE1='FREQ-LOG'", "CRVAL1=1.4E9", "CDELT1=1.0E6"],
    ];

    private static readonly double[] Pixels = [-3.5, 0.5, 1, 2.25, 10, 57.75, 100.5];

    [Test]
    public void Spectral_axes_agree_with_WCSLIB()
    {
        var answers = WcsOracle
            .Ask(
                new
                {
                    celestial = Array.Empty<object>(),
                    frames = Array.Empty<object>(),
                    files = Array.Empty<object>(),
                    lines = Spectra.Select(cards => new
                    {
                        cards = Whole(cards).Select(WcsCases.Card),
                        type = 3,
                        pixels = Pixels,
                        rest = Rest,
                    }),
                }
            )
            .GetProperty("lines");
        var faults = new List<string>();
        for (var i = 0; i < Spectra.Length; i++)
        {
            var (name, read) = (
                string.Join(' ', Spectra[i]),
                ImageCoordinates.Parse(WcsOracle.Header(Whole(Spectra[i])))
            );
            if (read.Spectral is not { } axis || answers[i].TryGetProperty("error", out _))
            {
                faults.Add($"{name}: {string.Join(' ', read.Notes)} {answers[i]}");
                continue;
            }
            // WCSLIB 7 has another formula of air, and an electronvolt of 1986.
            var isOld = new[] { "A2", "2A", "ENER" }.Any(text => name.Contains(text, StringComparison.Ordinal));
            var tolerance = isOld ? 1e-7 : 1e-12;
            for (var j = 0; j < Pixels.Length; j++)
            {
                var expected = answers[i].GetProperty("value")[j].GetDouble();
                var value = axis.ToValue(Pixels[j]);
                if (!(Math.Abs(value - expected) <= tolerance * Math.Abs(expected)))
                    faults.Add($"{name} at {Pixels[j]}: {value} instead of {expected}");
                var back = axis.ToPixel(axis.ToWavelength(Pixels[j]));
                if (!(Math.Abs(back - Pixels[j]) < 1e-7))
                    faults.Add($"{name}: {Pixels[j]} comes back as {back}");
                var wavelengths = answers[i].GetProperty("wavelength");
                if (
                    wavelengths.ValueKind == JsonValueKind.Array
                    && !Close(axis.ToWavelength(Pixels[j]), wavelengths[j].GetDouble(), isOld ? 1e-7 : 2e-9)
                )
                    faults.Add($"{name}: wavelength {axis.ToWavelength(Pixels[j])} instead of {wavelengths[j]}");
            }
        }
        Assert.That(faults, Is.Empty, string.Join("\n", faults));
    }

    [Test]
    public void Air_wavelengths_become_those_of_vacuum()
    {
        var axis = Spectral("CTYPE1='AWAV'", "CRVAL1=500.0", "CDELT1=0.1", "CUNIT1='nm'", "CRPIX1=1.0")!;
        // IUGG 1999: n - 1 at 0.5 micrometres is 1e-6 (287.6155 + 1.62887 * 4 + 0.0136 * 16).
        Assert.That(
            axis.ToWavelength(1),
            Is.EqualTo(500e-9 * (1 + 1e-6 * (287.6155 + 6.51548 + 0.2176))).Within(1e-20)
        );
    }

    [TestCase(
        "CTYPE1='VELO-LSR'",
        "CRVAL1=0.0",
        "CDELT1=1000.0",
        "VELREF=257",
        "RESTFREQ=1.42E9",
        ExpectedResult = "VELO-LSR 0.2111214"
    )]
    [TestCase(
        "CTYPE1='FELO-HEL'",
        "CRVAL1=0.0",
        "CDELT1=1000.0",
        "RESTFREQ=1.42E9",
        ExpectedResult = "FELO-HEL 0.2111214"
    )]
    [TestCase(
        "CTYPE1='FREQ-LSR'",
        "CRVAL1=1420.0",
        "CDELT1=1.0",
        "CUNIT1='MHZ'",
        ExpectedResult = "FREQ-LSR 0.2111214"
    )]
    [TestCase("CTYPE1='WAVE'", "CRVAL1=0.21112145", "CDELT1=1.0", "CUNIT1='m'", ExpectedResult = "WAVE 0.2111215")]
    public string Old_names_are_understood(params string[] cards)
    {
        var axis = Spectral(cards)!;
        return FormattableString.Invariant($"{axis.Type} {axis.ToWavelength(0):0.0000000}");
    }

    [TestCase("RESTFRQ", "CTYPE1='VRAD'", "CDELT1=1.0")]
    [TestCase("CUNIT1 'furlong'", "CTYPE1='WAVE'", "CRVAL1=1.0", "CUNIT1='furlong'")]
    [TestCase("algorithm TAB", "CTYPE1='WAVE-TAB'", "CRVAL1=1.0")]
    [TestCase("algorithm F2V", "CTYPE1='WAVE-F2V'", "CRVAL1=1.0")]
    [TestCase("gives no wavelengths", "CTYPE1='FREQ'", "CRVAL1=0.0")]
    [TestCase("gives no wavelengths", "CTYPE1='WAVE'", "CRVAL1=1.0", "CDELT1=0.0")]
    [TestCase("CRVAL1 is no number", "CTYPE1='WAVE'", "CRVAL1=NaN")]
    public void Nonsense_of_a_spectral_axis_is_noted(string note, params string[] cards)
    {
        var read = ImageCoordinates.Parse(WcsOracle.Header(Whole(cards)));
        Assert.That(read.Spectral, Is.Null);
        Assert.That(string.Join(' ', read.Notes), Does.Contain(note));
    }

    [Test]
    public void Bounds_are_the_outer_edges_of_pixels()
    {
        var axis = Spectral("CTYPE1='WAVE'", "CRVAL1=500.0", "CDELT1=1.0", "CRPIX1=1.0", "CUNIT1='nm'")!;
        Assert.That(axis.Bounds(10).Min, Is.EqualTo(499.5e-9).Within(1e-20));
        Assert.That(axis.Bounds(10).Max, Is.EqualTo(509.5e-9).Within(1e-20));
    }

    [TestCase(51544.5 + 10.0 / 86400, "UTC", "CTYPE1='TIME'", "CRVAL1=10.0", "MJDREF=51544.5")]
    [TestCase(
        51544.0 + 1.5,
        "TT",
        "CTYPE1='TIME'",
        "CRVAL1=1.5",
        "CUNIT1='d'",
        "MJDREFI=51544",
        "MJDREFF=0.0",
        "TIMESYS='TT'"
    )]
    [TestCase(58849.0 + 0.5, "TAI", "CTYPE1='TAI'", "CRVAL1=12.0", "CUNIT1='h'", "DATEREF='2020-01-01'")]
    [TestCase(0.0 + 100.0 / 86400, "UTC", "CTYPE1='UTC(NIST)'", "CRVAL1=100.0", "JDREF=2400000.5")]
    [TestCase(0.25, "UTC", "CTYPE1='TIME'", "CRVAL1=6.0", "TIMEUNIT='h'")]
    public void Axes_of_time_give_MJD(double mjd, string scale, params string[] cards)
    {
        var axis = ImageCoordinates
            .Parse(WcsOracle.Header(Whole(["CDELT1=1.0", "CRPIX1=3.0", .. cards], bare: true)))
            .Time!;
        Assert.That(axis.ToMjd(3), Is.EqualTo(mjd).Within(1e-10));
        Assert.That(axis.ToPixel(axis.ToMjd(7.5)), Is.EqualTo(7.5).Within(1e-5));
        Assert.That(axis.Scale, Is.EqualTo(scale));
    }

    [Test]
    public void Polarization_codes_have_names()
    {
        var read = ImageCoordinates.Parse(
            WcsOracle.Header(
                Whole(["CTYPE1='STOKES'", "CRVAL1=-8.0", "CRPIX1=1.0", "CDELT1=1.0"], bare: true, length: 13)
            )
        );
        Assert.That(
            read.Polarization!.States,
            Is.EqualTo(new[] { "YX", "XY", "YY", "XX", "LR", "RL", "LL", "RR", null, "I", "Q", "U", "V" })
        );
        Assert.That(read.Notes, Has.Length.EqualTo(1));
    }

    private static bool Close(double a, double b, double share) => Math.Abs(a - b) <= share * Math.Abs(b);

    private static SpectralAxis? Spectral(params string[] cards) =>
        ImageCoordinates.Parse(WcsOracle.Header(Whole(cards, bare: true))).Spectral;

    private static string[] Whole(string[] cards, bool bare = false, int length = 100) =>
        bare
            ? ["NAXIS=1", $"NAXIS1={length}", .. cards]
            : ["SIMPLE=T", "NAXIS=1", $"NAXIS1={length}", .. cards, "CRPIX1=2.0"];
}
