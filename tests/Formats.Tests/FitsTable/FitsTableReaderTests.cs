using System.IO.Compression;
using DataLab.Formats.FitsTable;

namespace DataLab.Formats.Tests.FitsTable;

[TestFixture]
[Parallelizable]
internal sealed class FitsTableReaderTests
{
    private const string Script = "FitsTable/fits_oracle.py";

    private string folder = "";

    [OneTimeSetUp]
    public void MakeFolder() => folder = Directory.CreateTempSubdirectory("datalab-fits-").FullName;

    [OneTimeTearDown]
    public void RemoveFolder() => Directory.Delete(folder, recursive: true);

    [TestCase("binary")]
    [TestCase("scaled")]
    [TestCase("variable")]
    [TestCase("ascii")]
    public async Task Every_cell_of_a_table_is_what_astropy_reads(string kind)
    {
        var path = Make(kind);
        AstropyComparison.AssertSame(await Read(File.OpenRead(path)), PythonScript.Run(Script, "dump", path));
    }

    [TestCase("desi_targets.fits")]
    [TestCase("evcc.fits")]
    [TestCase("gaia_4096.fits")]
    [TestCase("gaia_healpix-04669.fits")]
    [TestCase("hipass.fit")]
    [TestCase("hipparcos.fits")]
    [TestCase("ngc188_gaia.fits")]
    [TestCase("ngc_star_clusters.fits")]
    [TestCase("smash_field100_chip.fits")]
    [TestCase("stripe82_rrlyrae.fit")]
    [TestCase("tractor-3301m002.fits")]
    [TestCase("tycho2_mag6.fits")]
    [TestCase("uzc2000.fits")]
    public async Task Every_cell_of_a_real_catalogue_is_what_astropy_reads(string name)
    {
        var path = SharedData.Catalog(name);
        AstropyComparison.AssertSame(await Read(File.OpenRead(path)), PythonScript.Run(Script, "dump", path));
    }

    [Test]
    public async Task Every_cell_of_a_gzipped_catalogue_is_what_astropy_reads()
    {
        var path = SharedData.Catalog("wise_tiles.fits.gz");
        var stream = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        AstropyComparison.AssertSame(await Read(stream), PythonScript.Run(Script, "dump", path));
    }

    [TestCase("binary")]
    [TestCase("variable")]
    public async Task A_stream_that_cannot_be_rewound_gives_the_same_rows(string kind)
    {
        var path = Make(kind);
        AstropyComparison.AssertSame(
            await Read(new ForwardOnlyStream(File.OpenRead(path))),
            PythonScript.Run(Script, "dump", path)
        );
    }

    [TestCase(null, null, "a", "FIRST")]
    [TestCase(3, null, "b", "SECOND")]
    [TestCase(null, "second", "b", "SECOND")]
    public async Task The_table_is_the_first_or_the_one_asked_for(int? hdu, string? name, string column, string table)
    {
        var cells = await Read(File.OpenRead(Make("several")), new() { Hdu = hdu, TableName = name });
        Assert.That((cells.Table.Fields[0].Name, cells.Table.Name), Is.EqualTo((column, table)));
    }

    [TestCase(1, null, "HDU 1 is not a table.")]
    [TestCase(9, null, "The file has no HDU 9.")]
    [TestCase(null, "third", "The file has no table with EXTNAME = 'third'.")]
    public void A_table_that_is_not_there_is_an_error(int? hdu, string? name, string message) =>
        Assert.That(
            () => Read(File.OpenRead(Make("several")), new() { Hdu = hdu, TableName = name }),
            Throws.TypeOf<TableFormatException>().With.Message.EqualTo(message)
        );

    [Test]
    public void A_compressed_image_asked_for_as_a_table_says_what_it_is() =>
        Assert.That(
            () => Read(File.OpenRead(Make("compressed")), new() { Hdu = 1 }),
            Throws
                .TypeOf<TableFormatException>()
                .With.Message.EqualTo("HDU 1 is a compressed image (ZIMAGE), not a table.")
        );

    [Test]
    public async Task Batches_have_the_rows_asked_for()
    {
        await using var reader = await FitsTableReader.OpenAsync(
            File.OpenRead(Make("binary")),
            new() { BatchRows = 3000 },
            CancellationToken.None
        );
        var first = await reader.ReadAsync(CancellationToken.None);
        var second = await reader.ReadAsync(CancellationToken.None);
        Assert.That(
            (first!.Count, second!.Count, await reader.ReadAsync(CancellationToken.None)),
            Is.EqualTo((3000, 2000, (RowBatch?)null))
        );
    }

    private string Make(string kind)
    {
        var path = Path.Combine(folder, kind + ".fits");
        if (!File.Exists(path))
            PythonScript.Run(Script, "make", path, kind);
        return path;
    }

    private static async Task<TableCells> Read(Stream stream, TableReadOptions? options = null) =>
        await TableCells.ReadAsync(
            await FitsTableReader.OpenAsync(stream, options ?? TableReadOptions.Default, CancellationToken.None)
        );
}
