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
