using System.Diagnostics;
using System.Globalization;
using DataLab.Dali;
using DataLab.Formats;
using DataLab.Sia.LegacyCutout;
using DataLab.Sia.Previews;
using DataLab.Sia.Search;
using DataLab.Sia.Sia1;
using DataLab.Sia.Sia2;
using DataLab.Sia.Soda;

namespace DataLab.Sia.Tests;

/// <summary>Whatever the parameters: a request, or an error that says whose fault it is; never another exception, and soon.</summary>
/// <remarks>Some 20,000 requests; as many as DATALAB_FUZZ says where it is set (<c>./build fuzz</c>), DATALAB_FUZZ_SEED another seed.</remarks>
[Category("AnyEngine")]
[Parallelizable]
public sealed class RequestFuzzTests
{
    private static readonly TableFormats Formats = new();

    private static readonly (string Name, Action<Parameters> Parse)[] Services =
    [
        ("SIA 1", given => Sia1Request.Parse(given, Formats)),
        ("SIA 2", given => Sia2Request.Parse(given, Formats, new SiaOptions())),
        ("SODA", given => SodaRequest.Parse(given, new SodaOptions(), isJob: false)),
        ("SODA job", given => SodaRequest.Parse(given, new SodaOptions(), isJob: true)),
        ("preview", given => PreviewRequest.Parse(given, new PreviewOptions(), 1)),
        ("colour", given => PreviewRequest.Parse(given, new PreviewOptions(), 3)),
        ("cutout", given => LegacyCutoutRequest.Parse(given)),
    ];

    private static readonly string[] Names =
    [
        .. "ID POS SIZE CIRCLE POLYGON BAND TIME POL SUB META MASK RELATED FORMAT INTERSECT VERB MAXREC RESPONSEFORMAT".Split(
            ' '
        ),
        .. "FOV SPATRES SPECRP EXPTIME TIMERES COLLECTION FACILITY INSTRUMENT TARGET DPTYPE CALIB RELEASEDATE".Split(
            ' '
        ),
        .. "WIDTH STRETCH RANGE ORIENT INVERT col siaRef fileRef extn cutout preview".Split(' '),
    ];

    private static readonly string[] Pieces =
    [
        .. "CIRCLE RANGE POLYGON BOX Inf -Inf +Inf NaN 0 1 -1 2 3 10 52.1 -28.4 90 -90 91 180 360 361 1e-9 1e308 1e999 -0".Split(
            ' '
        ),
        .. "0x10 1_000 ٣ ½ true false T I Q POLI image cube GRAPHIC GRAPHIC-ALL METADATA ALL OVERLAPS CENTER COVERS".Split(
            ' '
        ),
        .. "image/fits image/png application/zip application/x-tar votable mask weight asinh north 2021-02-30 2021-01-01T24:00:00".Split(
            ' '
        ),
        .. "[ ] [1] [SCI,2] [1:20,1:20] [*,5] [9999999999999999999:1] [1:2:0] [-1:2] : , ; % ' \" \0 \n ivo://a/b?c.fits/1 ..".Split(
            ' '
        ),
        "",
        " ",
        "\u202e",
        "\ud83d",
        new string('9', 400),
        new string('x', 70_000),
    ];

    [Test]
    public void Requests_are_understood_or_refused()
    {
        var (first, count) = (Setting("DATALAB_FUZZ_SEED", 1), Setting("DATALAB_FUZZ", 20_000));
        var understood = new Dictionary<string, int>();
        for (var seed = first; seed < first + count; seed++)
        {
            var given = Given(new Random(seed));
            var (name, parse) = Services[seed % Services.Length];
            var clock = Stopwatch.StartNew();
            try
            {
                parse(Parameters.Of(given));
                understood[name] = understood.GetValueOrDefault(name) + 1;
            }
            catch (ServiceException e)
            {
                Assert.That(e.Kind, Is.Not.EqualTo(ErrorKind.Fault), $"{name} of seed {seed}: {e}");
                Assert.That(e.Message, Has.Length.InRange(10, 2000), $"{name} of seed {seed}");
            }
            catch (Exception e)
            {
                Assert.Fail($"{name} of seed {seed}: {e}");
            }
            Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromSeconds(10)), $"{name} of seed {seed}");
        }
        TestContext.Out.WriteLine(string.Join(", ", understood.Select(pair => $"{pair.Key}: {pair.Value}")));
        Assert.That(understood.Keys, Is.EquivalentTo(Services.Select(service => service.Name)));
    }

    /// <summary>Values that are nearly right, and pieces by chance.</summary>
    private static List<(string, string)> Given(Random random)
    {
        List<(string, string)> given = [];
        if (random.Next(4) > 0)
        {
            given.AddRange([("siaRef", "a.fits"), ("POS", Sky(random))]);
            for (var n = random.Next(2) == 0 ? 1 : 3; n > 0; n--)
                given.Add(("ID", $"ivo://datalab.local/survey?{n}.fits"));
        }
        if (random.Next(2) == 0)
            given.AddRange([("SIZE", "0.1"), ("CIRCLE", "52 -28 0.1")]);
        for (var n = random.Next(0, 4); n > 0; n--)
        {
            var words = Enumerable.Range(0, random.Next(1, 9)).Select(_ => Pieces[random.Next(Pieces.Length)]);
            given.Add((Names[random.Next(Names.Length)], string.Join(random.Next(3) == 0 ? "," : " ", words)));
        }
        return given;
    }

    private static string Sky(Random random)
    {
        string[] forms = ["52,-28", "CIRCLE 52 -28 0.1", "RANGE 1 2 3 4", "POLYGON 1 1 2 1 2 2"];
        var text = forms[random.Next(forms.Length)].ToCharArray();
        if (random.Next(2) == 0)
            text[random.Next(text.Length)] = "0123456789.,-+eE N"[random.Next(18)];
        return new string(text);
    }

    private static int Setting(string name, int absent) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value)
            ? value
            : absent;
}
