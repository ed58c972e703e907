using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace DataLab.Formats.Tests.FitsTable;

/// <summary>Runs the Python scripts beside the tests, with the system's Python, which has astropy. Where it is missing, tests fail.</summary>
internal static class Oracle
{
    /// <summary>Standard output of a script.</summary>
    /// <param name="script">Path from the test project's folder.</param>
    public static string Run(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo("/usr/bin/python3")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(Folder(), script));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            Assert.Fail($"{script} {string.Join(' ', arguments)}: {errors.Result}");
        return output;
    }

    private static string Folder([CallerFilePath] string here = "") =>
        Path.GetDirectoryName(Path.GetDirectoryName(here))!;
}

/// <summary>The folder of real catalogues beside the checkout; tests that need it are ignored where it is absent.</summary>
internal static class SharedData
{
    public static string Catalog(string name)
    {
        for (
            var folder = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
            folder is not null;
            folder = folder.Parent
        )
        {
            var path = Path.Combine(folder.FullName, "shared", "data", "catalogs", name);
            if (File.Exists(path))
                return path;
        }
        Assert.Ignore($"No shared/data/catalogs/{name} beside the checkout.");
        return "";
    }
}
