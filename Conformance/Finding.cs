using System.Diagnostics.CodeAnalysis;
using DataLab.Conformance.Http;

namespace DataLab.Conformance;

/// <summary>Ends a check with an outcome other than passed. Checks throw what these methods give; the judge catches it.</summary>
internal sealed class Finding : Exception
{
    private Finding(Outcome outcome) => Outcome = outcome;

    public Outcome Outcome { get; }

    public static Finding Failed(Exchange exchange, string expected, string? found = null) =>
        new(new Outcome.Failed(exchange.Sent, found is null ? exchange.Came : Join(exchange, found), expected));

    public static Finding Failed(string expected, string found) => new(new Outcome.Failed(null, found, expected));

    public static Finding NotTested(string reason) => new(new Outcome.NotTested(reason));

    public static Finding NotApplicable(string reason) => new(new Outcome.NotApplicable(reason));

    /// <summary>Fails the check unless <paramref name="kept"/>.</summary>
    /// <param name="found">What was seen in the answer; null tells how the answer begins.</param>
    public static void Require(
        [DoesNotReturnIf(false)] bool kept,
        Exchange exchange,
        string expected,
        string? found = null
    )
    {
        if (!kept)
            throw Failed(exchange, expected, found);
    }

    /// <summary>Fails the check when anything is in <paramref name="offenders"/>; the message names the first few.</summary>
    public static void RequireNone(Exchange exchange, IEnumerable<string> offenders, string expected)
    {
        var all = offenders.ToArray();
        if (all.Length > 0)
            throw Failed(exchange, expected, Some(all));
    }

    /// <summary>The first three of a list, and how many there are.</summary>
    public static string Some(IReadOnlyCollection<string> all) =>
        all.Count <= 3 ? string.Join("; ", all) : $"{string.Join("; ", all.Take(3))}; and {all.Count - 3} more";

    public static void RequireStatus(Exchange exchange, int status, string what) =>
        Require(exchange.Status == status, exchange, $"status {status}: {what}");

    public static void RequireStatus(Exchange exchange, IReadOnlyCollection<int> statuses, string what) =>
        Require(statuses.Contains(exchange.Status), exchange, $"status {string.Join(" or ", statuses)}: {what}");

    private static string Join(Exchange exchange, string found) => $"{found} ({exchange.StatusLine})";
}
