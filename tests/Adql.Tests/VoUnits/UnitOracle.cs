using System.Diagnostics;
using System.Text.Json;

namespace DataLab.Adql.Tests.VoUnits;

/// <summary>Units as astropy reads them by its format "vounit". A missing Python or astropy fails the test.</summary>
internal static class UnitOracle
{
    /// <summary>Reads one unit a line; writes its scale and base units, or that it refuses it.</summary>
    private const string Script = """
        import json, sys, warnings
        import astropy.units as u
        warnings.simplefilter("ignore")
        for line in sys.stdin:
            try:
                unit = u.Unit(line.rstrip("\n"), format="vounit")
                base = u.CompositeUnit(1, [unit], [1]).decompose()
                answer = {"scale": float(base.scale), "bases": {b.name: float(p) for b, p in zip(base.bases, base.powers)}}
            except Exception:
                answer = {"scale": 0, "bases": {}}
            print(json.dumps(answer))
        """;

    /// <param name="Scale">0 where astropy refuses the unit.</param>
    public sealed record Answer(double Scale, Dictionary<string, double> Bases);

    private static readonly JsonSerializerOptions Names = new() { PropertyNameCaseInsensitive = true };

    public static List<Answer> Ask(IReadOnlyCollection<string> units)
    {
        var start = new ProcessStartInfo("/usr/bin/python3", ["-W", "ignore", "-c", Script])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var python = Process.Start(start)!;
        var output = python.StandardOutput.ReadToEndAsync();
        var errors = python.StandardError.ReadToEndAsync();
        foreach (var unit in units)
            python.StandardInput.WriteLine(unit);
        python.StandardInput.Close();
        var lines = output.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines, Has.Length.EqualTo(units.Count), errors.Result);
        return [.. lines.Select(line => JsonSerializer.Deserialize<Answer>(line, Names)!)];
    }
}
