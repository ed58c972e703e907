using System.IO.Compression;
using System.Text.Json;
using DataLab.Fits.Wcs;
using DataLab.Sky;

namespace DataLab.Fits.Tests.Wcs;

/// <summary>Positions of pixels and pixels of positions as WCSLIB has them.</summary>
[TestFixture]
internal sealed class CelestialOracleTests
{
    /// <summary>Pixels; where numbers of degrees cannot tell so little apart, six units in their last place.</summary>
    private const double Tolerance = 1e-9;

    private readonly WcsCases.Case[] cases = [.. WcsCases.All()];
    private string[] files = [];
    private JsonElement answers;

    [OneTimeSetUp]
    public void Ask()
    {
        files = [.. Files()];
        answers = WcsOracle.Ask(
            new
            {
                celestial = cases.Select(
                    (one, i) =>
                        new
                        {
                            cards = (one.Oracle ?? one.Cards).Select(WcsCases.Card),
                            key = one.Alternate.ToString(),
                            xs = WcsCases.Pixels(i).Select(p => p.X),
                            ys = WcsCases.Pixels(i).Select(p => p.Y),
                            worlds = WcsCases.Sky(i).Select(p => new[] { p.Longitude, p.Latitude }),
                        }
                ),
                lines = Array.Empty<object>(),
                frames = FrameCases.Select(f => new
                {
                    frame = f.Astropy,
                    equinox = f.Equinox,
                    epoch = f.Mjd,
                    lon = WcsCases.Sky(1).Select(p => p.Longitude),
                    lat = WcsCases.Sky(1).Select(p => p.Latitude),
                }),
                files,
            }
        );
    }

    private static readonly (string Astropy, string[] Cards, double? Equinox, double? Mjd)[] FrameCases =
    [
        ("icrs", ["RADESYS='ICRS'"], null, null),
        ("icrs", [], null, null),
        ("fk5", ["EQUINOX=2000.0"], 2000, null),
        ("fk5", ["RADECSYS='FK5'", "EPOCH=1987.5"], 1987.5, null),
        ("fk5", ["RADESYS='FK5'", "EQUINOX=2050.0"], 2050, null),
        ("fk4", ["EQUINOX=1950.0"], 1950, null),
        ("fk4", ["RADESYS='FK4'", "EQUINOX=1975.0"], 1975, null),
        ("fk4", ["RADESYS='FK4'", "EQUINOX=1950.0", "MJD-OBS=47892.25"], 1950, 47892.25),
        ("fk4noeterms", ["RADESYS='FK4-NO-E'", "EQUINOX=1950.0"], 1950, null),
        ("galactic", ["CTYPE1='GLON-TAN'", "CTYPE2='GLAT-TAN'"], null, null),
        ("supergalactic", ["CTYPE1='SLON-TAN'", "CTYPE2='SLAT-TAN'"], null, null),
        ("barycentricmeanecliptic", ["CTYPE1='ELON-TAN'", "CTYPE2='ELAT-TAN'"], null, null),
        ("barycentricmeanecliptic", ["CTYPE1='ELON-TAN'", "CTYPE2='ELAT-TAN'", "EQUINOX=1990.0"], 1990, null),
    ];

    [Test]
    public void Every_projection_and_way_of_writing_agrees_with_WCSLIB()
    {
        var faults = new List<string>();
        for (var i = 0; i < cases.Length; i++)
        {
            var answer = answers.GetProperty("celestial")[i];
            var ours = ImageCoordinates.Parse(WcsOracle.Header(cases[i].Cards), cases[i].Alternate);
            if (answer.TryGetProperty("error", out var error))
            {
                if (ours.Celestial is not null)
                    faults.Add(
                        $"{cases[i].Name}: astropy has none: {error.GetString()![..Math.Min(60, error.GetString()!.Length)]}"
                    );
                continue;
            }
            if (ours.Celestial is null)
            {
                faults.Add($"{cases[i].Name}: none: {string.Join(' ', ours.Notes)}");
                continue;
            }
            var pixels = WcsCases.Pixels(i).ToList();
            Compare(
                cases[i].Name,
                ours.Celestial,
                answer,
                [.. pixels.Select(p => p.X)],
                [.. pixels.Select(p => p.Y)],
                faults
            );
        }
        Assert.That(faults, Is.Empty, string.Join("\n", faults));
    }

