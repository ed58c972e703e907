using System.Text.Json;
using DataLab.Fits.Cutouts;
using DataLab.Fits.Images;
using DataLab.Fits.Tests.Images;

namespace DataLab.Fits.Tests.Cutouts;

/// <summary>Cut-outs judged by astropy (pixels, world coordinates, sums, cards) and fitsverify.</summary>
[TestFixture]
internal sealed class CutoutOracleTests
{
    private readonly List<IFitsSource> open = [];
    private readonly List<object> cases = [];
    private string folder = "";

    [OneTimeSetUp]
    public void Make()
    {
        folder = Directory.CreateTempSubdirectory("datalab-cutouts-").FullName;
        Oracle.Python("../Cutouts/cutout_oracle.py", "make", folder);
    }

    [OneTimeTearDown]
    public async Task Remove()
    {
        foreach (var source in open)
            await source.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public async Task Astropy_and_fitsverify_agree()
    {
        foreach (var name in (string[])["floats", "shorts", "ints", "bytes"])
        {
            var file = await Open(name + ".fits.fz");
            await Cut(
                name + ".all",
                [.. Enumerable.Range(1, 4).Select(n => Piece(file, n, $"[{20 + n}:130,{n}:120]"))]
            );
            await Cut(
                name + ".edges",
                Piece(file, 1, "[1:1,1:1]"),
                Piece(file, 2, "*,*"),
                Piece(file, 3, "200:200,150")
            );
            await Cut(name + ".steps", [.. Enumerable.Range(1, 4).Select(n => Piece(file, n, "[21:190:3,4:140:5]"))]);
            await Cut(name + ".single", new CutoutOptions { Single = true }, Piece(file, 2, "[31:77,40:90]"));
            await Cut(name + ".masked", Piece(file, 1, "[31:77,40:90]", new Disc()));
        }
        var cube = await Open("cube.fits");
        await Cut("cube", Piece(cube, 0, "[5:30:2,6:22,3:5]"));
        var files = (await Open("floats.fits.fz"), await Open("shorts.fits.fz"));
        await Cut("two", Piece(files.Item1, 1, "[21:60,31:60]"), Piece(files.Item2, 4, "[21:60,31:60]"));
        await File.WriteAllTextAsync(Path.Combine(folder, "cases.json"), JsonSerializer.Serialize(cases));
        Assert.That(Oracle.Python("../Cutouts/cutout_oracle.py", "check", folder), Is.Empty);
    }

    private async Task<FitsDocument> Open(string name)
    {
        var source = FileSource.Open(Path.Combine(folder, name));
        open.Add(source);
        return await FitsDocument.OpenAsync(source, default);
    }

    private static CutoutPart Piece(FitsDocument file, int hdu, string section, IPixelMask? mask = null)
    {
        var image = FitsImage.Open(file.Source, file.Hdus[hdu]);
        return new CutoutPart(file, [new CutoutHdu(image, Section.Parse(section, image.Axes), mask)]);
    }

    private Task Cut(string name, params CutoutPart[] pieces) => Cut(name, new CutoutOptions(), pieces);

    private async Task Cut(string name, CutoutOptions options, params CutoutPart[] pieces)
    {
        // Pieces of one file are one part.
        var parts = pieces
            .GroupBy(piece => piece.Document)
            .Select(file => new CutoutPart(file.Key, [.. file.SelectMany(piece => piece.Hdus)]))
            .ToList();
        using var output = new MemoryStream();
        await CutoutWriter.WriteAsync(output, parts, options, default);
        Assert.That(output.Length, Is.EqualTo(CutoutWriter.LengthOf(parts, options)), name);
        await File.WriteAllBytesAsync(Path.Combine(folder, name + ".cut.fits"), output.ToArray());
        var hdus = pieces.SelectMany(piece => piece.Hdus).ToList();
        cases.Add(
            new Dictionary<string, object>
            {
                ["out"] = name + ".cut.fits",
                ["pieces"] = hdus.Select(
                    (hdu, n) =>
                        Expected(
                            hdu,
                            options.Single || hdu.Image.Hdu.Index == 0 ? 0 : n + 1,
                            options.Single || parts.Count > 1
                        )
                ),
            }
        );
    }

    private static Dictionary<string, object?> Expected(CutoutHdu piece, int at, bool merged)
    {
        var axes = piece.Section.Axes;
        var cards = new Dictionary<string, object?>
        {
            ["CCDNUM"] = piece.Image.Header.Find("CCDNUM")!.Integer,
            ["LTV1"] = -axes[0].First / (double)axes[0].Step + 1,
            ["HIERARCH ESO INS FILT1 NAME"] = "B_842",
            ["LONGNOTE"] = string.Concat(Enumerable.Repeat("a long string that goes on ", 9)).TrimEnd(),
            ["DETSECA"] = null,
        };
        if (merged)
            (cards["OBJECT"], cards["EXPTIME"]) = ("Hydra II", 267.0);
        if (axes[0] == new AxisRange(31, 77))
            (cards["DATASEC"], cards["DETSEC"], cards["BIASSEC"]) = ("[1:47,1:51]", "[2031:2077,611:561]", null);
        return new Dictionary<string, object?>
        {
            ["file"] = piece.Image.Source.Name.Replace(".fits.fz", ".plain.fits", StringComparison.Ordinal),
            ["hdu"] = piece.Image.Hdu.Index,
            ["at"] = at,
            ["section"] = axes.Select(axis => new[] { axis.First, axis.Last, axis.Step }),
            ["masked"] = piece.Mask is not null,
            ["cards"] = cards,
        };
    }

    [Test]
    public async Task Pixels_outside_a_mask_are_blank()
    {
        foreach (var name in (string[])["floats", "shorts", "ints", "bytes"])
        {
            var piece = Piece(await Open(name + ".fits.fz"), 1, "[31:77,40:90]", new Disc());
            using var output = new MemoryStream();
            await CutoutWriter.WriteAsync(output, [piece], new CutoutOptions(), default);
            await using var source = new MemorySource(output.ToArray());
            var hdu = (await FitsDocument.OpenAsync(source, default)).Hdus[1];
            var image = FitsImage.Open(source, hdu);
            var cut = new double[47 * 51];
            await image.ReadScaledAsync(Section.Whole(image.Axes), cut, default);
            var whole = new double[47 * 51];
            await piece.Hdus[0].Image.ReadScaledAsync(piece.Hdus[0].Section, whole, default);
            for (var y = 0; y < 51; y++)
            for (var x = 0; x < 47; x++)
                Assert.That(
                    cut[y * 47 + x],
                    Is.EqualTo(Disc.Has(31 + x, 40 + y) ? whole[y * 47 + x] : double.NaN),
                    name
                );
        }
    }

    [Test]
    public async Task Headers_only_have_no_pixels()
    {
        var piece = Piece(await Open("ints.fits.fz"), 1, "[31:77,40:90]");
        var options = new CutoutOptions { HeadersOnly = true };
        using var output = new MemoryStream();
        await CutoutWriter.WriteAsync(output, [piece], options, default);
        await using var source = new MemorySource(output.ToArray());
        var hdus = (await FitsDocument.OpenAsync(source, default)).Hdus;
        Assert.That(hdus.Select(hdu => hdu.DataLength), Is.EqualTo(new long[] { 0, 0 }));
        Assert.That(hdus[1].Header.Find("CRPIX1")!.Real, Is.EqualTo(-113.5 - 30));
        Assert.That(output.Length, Is.EqualTo(CutoutWriter.LengthOf([piece], options)));
    }

    /// <summary>Within 20 pixels of (54, 65).</summary>
    private sealed class Disc : IPixelMask
    {
        public int FirstAxis => 0;

        public int SecondAxis => 1;

        public static bool Has(long x, long y) => (x - 54) * (x - 54) + (y - 65) * (y - 65) <= 400;

        public void Fill(AxisRange first, long second, Span<bool> inside)
        {
            for (var i = 0; i < inside.Length; i++)
                inside[i] = Has(first.First + i * first.Step, second);
        }
    }
}
