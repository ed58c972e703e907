namespace DataLab.Host.Tests;

/// <summary>Real catalogues: ingested, served and read back by astropy, equal to the source (values, nulls, units).</summary>
/// <remarks>They lie in a folder <c>shared</c> beside the checkout; without it these tests say so and are ignored.</remarks>
[Parallelizable(ParallelScope.All)]
public sealed class RealCatalogTests
{
    private static readonly string? Catalogs = FindCatalogs();

    public static IEnumerable<string> Files =>
        Catalogs is null
            ? ["(no shared data)"]
            : Directory.EnumerateFiles(Catalogs).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal);

    [TestCaseSource(nameof(Files))]
    public async Task A_real_catalogue_comes_back_as_it_was(string file)
    {
        if (Catalogs is null)
            Assert.Ignore("no folder shared/data/catalogs beside the checkout");
        using var folder = new TemporaryFolder();
        var source = Path.Combine(Catalogs!, file);
        var load = await Tool.DatalabAsync(
            "ingest",
            source,
            "--data",
            folder.File("data"),
            "--schema",
            "cats",
            "--table",
            "t"
        );
        Assert.That(load.ExitCode, Is.Zero, load.Errors);
        TestContext.Out.WriteLine(load.Errors);
        var query = await Tool.DatalabAsync(
            "query",
            "SELECT * FROM cats.t",
            "--format",
            "votable/b2",
            "--data",
            folder.File("data")
        );
        Assert.That(query.ExitCode, Is.Zero, query.Errors);
        await File.WriteAllTextAsync(folder.File("back.vot"), query.Output);
        var compared = await Tool.PythonAsync(
            "compare_tables.py",
            await OracleOf(source, folder),
            folder.File("back.vot")
        );
        Assert.That(compared.ExitCode, Is.Zero, compared.Output + compared.Errors);
        TestContext.Out.WriteLine(compared.Output);
    }

    /// <summary>The file itself, or for Parquet, which Debian's astropy cannot read, what an independent reader makes of it.</summary>
    private static async Task<string> OracleOf(string source, TemporaryFolder folder)
    {
        if (!source.EndsWith(".parquet", StringComparison.Ordinal))
            return source;
        var json = folder.File("oracle.jsonl");
        await ParquetOracle.WriteJsonLinesAsync(source, json);
        return json;
    }

    private static string? FindCatalogs()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "data", "catalogs");
            if (Directory.Exists(candidate))
                return candidate;
        }
        return null;
    }
}