    [Test]
    public void Frames_are_turned_to_ICRS_as_astropy_does()
    {
        var faults = new List<string>();
        for (var i = 0; i < FrameCases.Length; i++)
        {
            var (name, cards, _, _) = FrameCases[i];
            var types = cards.Any(c => c.StartsWith("CTYPE", StringComparison.Ordinal))
                ? Array.Empty<string>()
                : ["CTYPE1='RA---TAN'", "CTYPE2='DEC--TAN'"];
            var frame = ImageCoordinates
                .Parse(
                    WcsOracle.Header([
                        "NAXIS=2",
                        "NAXIS1=10",
                        "NAXIS2=10",
                        .. types,
                        "CDELT1=0.1",
                        "CDELT2=0.1",
                        .. cards,
                    ])
                )
                .Celestial!.Frame;
            var answer = answers.GetProperty("frames")[i];
            var worst = 0.0;
            var trip = 0.0;
            foreach (var (j, (longitude, latitude)) in WcsCases.Sky(1).Index())
            {
                var expected = new Point(
                    answer.GetProperty("ra")[j].GetDouble(),
                    answer.GetProperty("dec")[j].GetDouble()
                );
                var ours = frame.ToIcrs(longitude, latitude);
                worst = Math.Max(worst, Point.Separation(expected, ours));
                var (a, b) = frame.FromIcrs(ours);
                trip = Math.Max(trip, Point.Separation(new Point(a, b), new Point(longitude, latitude)));
            }
            // Precession of other equinoxes: the angles' series are good to some microarcseconds.
            if (!(worst * 3.6e6 < 0.02) || !(trip < 1e-13))
                faults.Add($"{name} {string.Join(' ', cards)}: {worst * 3.6e6} mas, there and back {trip}");
        }
        Assert.That(faults, Is.Empty, string.Join("\n", faults));
    }

    [Test]
    public async Task Images_of_surveys_agree_with_WCSLIB()
    {
        var faults = new List<string>();
        for (var i = 0; i < files.Length; i++)
        {
            var answer = answers.GetProperty("files")[i];
            var hdus = await Read(files[i]);
            foreach (var found in answer.EnumerateArray())
            {
                var index = found.GetProperty("hdu").GetInt32();
                var name = $"{Path.GetFileName(files[i])}[{index}]";
                var ours = ImageCoordinates.Parse(hdus[index].Header);
                if (ours.Celestial is null)
                {
                    faults.Add($"{name}: none: {string.Join(' ', ours.Notes)}");
                    continue;
                }
                double[] Numbers(string key) => [.. found.GetProperty(key).EnumerateArray().Select(e => e.GetDouble())];
                Compare(name, ours.Celestial, found, Numbers("xs"), Numbers("ys"), faults);
            }
        }
        Assert.That(faults, Is.Empty, string.Join("\n", faults));
    }

    private static void Compare(
        string name,
        CelestialCoordinates ours,
        JsonElement answer,
        double[] xs,
        double[] ys,
        List<string> faults
    )
    {
        if (
            answer.TryGetProperty("foot", out var foot)
            && foot.ValueKind == JsonValueKind.Array
            && ours.LongitudeAxis == 0
        )
            Outline(name, ours, foot, faults);
        var tolerance = Tolerance + Slack(ours) / ours.PixelScale;
        var (worst, wrong, worstBack, wrongBack, trip, where) = (0.0, 0, 0.0, 0, 0.0, "");
        for (var j = 0; j < xs.Length; j++)
        {
            var longitude = WcsOracle.Number(answer.GetProperty("lon")[j]);
            var latitude = WcsOracle.Number(answer.GetProperty("lat")[j]);
            var valid = ours.TryToFrame(xs[j], ys[j], out var a, out var b);
            if (valid != double.IsFinite(longitude))
            {
                wrong++;
                where = $"({xs[j]}, {ys[j]}) {longitude} {latitude} / {a} {b}";
            }
            else if (valid)
            {
                worst = Math.Max(
                    worst,
                    Point.Separation(new Point(a, b), new Point(longitude, latitude)) / ours.PixelScale
                );
                trip = Math.Max(trip, Trip(ours, a, b));
            }
        }
        foreach (var row in answer.GetProperty("back").EnumerateArray())
        {
            var (longitude, latitude) = (row[0].GetDouble(), row[1].GetDouble());
            var (x, y) = (WcsOracle.Number(row[2]), WcsOracle.Number(row[3]));
            var valid = ours.TryFromFrame(longitude, latitude, out var a, out var b);
            if (valid && !double.IsFinite(x) && (ours.HasSip || ours.Projection is "TPV" or "SZP"))
            {
                // Far out WCSLIB and astropy give up on polynomials earlier, and WCSLIB hides more of SZP than lies behind; what we find must be right.
                if (
                    !ours.TryToFrame(a, b, out var p, out var q)
                    || Point.Separation(new(p, q), new(longitude, latitude)) > 1e-9
                )
                    wrongBack++;
            }
            else if (valid != double.IsFinite(x))
            {
                wrongBack++;
                where = $"({longitude}, {latitude}) {x} {y} / {a} {b}";
            }
            else if (valid && Math.Abs(x) + Math.Abs(y) < 1e6)
            {
                // Far from the centre pixels are small: what rounding of the angles makes of them grows.
                var off = Math.Max(Math.Abs(x - a), Math.Abs(y - b)) / (1 + 1e-3 * (Math.Abs(x) + Math.Abs(y)));
                if (off > worstBack)
                    (worstBack, where) = (
                        off,
                        off > tolerance ? $"({longitude}, {latitude}) {x} {y} / {a} {b}" : where
                    );
            }
        }
        if (worst > tolerance || worstBack > tolerance || trip > 1 || wrong + wrongBack > 0)
            faults.Add(
                $"{name}: {worst} and back {worstBack} of {tolerance} pixels, trip {trip}; {wrong} and {wrongBack} validities; {where}"
            );
    }

