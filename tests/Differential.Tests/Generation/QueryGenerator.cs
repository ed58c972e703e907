using System.Globalization;
using DataLab.Differential.Tests.Evaluation;

namespace DataLab.Differential.Tests.Generation;

/// <summary>Writes queries that are valid, from a seed: the same seed, the same query.</summary>
/// <remarks>Here: queries and FROM. <c>.Values</c>: what stands in the clauses. <c>.Sky</c>: positions.</remarks>
internal sealed partial class QueryGenerator(int seed)
{
    private readonly Random random = new(seed);
    private int names;

    /// <summary>A column that may be named, as it is written.</summary>
    private sealed record Known(string Text, Domain Domain);

    private static readonly Domain[] Selectable =
    [
        Domain.Int,
        Domain.Int,
        Domain.Double,
        Domain.Double,
        Domain.Text,
        Domain.Float,
        Domain.Boolean,
        Domain.Time,
        Domain.Long,
    ];

    private bool Chance(int percent) => random.Next(100) < percent;

    private T Pick<T>(params IReadOnlyList<T> items) => items[random.Next(items.Count)];

    private string Fresh(string stem) => stem + (++names).ToString(CultureInfo.InvariantCulture);

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    public Piece Query()
    {
        if (Chance(12))
            return SkyQuery();
        if (!Chance(10))
            return Chance(15) ? SetQuery([]) : Select([], Domains(1, 4), top: true);
        // A common table is used once or twice.
        var name = Fresh("w");
        var domains = Domains(1, 3);
        var columns = domains.Select((domain, i) => new Known($"c{i + 1}", domain)).ToList();
        var inner = Select([], domains, top: false);
        string[] aliases = Chance(50) ? ["a"] : ["a", "b"];
        var from = string.Join(", ", aliases.Select(alias => $"{name} AS {alias}"));
        var known = aliases.SelectMany(alias => columns.Select(c => c with { Text = $"{alias}.{c.Text}" })).ToList();
        return Piece.Of("with", null, $"WITH {name} AS (", inner, ") ", Select([], Domains(1, 3), true, (from, known)));
    }

    private Domain[] Domains(int least, int most) =>
        [.. Enumerable.Range(0, random.Next(least, most + 1)).Select(_ => Pick(Selectable))];

    private Piece SetQuery(List<Known> outer)
    {
        var domains = Domains(1, 3);
        var sign = Pick(" UNION ", " UNION ALL ", " EXCEPT ", " EXCEPT ALL ", " INTERSECT ", " INTERSECT ALL ");
        return Piece.Of(
            "query",
            null,
            Select(outer, domains, false),
            sign,
            Select(outer, domains, false),
            Piece.Optional(Chance(20) ? Pick(" UNION ", " EXCEPT ") + Select(outer, domains, false) : ""),
            Piece.Optional(Chance(50) ? " ORDER BY " + string.Join(", ", Enumerable.Range(1, domains.Length)) : "")
        );
    }

    /// <param name="domains">Of its columns, which are called c1, c2, …</param>
    /// <param name="top">It may be cut off; then it has a total order.</param>
    private Piece Select(
        List<Known> outer,
        Domain[] domains,
        bool top,
        (object Text, List<Known> Columns)? source = null
    )
    {
        var (from, local) = source ?? From(outer, 2);
        List<Known> known = [.. local, .. outer];
        var where = Piece.Optional(Chance(55) ? Piece.Of("", null, " WHERE ", Condition(known, 3)) : "");
        var kind = random.Next(100);
        var parts = new List<object> { "SELECT " };
        var grouped = kind < 22;
        var tail = new List<object>();
        if (!grouped && kind < 34)
            parts.Add(Piece.Optional("DISTINCT "));
        var cut = top && Chance(18);
        if (cut)
            parts.Add(Piece.Optional($"TOP {random.Next(0, 6)} "));
        if (grouped)
        {
            var keys = Chance(75)
                ? Enumerable.Range(0, random.Next(1, 3)).Select(_ => Pick(local)).Distinct().ToList()
                : [];
            parts.Add(Items(domains, domain => Grouped(domain, keys, known)));
            if (keys.Count > 0)
                tail.Add(" GROUP BY " + string.Join(", ", keys.Select(key => key.Text)));
            if (Chance(35))
                tail.Add(Piece.Optional(" HAVING ", Comparison(d => Grouped(d, keys, known))));
        }
        else
            parts.Add(Items(domains, domain => Value(domain, known, 3)));
        parts.Add(" FROM ");
        parts.Add(from);
        parts.Add(where);
        parts.AddRange(tail);
        if (cut || top && Chance(40))
            parts.Add(Order(domains.Length, cut));
        return new Piece("query", null, parts);
    }

