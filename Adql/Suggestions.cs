using System.Collections.Immutable;

namespace DataLab.Adql;

/// <summary>Did you mean: the nearest of some names.</summary>
public static class Suggestions
{
    /// <returns>A sentence with the best one or two of <paramref name="candidates"/>, or null when none is near.</returns>
    public static string? Hint(string name, IEnumerable<string> candidates)
    {
        var near = Nearest(name, candidates);
        return near.Count switch
        {
            0 => null,
            1 => $"Did you mean \"{near[0]}\"?",
            _ => $"Did you mean \"{near[0]}\" or \"{near[1]}\"?",
        };
    }

    /// <summary>The one name that is near, as a change of the text; empty where there is none or more than one.</summary>
    /// <param name="write">How the text writes a name.</param>
    public static ImmutableArray<TextEdit> Mending(
        TextSpan span,
        string name,
        IEnumerable<string> candidates,
        Func<string, string>? write = null
    ) =>
        Nearest(name, candidates) is [var only]
            ? [new TextEdit(span.Start, span.Length, write is null ? only : write(only))]
            : [];

    /// <summary>At most two names within a third of the length in edits, ignoring case, the nearest first.</summary>
    public static List<string> Nearest(string name, IEnumerable<string> candidates)
    {
        // Longer texts are no slips of the finger, and the distance is quadratic in the length.
        if (name.Length > 60)
            return [];
        var allowed = Math.Max(1, name.Length / 3);
        return
        [
            .. candidates
                .Distinct(StringComparer.OrdinalIgnoreCase)
                .Where(candidate => Math.Abs(candidate.Length - name.Length) <= allowed)
                .Select(candidate => (Name: candidate, Distance: Distance(Fold(name), Fold(candidate))))
                .Where(candidate => candidate.Distance <= allowed && candidate.Distance < name.Length)
                .OrderBy(candidate => candidate.Distance)
                .ThenBy(candidate => candidate.Name, StringComparer.Ordinal)
                .Take(2)
                .Select(candidate => candidate.Name),
        ];
    }

    /// <summary>Insertions, deletions, replacements and swaps of neighbours that turn a into b (Damerau-Levenshtein, restricted).</summary>
    public static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            rows[i, 0] = i;
        for (var j = 0; j <= b.Length; j++)
            rows[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        for (var j = 1; j <= b.Length; j++)
        {
            var replace = rows[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            rows[i, j] = Math.Min(replace, Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
        }
        return rows[a.Length, b.Length];
    }

    private static string Fold(string name) => name.ToUpperInvariant();
}
