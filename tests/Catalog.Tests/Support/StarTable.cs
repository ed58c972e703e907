using System.Diagnostics;
using System.Globalization;
using DataLab.Catalog.Ingest;

namespace DataLab.Catalog.Tests.Support;

/// <summary>The table s.stars of generated rows, all of one version: a mixture would show.</summary>
internal static class StarTable
{
    public const int Rows = 100_000;

    public static Task<IngestReport> IngestAsync(Archive archive, int version) =>
        archive.IngestAsync(
            "s",
            "stars",
            () => new GeneratedSource(Rows, version),
            request => request with { Replace = true }
        );

    /// <summary>An ingest of a version in a process of its own (<c>Program.cs</c>), which has said its first words.</summary>
    public static async Task<Process> StartAsync(Archive archive, int version)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(typeof(StarTable).Assembly.Location);
        foreach (var argument in new[] { archive.Path, "s", "stars" })
            start.ArgumentList.Add(argument);
        start.ArgumentList.Add(Rows.ToString(CultureInfo.InvariantCulture));
        start.ArgumentList.Add(version.ToString(CultureInfo.InvariantCulture));
        var child = Process.Start(start)!;
        await child.StandardOutput.ReadLineAsync();
        return child;
    }

    /// <summary>How many rows are served, of how many versions, and the oldest of these.</summary>
    public static async Task<(long Rows, long Versions, int Version)> StateAsync(Archive archive)
    {
        var row = (
            await archive.RowsAsync(
                "SELECT count(*), count(DISTINCT version), min(version) FROM {s.stars}",
                Archive.Column("n", "long"),
                Archive.Column("v", "long"),
                Archive.Column("version", "int")
            )
        ).Single();
        return ((long)row[0]!, (long)row[1]!, (int)row[2]!);
    }
}
