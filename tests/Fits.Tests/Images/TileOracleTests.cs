using System.Collections.Immutable;
using DataLab.Fits.Images;

namespace DataLab.Fits.Tests.Images;

/// <summary>Compressed images against funpack: every codec, type, dither and shape of tiles that fpack and astropy make, and files of surveys.</summary>
[TestFixture]
internal sealed class TileOracleTests
{
    private string folder = "";

    [OneTimeSetUp]
    public void Make()
    {
        folder = Directory.CreateTempSubdirectory("datalab-tiles-").FullName;
        Oracle.Python("image_oracle.py", ["make", folder, .. Given()]);
    }

    [OneTimeTearDown]
    public void Remove() => Directory.Delete(folder, recursive: true);

    private static string[] Given() =>
        Oracle.Shared("data/images") is { } images
            ?
            [
                .. Directory
                    .EnumerateFiles(images, "*.fits*", SearchOption.AllDirectories)
                    .Where(path =>
                        path.EndsWith(".fz", StringComparison.Ordinal)
                        || path.Contains("/compressed/", StringComparison.Ordinal)
                    )
                    .Order(StringComparer.Ordinal),
            ]
            : [];

    [Test]
    public async Task Pixels_and_headers_are_those_of_funpack()
    {
        var compared = 0;
        foreach (var packed in Directory.GetFiles(folder, "*.fits.fz").Order(StringComparer.Ordinal))
        {
            await using var ours = FileSource.Open(packed);
            await using var theirs = FileSource.Open(packed.Replace(".fits.fz", ".out.fits", StringComparison.Ordinal));
            var packedHdus = (await FitsDocument.OpenAsync(ours, default)).Hdus;
            var plainHdus = (await FitsDocument.OpenAsync(theirs, default)).Hdus;
            // An image that was in the primary HDU goes back there.
            var shift = packedHdus.Length - plainHdus.Length;
            foreach (var hdu in packedHdus.Where(hdu => hdu.Kind == HduKind.CompressedImage))
            {
                var where = $"{Path.GetFileName(packed)} [{hdu.Index}]";
                var image = FitsImage.Open(ours, hdu);
                var plain = FitsImage.Open(theirs, plainHdus[hdu.Index - shift]);
                Assert.That(image.Axes, Is.EqualTo(plain.Axes), where);
                using var expected = await plain.ReadAsync(Section.Whole(plain.Axes), default);
                using var actual = await image.ReadAsync(Section.Whole(image.Axes), default);
                AssertSame(actual, expected, where);
                if (shift == 0)
                    AssertSameCards(image.Header, plain.Header, where);
                compared++;
            }
        }
        Assert.That(compared, Is.GreaterThan(400));
    }

    [Test]
    public async Task Sections_are_cut_from_the_whole()
    {
        var random = new Random(5);
        foreach (var packed in Directory.GetFiles(folder, "*.fits.fz").Order(StringComparer.Ordinal))
        {
            await using var source = FileSource.Open(packed);
            foreach (var hdu in (await FitsDocument.OpenAsync(source, default)).Hdus)
            {
                if (hdu.Kind != HduKind.CompressedImage)
                    continue;
                var image = FitsImage.Open(source, hdu);
                if (Section.Whole(image.Axes).Count > 100_000)
                    continue;
                using var whole = await image.ReadAsync(Section.Whole(image.Axes), default);
                for (var n = 0; n < 6; n++)
                {
                    var section = SectionCases.Random(random, image.Axes, steps: n > 2);
                    using var part = await image.ReadAsync(section, default);
                    Assert.That(
                        part.ToFits(),
                        Is.EqualTo(SectionCases.Cut(whole, image.Axes, section)),
                        $"{Path.GetFileName(packed)} [{hdu.Index}]{section}"
                    );
                }
            }
        }
    }

    private static void AssertSame(PixelBlock actual, PixelBlock expected, string where)
    {
        Assert.That(actual.Type, Is.EqualTo(expected.Type), where);
        if (actual.Bytes.SequenceEqual(expected.Bytes))
            return;
        // The bits of a NaN and the sign of zero are all that funpack may have changed in floats kept exactly.
        for (var i = 0; i < actual.Count; i++)
        {
            var (a, b) = (SectionCases.Pixel(actual, i), SectionCases.Pixel(expected, i));
            Assert.That(a.Equals(b) || a == b, Is.True, $"{where}: pixel {i} is {a}, funpack has {b}");
        }
    }

    /// <summary>All cards of the header in their order, byte for byte, but for the sums: funpack makes new ones.</summary>
    private static void AssertSameCards(Header actual, Header expected, string where) =>
        Assert.That(Cards(actual), Is.EqualTo(Cards(expected)), where);

    private static ImmutableArray<string> Cards(Header header) =>
        [
            .. header
                .Cards.Where(card => card.Keyword is not ("CHECKSUM" or "DATASUM" or ""))
                .Select(card => System.Text.Encoding.Latin1.GetString(card.Image.Span)),
        ];
}
