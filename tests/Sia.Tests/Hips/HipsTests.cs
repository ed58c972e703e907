using DataLab.Fits;
using DataLab.Fits.Images;
using DataLab.Formats;
using DataLab.Formats.Coverage;
using DataLab.Sia.Hips;
using DataLab.Sia.Hips.Building;
using DataLab.Sia.Mocs;
using DataLab.Sia.Store;
using DataLab.Sia.Tests.Support;
using DataLab.Sky;
using SkiaSharp;

namespace DataLab.Sia.Tests.Hips;

/// <summary>HiPS of two images that overlap: what tiles hold at which place, what is refused, what a second run does.</summary>
[Category("DuckDb")]
public sealed class HipsTests
{
    private const int Order = 7;
    private const int HotPixel = 90;

    private static readonly Point Centre = new(50, -60);

    private TestImages images = null!;
    private ImageFiles files = null!;

    private HipsFolder Folder => new(Path.Combine(images.Archive.Path, "hips"));

    private HipsBuilder Builder => new(images.Store, files, Folder);

    private static HipsRequest Request =>
        new("survey", "sky", [])
        {
            Order = Order,
            Formats = [TileFormat.Png, TileFormat.Fits],
            Workers = 2,
        };

    [SetUp]
    public async Task Open()
    {
        images = await TestImages.OpenAsync();
        files = new ImageFiles(images.Store.Options);
        await AddAsync("c4d_150101_000000_oo{0}_r_v1.fits", "TAN", 50.05, 0, isFlagged: true);
        await AddAsync("c4d_150102_000000_oo{0}_r_v1.fits", "SIN", 49.95, 33, isFlagged: false);
        await images.AddAsync();
    }

    [TearDown]
    public async Task Close()
    {
        await files.DisposeAsync();
        await images.DisposeAsync();
    }

    /// <summary>What the sky looks like: smooth, so that every way of sampling it gives the same.</summary>
    private static double Sky(Point place) => 100 + 40 * (place.Dec - Centre.Dec) + 25 * (place.Ra - Centre.Ra);

    private async Task AddAsync(string name, string projection, double ra, double turn, bool isFlagged)
    {
        (string, object)[] wcs = [.. PaintedImage.Wcs(projection, ra, -60, 100.5, 90.5, 0.001, turn), ("FILTER", "r")];
        var (_, place) = await PaintedImage.OpenAsync(200, 180, (_, _) => 0, wcs);
        float Value(int x, int y) =>
            isFlagged && x == HotPixel && y == HotPixel ? 1e6f
            : place.TryToSky(x, y, out var at) ? (float)Sky(at)
            : float.NaN;
        images.Write(string.Format(null, name, 'i'), await PaintedImage.FileAsync(200, 180, Value, wcs));
        images.Write(
            string.Format(null, name, 'w'),
            await PaintedImage.FileAsync(200, 180, (x, y) => isFlagged && x == HotPixel && y == HotPixel ? 0 : 4, wcs)
        );
    }

    private async Task<float[]> TileAsync(int order, long tile)
    {
        await using var source = FileSource.Open(
            Path.Combine(Folder.PathOf("sky"), HipsPath.Tile(order, tile, "fits"))
        );
        var document = await FitsDocument.OpenAsync(source, default);
        var image = FitsImage.Open(source, document.Hdus[0]);
        var values = new float[512 * 512];
        await image.ReadScaledAsync(Section.Whole(image.Axes), values.AsMemory(), default);
        return values;
    }

    /// <summary>HiPS 1.0 §4.1: a tile's pixels are the HEALPix cells nine orders finer; FITS has the last row of pictures first.</summary>
    private static Point PlaceOf(int order, long tile, int i)
    {
        var (row, column) = (511 - i / 512, i % 512);
        var inside = 0L;
        for (var bit = 0; bit < 9; bit++)
            inside |= (long)(row >> bit & 1) << (2 * bit) | (long)(column >> bit & 1) << (2 * bit + 1);
        return Healpix.Pix2Ang(order + 9, (tile << 18) + inside);
    }

    private long[] Tiles(int order) =>
        [
            .. Directory
                .GetFiles(
                    Path.Combine(Folder.PathOf("sky"), $"Norder{order}"),
                    "Npix*.fits",
                    SearchOption.AllDirectories
                )
                .Select(file => long.Parse(Path.GetFileNameWithoutExtension(file)[4..], null))
                .Order(),
        ];

