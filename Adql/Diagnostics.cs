using System.Collections.Immutable;

namespace DataLab.Adql;

/// <summary>Where in the query text: 0-based offset and length in UTF-16 units, with 1-based line and column of the start.</summary>
public readonly record struct TextSpan(int Start, int Length, int Line, int Column);

/// <summary>A change of a text: so many characters from a place on give way to others.</summary>
/// <param name="Start">0-based, UTF-16 units.</param>
public readonly record struct TextEdit(int Start, int Length, string Text);

/// <summary>Something wrong or doubtful in the user's text: what, where, what was expected, how to mend it.</summary>
/// <param name="Code">Stable code for programs, such as <c>unknown-column</c>; see <see cref="DiagnosticCodes"/>.</param>
/// <param name="Hint">What to do, when we can tell: a corrected spelling, a rewritten clause.</param>
public sealed record Diagnostic(string Code, TextSpan Span, string Message, string? Hint = null)
{
    /// <summary>What would very likely be right; empty where only the user can tell.</summary>
    public ImmutableArray<TextEdit> Mending { get; init; } = [];

    /// <summary>What to leave out of the text to read on behind an error that cannot be mended; never shown.</summary>
    internal ImmutableArray<TextEdit> Detour { get; init; } = [];

    public override string ToString() =>
        $"{Message} (line {Span.Line}, column {Span.Column}).{(Hint is null ? "" : " " + Hint)}";
}

/// <summary>Collects what is wrong, up to <see cref="AdqlLimits.Diagnostics"/> entries, in the order of the text.</summary>
internal sealed class DiagnosticBag
{
    private readonly List<Diagnostic> found = [];
    private readonly List<Diagnostic> warnings = [];

    /// <summary>The text that is read.</summary>
    public string Text { get; init; } = "";

    public bool Any => found.Count > 0;

    public bool IsFull => found.Count >= AdqlLimits.Diagnostics;

    /// <param name="mending">The change of the text that the hint speaks of.</param>
    public void Report(
        string code,
        TextSpan span,
        string message,
        string? hint = null,
        params ImmutableArray<TextEdit> mending
    ) => Add(found, new Diagnostic(code, span, Cut(message), hint is null ? null : Cut(hint)) { Mending = mending });

    /// <param name="detour">See <see cref="Diagnostic.Detour"/>.</param>
    public void ReportAndGoOn(
        string code,
        TextSpan span,
        string message,
        string? hint,
        ImmutableArray<TextEdit> detour
    ) => Add(found, new Diagnostic(code, span, Cut(message), hint is null ? null : Cut(hint)) { Detour = detour });

    /// <summary>Says something of a query that is run all the same.</summary>
    public void Warn(string code, TextSpan span, string message, string? hint = null) =>
        Add(warnings, new Diagnostic(code, span, Cut(message), hint is null ? null : Cut(hint)));

    public bool Has(string code, TextSpan span) => found.Any(other => other.Code == code && other.Span == span);

    private static void Add(List<Diagnostic> list, Diagnostic diagnostic)
    {
        if (
            list.Count < AdqlLimits.Diagnostics
            && !list.Any(other => other.Span == diagnostic.Span && other.Message == diagnostic.Message)
        )
            list.Add(diagnostic);
    }

    /// <summary>Names in a message may be as long as a query.</summary>
    private static string Cut(string text) => text.Length <= 500 ? text : text[..500] + "…";

    public ImmutableArray<Diagnostic> ToImmutable() => [.. found.OrderBy(diagnostic => diagnostic.Span.Start)];

    public ImmutableArray<Diagnostic> Warnings => [.. warnings.OrderBy(diagnostic => diagnostic.Span.Start)];
}
