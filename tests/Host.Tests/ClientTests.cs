namespace DataLab.Host.Tests;

/// <summary>The clients that people use, unmodified.</summary>
[Category("Sky")]
public sealed class ClientTests
{
    private const string HydraCone =
        "SELECT TOP 5 id, ra, dec, gmag FROM smash_dr1.object "
        + "WHERE 1=CONTAINS(POINT('ICRS',ra,dec),CIRCLE('ICRS',185.4254,-31.9853,0.1))";

    [Test]
    public async Task Stilts_gets_rows_of_a_cone()
    {
        var result = await Tool.StiltsAsync(
            "tapquery",
            "tapurl=" + DemoArchive.Server.Tap,
            "sync=true",
            "adql=" + HydraCone,
            "ofmt=csv"
        );
        var lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines, Has.Length.EqualTo(6), result.Output + result.Errors);
        Assert.That(lines[0], Is.EqualTo("id,ra,dec,gmag"));
    }

    /// <summary>Uploads in blocks, a job each; checked by STILTS's own match of the whole tables.</summary>
    [TestCase("all")]
    [TestCase("best")]
    public async Task Stilts_matches_an_upload_as_it_does_at_home(string find)
    {
        using var folder = new TemporaryFolder();
        string In(string name) => folder.File(name);
        var tap = "tapurl=" + DemoArchive.Server.Tap;
        async Task Stilts(params string[] arguments)
        {
            var result = await Tool.StiltsAsync(arguments);
            Assert.That(result.ExitCode, Is.Zero, result.Output + result.Errors);
        }
        await Stilts(
            "tapquery",
            tap,
            "sync=true",
            "adql=SELECT id, ra, dec FROM smash_dr1.object",
            "out=" + In("all.fits")
        );
        await Stilts(
            "tpipe",
            "in=" + In("all.fits"),
            "cmd=every 11; replacecol ra 'ra+2.0/3600*sin($0*7.0)'; replacecol dec 'dec+2.0/3600*cos($0*3.1)'",
            "out=" + In("mine.fits")
        );
        await Stilts(
            "tapskymatch",
            tap,
            "in=" + In("mine.fits"),
            "inlon=ra",
            "inlat=dec",
            "taptable=smash_dr1.object",
            "taplon=ra",
            "taplat=dec",
            "sr=" + (5.0 / 3600).ToString(System.Globalization.CultureInfo.InvariantCulture),
            "find=" + find,
            "blocksize=1500",
            "icmd=keepcols 'id ra dec'",
            "ocmd=keepcols 'id_1 id_2'; colmeta -name a id_1; colmeta -name b id_2; sort 'a b'",
            "fixcols=all",
            "suffixin=_1",
            "suffixremote=_2",
            "out=" + In("there.csv")
        );
        await Stilts(
            "tskymatch2",
            "in1=" + In("mine.fits"),
            "in2=" + In("all.fits"),
            "ra1=ra",
            "dec1=dec",
            "ra2=ra",
            "dec2=dec",
            "error=5",
            "find=" + (find == "all" ? "all" : "best1"),
            "out=" + In("home.fits")
        );
        await Stilts(
            "tpipe",
            "in=" + In("home.fits"),
            "cmd=keepcols 'id_1 id_2'; colmeta -name a id_1; colmeta -name b id_2; sort 'a b'",
            "out=" + In("home.csv")
        );
        var there = await File.ReadAllLinesAsync(In("there.csv"));
        Assert.That(there, Has.Length.GreaterThan(100));
        Assert.That(there, Is.EqualTo(await File.ReadAllLinesAsync(In("home.csv"))));
    }

    [Test]
    public async Task Pyvo_searches_and_reads_tables_and_limits()
    {
        var result = await Tool.PythonAsync("pyvo_client.py", DemoArchive.Server.Tap, HydraCone);
        Assert.That(result.ExitCode, Is.Zero, result.Output + result.Errors);
    }

    [TestCase("votable/td", "TABLEDATA")]
    [TestCase("votable/b", "BINARY")]
    [TestCase("votable/b2", "BINARY2")]
    public async Task Votlint_finds_nothing_to_say(string format, string element)
    {
        using var response = await DemoArchive.Server.SyncAsync(
            "SELECT TOP 50 o.*, f.s_region, POINT(o.ra, o.dec) AS p FROM smash_dr1.object AS o JOIN smash_dr1.field AS f ON o.fieldid = f.fieldid",
            format
        );
        using var folder = new TemporaryFolder();
        var text = await response.Content.ReadAsStringAsync();
        Assert.That(text, Does.Contain($"<{element}>"));
        await File.WriteAllTextAsync(folder.File("t.vot"), text);
        var report = await Tool.StiltsAsync("votlint", "votable=" + folder.File("t.vot"));
        Assert.That(report.Output.Trim(), Is.Empty);
    }
}
