using System.Diagnostics;
using System.Globalization;
using DataLab.Differential.Tests.Engines;
using DataLab.Differential.Tests.Evaluation;
using DataLab.Differential.Tests.Generation;

namespace DataLab.Differential.Tests;

/// <summary>Generated queries give the same rows on an engine as on the evaluator.</summary>
/// <remarks>DATALAB_FUZZ=n takes n queries instead of a few thousand (<c>./build fuzz</c>); DATALAB_FUZZ_SEED another first seed.</remarks>
public sealed class DifferentialTests
{
    private IEngine engine = null!;

    [OneTimeSetUp]
    public async Task Open() => engine = await AllEngines.OpenAsync();

    [OneTimeTearDown]
    public async Task Close() => await engine.DisposeAsync();

    private static int Setting(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number)
            ? number
            : otherwise;

    [Test]
    public async Task Generated_queries_give_the_rows_of_the_evaluator()
    {
        var (first, count) = (Setting("DATALAB_FUZZ_SEED", 1), Setting("DATALAB_FUZZ", 4000));
        var clock = Stopwatch.StartNew();
        var (refused, unspecified, rows) = (0, 0, 0L);
        var faults = new List<string>();
        for (var seed = first; seed < first + count && faults.Count < Setting("DATALAB_FAULTS", 5); seed++)
        {
            var query = new QueryGenerator(seed).Query();
            var (outcome, detail, found) = await JudgeAsync(query.ToString());
            rows += found;
            refused += outcome == Outcome.Refused ? 1 : 0;
            unspecified += outcome == Outcome.Unspecified ? 1 : 0;
            if (outcome is Outcome.Alike or Outcome.Unspecified or Outcome.Refused)
                continue;
            var small = await Piece.ShrinkAsync(query, async text => (await JudgeAsync(text)).Outcome == outcome);
            faults.Add($"seed {seed}: {small}\n  {(await JudgeAsync(small.ToString())).Detail}\n  first: {detail}");
        }
        TestContext.Out.WriteLine(
            $"{count} queries on {engine.Name}, {rows} rows, {clock.Elapsed.TotalSeconds:0} s; {unspecified} have no defined answer, {refused} were refused on their data by the engine alone"
        );
        Assert.That(faults, Is.Empty, string.Join("\n\n", faults));
        Assert.That(unspecified, Is.LessThan(count / 4), "Most queries must have an answer.");
        Assert.That(
            refused,
            Is.LessThan(count / 50),
            "An engine may compute what the rules would leave out, but seldom."
        );
    }

    private enum Outcome
    {
        Alike,

        /// <summary>The evaluator refuses, or the rules say nothing.</summary>
        Unspecified,

        /// <summary>The engine computed for rows that were not asked for, and failed on them.</summary>
        Refused,

        /// <summary>The query could not be translated.</summary>
        Untranslated,

        /// <summary>The engine cannot run its SQL.</summary>
        Failed,

        /// <summary>The evaluator does not understand the query.</summary>
        Invalid,
        Different,
    }

    private async Task<(Outcome Outcome, string Detail, int Rows)> JudgeAsync(string adql)
    {
        Relation relation;
        List<SortedRow>? expected = null;
        try
        {
            relation = Evaluator.Read(adql, SmallArchive.All);
            expected = relation.Run(null);
        }
        catch (RefusedException)
        {
            relation = null!;
        }
        catch (Exception invalid) when (invalid is InvalidOperationException or InvalidCastException)
        {
            return (Outcome.Invalid, "The evaluator: " + invalid.Message, 0);
        }
        try
        {
            var found = await engine.RunAsync(adql);
            if (expected is null)
                return (Outcome.Unspecified, "", 0);
            var difference = Answer.Difference(relation, expected, found);
            return difference is null ? (Outcome.Alike, "", found.Count) : (Outcome.Different, difference, found.Count);
        }
        catch (EngineRefusal refusal)
        {
            // A constant that its type cannot hold is refused without asking whether there are rows.
            if (refusal.Kind == Refusal.NotTranslated && refusal.Message.Contains(" does not fit into "))
                return (Outcome.Unspecified, "", 0);
            if (refusal.Kind != Refusal.OnData)
                return (refusal.Kind == Refusal.NotRun ? Outcome.Failed : Outcome.Untranslated, refusal.Message, 0);
            return expected is null ? (Outcome.Unspecified, "", 0) : (Outcome.Refused, refusal.Message, 0);
        }
    }
}
