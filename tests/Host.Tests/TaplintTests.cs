using System.Text.RegularExpressions;

namespace DataLab.Host.Tests;

/// <summary>STILTS taplint, the validator that the community runs on TAP services, on the demo archive.</summary>
[Category("Sky")]
public sealed partial class TaplintTests
{
    /// <summary>Warnings that stand, with the reason.</summary>
    private static readonly string[] Accepted =
    [
        // ADQL 2.1 demands the lower-case id for this feature, which this version of taplint does not know.
        "W-CAP-CULF",
    ];

    [Test, CancelAfter(600_000)]
    public async Task Taplint_finds_no_error()
    {
        var report = await Tool.StiltsAsync(
            "taplint",
            "tapurl=" + DemoArchive.Server.Tap,
            "interface=tap1.1",
            "stages=TMV CPV AVV TME TMS TMC CAP QGE QPO QAS UWS MDQ UPL EXA",
            "report=EWF",
            "maxrepeat=5"
        );
        var findings = Finding().Matches(report.Output).Select(match => match.Value).ToArray();
        TestContext.Out.WriteLine(report.Output);
        Assert.That(report.Output, Does.Match("Totals: Errors: 0;"), report.Errors);
        Assert.That(
            findings.Where(line => !Accepted.Any(code => line.Contains(code, StringComparison.Ordinal))),
            Is.Empty
        );
    }

    [GeneratedRegex(@"^[EWF]-\w+-\w+.*$", RegexOptions.Multiline)]
    private static partial Regex Finding();
}
