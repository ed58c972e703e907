using System.Runtime.InteropServices;
using System.Text;
using DataLab.Fits.Images;
using DataLab.Fits.Tests.Images;
using DataLab.Fits.Writing;

namespace DataLab.Fits.Tests.Writing;

/// <summary>Headers and images we write, judged by fitsverify, funpack and our own reader.</summary>
[TestFixture]
internal sealed class WritingTests
{
    [TestCase("A", 1L, "A       =                    1 / c")]
    [TestCase("A", -12L, "A       =                  -12 / c")]
    [TestCase("A-B_C", "it's", "A-B_C   = 'it''s   '           / c")]
    [TestCase("A", "", "A       = '        '           / c")]
    [TestCase("A", true, "A       =                    T / c")]
    [TestCase("A", 1.0, "A       =                  1.0 / c")]
    [TestCase("A", 1e-7, "A       =              1.0E-07 / c")]
    [TestCase("ESO INS FILT1", 3L, "HIERARCH ESO INS FILT1 = 3 / c")]
    public void A_card_is_written_in_fixed_format(string keyword, object value, string card)
    {
        var builder = new HeaderBuilder();
        _ = value switch
        {
            long number => builder.Set(keyword, number, "c"),
            double number => builder.Set(keyword, number, "c"),
            bool yes => builder.Set(keyword, yes, "c"),
            _ => builder.Set(keyword, (string)value, "c"),
        };
        Assert.That(Encoding.ASCII.GetString(builder.ToBytes())[..80], Is.EqualTo(card.PadRight(80)));
        Assert.That(builder.ToHeader().Notes, Is.Empty);
    }

    [Test]
    public void A_long_string_is_read_back()
    {
        foreach (var length in (int[])[66, 67, 68, 69, 134, 135, 136, 500])
        {
            var text = string.Concat(Enumerable.Repeat("don't & won't ", 40))[..length].TrimEnd();
            var header = new HeaderBuilder().Set("NOTE", text, "why").ToHeader();
            Assert.That(header.Find("NOTE")!.Text, Is.EqualTo(text), $"{length}");
            Assert.That(header.Notes, Is.Empty);
        }
    }

    [TestCase("bad key")]
    [TestCase("")]
    [TestCase("A=B")]
    [TestCase("ÄÖ")]
    public void What_is_no_keyword_is_refused(string keyword) =>
        Assert.That(
            () => new HeaderBuilder().Set(keyword.Length == 7 ? keyword + "=" : keyword, 1),
            Throws.TypeOf<FitsException>()
        );

    [Test]
    public void What_FITS_cannot_say_is_refused()
    {
        Assert.That(() => new HeaderBuilder().Set("A", double.NaN), Throws.TypeOf<FitsException>());
        Assert.That(() => new HeaderBuilder().Set("A", "caf\u00e9"), Throws.TypeOf<FitsException>());
        Assert.That(() => new HeaderBuilder().AddText("HISTORY", "a\nb"), Throws.TypeOf<FitsException>());
    }

    [Test]
    public async Task Packed_images_are_unpacked_by_funpack_as_by_us()
    {
        var folder = Directory.CreateTempSubdirectory("datalab-writing-").FullName;
        try
        {
            var path = Path.Combine(folder, "ours.fits.fz");
            var random = new Random(8);
            long[] axes = [301, 40];
            var values = Enumerable
                .Range(0, 301 * 40)
                .Select(i => i % 97 == 0 ? 0 : random.NextDouble() * 40 + i / 301 * 10)
                .ToArray();
            values[5] = double.NaN;
            Array.Fill(values, 7.25, 301 * 9, 301);
            await using (var file = File.Create(path))
            {
                var writer = new FitsWriter(file);
                foreach (var zeros in (bool[])[false, true])
                {
                    var options = new TileCompression(KeepZeros: zeros, Seed: 77);
                    var floats = MemoryMarshal.AsBytes<float>(values.Select(x => (float)x).ToArray()).ToArray();
                    await writer.WriteCompressedAsync(
                        Named("F4" + zeros),
                        axes,
                        PixelType.Float32,
                        floats,
                        options,
                        default
                    );
                    var doubles = MemoryMarshal.AsBytes<double>(values).ToArray();
                    await writer.WriteCompressedAsync(
                        Named("F8" + zeros),
                        axes,
                        PixelType.Float64,
                        doubles,
                        options,
                        default
                    );
                }
                values[5] = 3;
                var bytes = values.Select(x => (byte)x).ToArray();
                await writer.WriteCompressedAsync(Named("U1"), axes, PixelType.UInt8, bytes, new(), default);
                var shorts = MemoryMarshal
                    .AsBytes<short>(values.Select(x => (short)(x * 60 - 9000)).ToArray())
                    .ToArray();
                await writer.WriteCompressedAsync(Named("I2"), axes, PixelType.Int16, shorts, new(), default);
                var ints = MemoryMarshal
                    .AsBytes<int>(values.Select(_ => random.Next(int.MinValue, int.MaxValue)).ToArray())
                    .ToArray();
                await writer.WriteCompressedAsync(Named("I4"), axes, PixelType.Int32, ints, new(), default);
                await writer.WriteImageAsync(Named("PLAIN"), axes, PixelType.UInt8, bytes, default);
            }
            Assert.That(Oracle.Run("fitsverify", path), Does.Contain("0 warning(s) and 0 error(s)"));
            Oracle.Run("funpack", "-O", Path.Combine(folder, "theirs.fits"), path);
            await using var ours = FileSource.Open(path);
            await using var theirs = FileSource.Open(Path.Combine(folder, "theirs.fits"));
            var packed = (await FitsDocument.OpenAsync(ours, default)).Hdus;
            var plain = (await FitsDocument.OpenAsync(theirs, default)).Hdus;
            Assert.That(packed, Has.Length.EqualTo(9));
            for (var n = 1; n < packed.Length; n++)
            {
                var (image, expected) = (FitsImage.Open(ours, packed[n]), FitsImage.Open(theirs, plain[n]));
                using var a = await image.ReadAsync(Section.Whole(image.Axes), default);
                using var b = await expected.ReadAsync(Section.Whole(expected.Axes), default);
                Assert.That(a.ToFits(), Is.EqualTo(b.ToFits()), $"HDU {n}");
                if (n > 4)
                    continue;
                // Within half a step of what was given; the steps are a sixteenth of the noise of about 11.5.
                for (var i = 0; i < values.Length; i++)
                    if (i != 5)
                        Assert.That(SectionCases.Pixel(a, i), Is.EqualTo(values[i]).Within(0.8), $"HDU {n}, pixel {i}");
                Assert.That(SectionCases.Pixel(a, 5), Is.NaN);
                if (n > 2)
                    Assert.That(SectionCases.Pixel(a, 97), Is.Zero);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static HeaderBuilder Named(string name) =>
        new HeaderBuilder().Set("EXTNAME", name).Set("GAIN", 4.5, "e/ADU");
}
