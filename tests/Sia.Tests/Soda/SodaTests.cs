using System.Net;
using System.Text;
using DataLab.Fits;
using DataLab.Fits.Images;
using DataLab.Sia.Tests.Support;

namespace DataLab.Sia.Tests.Soda;

/// <summary>Cut-outs, links and files over HTTP: what is right, what is refused and with which words.</summary>
[Category("DuckDb")]
public sealed class SodaTests
{
    private const string Centre = "52 -28 0.003";
    private TestImages images = null!;
    private ImageServer server = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        images = await TestImages.OpenAsync();
        await ExposureFiles.AddAsync(images);
        images.Write("secret/hidden.fits", FitsFiles.Exposure(70, 10, 1));
        await images.AddAsync("secret", request => request with { Paths = [Path.Combine(images.Root, "secret")], ReleaseTime = DateTimeOffset.UtcNow.AddDays(3) });
        server = await ImageServer.StartAsync(
            images.State,
            images.Store.Options,
            images.Root + "-server",
            ("Soda:MaxPixels", "400000"),
            ("Soda:MaxIds", "20"),
            ("Soda:MaxFiles", "30"),
            ("Soda:MaxLinks", "3"),
            ("Soda:AsyncMaxFiles", "40")
        );
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await server.DisposeAsync();
        await images.DisposeAsync();
        Directory.Delete(images.Root + "-server", recursive: true);
    }

    private static string Did(string path) => "ivo://datalab.local/survey?" + path;

    private Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] parameters) =>
        server.Http.GetAsync(
            path + "?" + string.Join('&', parameters.Select(p => p.Name + "=" + Uri.EscapeDataString(p.Value)))
        );

    private async Task<FitsDocument> CutAsync(params (string Name, string Value)[] parameters)
    {
        using var answer = await GetAsync("soda/sync", parameters);
        return await ReadAsync(answer, "application/fits");
    }

    private static async Task<FitsDocument> ReadAsync(HttpResponseMessage answer, string mediaType)
    {
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), Encoding.UTF8.GetString(bytes));
        Assert.That(answer.Content.Headers.ContentType!.MediaType, Is.EqualTo(mediaType));
        Assert.That(answer.Content.Headers.ContentDisposition!.FileName, Does.Contain(".fits"));
        return await FitsDocument.OpenAsync(new MemorySource(bytes), default);
    }

    private static long[] Axes(FitsDocument file, int hdu) => [.. FitsImage.Open(file.Source, file.Hdus[hdu]).Axes];

    [Test]
    public async Task A_circle_over_four_detectors_gives_four_extensions_with_what_goes_with_them()
    {
        var alone = await CutAsync(("ID", Did(ExposureFiles.Image)), ("CIRCLE", Centre));
        Assert.That(alone.Hdus.Select(hdu => hdu.Name), Is.EqualTo(new[] { null, "N1", "N2", "N3", "N4" }));
        Assert.That(alone.Hdus[0].Header.Find("OBJECT")!.Text, Is.EqualTo("Field 7"));
        Assert.That(Axes(alone, 1), Is.All.EqualTo(30).Within(1));
        var all = await CutAsync(("ID", Did(ExposureFiles.Image)), ("CIRCLE", Centre), ("RELATED", "mask,weight"));
        Assert.That(all.Hdus, Has.Length.EqualTo(13));
        Assert.That(all.Hdus.Count(hdu => hdu.Header.Find("PRODTYPE")?.Text == "dqmask"), Is.EqualTo(4));
        var one = await CutAsync(("id", Did(ExposureFiles.Image) + "/3"), ("circle", Centre), ("related", "mask"));
        Assert.That(one.Hdus.Select(hdu => hdu.Name), Is.EqualTo(new[] { null, "N3", "N3" }));
    }

    [Test]
    public async Task Pixels_outside_a_masked_circle_are_NaN_and_those_inside_are_the_same()
    {
        var box = await CutAsync(("ID", Did(ExposureFiles.Image) + "/1"), ("CIRCLE", Centre));
        var round = await CutAsync(("ID", Did(ExposureFiles.Image) + "/1"), ("CIRCLE", Centre), ("MASK", "true"));
        var (all, some) = (await PixelsAsync(box, 1), await PixelsAsync(round, 1));
        var kept = some.Count(value => !float.IsNaN(value));
        Assert.That(kept, Is.EqualTo(Math.PI / 4 * 30 * 30).Within(3).Percent, "a quarter of a circle of 30 pixels");
        for (var i = 0; i < all.Length; i++)
            Assert.That(float.IsNaN(some[i]) || some[i] == all[i]);
    }

    private static async Task<float[]> PixelsAsync(FitsDocument file, int hdu)
    {
        var image = FitsImage.Open(file.Source, file.Hdus[hdu]);
        var pixels = new float[image.Axes.Aggregate(1L, (product, n) => product * n)];
        await image.ReadScaledAsync(Section.Whole(image.Axes), pixels, default);
        return pixels;
    }

    [TestCase("BAND", "0.21332 0.21348", 16, 12, 2, 4)]
    [TestCase("BAND", "-Inf 0.2129", 16, 12, 3, 4)]
    [TestCase("POL", "U", 16, 12, 10, 1)]
    [TestCase("CIRCLE", "10 20 0.0001", 1, 1, 10, 4)]
    [TestCase("SUB", "[1:4,2:3,*,1]", 4, 2, 10, 1)]
    public async Task Planes_of_a_cube_are_chosen(string name, string value, params int[] axes)
    {
        var cut = await CutAsync(("ID", Did("cube.fits")), (name, value));
        Assert.That(Axes(cut, 0), Is.EqualTo(axes.Select(n => (long)n)).Within(name == "BAND" ? 1 : 0));
    }

    [Test]
    public async Task States_that_do_not_follow_each_other_are_one_image_with_a_step()
    {
        var cut = await CutAsync(("ID", Did("cube.fits")), ("POL", "I"), ("POL", "V"), ("CIRCLE", "10 20 0.0001"));
        var pixels = await PixelsAsync(cut, 0);
        // The pixel (8, 6) of the first plane, and 30 planes on.
        Assert.That((Axes(cut, 0)[3], pixels[0], pixels[10]), Is.EqualTo((2L, 87f, 87f + 30 * 192)));
        Assert.That(cut.Hdus[0].Header.Find("CDELT4")!.Real, Is.EqualTo(3));
    }

    [Test]
    public async Task Headers_come_without_pixels_and_HEAD_without_a_body()
    {
        var headers = await CutAsync(("ID", Did(ExposureFiles.Image)), ("META", "true"));
        Assert.That(headers.Hdus.Skip(1).Select(hdu => hdu.Header.Find("NAXIS")!.Integer), Is.All.Zero);
        Assert.That(headers.Hdus[2].Header.Find("CRVAL1")!.Real, Is.EqualTo(ExposureFiles.Ra));
        var url = $"soda/sync?ID={Uri.EscapeDataString(Did(ExposureFiles.Image))}&CIRCLE={Uri.EscapeDataString(Centre)}";
        using var head = await server.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, url));
        using var get = await server.Http.GetAsync(url);
        Assert.That(head.Content.Headers.ContentLength, Is.EqualTo(get.Content.Headers.ContentLength));
    }

    [TestCase("CIRCLE", "12 -28 0.01")]
    [TestCase("POS", "RANGE 0 360 89 +Inf")]
    [TestCase("BAND", "1e-9 2e-9")]
    [TestCase("TIME", "10 20")]
    public async Task Nothing_in_common_is_204_without_a_body(string name, string value)
    {
        using var answer = await GetAsync("soda/sync", ("ID", Did(ExposureFiles.Image)), (name, value));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NoContent), await answer.Content.ReadAsStringAsync());
        Assert.That(await answer.Content.ReadAsByteArrayAsync(), Is.Empty);
    }

    [TestCase("CIRCLE", "52 -28 180")]
    [TestCase("POLYGON", "51.9 -28.1 52.1 -28.1 52.1 -27.9 51.9 -27.9")]
    [TestCase("POS", "POLYGON 0 -5 120 -5 240 -5")]
    [TestCase("POS", "RANGE 0 360 -90 90")]
    public async Task A_region_larger_than_the_image_gives_all_of_it(string name, string value)
    {
        var cut = await CutAsync(("ID", Did(ExposureFiles.Image) + "/2"), (name, value));
        Assert.That(Axes(cut, 1), Is.EqualTo(new long[] { ExposureFiles.Width, ExposureFiles.Height }));
    }

    [TestCase(400, "ID is missing", "CIRCLE", "1 2 3")]
    [TestCase(400, "expected an obs_publisher_did", "ID", "nothing")]
    [TestCase(404, "no image", "ID", "ivo://datalab.local/survey?../../etc/passwd")]
    [TestCase(404, "no image", "ID", "ivo://datalab.local/survey?%2e%2e/%2e%2e/etc/passwd")]
    [TestCase(404, "no image", "ID", "ivo://elsewhere.org/survey?" + ExposureFiles.Image)]
    [TestCase(404, "no image", "ID", "ivo://datalab.local/secret?hidden.fits")]
    [TestCase(404, "is no image", "ID", "ivo://datalab.local/survey?" + ExposureFiles.Image + "/77")]
    [TestCase(400, "latitudes", "CIRCLE", "52 91 1")]
    [TestCase(400, "longitudes", "CIRCLE", "-1 9 1")]
    [TestCase(400, "radius from 0 to 180", "CIRCLE", "52 -28 1e30")]
    [TestCase(400, "radius from 0 to 180", "CIRCLE", "52 -28 -1")]
    [TestCase(400, "numbers", "CIRCLE", "52 -28 NaN")]
    [TestCase(400, "three or more pairs", "POLYGON", "1 2 3 4")]
    [TestCase(400, "POLYGON", "POLYGON", "1 2 1 2 1 2")]
    [TestCase(400, "CIRCLE longitude", "POS", "SQUARE 1 2 3")]
    [TestCase(400, "lesser number first", "BAND", "2 1")]
    [TestCase(400, "a state such as", "POL", "Z")]
    [TestCase(400, "SUB", "SUB", "[1][0:10,1:10]")]
    [TestCase(400, "SUB", "SUB", "[9]")]
    [TestCase(400, "SUB", "SUB", "[10:1,1:10]")]
    [TestCase(400, "no piece of a file", "SUB", "; rm -rf /")]
    [TestCase(400, "true or false", "META", "maybe")]
    [TestCase(400, "FORMAT", "FORMAT", "image/jpeg")]
    [TestCase(400, "mask or weight", "RELATED", "everything")]
    public async Task Wrong_requests_are_told_in_text_what_is_wrong(int status, string words, string name, string value)
    {
        (string, string)[] id = name == "ID" || words.StartsWith("ID", StringComparison.Ordinal) ? [] : [("ID", Did(ExposureFiles.Image))];
        using var answer = await GetAsync("soda/sync", [.. id, (name, value)]);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That((int)answer.StatusCode, Is.EqualTo(status), text);
        Assert.That(text, Does.StartWith("UsageError: ").And.Contain(words));
        Assert.That(answer.Content.Headers.ContentType!.MediaType, Is.EqualTo("text/plain"));
    }

    [Test]
    public async Task A_filter_that_no_image_knows_is_told()
    {
        using var time = await GetAsync("soda/sync", ("ID", Did("cube.fits")), ("TIME", "57000 58000"));
        Assert.That(await time.Content.ReadAsStringAsync(), Does.StartWith("UsageError: ").And.Contain("TIME"));
        using var both = await GetAsync("soda/sync", ("ID", Did("cube.fits")), ("SUB", "[0]"), ("CIRCLE", Centre));
        Assert.That(await both.Content.ReadAsStringAsync(), Does.Contain("SUB names pixels"));
    }

    [Test]
    public async Task What_is_above_a_limit_is_413_and_names_the_limit_and_the_other_way()
    {
        using var pixels = await GetAsync("soda/sync", ("ID", Did(ExposureFiles.Image)), ("ID", Did(ExposureFiles.Mask)));
        Assert.That((int)pixels.StatusCode, Is.EqualTo(413));
        Assert.That(
            await pixels.Content.ReadAsStringAsync(),
            Does.StartWith("UsageError: ").And.Contain("400000 (Soda:MaxPixels)").And.Contain("/soda/async")
        );
        var ids = string.Join('&', Enumerable.Range(0, 1000).Select(i => "ID=" + i));
        using var many = await server.Http.PostAsync(
            "soda/sync",
            new StringContent(ids, Encoding.ASCII, "application/x-www-form-urlencoded")
        );
        Assert.That(((int)many.StatusCode, await many.Content.ReadAsStringAsync()), Is.EqualTo((413, "UsageError: The request asks for 1000 identifiers; the limit is 20 (Soda:MaxIds). Make several requests.\n")));
        var hopeless = string.Concat(Enumerable.Repeat(ids + "&", 10));
        using var more = await server.Http.PostAsync(
            "soda/sync",
            new StringContent(hopeless, Encoding.ASCII, "application/x-www-form-urlencoded")
        );
        Assert.That((int)more.StatusCode, Is.EqualTo(400));
        using var files = await GetAsync("soda/sync", [("ID", Did("cube.fits")), .. Enumerable.Range(1, 31).Select(i => ("CIRCLE", $"10 20 {i}"))]);
        Assert.That(await files.Content.ReadAsStringAsync(), Does.Contain("Soda:MaxFiles"));
    }

    [TestCase("tar", "application/x-tar")]
    [TestCase("application/zip", "application/zip")]
    public async Task Several_pieces_go_into_an_archive(string format, string mediaType)
    {
        using var answer = await GetAsync("soda/sync", ("ID", Did(ExposureFiles.Image)), ("ID", Did("cube.fits")), ("CIRCLE", Centre), ("CIRCLE", "10 20 0.1"), ("FORMAT", format));
        Assert.That(answer.Content.Headers.ContentType!.MediaType, Is.EqualTo(mediaType));
        var bytes = new MemoryStream(await answer.Content.ReadAsByteArrayAsync());
        var files = new List<(string, byte[])>();
        if (format == "tar")
        {
            Assert.That(answer.Content.Headers.ContentLength, Is.EqualTo(bytes.Length));
            using var tar = new System.Formats.Tar.TarReader(bytes);
            while (tar.GetNextEntry(copyData: true) is { } entry)
                files.Add((entry.Name, ((MemoryStream)entry.DataStream!).ToArray()));
        }
        else
        {
            using var zip = new System.IO.Compression.ZipArchive(bytes);
            foreach (var entry in zip.Entries)
            {
                using var content = new MemoryStream();
                await using var from = await entry.OpenAsync();
                await from.CopyToAsync(content);
                files.Add((entry.FullName, content.ToArray()));
            }
        }
        Assert.That(files.Select(file => file.Item1), Is.EqualTo(new[] { "c4d_181104_072440_ooi_r_v1_cutout_1.fits", "cube_cutout_4.fits" }));
        foreach (var (_, file) in files)
            Assert.That((await FitsDocument.OpenAsync(new MemorySource(file), default)).Hdus, Is.Not.Empty);
    }

    [Test]
    public async Task A_job_has_a_result_for_each_piece_and_text_for_those_without_pixels()
    {
        var form = new FormUrlEncodedContent([
            new("ID", Did(ExposureFiles.Image)),
            new("ID", Did("gone.fits")),
            new("CIRCLE", Centre),
            new("CIRCLE", "10 20 1"),
            new("PHASE", "RUN"),
        ]);
        using var made = await server.Http.PostAsync("soda/async", form);
        var job = made.RequestMessage!.RequestUri!.ToString();
        var document = await server.Http.GetStringAsync(job + "?WAIT=30");
        Assert.That(document, Does.Contain(">COMPLETED<"), document);
        var results = new List<string>();
        for (var i = 1; i <= 4; i++)
        {
            using var result = await server.Http.GetAsync($"{job}/results/cutout-{i}");
            results.Add(result.Content.Headers.ContentType!.MediaType + " " + (i == 1 ? (await ReadAsync(result, "application/fits")).Hdus.Length.ToString(System.Globalization.CultureInfo.InvariantCulture) : await result.Content.ReadAsStringAsync()));
        }
        Assert.That(results[0], Is.EqualTo("application/fits 5"));
        Assert.That(results[1], Does.StartWith("text/plain UsageError: The image has no pixels"));
        Assert.That(results.Skip(2), Is.All.StartsWith("text/plain UsageError: There is no image"));
    }

    [Test]
    public async Task A_file_that_changed_or_is_damaged_is_told()
    {
        var path = images.Write("victim.fits.fz", File.ReadAllBytes(Path.Combine(images.Root, ExposureFiles.Image)));
        await images.AddAsync();
        var id = ("ID", Did("victim.fits.fz"));
        // The end of the first image's tiles overwritten, size and time as they were.
        var (bytes, time) = (File.ReadAllBytes(path), File.GetLastWriteTimeUtc(path));
        var document = await FitsDocument.OpenAsync(new MemorySource(bytes), default);
        bytes.AsSpan((int)document.Hdus[1].DataOffset, 32 * ExposureFiles.Height).Fill(0x7f);
        File.WriteAllBytes(path, bytes);
        File.SetLastWriteTimeUtc(path, time);
        using var damaged = await GetAsync("soda/sync", id, ("CIRCLE", Centre));
        var text = await damaged.Content.ReadAsStringAsync();
        Assert.That(((int)damaged.StatusCode, text), Is.EqualTo((503, text)));
        Assert.That(text, Does.StartWith("ServiceUnavailable: The image cannot be read: HDU 1"));
        File.WriteAllBytes(path, [.. bytes, .. new byte[2880]]);
        foreach (var url in new[] { "soda/sync", "files" })
        {
            using var changed = await GetAsync(url, id);
            Assert.That(((int)changed.StatusCode, await changed.Content.ReadAsStringAsync()).ToString(), Does.StartWith("(503").And.Contain("changed since it was listed"));
        }
        File.Delete(path);
        using var gone = await GetAsync("files/survey/victim.fits.fz");
        Assert.That(gone.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }
}
