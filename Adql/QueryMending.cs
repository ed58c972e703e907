using System.Collections.Immutable;
using System.Text;

namespace DataLab.Adql;

/// <summary>Finds the errors behind the first one, and the query that the user very likely meant.</summary>
/// <remarks>
/// A text that stumbles is changed as its diagnostics propose, or the part that cannot be mended is left out, and read again, a
/// few times over. All errors are told at their place in the text as it was sent. If changes alone make a query that can be run,
/// it is proposed.
/// </remarks>
internal static class QueryMending
{
    private const int MostRounds = 8;

    /// <summary>Characters; in longer texts only the first errors are told.</summary>
    private const int LongestText = 20_000;

    /// <summary>Errors that may come of what was left out.</summary>
    private static readonly string[] Consequences =
    [
        DiagnosticCodes.Grouping,
        DiagnosticCodes.SetOperands,
        DiagnosticCodes.Position,
        DiagnosticCodes.TooComplex,
    ];

    /// <param name="first">What is wrong with the text.</param>
    /// <param name="read">Says what is wrong with another text.</param>
    /// <returns>All errors, in order, and a query without any, or null.</returns>
    public static (ImmutableArray<Diagnostic> All, string? Mended) Explore(
        string text,
        ImmutableArray<Diagnostic> first,
        Func<string, ImmutableArray<Diagnostic>> read
    )
    {
        if (text.Length > LongestText)
            return (first, null);
        var all = first.ToList();
        var (changed, found) = (new ChangedText(text), first);
        var isWhole = true;
        for (var round = 0; round < MostRounds; round++)
        {
            var mendings = found.SelectMany(diagnostic => diagnostic.Mending).ToList();
            var detours = found.Where(d => d.Mending.IsEmpty).SelectMany(diagnostic => diagnostic.Detour).ToList();
            if (mendings.Count + detours.Count == 0)
                break;
            isWhole &= found.All(diagnostic => !diagnostic.Mending.IsEmpty);
            changed = changed.With([.. mendings, .. detours]);
            found = read(changed.Text);
            if (found.IsEmpty)
                return (Sorted(all), isWhole ? changed.Text : null);
            foreach (var diagnostic in found)
            {
                var here = diagnostic with { Span = changed.Origin(diagnostic.Span, text) };
                var isNews =
                    all.Count < AdqlLimits.Diagnostics
                    && (isWhole || !Consequences.Contains(here.Code))
                    && !all.Any(other => Overlap(other.Span, here.Span));
                if (isNews)
                    // Its changes are those of another text.
                    all.Add(here with { Mending = [], Detour = [] });
            }
        }
        return (Sorted(all), null);
    }

    /// <summary>What is said of a place that was changed already speaks of the change.</summary>
    private static bool Overlap(TextSpan a, TextSpan b) =>
        a.Start == b.Start || a.Start < b.Start + b.Length && b.Start < a.Start + a.Length;

    private static ImmutableArray<Diagnostic> Sorted(IEnumerable<Diagnostic> all) =>
        [.. all.OrderBy(diagnostic => diagnostic.Span.Start)];

    /// <summary>A text after changes, which knows where its characters come from.</summary>
    private sealed class ChangedText
    {
        /// <summary>For each character and the end: its place in the first text, or that of what it stands for.</summary>
        private readonly int[] origins;

        public ChangedText(string text)
            : this(text, [.. Enumerable.Range(0, text.Length + 1)]) { }

        private ChangedText(string text, int[] origins) => (Text, this.origins) = (text, origins);

        public string Text { get; }

        /// <summary>Of changes that overlap the first one counts.</summary>
        public ChangedText With(IEnumerable<TextEdit> edits)
        {
            var text = new StringBuilder();
            var places = new List<int>();
            var at = 0;
            foreach (var edit in edits.Distinct().OrderBy(edit => edit.Start))
            {
                if (edit.Start < at || edit.Start + edit.Length > Text.Length)
                    continue;
                Keep(at, edit.Start);
                text.Append(edit.Text);
                places.AddRange(Enumerable.Repeat(origins[edit.Start], edit.Text.Length));
                at = edit.Start + edit.Length;
            }
            Keep(at, Text.Length);
            places.Add(origins[^1]);
            return new ChangedText(text.ToString(), [.. places]);

            void Keep(int from, int to)
            {
                text.Append(Text, from, to - from);
                places.AddRange(origins.AsSpan(from, to - from));
            }
        }

        /// <summary>The same place in the first text.</summary>
        public TextSpan Origin(TextSpan span, string first)
        {
            var start = origins[Math.Min(span.Start, Text.Length)];
            var end = origins[Math.Min(span.Start + span.Length, Text.Length)];
            var before = first.AsSpan(0, start);
            var line = before.Count('\n');
            var column = start - (before.LastIndexOf('\n') + 1);
            return new TextSpan(start, Math.Max(0, end - start), line + 1, column + 1);
        }
    }
}