    [Test]
    public async Task Every_pixel_has_the_value_of_the_sky_there()
    {
        var report = await Builder.BuildAsync(Request, null, default);
        var (count, worst) = (0, 0.0);
        foreach (var tile in Tiles(Order))
        {
            var values = await TileAsync(Order, tile);
            for (var i = 0; i < values.Length; i++)
                if (!float.IsNaN(values[i]))
                    (count, worst) = (count + 1, Math.Max(worst, Math.Abs(values[i] - Sky(PlaceOf(Order, tile, i)))));
        }
        // A pixel of the images is a step of 0.04; the flagged one would show as thousands.
        Assert.That(worst, Is.LessThan(0.04));
        // Two images of 0.036 square degrees, a half of one over the other.
        var area = count * Healpix.PixelArea(Order + 9);
        Assert.That(area, Is.InRange(0.040, 0.060));
        // Cells of the coverage, 0.057 degrees wide, stand out on average by half of that along an outline of 1 degree.
        Assert.That(report.SkyFraction * Angle.SphereArea, Is.InRange(area, area + 0.057));
        Assert.That((report.Order, report.Images, report.Tiles), Is.EqualTo((Order, 2, Tiles(Order).Length)));
    }

    [Test]
    public async Task Coarser_tiles_are_means_and_lead_up_to_order_0()
    {
        await Builder.BuildAsync(Request, null, default);
        for (var order = Order - 1; order >= 0; order--)
        {
            Assert.That(Tiles(order), Is.EqualTo(Tiles(order + 1).Select(tile => tile >> 2).Distinct()));
            foreach (var tile in Tiles(order))
            {
                var values = await TileAsync(order, tile);
                var found = Enumerable.Range(0, values.Length).Where(i => !float.IsNaN(values[i])).ToList();
                Assert.That(found, Is.Not.Empty);
                foreach (var i in found)
                    Assert.That(
                        values[i],
                        Is.EqualTo(Sky(PlaceOf(order, tile, i))).Within(70 * Healpix.Resolution(order + 9))
                    );
            }
        }
    }

    [Test]
    public async Task It_comes_with_what_clients_look_for()
    {
        await Builder.BuildAsync(Request with { Formats = [TileFormat.Png, TileFormat.Jpg] }, null, default);
        Assert.That(Folder.Names, Is.EqualTo(new[] { "sky" }));
        var properties = Folder
            .Properties("sky")
            .ToDictionary(line => line.Split('=')[0].Trim(), line => line.Split('=')[1].Trim());
        foreach (var key in new[] { "creator_did", "obs_title", "hips_release_date", "hips_initial_fov" })
            Assert.That(properties, Contains.Key(key));
        foreach (
            var (key, value) in new[]
            {
                ("hips_version", "1.4"),
                ("hips_frame", "equatorial"),
                ("hips_order", "7"),
                ("hips_tile_width", "512"),
                ("hips_tile_format", "png jpeg"),
                ("dataproduct_type", "image"),
                ("obs_collection", "survey"),
            }
        )
            Assert.That(properties[key], Is.EqualTo(value), key);
        // Values are not part of it.
        Assert.That(
            Directory.GetFiles(Folder.PathOf("sky"), "*.fits", SearchOption.AllDirectories),
            Has.Length.EqualTo(1)
        );
        using var allsky = SKBitmap.Decode(Folder.Find("sky", "Norder3/Allsky.png")!.FullName);
        Assert.That((allsky.Width, allsky.Height), Is.EqualTo((1728, 1856)));
        var place = Healpix.Ang2Pix(3, Centre);
        var shown = Enumerable
            .Range(0, 64 * 64)
            .Count(i => allsky.GetPixel((int)(place % 27) * 64 + i % 64, (int)(place / 27) * 64 + i / 64).Alpha > 0);
        Assert.That(shown, Is.GreaterThan(0));
        Assert.That(SKBitmap.Decode(Folder.Find("sky", "preview.jpg")!.FullName).Width, Is.EqualTo(512));
        await using var stream = Folder.Find("sky", "Moc.fits")!.OpenRead();
        var moc = await MocFits.ReadAsync(stream, default);
        Assert.That((moc.Contains(Centre), moc.Contains(new Point(50.5, -60))), Is.EqualTo((true, false)));
    }

