using DataLab.Catalog.Ingest;
using DataLab.Catalog.Tests.Support;
using DataLab.Formats;

namespace DataLab.Catalog.Tests;

/// <summary>Real catalogues of every format, read twice: by the reader alone, and through the archive.</summary>
[Parallelizable]
public sealed class RealCatalogueTests
{
    [TestCase("hipparcos.fits")]
    [TestCase("hipparcos.csv.gz")]
    [TestCase("hipparcos.vot.gz")]
    [TestCase("OpenNGC.csv.gz")]
    [TestCase("conesearch_result.xml")]
    [TestCase("field_127.5p1.5_sdss_dr9.vot.gz")]
    [TestCase("tractor-3301m002.fits")]
    [TestCase("ngc188_2mass.ecsv")]
    [TestCase("open_clusters.ecsv")]
    [TestCase("uzc2000.fits")]
    [TestCase("stripe82_rrlyrae.fit")]
    [TestCase("desi_targets.fits")]
    [TestCase("gaia_4096.fits")]
    [TestCase("wise_tiles.fits.gz")]
    [TestCase("obscore_rows.xml")]
    [TestCase("hash_pne.csv")]
    public async Task Select_star_gives_what_the_file_holds(string name)
    {
        var path = SharedData.File("catalogs", name);
        await using var archive = new Archive();
        var report = await archive.IngestAsync(new IngestRequest(archive.Path, "s", "t", [IngestSource.File(path)]));
        await archive.OpenAsync();
        TestContext.Out.WriteLine($"{report.Rows} rows, {report.Position}: {string.Join(" ", report.Notes)}");

        List<object?[]> expected;
        await using (var file = await TableFile.OpenAsync(path, TableReadOptions.Default, default))
            expected = await Cells.ReadAllAsync(file);
        var query = archive.Adql("SELECT * FROM s.t");
        Assert.That(query.Succeeded, string.Join("; ", query.Diagnostics));
        await using var source = await archive.Catalog.OpenAsync(query, new QueryLimits(TimeSpan.Zero), default);
        var found = await Cells.ReadAllAsync(source);

        Assert.That(found.Count, Is.EqualTo(expected.Count));
        Assert.That(
            found.Select(Text).Order(StringComparer.Ordinal),
            Is.EqualTo(expected.Select(Text).Order(StringComparer.Ordinal))
        );
    }

    private static string Text(object?[] row) =>
        string.Join("|", row.Select(cell => cell is object?[] list ? "[" + string.Join(",", list) + "]" : cell));
}
