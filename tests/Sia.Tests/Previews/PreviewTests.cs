using DataLab.Dali;
using DataLab.Formats;
using DataLab.Sia.Previews;
using DataLab.Sia.Store;
using DataLab.Sia.Tests.Support;
using DataLab.Sky;
using SkiaSharp;

namespace DataLab.Sia.Tests.Previews;

/// <summary>Pictures of files of the store: what they show, what is refused, what is kept.</summary>
[Category("DuckDb")]
public sealed class PreviewTests
{
    private TestImages images = null!;
    private ImageFiles files = null!;
    private PreviewService service = null!;

    [SetUp]
    public async Task Open()
    {
        images = await TestImages.OpenAsync();
        Serve();
    }

    [TearDown]
    public async Task Close()
    {
        await files.DisposeAsync();
        await images.DisposeAsync();
    }

    private void Serve(PreviewOptions? options = null)
    {
        options ??= new PreviewOptions();
        files = new ImageFiles(images.Store.Options);
        service = new PreviewService(
            images.Store,
            new PreviewMaker(files, options),
            new PreviewCache(Path.Combine(images.Root, ".cache"), options.CacheBytes),
            options
        );
    }

    private static PreviewRequest Asked(params (string, string)[] parameters) =>
        PreviewRequest.Parse(Parameters.Of(parameters), new PreviewOptions(), 1);

    private async Task<SKBitmap> ShowAsync(params (string, string)[] parameters)
    {
        var preview = await service.GetAsync(Asked(parameters), "test", default);
        return SKBitmap.Decode(preview.Bytes);
    }

    private async Task<string> AddStarAsync(string path = "star.fits")
    {
        images.Write(
            path,
            await PaintedImage.FileAsync(
                100,
                60,
                PaintedImage.Star(80, 15, 3),
                PaintedImage.Wcs("TAN", 50, -60, 50.5, 30.5, 0.001)
            )
        );
        await images.AddAsync();
        return images.Store.PublisherDid(await images.FileAsync(path));
    }

    [Test]
    public async Task An_image_is_shown_with_its_first_row_below()
    {
        var did = await AddStarAsync();
        using var picture = await ShowAsync(("ID", did));
        Assert.That((picture.Width, picture.Height), Is.EqualTo((100, 60)));
        Assert.That(picture.GetPixel(79, 60 - 15).Red, Is.EqualTo(255));
        Assert.That(picture.GetPixel(10, 10).Red, Is.LessThan(50));
        using var inverted = await ShowAsync(("ID", did), ("INVERT", "true"), ("FORMAT", "image/jpeg"));
        Assert.That(inverted.GetPixel(79, 60 - 15).Red, Is.LessThan(20));
    }

    [Test]
    public async Task A_part_of_the_sky_is_cut_out()
    {
        var did = await AddStarAsync();
        using var picture = await ShowAsync(
            ("ID", did + "/0"),
            ("CIRCLE", "49.941 -60.0155 0.01"),
            ("ORIENT", "north")
        );
        Assert.That((picture.Width, picture.Height), Is.EqualTo((20, 20)).Within(1));
        Assert.That(picture.GetPixel(picture.Width / 2, picture.Height / 2).Red, Is.EqualTo(255));
        using var cut = await ShowAsync(("ID", did), ("POS", "49.941,-60.0155"), ("SIZE", "0.02"));
        Assert.That((cut.Width, cut.Height), Is.EqualTo((21, 21)).Within(1));
        var missed = Assert.ThrowsAsync<ServiceException>(() => ShowAsync(("ID", did), ("CIRCLE", "20 20 0.1")));
        Assert.That(missed!.Kind, Is.EqualTo(ErrorKind.NotFound));
    }

    [Test]
    public async Task An_exposure_is_shown_as_one_picture_with_north_up()
    {
        images.Write("exposure.fits", FitsFiles.Exposure(52, -28, 3));
        await images.AddAsync();
        var did = images.Store.PublisherDid(await images.FileAsync("exposure.fits"));
        using var picture = await ShowAsync(("ID", did));
        // Three detectors of 20 x 10 pixels side by side, 10.5 pixels between.
        Assert.That((picture.Width, picture.Height), Is.EqualTo((81, 10)).Within(2));
    }

    [Test]
    public async Task What_is_not_released_is_not_shown()
    {
        var did = await AddStarAsync();
        await images.AddAsync(with: request => request with { ReleaseTime = DateTimeOffset.UtcNow.AddDays(3) });
        var hidden = Assert.ThrowsAsync<ServiceException>(() => ShowAsync(("ID", did)));
        Assert.That(hidden!.Kind, Is.EqualTo(ErrorKind.NotFound));
        images.With(images.Store.Options with { ListUnreleased = true });
        Serve();
        var listed = Assert.ThrowsAsync<ServiceException>(() => ShowAsync(("ID", did)));
        Assert.That(listed!.Kind, Is.EqualTo(ErrorKind.PermissionDenied));
    }

