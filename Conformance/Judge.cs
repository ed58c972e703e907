using System.Diagnostics;
using DataLab.Conformance.Documents;
using DataLab.Conformance.Http;

namespace DataLab.Conformance;

/// <summary>What to judge and how patiently.</summary>
public sealed record JudgeOptions
{
    /// <summary>Names of families (<see cref="Judge.FamilyNames"/>); empty for all that the service claims.</summary>
    public IReadOnlyCollection<string> Standards { get; init; } = [];

    /// <summary>How long one request may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How many bytes one answer may have.</summary>
    public long MostBytes { get; init; } = 64L << 20;
}

/// <summary>There is nothing at the URL that can be judged; the message says what was tried.</summary>
public sealed class UnjudgeableException(string message) : Exception(message);

/// <summary>Judges a service of any archive over HTTP, clause by clause.</summary>
public static class Judge
{
    public static IReadOnlyList<string> FamilyNames => Conformance.Standards.Families.Select(f => f.Name).ToArray();

    /// <summary>Every clause that is checked, in the order of the families.</summary>
    public static IReadOnlyList<Clause> Clauses => Conformance.Standards.Checks.Select(check => check.Clause).ToArray();

    /// <param name="url">Base of an archive, of a service, or one of its resources.</param>
    /// <param name="onVerdict">Called after each check, for progress.</param>
    /// <exception cref="UnjudgeableException">Nothing answers there, or nothing that the judge knows.</exception>
    public static async Task<Judgement> JudgeAsync(
        Uri url,
        JudgeOptions options,
        Action<Verdict>? onVerdict,
        CancellationToken ct
    )
    {
        var watch = Stopwatch.StartNew();
        var started = DateTimeOffset.UtcNow;
        var client = new Client(new ClientLimits(options.Timeout, options.MostBytes), ct);
        using var subject = await Discovery.FindAsync(url, options.Standards, client);
        var families = Chosen(subject, options.Standards);
        var verdicts = new List<Verdict>();
        try
        {
            foreach (var check in families.SelectMany(family => family.Checks))
            {
                var verdict = await TryAsync(check, subject);
                verdicts.Add(verdict);
                onVerdict?.Invoke(verdict);
            }
        }
        finally
        {
            await subject.Jobs.DeleteAllAsync();
        }
        return new Judgement(subject.Base, started, watch.Elapsed, client.Requests, verdicts);
    }

    private static Family[] Chosen(Subject subject, IReadOnlyCollection<string> names)
    {
        var chosen = Conformance
            .Standards.Families.Where(family => names.Count == 0 || names.Contains(family.Name))
            .Where(family => family.Applies(subject))
            .ToArray();
        return chosen.Length > 0
            ? chosen
            : throw new UnjudgeableException($"{subject.Base} has nothing of {string.Join(", ", names)} to judge.");
    }

    internal static async Task<Verdict> TryAsync(Check check, Subject subject)
    {
        var watch = Stopwatch.StartNew();
        Outcome outcome;
        try
        {
            await check.Run(subject);
            outcome = Outcome.Passed.Instance;
        }
        catch (Finding finding)
        {
            outcome = finding.Outcome;
        }
        catch (UnreadableException unreadable)
        {
            outcome = new Outcome.Failed(
                unreadable.Exchange.Sent,
                $"{unreadable.Message} ({unreadable.Exchange.Came})",
                "a document that can be read"
            );
        }
        catch (UriFormatException)
        {
            outcome = new Outcome.Failed(null, "a link that is no URL", "URLs that can be followed");
        }
        catch (UnansweredException unanswered)
        {
            outcome = new Outcome.Failed(unanswered.Sent, unanswered.Message, "an answer");
        }
        return new Verdict(check.Clause, outcome, watch.Elapsed);
    }
}
