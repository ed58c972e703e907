using System.Collections.Immutable;

namespace DataLab.Adql;

/// <summary>Where in the query text: 0-based offset and length in UTF-16 units, with 1-based line and column of the start.</summary>
public readonly record struct TextSpan(int Start, int Length, int Line, int Column);

/// <summary>Something wrong in the user's text: what, where, what was expected, how to mend it.</summary>
/// <param name="Code">Stable code for programs, such as <c>unknown-column</c>; see <see cref="DiagnosticCodes"/>.</param>
/// <param name="Hint">What to do, when we can tell: a corrected spelling, a rewritten clause.</param>
public sealed record Diagnostic(string Code, TextSpan Span, string Message, string? Hint = null)
{
    public override string ToString() =>
        $"{Message} (line {Span.Line}, column {Span.Column}).{(Hint is null ? "" : " " + Hint)}";
}

/// <summary>Collects what is wrong, up to <see cref="AdqlLimits.Diagnostics"/> entries, in the order of the text.</summary>
internal sealed class DiagnosticBag
{
    private readonly List<Diagnostic> found = [];

    public bool Any => found.Count > 0;

    public bool IsFull => found.Count >= AdqlLimits.Diagnostics;

    public void Report(string code, TextSpan span, string message, string? hint = null)
    {
        if (!IsFull && !found.Any(other => other.Span == span && other.Message == message))
            found.Add(new Diagnostic(code, span, Cut(message), hint is null ? null : Cut(hint)));
    }

    /// <summary>Names in a message may be as long as a query.</summary>
    private static string Cut(string text) => text.Length <= 500 ? text : text[..500] + "…";

    public ImmutableArray<Diagnostic> ToImmutable() => [.. found.OrderBy(diagnostic => diagnostic.Span.Start)];
}