    [Test]
    public async Task A_file_that_changed_is_not_shown_as_what_it_was()
    {
        var did = await AddStarAsync();
        using (await ShowAsync(("ID", did))) { }
        images.Write("star.fits", [1, 2, 3]);
        var changed = Assert.ThrowsAsync<ServiceException>(() => ShowAsync(("ID", did), ("INVERT", "true")));
        Assert.That((changed!.Kind, changed.Message), Is.EqualTo((ErrorKind.ServiceUnavailable, changed.Message)));
        Assert.That(changed.Message, Does.Contain("datalab images add"));
        File.Delete(Path.Combine(images.Root, "star.fits"));
        var gone = Assert.ThrowsAsync<ServiceException>(() => ShowAsync(("ID", did), ("INVERT", "true")));
        Assert.That(gone!.Kind, Is.EqualTo(ErrorKind.NotFound));
    }

    [Test]
    public async Task A_few_files_stay_open_and_all_can_be_read()
    {
        images.With(images.Store.Options with { OpenFiles = 2 });
        Serve(new PreviewOptions { CacheBytes = 0 });
        var dids = new List<string>();
        for (var i = 0; i < 5; i++)
            dids.Add(await AddStarAsync($"star{i}.fits"));
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 60),
            async (i, _) =>
            {
                using var picture = await ShowAsync(("ID", dids[i % 5]));
                Assert.That(picture.Width, Is.EqualTo(100));
            }
        );
    }

    [TestCase("ID is", "ID", "x")]
    [TestCase("CIRCLE is", "CIRCLE", "1 2")]
    [TestCase("radius", "CIRCLE", "1 2 91")]
    [TestCase("no position", "CIRCLE", "1 91 1")]
    [TestCase("CIRCLE is", "CIRCLE", "NaN 1 1")]
    [TestCase("without SIZE", "POS", "1,2")]
    [TestCase("without POS", "SIZE", "1")]
    [TestCase("WIDTH is", "WIDTH", "9999999999")]
    [TestCase("RANGE is", "RANGE", "2 1")]
    [TestCase("FORMAT is", "FORMAT", "image/gif")]
    [TestCase("STRETCH is", "STRETCH", "3")]
    [TestCase("INVERT is", "INVERT", "maybe")]
    [TestCase("ORIENT is", "ORIENT", "up")]
    public async Task Wrong_requests_are_told_what_is_wrong(string message, string name, string value)
    {
        var did = await AddStarAsync();
        var wrong = Assert.ThrowsAsync<ServiceException>(() =>
            name == "ID" ? ShowAsync((name, value)) : ShowAsync(("ID", did), (name, value))
        );
        Assert.That((wrong!.Kind, wrong.Message), Is.EqualTo((ErrorKind.UsageError, wrong.Message)));
        Assert.That(wrong.Message, Does.Contain(message));
    }

    [Test]
    public async Task Pictures_that_nobody_asked_for_longest_make_room()
    {
        var folder = Path.Combine(images.Root, "kept");
        var cache = new PreviewCache(folder, 1000);
        for (var i = 0; i < 20; i++)
        {
            await cache.KeepAsync(PreviewCache.Name($"{i}"), new byte[100], default);
            Assert.That(await cache.FindAsync(PreviewCache.Name($"{i}"), default), Has.Length.EqualTo(100));
            if (i > 0 && i < 15)
                await cache.FindAsync(PreviewCache.Name("0"), default);
        }
        Assert.That(Directory.GetFiles(folder, "*", SearchOption.AllDirectories), Has.Length.LessThanOrEqualTo(10));
        Assert.That(await cache.FindAsync(PreviewCache.Name("1"), default), Is.Null);
        Assert.That(await cache.FindAsync(PreviewCache.Name("19"), default), Is.Not.Null);
        await new PreviewCache(folder, 0).KeepAsync(PreviewCache.Name("new"), new byte[1], default);
        Assert.That(await cache.FindAsync(PreviewCache.Name("new"), default), Is.Null);
    }

    [Test]
    public async Task A_picture_of_too_many_pixels_is_refused()
    {
        var did = await AddStarAsync();
        Serve(new PreviewOptions { MaxPixelsRead = 1000 });
        var much = Assert.ThrowsAsync<ServiceException>(() => ShowAsync(("ID", did)));
        Assert.That(much!.Kind, Is.EqualTo(ErrorKind.LimitExceeded));
        Assert.That(much.Message, Does.Contain("1000"));
    }

    [Test]
    public void The_picture_of_a_wide_part_of_the_sky_holds_it()
    {
        Point[] outline = [new(350, -5), new(8, -5), new(8, 12), new(350, 12)];
        var grid = MosaicFrame.Around(outline, 1e-6, 500)!;
        Assert.That(Math.Max(grid.Width, grid.Height), Is.EqualTo(500));
        var box = new Polygon(outline);
        Assert.That(box.Contains(grid.At(grid.Width / 2.0, grid.Height / 2.0)));
        Assert.That(MosaicFrame.Around([new(0, 0), new(180, 0)], 1e-6, 500), Is.Null);
        Assert.That(MosaicFrame.Around([new(0, 0), new(120, 0)], 1e-6, 500), Is.Null);
    }
}
