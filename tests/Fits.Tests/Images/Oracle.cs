using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace DataLab.Fits.Tests.Images;

/// <summary>Programs of others that judge us; one that is missing fails the test.</summary>
internal static class Oracle
{
    /// <summary>Files of other instruments beside the checkout, where they are.</summary>
    public static string? Shared(string folder)
    {
        for (var at = new DirectoryInfo(Here()); at is not null; at = at.Parent)
            if (Directory.Exists(Path.Combine(at.FullName, "shared", folder)))
                return Path.Combine(at.FullName, "shared", folder);
        return null;
    }

    /// <summary>What a script of this folder prints, run by Debian's Python.</summary>
    public static string Python(string script, params string[] arguments) =>
        Run("/usr/bin/python3", [Path.Combine(Here(), script), .. arguments]);

    public static string Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, $"{program} {string.Join(' ', arguments)}: {output}{errors.Result}");
        return output;
    }

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
