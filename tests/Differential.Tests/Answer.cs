using System.Globalization;
using DataLab.Differential.Tests.Evaluation;

namespace DataLab.Differential.Tests;

/// <summary>Compares the rows of an engine with those of the evaluator: as a bag, or in order where the query asks for one.</summary>
internal static class Answer
{
    /// <returns>Null when they are alike, else the difference in words.</returns>
    public static string? Difference(
        Relation relation,
        IReadOnlyList<SortedRow> expected,
        IReadOnlyList<object?[]> found
    )
    {
        if (expected.Count != found.Count)
            return $"{expected.Count} rows expected, {found.Count} found";
        var domains = relation.Columns.Select(column => column.Domain).ToArray();
        // Rows that are sorted by the same values may come in any order among themselves.
        for (var start = 0; start < expected.Count; )
        {
            var end = start + 1;
            while (end < expected.Count && Domains.Key(expected[end].Keys) == Domains.Key(expected[start].Keys))
                end++;
            var rest = found.Skip(start).Take(end - start).ToList();
            var wanted = expected.Skip(start).Take(end - start).ToList();
            // Equal ones first, so that none of them is taken for one that is only close.
            wanted.RemoveAll(row => Take(rest, other => Domains.Key(row.Values) == Domains.Key(other)));
            foreach (var row in wanted)
            {
                if (!Take(rest, other => Alike(domains, row.Values, other)))
                    return $"expected the row {Show(row.Values)}; there {string.Join(" | ", rest.Take(4).Select(Show))}";
            }
            start = end;
        }
        return null;
    }

    private static bool Take(List<object?[]> rows, Predicate<object?[]> wanted)
    {
        var at = rows.FindIndex(wanted);
        if (at >= 0)
            rows.RemoveAt(at);
        return at >= 0;
    }

    private static bool Alike(Domain[] domains, object?[] expected, object?[] found) =>
        expected.Length == found.Length
        && Enumerable.Range(0, domains.Length).All(i => Alike(domains[i], expected[i], found[i]));

    private static bool Alike(Domain domain, object? expected, object? found)
    {
        if (expected is null || found is null)
            return expected is null && found is null;
        return expected switch
        {
            double x => Close(
                x,
                Convert.ToDouble(found, CultureInfo.InvariantCulture),
                domain == Domain.Float ? 1e-6 : 1e-10
            ),
            long x => x == Convert.ToInt64(found, CultureInfo.InvariantCulture),
            double[] list => found is Array other
                && list.Length == other.Length
                && list.Zip(other.Cast<object>()).All(pair => Alike(Domain.Double, pair.First, pair.Second)),
            DateTime time => found is string text && Domains.Time(text) == time,
            _ => expected.Equals(found),
        };
    }

    private static bool Close(double a, double b, double tolerance) =>
        a.Equals(b)
        || a == b
        || Math.Abs(a - b) <= tolerance * Math.Max(Math.Abs(a), Math.Abs(b))
        || Math.Abs(a - b) < 1e-13;

    private static string Show(object?[] row) =>
        "("
        + string.Join(", ", row.Select(cell => Convert.ToString(cell ?? "NULL", CultureInfo.InvariantCulture)))
        + ")";
}