    [Test]
    public async Task A_build_that_was_stopped_goes_on_and_becomes_the_same()
    {
        await Builder.BuildAsync(Request, null, default);
        var whole = Contents();
        using var stop = new CancellationTokenSource();
        var stopped = new Stopping(stop);
        Assert.That(
            async () => await Builder.BuildAsync(Request, stopped, stop.Token),
            Throws.InstanceOf<OperationCanceledException>()
        );
        // The one that is served stays until the new one is complete.
        Assert.That(Contents(), Is.EqualTo(whole));
        var left = Path.Combine(Folder.Root, ".sky.building");
        var painted = Directory.GetFiles(left, "*.fits", SearchOption.AllDirectories);
        Assert.That(painted, Is.Not.Empty);
        var before = painted.ToDictionary(file => file, File.GetLastWriteTimeUtc);
        await Builder.BuildAsync(
            Request,
            new Looking(() =>
                before = before.ToDictionary(
                    pair => pair.Key,
                    pair =>
                        File.Exists(pair.Key) && File.GetLastWriteTimeUtc(pair.Key) == pair.Value ? pair.Value : default
                )
            ),
            default
        );
        Assert.That(before.Values, Has.None.EqualTo(default(DateTime)), "tiles that were there were painted again");
        Assert.That(Contents(), Is.EqualTo(whole));
        Assert.That(Directory.Exists(left), Is.False);
    }

    [Test]
    public async Task Three_bands_make_colours()
    {
        var request = Request with { Name = "colour", Bands = ["r", "r", "r"], Formats = [TileFormat.Png] };
        await Builder.BuildAsync(request, null, default);
        var tile = Healpix.Ang2Pix(Order, Centre);
        using var picture = SKBitmap.Decode(Folder.Find("colour", HipsPath.Tile(Order, tile, "png"))!.FullName);
        var shown = picture.Pixels.Where(pixel => pixel.Alpha > 0).ToList();
        Assert.That(shown, Is.Not.Empty);
        Assert.That(shown.All(pixel => pixel.Red == pixel.Green && pixel.Green == pixel.Blue));
    }

    [TestCase("no collection", "nobody", "", 7)]
    [TestCase("in the band z", "survey", "z", 7)]
    [TestCase("3 to 20", "survey", "r", 2)]
    [TestCase("3 to 20", "survey", "r", 21)]
    [TestCase("one band or of three", "survey", "r,i", 7)]
    public void What_cannot_be_built_is_told(string message, string collection, string bands, int order)
    {
        var request = new HipsRequest(collection, "x", [.. bands.Split(',', StringSplitOptions.RemoveEmptyEntries)])
        {
            Order = order,
        };
        var wrong = Assert.ThrowsAsync<ServiceException>(() => Builder.BuildAsync(request, null, default));
        Assert.That(wrong!.Message, Does.Contain(message));
        Assert.That(Folder.Names, Is.Empty);
    }

    [TestCase("properties", true)]
    [TestCase("Norder3/Allsky.jpg", true)]
    [TestCase("Norder11/Dir120000/Npix123456.fits", true)]
    [TestCase(".stamp", false)]
    [TestCase("../sky/properties", false)]
    [TestCase("Norder3/../properties", false)]
    [TestCase("Norder3/Dir0/Npix1.png/x", false)]
    [TestCase("Norder3/Dir0/Npix1.php", false)]
    [TestCase("", false)]
    public void Only_names_that_a_hips_has_are_looked_for(string path, bool known) =>
        Assert.That(HipsPath.IsKnown(path), Is.EqualTo(known));

    [Test]
    public async Task The_coverage_of_a_collection_is_that_of_its_outlines()
    {
        var service = new MocService(images.Store, new NoTables());
        var made = await service.GetAsync("SURVEY", 12, default);
        Assert.That(made.Map.Contains(Centre));
        Assert.That(made.Map.Contains(new Point(50.3, -60)), Is.False);
        Assert.That(made.Map.Area, Is.InRange(0.045, 0.075));
        Assert.That((await service.GetAsync("survey", 12, default)).MadeAt, Is.EqualTo(made.MadeAt));
        var nothing = Assert.ThrowsAsync<ServiceException>(() => service.GetAsync("a.b", 5, default));
        Assert.That(nothing!.Kind, Is.EqualTo(ErrorKind.NotFound));
    }

    private Dictionary<string, string> Contents() =>
        Directory
            .GetFiles(Folder.PathOf("sky"), "*", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) is not ("properties" or "index.html"))
            .ToDictionary(
                file => file,
                file => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))
            );

    private sealed class Stopping(CancellationTokenSource stop) : IProgress<HipsProgress>
    {
        public void Report(HipsProgress value)
        {
            if (value.Stage.StartsWith("pictures", StringComparison.Ordinal))
                stop.Cancel();
        }
    }

    private sealed class Looking(Action look) : IProgress<HipsProgress>
    {
        public void Report(HipsProgress value)
        {
            lock (this)
                look();
        }
    }

    private sealed class NoTables : ITableCoverage
    {
        public string? VersionOf(string table) => null;

        public Task<Moc> MakeAsync(string table, int order, int mostCells, CancellationToken ct) =>
            throw new NotSupportedException();
    }
}
