using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace DataLab.Fits.Tests.Wcs;

/// <summary>What astropy (WCSLIB) says of the cases: one call of Python for all.</summary>
internal static class WcsOracle
{
    public static JsonElement Ask(object question, [CallerFilePath] string here = "")
    {
        var script = Path.Combine(Path.GetDirectoryName(here)!, "wcs_oracle.py");
        var start = new ProcessStartInfo("/usr/bin/python3", [script])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var writing = Task.Run(() =>
        {
            JsonSerializer.Serialize(process.StandardInput.BaseStream, question);
            process.StandardInput.Close();
        });
        var output = process.StandardOutput.ReadToEnd();
        writing.Wait();
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, "astropy must be there: apt install python3-astropy");
        return JsonDocument.Parse(output).RootElement;
    }

    /// <summary>The data beside a clone, where they are; null elsewhere.</summary>
    public static string? SharedFolder(string name, [CallerFilePath] string here = "")
    {
        for (var folder = new FileInfo(here).Directory; folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "shared", "data", name);
            if (Directory.Exists(path))
                return path;
        }
        return null;
    }

    public static double Number(JsonElement element) =>
        element.ValueKind == JsonValueKind.Null ? double.NaN : element.GetDouble();

    public static Header Header(IEnumerable<string> cards) =>
        Fits.Header.Parse(FitsBytes.Header(cards.Select(WcsCases.Card)));
}
