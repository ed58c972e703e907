using System.IO.Compression;
using DataLab.Formats.FitsTable;

namespace DataLab.Formats.Tests.FitsTable;

[TestFixture]
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
        AstropyComparison.AssertSame(await Read(File.OpenRead(path)), Oracle.Run(Script, "dump", path));
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
        AstropyComparison.AssertSame(await Read(File.OpenRead(path)), Oracle.Run(Script, "dump", path));
    }

    [Test]
    public async Task Every_cell_of_a_gzipped_catalogue_is_what_astropy_reads()
    {
        var path = SharedData.Catalog("wise_tiles.fits.gz");
        var stream = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        AstropyComparison.AssertSame(await Read(stream), Oracle.Run(Script, "dump", path));
    }

    [TestCase("binary")]
    [TestCase("variable")]
    public async Task A_stream_that_cannot_be_rewound_gives_the_same_rows(string kind)
    {
        var path = Make(kind);
        AstropyComparison.AssertSame(
            await Read(new ForwardOnlyStream(File.OpenRead(path))),
            Oracle.Run(Script, "dump", path)
        );
    }

    private string Make(string kind)
    {
        var path = Path.Combine(folder, kind + ".fits");
        if (!File.Exists(path))
            Oracle.Run(Script, "make", path, kind);
        return path;
    }

    private static async Task<TableCells> Read(Stream stream, TableReadOptions? options = null) =>
        await TableCells.ReadAsync(
            await FitsTableReader.OpenAsync(stream, options ?? TableReadOptions.Default, CancellationToken.None)
        );
}
