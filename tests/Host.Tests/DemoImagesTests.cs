using System.Globalization;
using System.Net;
using System.Text.Json;
using DataLab.Sky;

namespace DataLab.Host.Tests;

/// <summary>The images of the demo archive: as bright as the catalogue says, listed, and shown as HiPS and coverage maps.</summary>
[Category("Sky")]
public sealed class DemoImagesTests
{
    private static LiveServer Server => DemoArchive.Server;

    private static string Images => Path.Combine(DemoArchive.Folder, "images", "smash_dr1");

    [Test]
    [Category("DuckDb")]
    public async Task Painted_objects_are_as_bright_as_the_catalogue_says()
    {
        using var folder = new TemporaryFolder();
        using var catalogue = await Server.SyncAsync(
            "SELECT id, ra, dec, umag, gmag, rmag, imag, zmag, prob FROM smash_dr1.object WHERE fieldid = 169"
        );
        await File.WriteAllTextAsync(folder.File("stars.csv"), await catalogue.Content.ReadAsStringAsync());
        var measured = await Tool.PythonAsync("photometry.py", Images, folder.File("stars.csv"));
        Assert.That(measured.ExitCode, Is.Zero, measured.Errors);
        using var json = JsonDocument.Parse(measured.Output);
        var root = json.RootElement;
        Assert.That(root.GetProperty("files").GetInt32(), Is.EqualTo(6));
        Assert.That(root.GetProperty("weights").GetBoolean(), "noise, weights and masks agree");
        Assert.That(root.GetProperty("stars").GetInt32(), Is.GreaterThan(30));
        var all = new List<double>();
        foreach (var band in root.GetProperty("bands").EnumerateObject())
        {
            var stars = band.Value.GetProperty("stars").GetInt32();
            if (stars < 8)
                continue;
            all.Add(band.Value.GetProperty("ratio").GetDouble());
            Assert.That(all[^1], Is.EqualTo(1).Within(0.03), band.Name);
            Assert.That(band.Value.GetProperty("pull").GetDouble(), Is.LessThan(2), band.Name);
            Assert.That(band.Value.GetProperty("outliers").GetDouble(), Is.LessThan(0.1), band.Name);
        }
        Assert.That(all, Has.Count.GreaterThanOrEqualTo(2));
        // Quasars that are there in i and z, and not short of that.
        var dropouts = root.GetProperty("dropouts").EnumerateObject().ToList();
        Assert.That(dropouts, Is.Not.Empty);
        Assert.That(dropouts.SelectMany(one => Signals(one.Value, "u", "g", "r")), Has.All.LessThan(4));
        Assert.That(
            dropouts.Select(one => Signals(one.Value, "i", "z").DefaultIfEmpty(9).Max()),
            Has.All.GreaterThan(4)
        );
    }

    private static IEnumerable<double> Signals(JsonElement bands, params string[] names) =>
        names
            .Where(name => bands.TryGetProperty(name, out _))
            .SelectMany(name => bands.GetProperty(name).EnumerateArray().Select(signal => signal.GetDouble()));

