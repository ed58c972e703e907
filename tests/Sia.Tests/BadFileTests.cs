using System.IO.Compression;
using System.Text;
using DataLab.Sia.Ingest;
using DataLab.Sia.Tests.Support;
using static DataLab.Sia.Tests.Support.FitsFiles;

namespace DataLab.Sia.Tests;

/// <summary>Files that are not what they say: each is refused with the reason, and the others are taken in.</summary>
[Category("DuckDb")]
public sealed class BadFileTests
{
    private static readonly (string, object)[] OnSky = Tan(10, 20, 4, 4);

    /// <summary>Name, bytes, and what the reason says.</summary>
    private static readonly (string Name, byte[] Bytes, string Reason)[] Bad =
    [
        ("empty.fits", [], "Not a FITS file"),
        ("text.fits", Encoding.ASCII.GetBytes("<html>no</html>"), "Not a FITS file"),
        ("png.fits.fz", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. new byte[4000]], "Not a FITS file"),
        ("truncated.fits", Image(100, 100, true, OnSky)[..8000], "cut short"),
        ("truncated_header.fits", Image(8, 8, true, OnSky)[..1000], "no END"),
        (
            "no_end.fits",
            [.. Enumerable.Repeat((byte)' ', 2880 * 4).Select((b, i) => i < 9 ? (byte)"SIMPLE  ="[i] : b)],
            "no END"
        ),
        (
            "lying_naxis.fits",
            Header([Card("SIMPLE", true), Card("BITPIX", 16), Card("NAXIS", 3), Card("NAXIS1", 8)]),
            "NAXIS2"
        ),
        (
            "negative.fits",
            Header([Card("SIMPLE", true), Card("BITPIX", 16), Card("NAXIS", 2), Card("NAXIS1", -8), Card("NAXIS2", 8)]),
            "NAXIS1 is -8"
        ),
        ("bitpix.fits", Header([Card("SIMPLE", true), Card("BITPIX", 12), Card("NAXIS", 0)]), "BITPIX is 12"),
        (
            "huge.fits",
            Header([
                Card("SIMPLE", true),
                Card("BITPIX", 16),
                Card("NAXIS", 2),
                Card("NAXIS1", 1L << 20),
                Card("NAXIS2", 1L << 20),
            ]),
            "cut short"
        ),
        (
            "absurd.fits",
            Header([
                Card("SIMPLE", true),
                Card("BITPIX", 16),
                Card("NAXIS", 2),
                Card("NAXIS1", 1L << 62),
                Card("NAXIS2", 1L << 62),
            ]),
            "more than"
        ),
        ("axes.fits", Header([Card("SIMPLE", true), Card("BITPIX", 16), Card("NAXIS", 5000)]), "NAXIS is 5000"),
        ("pcount.fits", [.. Primary(), .. Tiles(pcount: 1L << 40)], "cut short"),
        ("negative_pcount.fits", [.. Primary(), .. Tiles(pcount: -1)], "PCOUNT is -1"),
        ("tile_of_nothing.fits", [.. Primary(), .. Tiles(ztile: 0)], "ZTILE1"),
        ("codec.fits", [.. Primary(), .. Tiles(codec: "MAGIC_9")], "MAGIC_9"),
        ("znaxis.fits", [.. Primary(), .. Tiles(znaxis1: -5)], "ZNAXIS1"),
        ("continue.fits", EndlessContinue(), "no END"),
        (
            "table.fits",
            [
                .. Primary(),
                .. Header([
                    Card("XTENSION", "BINTABLE"),
                    Card("BITPIX", 8),
                    Card("NAXIS", 2),
                    Card("NAXIS1", 0),
                    Card("NAXIS2", 0),
                    Card("PCOUNT", 0),
                    Card("GCOUNT", 1),
                    Card("TFIELDS", 0),
                ]),
            ],
            "no image"
        ),
        ("not.fits.gz", Encoding.ASCII.GetBytes("not gzip at all"), "gzip"),
        ("cut.fits.gz", Gzip(Image(200, 200, true, OnSky), 300), "cut short"),
        ("inner.fits.gz", Gzip(Encoding.ASCII.GetBytes("hello"), int.MaxValue), "Not a FITS file"),
    ];

    [Test]
    public async Task Every_bad_file_has_its_reason_and_the_good_one_is_taken()
    {
        await using var images = await TestImages.OpenAsync();
        foreach (var (name, bytes, _) in Bad)
            images.Write(name, bytes);
        images.Write("good.fits.gz", Gzip(Image(50, 40, true, OnSky), int.MaxValue));
        var before = GC.GetTotalAllocatedBytes();
        var report = await images.AddAsync();
        Assert.That(GC.GetTotalAllocatedBytes() - before, Is.LessThan(400L << 20));
        Assert.That((report.Read, report.Refused, report.IsAllRefused), Is.EqualTo((1L, (long)Bad.Length, false)));
        var said = images.Remarks.Where(r => r.Kind == FileRemarkKind.Refused).ToDictionary(r => r.Path, r => r.Text);
        Assert.Multiple(() =>
        {
            foreach (var (name, _, reason) in Bad)
            {
                Assert.That(said[name], Does.Contain(reason), name);
                Assert.That(said[name], Does.Not.Contain("Please report").And.Not.Contain(images.Root), name);
            }
        });
        Assert.That((await images.FileAsync("good.fits.gz")).Images.Single().Axes, Is.EqualTo(new[] { 50L, 40L }));
    }

    [Test]
    public async Task A_file_without_usable_coordinates_is_listed_with_a_note()
    {
        await using var images = await TestImages.OpenAsync();
        images.Write("none.fits", Image(8, 8, true));
        images.Write("singular.fits", Image(8, 8, true, [.. OnSky.Where(card => card.Item1 != "CD1_1")]));
        images.Write(
            "absurd.fits",
            Image(8, 8, true, [.. OnSky.Where(card => card.Item1 != "CRVAL2"), ("CRVAL2", 1e300)])
        );
        images.Write("order.fits", Image(8, 8, true, [.. OnSky, ("A_ORDER", 1_000_000_000)]));
        images.Write("nan.fits", ReplaceCard(Image(8, 8, true, OnSky), "CRVAL1", "NaN"));
        var report = await images.AddAsync();
        Assert.That((report.Read, report.Refused), Is.EqualTo((5L, 0L)), string.Join("\n", images.Remarks));
        foreach (var name in new[] { "none.fits", "singular.fits", "absurd.fits", "nan.fits" })
        {
            Assert.That(
                images.Remarks.Where(r => r.Path == name).Select(r => r.Text),
                Has.Some.Contains("no outline"),
                name
            );
            var file = await images.FileAsync(name);
            Assert.That(file.Facts["s_region"], Is.Null, name);
            Assert.That(file.Images.Single().Outline, Is.Null, name);
        }
    }

    [Test]
    public async Task Only_bad_files_are_a_failure()
    {
        await using var images = await TestImages.OpenAsync();
        Assert.That((await images.AddAsync()).IsAllRefused, Is.False, "there were none");
        images.Write("empty.fits", []);
        Assert.That((await images.AddAsync()).IsAllRefused, Is.True);
    }

    [Test]
    public async Task Links_are_followed_inside_the_folder_and_nowhere_else()
    {
        await using var images = await TestImages.OpenAsync();
        await using var outside = await TestImages.OpenAsync();
        outside.Write("secret.fits", Image(8, 8, true));
        images.Write("a/one.fits", Image(8, 8, true));
        images.Write("a/.hidden.fits", Image(8, 8, true));
        images.Write(".git/two.fits", Image(8, 8, true));
        File.CreateSymbolicLink(Path.Combine(images.Root, "a", "two.fits"), Path.Combine(images.Root, "a", "one.fits"));
        File.CreateSymbolicLink(Path.Combine(images.Root, "leak.fits"), Path.Combine(outside.Root, "secret.fits"));
        File.CreateSymbolicLink(Path.Combine(images.Root, "nowhere.fits"), Path.Combine(images.Root, "missing.fits"));
        File.CreateSymbolicLink(Path.Combine(images.Root, "self.fits"), Path.Combine(images.Root, "self.fits"));
        Directory.CreateSymbolicLink(Path.Combine(images.Root, "a", "loop"), images.Root);
        Directory.CreateSymbolicLink(Path.Combine(images.Root, "out"), outside.Root);
        var report = await images.AddAsync();
        Assert.That((report.Read, report.Refused), Is.EqualTo((2L, 3L)), string.Join("\n", images.Remarks));
        var file = await images.FileAsync("a/two.fits");
        Assert.That(file.Locate(), Is.EqualTo(Path.Combine(images.Root, "a", "one.fits")));
        // What was a file when it was listed may be a way out later.
        File.Delete(Path.Combine(images.Root, "a", "two.fits"));
        File.CreateSymbolicLink(Path.Combine(images.Root, "a", "two.fits"), Path.Combine(outside.Root, "secret.fits"));
        Assert.That(file.Locate, Throws.InstanceOf<DataLab.Formats.ServiceException>());
    }

    private static byte[] Tiles(long pcount = 0, long ztile = 8, long znaxis1 = 8, string codec = "RICE_1") =>
        Header([
            Card("XTENSION", "BINTABLE"),
            Card("BITPIX", 8),
            Card("NAXIS", 2),
            Card("NAXIS1", 8),
            Card("NAXIS2", 0),
            Card("PCOUNT", pcount),
            Card("GCOUNT", 1),
            Card("TFIELDS", 1),
            Card("TTYPE1", "COMPRESSED_DATA"),
            Card("TFORM1", "1PB(0)"),
            Card("ZIMAGE", true),
            Card("ZBITPIX", 16),
            Card("ZNAXIS", 2),
            Card("ZNAXIS1", znaxis1),
            Card("ZNAXIS2", 8),
            Card("ZTILE1", ztile),
            Card("ZTILE2", 1),
            Card("ZCMPTYPE", codec),
        ]);

    private static byte[] EndlessContinue()
    {
        var text = new StringBuilder();
        text.Append(Card("SIMPLE", true).PadRight(80)).Append("LONG    = 'a&'".PadRight(80));
        for (var i = 0; i < 110_000; i++)
            text.Append("CONTINUE  'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa&'".PadRight(80));
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    private static byte[] Gzip(byte[] bytes, int most)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(bytes);
        var all = packed.ToArray();
        return all[..Math.Min(most, all.Length * 2 / 3 < most ? all.Length : most)];
    }

    private static byte[] ReplaceCard(byte[] bytes, string keyword, string value)
    {
        var at = Encoding.Latin1.GetString(bytes).IndexOf(keyword.PadRight(8) + "=", StringComparison.Ordinal);
        Encoding.ASCII.GetBytes($"{keyword, -8}= {value, 20}".PadRight(80)).CopyTo(bytes, at);
        return bytes;
    }
}
