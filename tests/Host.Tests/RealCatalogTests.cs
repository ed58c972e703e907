using System.Collections.Concurrent;

namespace DataLab.Host.Tests;

/// <summary>Real catalogues: ingested, served and read back by astropy, equal to the source (values, nulls, units).</summary>
/// <remarks>
/// They lie in a folder <c>shared</c> beside the checkout; without it these tests say so and are ignored. All are tables of one archive, and
/// Python is called once for half of them: to start a program takes longer than most of them need.
/// </remarks>
[Parallelizable]
public sealed class RealCatalogTests : IDisposable
{
    private static readonly string? Catalogs = FindCatalogs();

    private readonly ConcurrentDictionary<string, string> loads = new();
    private readonly ConcurrentDictionary<string, string> verdicts = new();
    private TemporaryFolder folder = null!;

    public static IEnumerable<string> Files =>
        Catalogs is null
            ? ["(no shared data)"]
            : Directory.EnumerateFiles(Catalogs).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal);

    [OneTimeSetUp]
    public async Task Compare()
    {
        folder = new TemporaryFolder();
        if (Catalogs is null)
            return;
        await Parallel.ForEachAsync(
            Files.Index(),
            new ParallelOptions { MaxDegreeOfParallelism = 2 },
            async (file, _) => await IngestAsync(file.Index, file.Item)
        );
        await using (var server = await LiveServer.ServeAsync(folder.File("data")))
            foreach (var (i, file) in Files.Index())
                if (loads[file].Length == 0)
                    await FetchAsync(server, i, file);
        // The largest are read by one and the other alternately.
        var fetched = Files
            .Index()
            .Where(file => File.Exists(Back(file.Index)))
            .OrderByDescending(file => new FileInfo(Back(file.Index)).Length);
        await Task.WhenAll(
            fetched.Index().GroupBy(file => file.Index % 2, file => file.Item).Select(half => CompareAsync([.. half]))
        );
    }

    [OneTimeTearDown]
    public void Dispose() => folder.Dispose();

    [TestCaseSource(nameof(Files))]
    public void A_real_catalogue_comes_back_as_it_was(string file)
    {
        if (Catalogs is null)
            Assert.Ignore("no folder shared/data/catalogs beside the checkout");
        Assert.That(loads[file], Is.Empty);
        Assert.That(verdicts[file], Does.EndWith(" columns equal"));
        TestContext.Out.WriteLine(verdicts[file]);
    }

    private string Back(int number) => folder.File($"back{number}.vot");

    private async Task IngestAsync(int number, string file)
    {
        string[] target = ["--data", folder.File("data"), "--schema", "cats", "--table", $"t{number}"];
        var load = await Tool.DatalabAsync(["ingest", Path.Combine(Catalogs!, file), .. target]);
        loads[file] = load.ExitCode == 0 ? "" : $"ingest ended with {load.ExitCode}: {load.Errors}";
    }

    private async Task FetchAsync(LiveServer server, int number, string file)
    {
        using var answer = await server.SyncAsync($"SELECT * FROM cats.t{number}", "votable/b2");
        await using (var back = File.Create(Back(number)))
            await answer.Content.CopyToAsync(back);
        if (!answer.IsSuccessStatusCode)
            loads[file] = await File.ReadAllTextAsync(Back(number));
    }

    private async Task CompareAsync((int Index, string Item)[] files)
    {
        var pairs = new List<string>();
        foreach (var (number, file) in files)
            pairs.AddRange([await OracleOf(Path.Combine(Catalogs!, file), number), Back(number)]);
        var compared = await Tool.PythonAsync("compare_tables.py", pairs);
        var lines = compared.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < files.Length; i++)
            verdicts[files[i].Item] = i < lines.Length ? lines[i] : "not compared: " + compared.Errors;
    }

    /// <summary>The file itself, or for Parquet, which Debian's astropy cannot read, what an independent reader makes of it.</summary>
    private async Task<string> OracleOf(string source, int number)
    {
        if (!source.EndsWith(".parquet", StringComparison.Ordinal))
            return source;
        var json = folder.File($"oracle{number}.jsonl");
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
