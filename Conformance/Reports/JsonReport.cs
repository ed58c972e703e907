using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DataLab.Conformance.Reports;

/// <summary>A judgement for programs: one JSON object with a list of verdicts.</summary>
public static class JsonReport
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static string Of(Judgement judgement) =>
        JsonSerializer.Serialize(
            new Report(
                judgement.Service,
                judgement.Started,
                judgement.Elapsed.TotalSeconds,
                judgement.Requests,
                judgement.Failures(Level.Must).Length,
                judgement.Failures(Level.Should).Length,
                judgement.Verdicts.Select(Entry.Of).ToArray()
            ),
            Options
        );

    private sealed record Report(
        Uri Service,
        DateTimeOffset Started,
        double Seconds,
        int Requests,
        int MustBroken,
        int ShouldBroken,
        Entry[] Verdicts
    );

    private sealed record Entry(
        string Clause,
        string Reference,
        string Level,
        string Sentence,
        string Outcome,
        string? Reason,
        string? Sent,
        string? Came,
        string? Expected
    )
    {
        public static Entry Of(Verdict verdict)
        {
            var clause = verdict.Clause;
            var level = clause.Level.ToString().ToUpperInvariant();
            var plain = new Entry(clause.Id, clause.Reference, level, clause.Sentence, "", null, null, null, null);
            return verdict.Outcome switch
            {
                Conformance.Outcome.Failed failed => plain with
                {
                    Outcome = "failed",
                    Sent = failed.Sent,
                    Came = failed.Found,
                    Expected = failed.Expected,
                },
                Conformance.Outcome.NotTested not => plain with { Outcome = "not tested", Reason = not.Reason },
                Conformance.Outcome.NotApplicable not => plain with { Outcome = "not applicable", Reason = not.Reason },
                _ => plain with { Outcome = "passed" },
            };
        }
    }
}
