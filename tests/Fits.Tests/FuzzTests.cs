using System.Diagnostics;
using System.Globalization;
using DataLab.Fits.Cutouts;
using DataLab.Fits.Images;
using DataLab.Fits.Images.Tiles;
using DataLab.Fits.Tests.Images;
using DataLab.Fits.Wcs;
using DataLab.Fits.Writing;
using DataLab.Sky;

namespace DataLab.Fits.Tests;

/// <summary>Whatever the bytes: headers are read, files and tiles give pixels or a <see cref="FitsException"/>; nothing else, and soon.</summary>
/// <remarks>Some thousands; about as many as DATALAB_FUZZ says where it is set (<c>./build fuzz</c>), DATALAB_FUZZ_SEED another seed.</remarks>
[TestFixture]
internal sealed class FuzzTests
{
    private const int Width = 70;
    private const int Height = 40;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly List<byte[]> files = [];

    [OneTimeSetUp]
    public async Task Make()
    {
        var folder = Directory.CreateTempSubdirectory("datalab-fuzz-").FullName;
        try
        {
            var random = new Random(1);
            foreach (var type in (PixelType[])[PixelType.UInt8, PixelType.Int16, PixelType.Int32, PixelType.Float32])
            {
                var plain = Path.Combine(folder, $"{type}.fits");
                await File.WriteAllBytesAsync(plain, await PlainAsync(type, random));
                files.Add(await File.ReadAllBytesAsync(plain));
                foreach (var codec in (string[])["-r", "-h", "-g1", "-g2", "-p"])
                {
                    // PLIO is for masks.
                    if (codec == "-p" && type == PixelType.Float32)
                        continue;
                    Oracle.Run("fpack", codec, "-O", plain + codec, plain);
                    files.Add(await File.ReadAllBytesAsync(plain + codec));
                }
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>A primary HDU and two images with distorted coordinates.</summary>
    private static async Task<byte[]> PlainAsync(PixelType type, Random random)
    {
        using var output = new MemoryStream();
        var writer = new FitsWriter(output);
        await writer.WriteImageAsync(new HeaderBuilder(), Array.Empty<long>(), PixelType.UInt8, default, default);
        foreach (var projection in (string[])["TPV", "TAN-SIP"])
        {
            var header = new HeaderBuilder();
            header.Set("CTYPE1", "RA---" + projection).Set("CTYPE2", "DEC--" + projection);
            foreach (
                var (key, value) in (ReadOnlySpan<(string, double)>)
                    [
                        ("CRVAL1", 10),
                        ("CRVAL2", 20),
                        ("CRPIX1", 30),
                        ("CRPIX2", 11),
                        ("CD1_1", 1e-5),
                        ("CD1_2", 7e-5),
                        ("CD2_1", 7e-5),
                        ("CD2_2", -1e-5),
                        ("PV1_1", 1.001),
                        ("PV2_4", 1e-3),
                        ("A_ORDER", 2),
                        ("B_ORDER", 2),
                        ("A_2_0", 1e-5),
                        ("MJD-OBS", 57000.5),
                        ("EXPTIME", 90),
                    ]
            )
                header.Set(key, value);
            var pixels = new byte[Width * Height * type.Bytes()];
            for (var at = 0; at < pixels.Length; at += type.Bytes())
            {
                var bytes =
                    type == PixelType.Float32
                        ? BitConverter.GetBytes((float)(100 + random.NextDouble()))
                        : BitConverter.GetBytes(at / 500 % 3 * 20 + random.Next(3));
                bytes.AsSpan(0, type.Bytes()).CopyTo(pixels.AsSpan(at));
                // FITS has the highest byte first.
                pixels.AsSpan(at, type.Bytes()).Reverse();
            }
            await writer.WriteImageAsync(header, new long[] { Width, Height }, type, pixels, default);
        }
        return output.ToArray();
    }

    [Test]
    public async Task Damaged_files_give_pixels_or_a_reason()
    {
        var (first, count) = (Setting("DATALAB_FUZZ_SEED", 1), Setting("DATALAB_FUZZ", 4000));
        var (read, refused) = (0, 0);
        for (var seed = first; seed < first + count; seed++)
        {
            var random = new Random(seed);
            var file = Damaged(files[seed % files.Count], random);
            await GuardAsync(
                $"file of seed {seed}",
                async () =>
                {
                    if (await ReadAsync(file, random))
                        read++;
                    else
                        refused++;
                }
            );
        }
        TestContext.Out.WriteLine($"{read} files gave pixels, {refused} a reason");
        Assert.That(read, Is.GreaterThan(count / 20), "damage is not always fatal");
        Assert.That(refused, Is.GreaterThan(count / 20), "damage is often told");
    }

    [Test]
    public void Headers_of_any_cards_are_read()
    {
        var (first, count) = (Setting("DATALAB_FUZZ_SEED", 1), Setting("DATALAB_FUZZ", 4000));
        var placed = 0;
        for (var seed = first; seed < first + count; seed++)
        {
            var random = new Random(seed);
            var bytes = FitsBytes.Header(FuzzedHeader.Cards(random));
            if (random.Next(3) == 0)
                for (var k = random.Next(1, 9); k > 0; k--)
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            Guard(
                $"header of seed {seed}",
                () => placed += Look(Header.Parse(bytes), random) ? 1 : 0,
                mayRefuse: false
            );
        }
        TestContext.Out.WriteLine($"{placed} headers have positions");
        Assert.That(placed, Is.GreaterThan(count / 100));
    }

    [Test]
    public void Codecs_survive_damaged_tiles()
    {
        var random = new Random(Setting("DATALAB_FUZZ_SEED", 1));
        var tiles = Tiles(random);
        var pixels = new int[Width * Height];
        var work = new long[pixels.Length];
        for (var n = 0; n < Setting("DATALAB_FUZZ", 4000); n++)
        {
            var bytes = tiles[n % tiles.Count].ToArray();
            for (var k = random.Next(0, 6); k > 0; k--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (random.Next(4) == 0)
                bytes = bytes[..random.Next(bytes.Length)];
            var words = new short[bytes.Length / 2];
            for (var i = 0; i < words.Length; i++)
                words[i] = (short)(bytes[2 * i] << 8 | bytes[2 * i + 1]);
            Guard($"tile {n}, Rice", () => Rice.Decode(bytes, pixels, 1 << n % 3, 32));
            Guard($"tile {n}, PLIO", () => Plio.Decode(words, pixels));
            Guard($"tile {n}, gzip", () => Gzip.Unpack(bytes, new byte[400]));
            Guard($"tile {n}, HCOMPRESS", () => Hcompress.Decode(bytes, pixels, Width, n % 2 == 0, work));
        }
    }

    /// <summary>Pieces of the data of packed files, cut anywhere: some begin where a tile does.</summary>
    private List<byte[]> Tiles(Random random)
    {
        var tiles = new List<byte[]>();
        foreach (var file in files)
            for (var n = 0; n < 40; n++)
            {
                var from = 2880 * random.Next(1, file.Length / 2880 - 1) + (n % 2 == 0 ? 0 : random.Next(2880));
                tiles.Add(file[from..Math.Min(file.Length, from + random.Next(20, 3000))]);
            }
        // Of an HCOMPRESS tile: magic, axes, scale, sum, planes.
        tiles.Add([0xDD, 0x99, 0, 0, 0, Height, 0, 0, 0, Width, .. new byte[12], 9, 8, 7, .. new byte[300]]);
        return tiles;
    }

    /// <summary>Nothing but FITS errors comes out, and in time.</summary>
    /// <param name="mayRefuse">Whether these may come out.</param>
    private static async Task GuardAsync(string what, Func<Task> run, bool mayRefuse = true)
    {
        var clock = Stopwatch.StartNew();
        try
        {
            await run();
        }
        catch (FitsException) when (mayRefuse) { }
        catch (Exception e)
        {
            Assert.Fail($"{what}: {e}");
        }
        if (clock.Elapsed > Patience)
            Assert.Fail($"{what} took {clock.Elapsed.TotalSeconds:0} s");
    }

    private static void Guard(string what, Action run, bool mayRefuse = true) =>
        GuardAsync(
                what,
                () =>
                {
                    run();
                    return Task.CompletedTask;
                },
                mayRefuse
            )
            .GetAwaiter()
            .GetResult();

    /// <returns>Whether an image could be read; a reason is no failure.</returns>
    private static async Task<bool> ReadAsync(byte[] file, Random random)
    {
        var hasPixels = false;
        try
        {
            await using var source = new MemorySource(file);
            var document = await FitsDocument.OpenAsync(source, default);
            foreach (var hdu in document.Hdus)
            {
                if (hdu.Kind is not (HduKind.Image or HduKind.CompressedImage))
                    continue;
                var image = FitsImage.Open(source, hdu);
                Look(image.Header, random);
                if (image.IsEmpty)
                    continue;
                // What a header promises may be more than there is room for.
                var section = SectionCases.Random(
                    random,
                    [.. image.Axes.Select(length => Math.Min(length, 2 * Width))],
                    steps: random.Next(3) == 0
                );
                if (image.Axes.Length > 4 || section.Count > 1 << 20)
                    continue;
                using (var block = await image.ReadAsync(section, default))
                    hasPixels |= block.Count > 0;
                var part = new CutoutPart(document, [new CutoutHdu(image, section)]);
                var options = new CutoutOptions { Single = random.Next(2) == 0, HeadersOnly = random.Next(5) == 0 };
                await CutoutWriter.WriteAsync(Stream.Null, [part], options, default);
            }
        }
        catch (FitsException)
        {
            return false;
        }
        return hasPixels;
    }

    /// <returns>Whether it has a position.</returns>
    private static bool Look(Header header, Random random)
    {
        ExposureTimes.Parse(header);
        var read = ImageCoordinates.Parse(header, random.Next(6) == 0 ? 'A' : ' ');
        read.Spectral?.Bounds(100);
        if (read.Celestial is not { } wcs)
            return false;
        wcs.Footprint(Width, Height);
        var found = wcs.TryToSky(random.Next(-100, 200), random.Next(-100, 200), out var sky);
        wcs.TryToPixel(found ? sky : new Point(10, 20), out _, out _);
        if (random.Next(8) == 0)
            wcs.BoundsOf(new Circle(found ? sky : new Point(10, 20), 0.001), Width, Height);
        return found;
    }

    private static byte[] Damaged(byte[] whole, Random random)
    {
        var file = whole.ToArray();
        for (var k = random.Next(1, 5); k > 0; k--)
            switch (random.Next(5))
            {
                case 0:
                    file[random.Next(file.Length)] = (byte)random.Next(256);
                    break;
                case 1:
                    // Numbers that lie, where descriptors or pixels are.
                    var at = random.Next(file.Length - 8) / 4 * 4;
                    BitConverter.GetBytes(random.Next(3) - 1L << random.Next(64)).CopyTo(file, at);
                    break;
                case 2:
                    var (from, to) = (random.Next(file.Length / 2880), random.Next(file.Length / 2880));
                    file.AsSpan(2880 * from, 2880).CopyTo(file.AsSpan(2880 * to));
                    break;
                default:
                    FuzzedHeader.ChangeCard(file, random);
                    break;
            }
        return random.Next(10) == 0 ? file[..random.Next(1, file.Length)] : file;
    }

    private static int Setting(string name, int absent) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value)
            ? value
            : absent;
}
