namespace DataLab.Host.Tests;

/// <summary>The clients that people use, unmodified.</summary>
public sealed class ClientTests
{
    private const string HydraCone =
        "SELECT TOP 5 id, ra, dec, gmag FROM smash_dr1.object "
        + "WHERE 1=CONTAINS(POINT('ICRS',ra,dec),CIRCLE('ICRS',185.4254,-31.9853,0.1))";

    [Test]
    public async Task Stilts_gets_rows_of_a_cone()
    {
        var result = await Tool.StiltsAsync("tapquery", "tapurl=" + DemoArchive.Server.Tap, "sync=true", "adql=" + HydraCone, "ofmt=csv");
        var lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines, Has.Length.EqualTo(6), result.Output + result.Errors);
        Assert.That(lines[0], Is.EqualTo("id,ra,dec,gmag"));
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
