using System.IO.Compression;
using DataLab.Formats.Csv;
using DataLab.Formats.Tests.FitsTable;

namespace DataLab.Formats.Tests.Csv;

[TestFixture]
[Parallelizable]
internal sealed class CsvCatalogTests
{
    private const string Script = "Csv/csv_oracle.py";

    [TestCase("fermi_hess_simbad_agn.csv", ",")]
    [TestCase("hash_pne.csv", ",")]
    [TestCase("smash_hydra2_rrlyrae_timeseries.csv", ",")]
    [TestCase("stripe82_rrlyrae_periods.csv", ",")]
    [TestCase("OpenNGC.csv.gz", ";")]
    [TestCase("hipparcos.csv.gz", ",")]
    [TestCase("k2_c00_targets.csv.gz", ",")]
    [TestCase("lsdb_small_sky_source.csv.gz", ",")]
    [TestCase("open_exoplanet_catalogue.csv.gz", ",")]
    [TestCase("stripe82_rrlyrae_epochs.csv.gz", ",")]
    public async Task Every_cell_of_a_real_catalogue_is_what_Python_reads(string name, string delimiter)
    {
        var path = SharedData.Catalog(name);
        AstropyComparison.AssertSame(await Read(path), PythonScript.Run(Script, "csv", path, delimiter));
    }

    [TestCase("ngc188_2mass.ecsv")]
    [TestCase("open_clusters.ecsv")]
    public async Task Every_cell_of_an_ECSV_file_is_what_astropy_reads(string name)
    {
        var path = SharedData.Catalog(name);
        AstropyComparison.AssertSame(await Read(path), PythonScript.Run(Script, "ecsv", path));
    }

    private static async Task<TableCells> Read(string path)
    {
        Stream stream = File.OpenRead(path);
        if (path.EndsWith(".gz", StringComparison.Ordinal))
            stream = new GZipStream(stream, CompressionMode.Decompress);
        return await TableCells.ReadAsync(
            await CsvReader.OpenAsync(stream, TableReadOptions.Default, CancellationToken.None)
        );
    }
}
