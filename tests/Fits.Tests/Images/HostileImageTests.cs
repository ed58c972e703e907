using System.Diagnostics;
using System.Text;
using DataLab.Fits.Images;
using DataLab.Fits.Images.Tiles;
using DataLab.Fits.Writing;

namespace DataLab.Fits.Tests.Images;

/// <summary>Images that lie: always a <see cref="FitsException"/> or pixels, never another fault, a hang or memory beyond what was asked for.</summary>
[TestFixture]
internal sealed class HostileImageTests
{
    [TestCase("NAXIS1", "99999999", "cut short")]
    [TestCase("NAXIS2", "1099511627776", "")]
    [TestCase("NAXIS", "999", "")]
    [TestCase("BITPIX", "17", "BITPIX")]
    [TestCase("NAXIS1", "-4", "NAXIS1")]
    public async Task A_plain_image_that_lies_is_refused(string keyword, string value, string why) =>
        Assert.That(await Failure(Replace(Plain(), keyword, value)), Is.Not.Null.And.Contains(why));

    [TestCase("ZNAXIS1", "1099511627776", "rows")]
    [TestCase("ZNAXIS2", "9223372036854775807", "")]
    [TestCase("ZTILE1", "0", "ZTILE1")]
    [TestCase("ZTILE2", "-1", "ZTILE2")]
    [TestCase("ZTILE1", "7", "rows")]
    [TestCase("ZBITPIX", "12", "ZBITPIX")]
    [TestCase("ZCMPTYPE", "'BZIP2_1 '", "BZIP2_1")]
    [TestCase("ZQUANTIZ", "'WHATEVER'", "WHATEVER")]
    [TestCase("ZVAL1", "0", "BLOCKSIZE")]
    [TestCase("ZVAL2", "8", "BYTEPIX")]
    [TestCase("ZNAXIS", "900", "ZNAXIS")]
    [TestCase("TFORM1", "'8B      '", "variable length")]
    [TestCase("PCOUNT", "3", "")]
    [TestCase("PCOUNT", "9223372036854775807", "")]
    [TestCase("THEAP", "99999", "")]
    [TestCase("NAXIS2", "1", "")]
    public async Task A_packed_image_that_lies_is_refused(string keyword, string value, string why)
    {
        var file = Replace(await Packed(PixelType.Float32), keyword, value);
        var failure = await Failure(file);
        if (keyword != "THEAP")
            Assert.That(failure, Is.Not.Null.And.Contains(why));
    }

