using DataLab.Fits.Wcs;
using DataLab.Sky;

namespace DataLab.Fits.Tests.Wcs;

/// <summary>Headers that say nothing, or nonsense: no coordinates and a note, never an exception, never a hang.</summary>
[TestFixture]
internal sealed class BadWcsTests
{
    private static readonly string[] Tan =
    [
        "NAXIS=2",
        "NAXIS1=100",
        "NAXIS2=100",
        "CTYPE1='RA---TAN'",
        "CTYPE2='DEC--TAN'",
        "CRPIX1=50.0",
        "CRPIX2=50.0",
        "CRVAL1=10.0",
        "CRVAL2=20.0",
        "CDELT1=-0.001",
        "CDELT2=0.001",
    ];

    [TestCase("no CTYPE", "CTYPE1=", "CTYPE2=")]
    [TestCase("singular", "CDELT1=0.0")]
    [TestCase("singular", "CD1_1=1.0", "CD1_2=1.0", "CD2_1=1.0", "CD2_2=1.0")]
    [TestCase("CDELT1 is no number", "CDELT1=NaN")]
    [TestCase("CRVAL2 is no number", "CRVAL2=Inf")]
    [TestCase("CRVAL1 is no number", "CRVAL1='ten'")]
    [TestCase("no position", "CRVAL2=91.0")]
    [TestCase("\"QQQ\" is no projection", "CTYPE1='RA---QQQ'", "CTYPE2='DEC--QQQ'")]
    [TestCase("two projections", "CTYPE2='DEC--SIN'")]
    [TestCase("no latitude", "CTYPE2='FREQ'")]
    [TestCase("names no projection", "CTYPE1='RA'", "CTYPE2='DEC'")]
    [TestCase("TAB, coordinates in a table, is not read", "CTYPE1='RA---TAB'", "CTYPE2='DEC--TAB'")]
    [TestCase("DSS", "CTYPE1='RA---DSS'", "CTYPE2='DEC--DSS'")]
    [TestCase("TPD", "CTYPE1='RA---TPD'", "CTYPE2='DEC--TPD'")]
    [TestCase("COE needs parameters", "CTYPE1='RA---COE'", "CTYPE2='DEC--COE'")]
    [TestCase("CEA has no meaning with PV_1 = -3", "CTYPE1='RA---CEA'", "CTYPE2='DEC--CEA'", "PV2_1=-3.0")]
    [TestCase("A_ORDER is 1000000000", "A_ORDER=1000000000", "B_ORDER=2")]
    [TestCase("B_ORDER is missing", "A_ORDER=2")]
    [TestCase("CUNIT1 'parsec'", "CUNIT1='parsec'")]
    [TestCase("native pole", "CTYPE1='RA---CAR'", "CTYPE2='DEC--CAR'", "CRVAL2=60.0", "LONPOLE=90.0")]
    [TestCase("apparent places", "RADESYS='GAPPT'")]
    [TestCase("equinox", "EQUINOX=1.0E9")]
    [TestCase("HPLN have no fixed place", "CTYPE1='HPLN-TAN'", "CTYPE2='HPLT-TAN'")]
    [TestCase("WAT1_001 is missing", "CTYPE1='RA---TNX'", "CTYPE2='DEC--TNX'")]
    [TestCase(
        "lngcor in WAT1_nnn has 2 coefficients instead of 4",
        "CTYPE1='RA---TNX'",
        "CTYPE2='DEC--TNX'",
        "WAT1_001='wtype=tnx axtype=ra lngcor = \"3. 2. 2. 1. -1. 1. -1. 1. 0. 0.\"'",
        "WAT2_001='wtype=tnx axtype=dec'"
    )]
    [TestCase(
        "orders other than",
        "CTYPE1='RA---TNX'",
        "CTYPE2='DEC--TNX'",
        "WAT1_001='wtype=tnx lngcor = \"3. 1e9 2. 1. -1. 1. -1. 1. 0. 0.\"'",
        "WAT2_001='wtype=tnx axtype=dec'"
    )]
    [TestCase(
        "without room",
        "CTYPE1='RA---TNX'",
        "CTYPE2='DEC--TNX'",
        "WAT1_001='wtype=tnx lngcor = \"1. 1. 1. 1. 1. 1. -1. 1. 0.\"'",
        "WAT2_001='wtype=tnx axtype=dec'"
    )]
    public void Nonsense_gives_no_coordinates_and_says_why(string note, params string[] cards)
    {
        var keys = cards.Select(card => card[..(card.IndexOf('=', StringComparison.Ordinal) + 1)]).ToList();
        var read = ImageCoordinates.Parse(
            WcsOracle.Header([
                .. Tan.Where(card => !keys.Any(key => card.StartsWith(key, StringComparison.Ordinal))),
                .. cards,
            ])
        );
        Assert.That(read.Celestial, Is.Null);
        Assert.That(string.Join(' ', read.Notes), Does.Contain(note));
    }

    [Test]
    public void A_lookup_table_is_noted() =>
        Assert.That(
            ImageCoordinates.Parse(WcsOracle.Header([.. Tan, "CPDIS1='LOOKUP'"])).Notes,
            Is.EqualTo(new[] { "CPDIS1 ('LOOKUP'): this distortion is not applied." })
        );

