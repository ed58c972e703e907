using System.Globalization;

namespace DataLab.Host.Tests.SampleSurvey;

/// <summary>Debian's Python with astropy, healpy and numpy. A test that needs it fails where it is missing.</summary>
internal static class PythonOracle
{
    /// <summary>Runs a program on some lines of input; its standard output by lines.</summary>
    public static string[] Ask(string program, IEnumerable<string> input) => Run(["-c", program], input);

    /// <param name="arguments">Of the interpreter.</param>
    public static string[] Run(string[] arguments, IEnumerable<string> input)
    {
        var result = Tool.RunAsync("/usr/bin/python3", arguments, string.Join('\n', input) + "\n").Result;
        Assert.That(result.ExitCode, Is.Zero, result.Errors);
        return result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>A number so that Python reads exactly the same one.</summary>
    public static string Exact(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