    [Test]
    public async Task Damaged_files_fail_with_a_reason_or_give_pixels()
    {
        var random = new Random(11);
        var clock = Stopwatch.StartNew();
        foreach (var type in (PixelType[])[PixelType.UInt8, PixelType.Int16, PixelType.Int32, PixelType.Float32])
        {
            var whole = await Packed(type);
            for (var n = 0; n < 150; n++)
            {
                var file = whole.ToArray();
                for (var k = random.Next(1, 12); k > 0; k--)
                    file[random.Next(2880, file.Length)] = (byte)random.Next(256);
                if (n % 5 == 0)
                    file = file[..random.Next(1, file.Length)];
                await Failure(file);
            }
        }
        Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromSeconds(60)));
    }

    [Test]
    public void Codecs_survive_bytes_by_chance()
    {
        var random = new Random(12);
        var pixels = new int[33 * 20];
        var work = new long[pixels.Length];
        for (var n = 0; n < 3000; n++)
        {
            var bytes = new byte[random.Next(0, 300)];
            random.NextBytes(bytes);
            if (n % 3 == 0)
                bytes.AsSpan(0, bytes.Length / 2).Clear();
            Attempt(() => Rice.Decode(bytes, pixels, 1 << (n % 3), random.Next(1, 70)));
            var words = bytes.Select(b => (short)((b << 8) | random.Next(256))).ToArray();
            if (words.Length > 8)
                (words[1], words[2], words[3], words[4]) = (7, (short)(n % 2 == 0 ? -100 : 0), (short)words.Length, 0);
            Attempt(() => Plio.Decode(words, pixels));
            Attempt(() => Gzip.Unpack(bytes, new byte[400]));
            if (bytes.Length > 30)
            {
                byte[] header = [0xDD, 0x99, 0, 0, 0, 20, 0, 0, 0, 33, 0, 0, 0, (byte)(n % 7)];
                header.CopyTo(bytes, 0);
                for (var b = 22; b < 25; b++)
                    bytes[b] = (byte)(n % 70);
            }
            Attempt(() => Hcompress.Decode(bytes, pixels, 33, n % 2 == 0, work));
        }
    }

    [Test]
    public async Task Tiles_beyond_a_quarter_of_a_gibibyte_are_refused()
    {
        var file = Encoding.Latin1.GetString(await Packed(PixelType.Float32));
        foreach (
            var (keyword, value) in (ReadOnlySpan<(string, string)>)
                [("ZNAXIS1", "1000000000"), ("ZTILE1", "1000000000")]
        )
            file = Encoding.Latin1.GetString(Replace(Encoding.Latin1.GetBytes(file), keyword, value));
        Assert.That(await Failure(Encoding.Latin1.GetBytes(file)), Does.Contain("256 MiB"));
    }

    [Test]
    public async Task Endless_headers_are_refused()
    {
        var file = new byte[2880 * 3000];
        file.AsSpan().Fill((byte)' ');
        FitsBytes.Header(FitsBytes.EmptyPrimary).AsSpan(0, 240).CopyTo(file);
        for (var at = 240; at < file.Length; at += 80)
            "CONTINUE  'x&'"u8.CopyTo(file.AsSpan(at));
        Assert.That(await Failure(file), Does.Contain("no END"));
    }

    [TestCase("")]
    [TestCase("SIMPLE  =")]
    [TestCase("not FITS at all")]
    public async Task What_is_not_FITS_is_refused(string text) =>
        Assert.That(await Failure(Encoding.ASCII.GetBytes(text)), Is.Not.Null);

    [Test]
    public async Task Gzip_files_are_unpacked_up_to_a_bound()
    {
        var path = Path.GetTempFileName();
        try
        {
            await using (var file = File.Create(path))
            await using (
                var gzip = new System.IO.Compression.GZipStream(file, System.IO.Compression.CompressionLevel.Fastest)
            )
                await gzip.WriteAsync(Plain());
            await using (var source = await GzipSource.OpenAsync(path, 100_000, default))
                Assert.That((await FitsDocument.OpenAsync(source, default)).Hdus[0].DataLength, Is.EqualTo(24));
            Assert.That(async () => await GzipSource.OpenAsync(path, 1000, default), Throws.TypeOf<FitsException>());
            var bytes = await File.ReadAllBytesAsync(path);
            await File.WriteAllBytesAsync(path, bytes[..(bytes.Length / 2)]);
            Assert.That(async () => await GzipSource.OpenAsync(path, 100_000, default), Throws.TypeOf<FitsException>());
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void Attempt(Action decode)
    {
        try
        {
            decode();
        }
        catch (FitsException) { }
    }

    /// <summary>Reads all images of a file; why it could not, or null.</summary>
    private static async Task<string?> Failure(byte[] file)
    {
        try
        {
            await using var source = new MemorySource(file);
            foreach (var hdu in (await FitsDocument.OpenAsync(source, default)).Hdus)
            {
                if (hdu.Kind is not (HduKind.Image or HduKind.CompressedImage))
                    continue;
                var image = FitsImage.Open(source, hdu);
                if (image.IsEmpty)
                    continue;
                using var block = await image.ReadAsync(Section.Whole(image.Axes), default);
            }
            return null;
        }
        catch (FitsException e)
        {
            return e.Message;
        }
    }

    private static byte[] Plain() =>
        [
            .. FitsBytes.Header(
                "SIMPLE  =                    T",
                FitsBytes.Card("BITPIX", 16),
                FitsBytes.Card("NAXIS", 2),
                FitsBytes.Card("NAXIS1", 4),
                FitsBytes.Card("NAXIS2", 3)
            ),
            .. FitsBytes.Padded(new byte[24]),
        ];

    private static async Task<byte[]> Packed(PixelType type)
    {
        var pixels = new byte[50 * 12 * type.Bytes()];
        var random = new Random(3);
        for (var i = 0; i < 600; i++)
            (
                type == PixelType.Float32
                    ? BitConverter.GetBytes((float)random.NextDouble())
                    : BitConverter.GetBytes(random.Next(100))
            )
                .AsSpan(0, type.Bytes())
                .CopyTo(pixels.AsSpan(i * type.Bytes()));
        using var output = new MemoryStream();
        await new FitsWriter(output).WriteCompressedAsync(
            new HeaderBuilder(),
            new long[] { 50, 12 },
            type,
            pixels,
            new(),
            default
        );
        return output.ToArray();
    }

    /// <summary>Puts another value on a card of the last header that has it; adds the card at the end if none has.</summary>
    private static byte[] Replace(byte[] file, string keyword, string value)
    {
        var text = Encoding.Latin1.GetString(file);
        var at = text.LastIndexOf($"{keyword, -8}= ", StringComparison.Ordinal);
        if (at < 0)
            at = text.LastIndexOf("EXTNAME ", StringComparison.Ordinal) is > 0 and var name
                ? name
                : text.IndexOf("CHECKSUM=", 2880, StringComparison.Ordinal);
        var card = $"{keyword, -8}= {value, 20}".PadRight(80);
        return Encoding.Latin1.GetBytes(text[..at] + card + text[(at + 80)..]);
    }
}
