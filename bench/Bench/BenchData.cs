using System.Globalization;
using DataLab.Catalog.Ingest;
using DataLab.Host.SampleSurvey;

namespace DataLab.Bench;

/// <summary>The object table of a large sample survey, made once and kept below artifacts/.</summary>
internal static class BenchData
{
    /// <summary>Name of the data table in a table's file.</summary>
    public const string EngineTable = "data";

    /// <summary>The checkout, found from where this program was built.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Returns the data folder with <paramref name="rows"/> objects, made if it is not there.</summary>
    public static async Task<string> EnsureAsync(int rows)
    {
        var folder = Path.Combine(Root, "artifacts/bench", rows.ToString(CultureInfo.InvariantCulture));
        if (Directory.Exists(TableFolder(folder)) && Directory.EnumerateFiles(TableFolder(folder), "*.duckdb").Any())
            return folder;
        Console.Error.WriteLine($"Making {rows:N0} objects, once ...");
        var survey = SyntheticSurvey.Create(new SampleSurveyOptions { Rows = rows });
        var report = await TableIngest.RunAsync(
            SurveyPublisher.Request(survey, "object", folder),
            null,
            CancellationToken.None
        );
        Console.Error.WriteLine($"... {report.Duration.TotalSeconds:0} s, {report.FileBytes / 1e6:0} MB");
        return folder;
    }

    /// <summary>The engine's own file of the object table.</summary>
    public static string ObjectFile(string folder) => Directory.EnumerateFiles(TableFolder(folder), "*.duckdb").Max()!;

    private static string TableFolder(string folder) =>
        Path.Combine(folder, "catalogs", SyntheticSurvey.SchemaName, "object");

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "DataLab.sln")))
                return folder.FullName;
        throw new InvalidOperationException("DataLab.sln was not found above the benchmark");
    }
}
