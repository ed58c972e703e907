using DataLab.Catalog.Ingest;
using DataLab.Catalog.Tests.Support;
using DataLab.Formats;

namespace DataLab.Catalog.Tests;

/// <summary>What the operator is told before others stumble over it.</summary>
[Parallelizable]
public sealed class IngestAdviceTests
{
    private Archive archive = null!;
    private TempFolder files = null!;

    [SetUp]
    public void Make()
    {
        archive = new Archive();
        files = new TempFolder();
    }

    [TearDown]
    public async Task Remove()
    {
        await archive.DisposeAsync();
        files.Dispose();
    }

    private Task<IngestReport> IngestAsync(string schema, string table, string file, string text)
    {
        File.WriteAllText(files.File(file), text);
        return archive.IngestAsync(
            new IngestRequest(archive.Path, schema, table, [IngestSource.File(files.File(file))])
        );
    }

    [Test]
    public async Task Names_that_queries_must_quote_are_named()
    {
        var report = await IngestAsync("ngc", "open", "a.csv", "n,date,B-V,mag\n1,2,3,4\n");
        Assert.That(report.Notes, Has.Some.Contains("double quotes: \"open\", \"date\", \"B-V\"."));
    }

    [Test]
    public async Task Regular_names_need_no_word()
    {
        var report = await IngestAsync("ngc", "stars", "a.csv", "n,mag\n1,4\n");
        Assert.That(report.Notes, Has.None.Contains("quotes"));
    }

    // What VOUnits knows needs no word, and is not among what is told.
    [TestCase("mas/yr", null)]
    [TestCase(
        "km s-1",
        "The unit \"km s-1\" of column \"x\" is not written as VOUnits 1.1 has it: that would be \"km/s\"."
    )]
    [TestCase("degrees", "that would be \"deg\"")]
    [TestCase("zorkmid", "is not known to VOUnits 1.1, so that queries cannot convert it.")]
    [TestCase("arcsecss", "Did you mean \"arcsec\"?")]
    [TestCase("erg/s.cm2", "cannot be read")]
    public async Task Units_that_clients_will_not_read_are_told(string unit, string? note)
    {
        var report = await IngestAsync(
            "s",
            "t",
            "a.ecsv",
            $"# %ECSV 1.0\n# ---\n# datatype:\n# - {{name: n, datatype: int32}}\n# - {{name: x, unit: '{unit}', datatype: float64}}\n# schema: astropy-2.0\nn x\n1 2.0\n"
        );
        if (note is null)
            Assert.That(report.Notes, Has.None.Contains("unit"));
        else
            Assert.That(report.Notes, Has.Exactly(1).Contains(note));
    }

    [TestCase("a.fits", "FITS")]
    [TestCase("a.FIT", "FITS")]
    [TestCase("a.xml", "VOTable")]
    [TestCase("a.parquet", "Parquet")]
    [TestCase("a.ecsv", "ECSV")]
    public async Task Text_under_the_name_of_another_kind_is_no_table(string file, string kind)
    {
        var error = Assert.ThrowsAsync<TableFormatException>(() => IngestAsync("s", "t", file, "not a table\n"));
        Assert.That(error!.Message, Does.Contain(file).And.Contain(kind));
        await archive.OpenAsync();
        Assert.That(archive.Catalog.Snapshot.Tables.Where(table => table.SchemaName == "s"), Is.Empty);
    }
}