    /// <summary>The corners of astropy's footprint are corners of ours.</summary>
    private static void Outline(string name, CelestialCoordinates ours, JsonElement foot, List<string> faults)
    {
        var corners = foot.EnumerateArray().Select(c => new Point(c[0].GetDouble(), c[1].GetDouble())).ToList();
        if (!ours.Frame.Name.Equals("ICRS", StringComparison.Ordinal))
            corners = [.. corners.Select(c => ours.Frame.ToIcrs(c.Ra, c.Dec))];
        // The second and fourth pixels of astropy's outline are (1, ny) and (nx, 1), as ours.
        var size = corners.Select(c => ours.TryToPixel(c, out var x, out var y) ? (x, y) : (0, 0)).ToList();
        var outline = ours.Footprint((long)Math.Round(size[2].x - 0.5), (long)Math.Round(size[2].y - 0.5));
        if (outline is null)
            return;
        foreach (var corner in corners)
        {
            var nearest = outline.Vertices.Min(v => Point.Separation(v, corner));
            if (nearest > 0.1 * ours.PixelScale)
                faults.Add($"{name}: the corner {corner} is {nearest / ours.PixelScale} pixels off the outline");
        }
    }

    /// <summary>How far WCSLIB is from the truth itself, degrees; the round trip shows that we are not.</summary>
    private static double Slack(CelestialCoordinates ours)
    {
        var rounding = 6 * 5.7e-14; // units in the last place of 360 degrees
        var cos = Math.Cos(ours.ReferenceValue.Latitude * Math.PI / 180);
        return ours.Projection switch
        {
            "CSC" => 2e-5, // computed in single precision
            "SZP" or "SIN" or "NCP" => rounding + 1.5e-9, // arc sine of a root near 1
            "AIR" => rounding + 2e-10, // iterated to 1e-12 only
            "ZPN" or "PCO" or "QSC" or "MOL" or "XPH" => rounding + 8e-11,
            "TAN" or "STG" or "ARC" or "ZEA" or "AZP" or "TPV" => rounding,
            // The pole is found by the arc cosine of sin(CRVAL).
            _ => rounding + (cos > 1e-9 ? 2.2e-14 / cos : 0),
        };
    }

    /// <summary>There and back, in parts of what rounding of degrees may do.</summary>
    private static double Trip(CelestialCoordinates ours, double longitude, double latitude)
    {
        if (!ours.TryFromFrame(longitude, latitude, out var a, out var b))
            return 0; // hidden behind a nearer place
        if (!ours.TryToFrame(a, b, out var p, out var q))
            return double.PositiveInfinity;
        var allowed = ours.Projection == "CSC" ? 0.02 / ours.PixelScale : Tolerance + 1e-12 / ours.PixelScale;
        return Point.Separation(new Point(p, q), new Point(longitude, latitude)) / ours.PixelScale / allowed;
    }

    private static IEnumerable<string> Files() =>
        new[] { "images", "cubes" }
            .Select(name => WcsOracle.SharedFolder(name))
            .OfType<string>()
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.fits*", SearchOption.AllDirectories))
            .Where(path => new FileInfo(path).Length < 2_000_000)
            .Order(StringComparer.Ordinal);

    private static async Task<List<Hdu>> Read(string path)
    {
        if (!path.EndsWith(".gz", StringComparison.Ordinal))
            return await FitsBytes.Walk(File.OpenRead(path));
        var bytes = new MemoryStream();
        await using (var unpacked = new GZipStream(File.OpenRead(path), CompressionMode.Decompress))
            await unpacked.CopyToAsync(bytes);
        bytes.Position = 0;
        return await FitsBytes.Walk(bytes);
    }
}