    private object Order(int columns, bool cut)
    {
        var order = Enumerable
            .Range(1, columns)
            .OrderBy(_ => random.Next())
            .Select(i => (Chance(50) ? $"c{i}" : $"{i}") + Pick("", " ASC", " DESC"));
        var text = " ORDER BY " + string.Join(", ", order);
        return cut
            ? text + Pick("", "", $" OFFSET {random.Next(0, 4)}", $" LIMIT {random.Next(0, 5)}")
            : Piece.Optional(text);
    }

    private static Piece Items(Domain[] domains, Func<Domain, object> value)
    {
        var parts = new List<object>();
        for (var i = 0; i < domains.Length; i++)
        {
            parts.Add(i == 0 ? "" : ", ");
            parts.Add(value(domains[i]));
            parts.Add($" AS c{i + 1}");
        }
        return new Piece("items", null, parts);
    }

    private (object Text, List<Known> Columns) From(List<Known> outer, int depth)
    {
        var (left, columns) = Table(outer, depth);
        if (depth == 0 || Chance(60))
            return (left, columns);
        var (right, more) = Table(outer, depth - 1);
        List<Known> both = [.. columns, .. more];
        if (Chance(25))
            return (Piece.Of("from2", null, left, Pick(", ", " CROSS JOIN "), right), both);
        var join = Pick(" JOIN ", " INNER JOIN ", " LEFT JOIN ", " LEFT OUTER JOIN ", " RIGHT JOIN ", " FULL JOIN ");
        // DuckDB has no outer joins on a condition with a subquery, PostgreSQL no full join without an equality.
        var inner = join is " JOIN " or " INNER JOIN ";
        var on = !inner || Chance(40) ? Equality(columns, more) : null;
        return (Piece.Of("from2", null, left, join, right, " ON ", on ?? (object)Condition(both, 1)), both);
    }

    private string? Equality(List<Known> left, List<Known> right)
    {
        var pairs = left.SelectMany(a => right.Where(b => b.Domain == a.Domain).Select(b => $"{a.Text} = {b.Text}"))
            .ToList();
        return pairs.Count > 0 ? Pick(pairs) : "1 = 1";
    }

    private (object Text, List<Known> Columns) Table(List<Known> outer, int depth)
    {
        var alias = Fresh("a");
        if (depth > 0 && Chance(20))
        {
            var domains = Domains(1, 3);
            return (
                Piece.Of("from", null, "(", Select([], domains, true), ") AS " + alias),
                [.. domains.Select((domain, i) => new Known($"{alias}.c{i + 1}", domain))]
            );
        }
        var table = SmallArchive.Tables[
            Chance(5) ? 2
            : Chance(50) ? 0
            : 1
        ];
        return ($"{SmallArchive.Schema}.{table.Name} AS {alias}", Columns(table, alias));
    }

    private static List<Known> Columns(SmallTable table, string alias) =>
        [
            .. table.Columns.Select(column => new Known(
                alias
                    + "."
                    + (
                        column.Name.Contains(' ', StringComparison.Ordinal) || column.Name == "at"
                            ? $"\"{column.Name}\""
                            : column.Name
                    ),
                column.Domain
            )),
        ];
}
