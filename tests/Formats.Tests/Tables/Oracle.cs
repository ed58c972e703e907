using System.Diagnostics;

namespace DataLab.Formats.Tests.Tables;

/// <summary>Programs that know the formats better than we do; a missing one fails the test.</summary>
internal static class Oracle
{
    /// <summary>votlint waits for ever on some broken streams.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Debian's Python, which has astropy and lxml; a virtual environment's may not.</summary>
    public static string Python(string script, params string[] arguments) =>
        Run("/usr/bin/python3", ["-W", "ignore", "-c", script, .. arguments]).Output;

    public static (string Output, string Errors) Stilts(params string[] arguments) => Run("stilts", arguments);

    /// <summary>The report of NASA's checker, which ends with the number of warnings and errors.</summary>
    public static string Fitsverify(string path) => Run("fitsverify", [path]).Output;

    /// <summary>Fails where the file is not well-formed XML.</summary>
    public static void Xmllint(string path) => Run("xmllint", ["--noout", "--nonet", path]);

    private static (string Output, string Errors) Run(string program, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} did not end within {Patience.TotalSeconds} s.");
        }
        Assert.That(process.ExitCode, Is.Zero, $"{program}: {errors.Result}{output.Result}");
        return (output.Result, errors.Result);
    }
}

/// <summary>A folder of a test's own, gone afterwards.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("datalab-formats-");

    public string this[string name] => Path.Combine(folder.FullName, name);

    public void Dispose() => folder.Delete(recursive: true);
}
