using DataLab.Conformance;
using DataLab.Conformance.Reports;

namespace DataLab.Host.Tests;

/// <summary>The judge on the demo archive: every clause of every family, and the pages in docs/standards made from it.</summary>
[Category("Sky")]
public sealed class ConformanceTests
{
    /// <summary>Clauses that the demo archive cannot show, with the reason; everything else has to be kept.</summary>
    private static readonly Dictionary<string, string> NotShown = new()
    {
        ["DALI-1.1-2.2-c"] = "/sync answers itself, without redirect",
        ["TAP-1.1-2.2-d"] = "results are given at their own URL, without redirect",
        ["DALI-1.1-2.3.3-a"] = "our examples are queries, which need no generic parameters",
        ["DALI-1.1-2.3.4-a"] = "our examples are one document",
        ["DALI-1.1-3.4.5-c"] = "uploads by URL need a public address; tests/Tap.Tests has them",
        ["SIA-2.0-2.1-f"] = "nothing is unknown of the sample images; tests/Sia.Tests has records with gaps",
        ["SIA-2.0-2.1.4-a"] = "the sample images have no polarization; tests/Sia.Tests has some",
        ["SODA-1.0-4.2-b"] = "the sample images have no polarization",
        ["SODA-1.0-3.3.6-a"] = "the sample images have no polarization; tests/Sia.Tests cuts a cube that has",
    };

    private static Task<Judgement>? judgement;

    private static string Pages => Path.Combine(Root, "docs", "standards");

    private static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "DataLab.sln")))
                folder =
                    folder.Parent ?? throw new FileNotFoundException("No folder above the tests holds DataLab.sln.");
            return folder.FullName;
        }
    }

    [Test, CancelAfter(300_000)]
    public async Task Demo_archive_keeps_every_clause()
    {
        var found = await JudgementAsync();
        var report = new StringWriter();
        TextReport.Write(report, found, all: false);
        Assert.That(
            found.Verdicts.Where(verdict => verdict.Outcome is Outcome.Failed).Select(verdict => verdict.Clause.Id),
            Is.Empty,
            report.ToString()
        );
        Assert.That(
            found
                .Verdicts.Where(verdict => verdict.Outcome is Outcome.NotTested or Outcome.NotApplicable)
                .Select(verdict => verdict.Clause.Id),
            Is.SubsetOf(NotShown.Keys),
            report.ToString()
        );
        Assert.That(found.Verdicts.Select(verdict => verdict.Clause), Is.EquivalentTo(Judge.Clauses));
    }

    [Test, CancelAfter(300_000)]
    public async Task Pages_of_the_standards_say_what_the_judge_found()
    {
        foreach (var (name, text) in ClauseTables.Of(await JudgementAsync(), "Data Lab"))
        {
            var file = Path.Combine(Pages, name);
            if (Environment.GetEnvironmentVariable("DATALAB_ACCEPT") == "1")
            {
                Directory.CreateDirectory(Pages);
                await File.WriteAllTextAsync(file, text);
            }
            Assert.That(File.Exists(file), $"docs/standards/{name} is missing; ./build accept Host writes it.");
            Assert.That(
                text,
                Is.EqualTo(await File.ReadAllTextAsync(file)),
                $"docs/standards/{name} is old; ./build accept Host writes it."
            );
        }
    }

    [Test]
    public async Task Check_judges_a_service_from_the_command_line()
    {
        var result = await Tool.DatalabAsync(
            "check",
            DemoArchive.Server.Tap,
            "--standard",
            "vosi",
            "--standard",
            "tapregext"
        );
        Assert.That(result.ExitCode, Is.Zero, result.Output + result.Errors);
        Assert.That(result.Output, Does.Contain("VOSI 1.1, TAPRegExt 1.0").And.Contain("every MUST"));
    }

    [Test]
    [Category("AnyEngine")]
    public async Task Check_says_what_it_tried_where_there_is_nothing_to_judge()
    {
        var result = await Tool.DatalabAsync("check", "http://127.0.0.1:1/tap", "--timeout", "5");
        Assert.That(result.ExitCode, Is.EqualTo(2));
        Assert.That(result.Errors, Does.StartWith("datalab: Nothing to judge at http://127.0.0.1:1/tap. Tried: "));
    }

    [TestCase("check", "ftp://example.org/tap")]
    [TestCase("check", "http://127.0.0.1:1/", "--standard", "sparql")]
    [TestCase("check", "http://127.0.0.1:1/", "--timeout", "never")]
    [Category("AnyEngine")]
    public async Task Wrong_arguments_of_check_are_told_in_a_line(params string[] arguments)
    {
        var result = await Tool.DatalabAsync(arguments);
        Assert.That(result.ExitCode, Is.EqualTo(2));
        Assert.That(result.Errors, Does.StartWith("datalab: "));
    }

    private static Task<Judgement> JudgementAsync() =>
        judgement ??= Judge.JudgeAsync(
            new Uri(DemoArchive.Server.Url),
            new JudgeOptions(),
            null,
            CancellationToken.None
        );
}