    [Test]
    [Category("DuckDb")]
    public async Task The_example_finds_drop_outs_that_are_gone_in_r_and_there_in_i_and_z()
    {
        using var folder = new TemporaryFolder();
        var plot = folder.File("dropouts.png");
        var told = await Tool.ExampleAsync("dropouts.py", Server.Url, "--plot", plot);
        Assert.That(told.ExitCode, Is.Zero, told.Errors);
        var lines = told.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var rows = lines[2..^2]
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(cells => cells.Skip(1).Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)).ToArray())
            .ToList();
        Assert.That(rows, Has.Count.GreaterThanOrEqualTo(3), told.Output);
        // Signal to noise in r, i, z; magnitudes likewise; those of the catalogue in i and z.
        Assert.That(rows.Select(row => row[0]), Has.All.LessThan(3), told.Output);
        Assert.That(rows.SelectMany(row => row[1..3]), Has.All.GreaterThan(5), told.Output);
        Assert.That(rows.Select(row => row[3] - row[7]), Has.All.GreaterThan(2), told.Output);
        foreach (var row in rows)
            for (var band = 1; band < 3; band++)
                Assert.That(row[3 + band], Is.EqualTo(row[5 + band]).Within(3 * 1.1 / row[band] + 0.05), told.Output);
        Assert.That(
            lines[^2],
            Is.EqualTo($"{rows.Count} of {rows.Count} are below 3 sigma in r and above 5 in i and z")
        );
        byte[] start = [0x89, (byte)'P', (byte)'N', (byte)'G'];
        Assert.That((await File.ReadAllBytesAsync(plot))[..4], Is.EqualTo(start));
    }

    [Test]
    public async Task Images_masks_and_weights_of_all_bands_are_listed()
    {
        var rows = await Server.RowsAsync(
            "SELECT obs_bandpass, prodtype, COUNT(*) FROM ivoa.ObsCore WHERE obs_collection = 'smash_dr1' AND hdu IS NULL GROUP BY obs_bandpass, prodtype ORDER BY 1, 2"
        );
        var expected =
            from band in "giruz"
            from product in new[] { "dqmask", "image", "wtmap" }
            select $"{band},{product},{(band == 'g' ? 2 : 1)}";
        Assert.That(rows, Is.EqualTo(expected));
        var near = await Server.RowsAsync(
            "SELECT COUNT(*) FROM ivoa.ObsCore WHERE prodtype = 'image' AND hdu IS NOT NULL AND obs_collection = 'smash_dr1' AND INTERSECTS(s_region, CIRCLE('ICRS', 185.4311552, -31.9953269, 0.001)) = 1"
        );
        Assert.That(near, Is.EqualTo(new[] { "6" }));
    }

    [Test]
    [Category("DuckDb")]
    public async Task A_hips_is_built_while_the_server_runs_and_shown_by_it()
    {
        var built = await Tool.DatalabAsync(
            "hips",
            "build",
            "--collection",
            "smash_dr1",
            "--bands",
            "i,r,g",
            "--order",
            "8",
            "--format",
            "png",
            "--data",
            DemoArchive.Folder
        );
        Assert.That(built.ExitCode, Is.Zero, built.Errors);
        var list = await Server.Http.GetStringAsync("hipslist");
        Assert.That(list, Does.Contain($"hips_service_url     = {Server.Url}hips/smash_dr1_i_r_g"));
        using var allsky = await Server.Http.GetAsync("hips/smash_dr1_i_r_g/Norder3/Allsky.png");
        Assert.That(
            (allsky.StatusCode, allsky.Content.Headers.ContentType?.MediaType),
            Is.EqualTo((HttpStatusCode.OK, "image/png"))
        );
        Assert.That(allsky.Headers.GetValues("Access-Control-Allow-Origin"), Is.EqualTo(new[] { "*" }));
        Assert.That(allsky.Headers.CacheControl?.MaxAge, Is.GreaterThan(TimeSpan.FromMinutes(1)));
        using var again = new HttpRequestMessage(HttpMethod.Get, "hips/smash_dr1_i_r_g/Norder3/Allsky.png");
        again.Headers.IfNoneMatch.Add(allsky.Headers.ETag!);
        using var same = await Server.Http.SendAsync(again);
        Assert.That(same.StatusCode, Is.EqualTo(HttpStatusCode.NotModified));
        foreach (var path in new[] { "properties", "Moc.fits", "preview.jpg", "" })
            using (var answer = await Server.Http.GetAsync("hips/smash_dr1_i_r_g/" + path))
                Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), path);
        foreach (
            var path in new[]
            {
                "hips/none/properties",
                "hips/smash_dr1_i_r_g/.stamp",
                "hips/smash_dr1_i_r_g/Norder3/Dir0/Npix0.png",
            }
        )
            using (var answer = await Server.Http.GetAsync(path))
                Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound), path);
    }

    [TestCase("moc/smash_dr1?RESPONSEFORMAT=ascii", "text/plain", "")]
    [TestCase("moc/smash_dr1", "application/json", "application/json")]
    [TestCase("moc/smash_dr1.object?ORDER=6&RESPONSEFORMAT=ascii", "text/plain", "")]
    [TestCase("moc/smash_dr1.object?ORDER=6", "application/fits", "")]
    public async Task Coverage_maps_are_served_in_the_form_asked_for(string path, string type, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (accept.Length > 0)
            request.Headers.Accept.ParseAdd(accept);
        using var answer = await Server.Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That(
            (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType),
            Is.EqualTo((HttpStatusCode.OK, type))
        );
        if (type == "application/fits")
        {
            Assert.That(text, Does.StartWith("SIMPLE").And.Contain("MOCDIM"));
            return;
        }
        Moc? moc;
        if (type == "text/plain")
            Assert.That(MocText.TryRead(text, out moc, out var error), error);
        else
            Assert.That(MocJson.TryRead(System.Text.Encoding.UTF8.GetBytes(text), out moc, out var error), error);
        Assert.That(moc!.Contains(new Point(185.43, -31.95)));
        Assert.That(moc.Contains(new Point(10, 60)), Is.False);
    }

    [TestCase("moc/nothing", HttpStatusCode.NotFound)]
    [TestCase("moc/smash_dr1?ORDER=29", HttpStatusCode.BadRequest)]
    [TestCase("moc/smash_dr1?RESPONSEFORMAT=xml", HttpStatusCode.BadRequest)]
    [TestCase("moc/tap_schema.tables", HttpStatusCode.BadRequest)]
    public async Task Wrong_requests_for_coverage_are_refused(string path, HttpStatusCode status)
    {
        using var answer = await Server.Http.GetAsync(path);
        Assert.That(answer.StatusCode, Is.EqualTo(status), await answer.Content.ReadAsStringAsync());
    }
}