    [Test]
    public void TNX_adds_its_surface_in_degrees()
    {
        // Chebyshev in x of order 3 and y of order 2, half the cross terms: 1 a b | c d, over x and y in [-1, 3].
        var text = "wtype=tnx axtype=ra lngcor = \"1. 3. 2. 2. -1. 3. -1. 3. 0.001 0.002 0.003 0.004 0.005\"".PadRight(
            136
        );
        string[] wat =
        [
            $"WAT1_001='{text[..68]}'",
            $"WAT1_002='{text[68..].TrimEnd()}'",
            "WAT2_001='wtype=tnx axtype=dec'",
        ];
        var tnx = Read([.. Tan.Select(card => card.Replace("TAN", "TNX", StringComparison.Ordinal)), .. wat]);
        var tan = Read(Tan);
        var (x, y) = (-400.0, 700.0); // 0.45 and 0.65 degrees
        var (u, v) = ((0.45 - 1) / 2, (0.65 - 1) / 2);
        var shift = 0.001 + 0.002 * u + 0.003 * (2 * u * u - 1) + v * (0.004 + 0.005 * u);
        Assert.That(tnx.TryToSky(x, y, out var bent) && tan.TryToSky(x - shift / 0.001, y, out var _));
        tan.TryToSky(x - shift / 0.001, y, out var expected);
        Assert.That(Point.Separation(bent, expected), Is.LessThan(1e-12));
        Assert.That(tnx.TryToPixel(bent, out var a, out var b));
        Assert.That(
            (a, b),
            Is.EqualTo((x, y))
                .Using<(double, double)>((p, q) => Math.Abs(p.Item1 - q.Item1) + Math.Abs(p.Item2 - q.Item2) < 1e-8)
        );
    }

    [Test]
    public void ZPX_is_ZPN_with_its_polynomial_in_the_strings()
    {
        string[] wat =
        [
            "WAT1_001='wtype=zpx axtype=ra projp1=1. projp3=42.0'",
            "WAT2_001='wtype=zpx axtype=dec projp1=1. projp3=42.0'",
        ];
        var zpx = Read([.. Tan.Select(card => card.Replace("TAN", "ZPX", StringComparison.Ordinal)), .. wat]);
        var zpn = Read([
            .. Tan.Select(card => card.Replace("TAN", "ZPN", StringComparison.Ordinal)),
            "PV2_1=1.0",
            "PV2_3=42.0",
        ]);
        Assert.That(zpx.TryToSky(900, -500, out var a) & zpn.TryToSky(900, -500, out var b));
        Assert.That(Point.Separation(a, b), Is.Zero);
    }

    [Test]
    public void Headers_of_random_nonsense_never_throw()
    {
        string[] keys =
        [
            "CTYPE1",
            "CTYPE2",
            "CTYPE3",
            "CRVAL1",
            "CRVAL2",
            "CRPIX1",
            "CDELT1",
            "CDELT2",
            "CD1_1",
            "CD2_1",
            "CD1_2",
            "PC1_2",
            "CROTA2",
            "PV1_1",
            "PV1_2",
            "PV2_1",
            "PV2_2",
            "PV2_3",
            "PV2_39",
            "LONPOLE",
            "LATPOLE",
            "EQUINOX",
            "RADESYS",
            "A_ORDER",
            "B_ORDER",
            "A_2_0",
            "B_0_2",
            "WAT1_001",
            "WAT2_001",
            "WCSAXES",
            "NAXIS",
            "CUNIT1",
            "CUNIT3",
            "RESTFRQ",
            "DATE-OBS",
            "MJD-OBS",
            "TIMESYS",
        ];
        string[] values =
        [
            "0",
            "1",
            "-1",
            "1.0E308",
            "-1.0E-308",
            "1.0E-320",
            "90",
            "-90",
            "180",
            "360",
            "NaN",
            "9999999999999999999999",
            "T",
            "''",
            "'RA---ZPN'",
            "'DEC--ZPN'",
            "'RA---TNX'",
            "'DEC--TNX'",
            "'RA---SZP'",
            "'DEC--SZP'",
            "'FREQ-V2F'",
            "'RA---AIR'",
            "'DEC--AIR'",
            "'RA---TAN-SIP'",
            "'wtype=tnx lngcor = \"1. 2. 2. 1. -1. 1. -1. 1. 1e300 1e300 1 1\"'",
            "'2000-13-41T99:99:99'",
            "'STOKES'",
            "'FK4'",
            "'TCG'",
        ];
        var random = new Random(20);
        for (var i = 0; i < 1500; i++)
        {
            var some = Enumerable
                .Range(0, random.Next(1, 14))
                .Select(_ => $"{keys[random.Next(keys.Length)]}={values[random.Next(values.Length)]}");
            var header = WcsOracle.Header([.. some, .. Tan]);
            ExposureTimes.Parse(header);
            var read = ImageCoordinates.Parse(header);
            read.Spectral?.Bounds(100);
            if (read.Celestial is not { } wcs)
            {
                string[] types = [header.Find("CTYPE1")?.Text ?? "", header.Find("CTYPE2")?.Text ?? ""];
                Assert.That(
                    read.Notes,
                    types.Any(t => t.Contains("---", StringComparison.Ordinal)) ? Is.Not.Empty : Is.Not.Null
                );
                continue;
            }
            foreach (
                var (x, y) in ((double, double)[])
                    [(50, 50), (0.5, 100.5), (1e9, -1e9), (double.NaN, 1), (1e300, double.PositiveInfinity)]
            )
            {
                if (wcs.TryToSky(x, y, out var sky))
                    wcs.TryToPixel(sky, out _, out _);
            }
            wcs.TryToPixel(new Point(190, -20), out _, out _);
            if (i % 20 == 0)
            {
                wcs.Footprint(100, 100);
                wcs.BoundsOf(new Circle(new Point(10, 20), 0.01), 100, 100);
            }
        }
    }

    private static CelestialCoordinates Read(IEnumerable<string> cards)
    {
        var read = ImageCoordinates.Parse(WcsOracle.Header(cards));
        return read.Celestial ?? throw new AssertionException(string.Join(' ', read.Notes));
    }
}
