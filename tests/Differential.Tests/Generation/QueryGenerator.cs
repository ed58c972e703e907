using System.Globalization;
using DataLab.Differential.Tests.Evaluation;

namespace DataLab.Differential.Tests.Generation;

/// <summary>Writes queries that are valid, from a seed: the same seed, the same query.</summary>
/// <remarks>Here: queries and FROM. <c>.Values</c>: what stands in the clauses. <c>.Sky</c>: positions.</remarks>
/// <param name="selects">SELECTs that a query may have, roughly; without a limit the evaluator would loop for hours.</param>
internal sealed partial class QueryGenerator(int seed, int selects = 9)
{
    private readonly Random random = new(seed);
    private int names;

    private bool Roomy => selects > 0;

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
        if (Chance(18))
            return SkyQuery();
        if (!Chance(12))
            return Chance(15) ? SetQuery([]) : Select([], Domains(1, 4), top: true);
        // Common tables, which later ones and the query use, or not.
        var parts = new List<object> { "WITH " };
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var (name, domains) = (Fresh("w"), Domains(1, 3));
            object inner = Chance(20) ? SetQuery([], domains) : Select([], domains, top: Chance(30));
            parts.AddRange([name, " AS (", inner, i > 1 ? "), " : ") "]);
            commons.Add((name, [.. domains.Select((domain, c) => new Known($"c{c + 1}", domain))]));
        }
        parts.Add(Select([], Domains(1, 3), true, Common(2)));
        return new Piece("with", null, parts);
    }

    /// <summary>The common tables of the query so far; their columns without a qualifier.</summary>
    private readonly List<(string Name, List<Known> Columns)> commons = [];

    private (object Text, List<Known> Columns) Common(int most)
    {
        var used = Enumerable
            .Range(0, random.Next(1, most + 1))
            .Select(_ => (Table: Pick(commons), Alias: Fresh("a")))
            .ToList();
        return (
            string.Join(", ", used.Select(one => $"{one.Table.Name} AS {one.Alias}")),
            [
                .. used.SelectMany(one =>
                    one.Table.Columns.Select(column => column with { Text = $"{one.Alias}.{column.Text}" })
                ),
            ]
        );
    }

    private Domain[] Domains(int least, int most) =>
        [.. Enumerable.Range(0, random.Next(least, most + 1)).Select(_ => Pick(Selectable))];

    private Piece SetQuery(List<Known> outer, Domain[]? wanted = null)
    {
        var domains = wanted ?? Domains(1, 3);
        var parts = new List<object> { Operand(outer, domains) };
        for (var i = Chance(30) ? 2 : 1; i > 0; i--)
        {
            var sign = Pick(" UNION ", " UNION ALL ", " EXCEPT ", " EXCEPT ALL ", " INTERSECT ", " INTERSECT ALL ");
            parts.Add(Piece.Optional(sign, Operand(outer, domains)));
        }
        var order = string.Join(", ", Enumerable.Range(1, domains.Length).Select(i => i + Pick("", " DESC")));
        var cut = Pick("", "", " OFFSET 1", " LIMIT 3", " LIMIT 4 OFFSET 2");
        parts.Add(Piece.Optional(Chance(50) ? " ORDER BY " + order + cut : ""));
        return new Piece("query", null, parts);
    }

    /// <summary>In brackets an operand may have an order and limits of its own, or be a set operation.</summary>
    private Piece Operand(List<Known> outer, Domain[] domains) =>
        random.Next(6) switch
        {
            0 => Piece.Of("operand", null, "(", Select(outer, domains, true), ")"),
            1 when outer.Count == 0 && Roomy => Piece.Of("operand", null, "(", SetQuery(outer, domains), ")"),
            _ => Select(outer, domains, false),
        };

    /// <param name="domains">Of its columns, which are called c1, c2, …</param>
    /// <param name="top">It may be cut off; then it has a total order.</param>
    private Piece Select(
        List<Known> outer,
        Domain[] domains,
        bool top,
        (object Text, List<Known> Columns)? source = null
    )
    {
        selects--;
        var (from, local) = source ?? From(outer, Roomy ? 2 : 0);
        // A name without its table may mean another one in here.
        List<Known> known = [.. local, .. outer.Where(column => column.Text.Contains('.', StringComparison.Ordinal))];
        var where = Piece.Optional(Chance(55) ? Piece.Of("", null, " WHERE ", Condition(known, Roomy ? 3 : 1)) : "");
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
            // By SQL an aggregate of columns of an enclosing query would belong to that.
            parts.Add(Items(domains, domain => Grouped(domain, keys, local)));
            if (keys.Count > 0)
                tail.Add(" GROUP BY " + string.Join(", ", keys.Select(key => key.Text)));
            if (Chance(35))
                tail.Add(Piece.Optional(" HAVING ", Comparison(d => Grouped(d, keys, local))));
        }
        else
            parts.Add(Items(domains, domain => Value(domain, known, Roomy ? 3 : 1)));
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

    private static List<Known> Columns(SmallTable table, string alias) =>
        [.. table.Columns.Select(column => new Known($"{alias}.{Written(column.Name)}", column.Domain))];
}
