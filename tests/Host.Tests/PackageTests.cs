namespace DataLab.Host.Tests;

/// <summary>What <c>./build package</c> asks of what it packs: every native library is there, for one machine only.</summary>
[Category("AnyEngine")]
public sealed class PackageTests
{
    private static readonly string[] Libraries =
    [
        "libSkiaSharp.so",
        "libduckdb.so",
        "libe_sqlite3.so",
        "ParquetSharpNative.so",
    ];

    [Test]
    public async Task Natives_of_this_machine_are_all_that_a_build_has()
    {
        using var folder = new TemporaryFolder();
        Link(folder, Libraries);
        var told = await CheckAsync(folder.Path, "linux-x64");
        Assert.That((told.ExitCode, told.Errors), Is.EqualTo((0, "")));
        var others = Directory
            .EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "runtimes"), "*", SearchOption.AllDirectories)
            .Where(path => path.Contains("/native/", StringComparison.Ordinal))
            .Where(path => !path.Contains("/linux-x64/", StringComparison.Ordinal));
        Assert.That(others, Is.Empty);
    }

    [TestCase("linux-arm64", 4, "libduckdb.so is for another machine than linux-arm64")]
    [TestCase("linux-x64", 3, "ParquetSharpNative.so is missing")]
    [TestCase("win-x64", 4, "not win-x64")]
    public async Task What_is_missing_or_foreign_is_told(string rid, int libraries, string error)
    {
        using var folder = new TemporaryFolder();
        Link(folder, Libraries[..libraries]);
        var told = await CheckAsync(folder.Path, rid);
        Assert.That(told.ExitCode, Is.EqualTo(1));
        Assert.That(told.Errors, Does.Contain(error));
    }

    private static void Link(TemporaryFolder folder, string[] libraries)
    {
        foreach (var name in libraries)
            File.CreateSymbolicLink(
                folder.File(name),
                Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", name)
            );
    }

    private static Task<ToolResult> CheckAsync(string folder, string rid) =>
        Tool.RunAsync("bash", ["-c", ". \"$0\" && check_natives \"$1\" \"$2\"", Script, folder, rid]);

    private static string Script
    {
        get
        {
            var at = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(at!.FullName, "DataLab.sln")))
                at = at.Parent;
            return Path.Combine(at.FullName, "scripts", "package.sh");
        }
    }
}
