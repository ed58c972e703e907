using DataLab.Differential.Tests.Evaluation;

namespace DataLab.Differential.Tests.Generation;

/// <content>FROM: tables, derived and lateral tables, joins of every kind.</content>
internal sealed partial class QueryGenerator
{
    private (object Text, List<Known> Columns) From(List<Known> outer, int depth)
    {
        if (depth == 2 && Chance(7))
            return Merged();
        var (left, columns) = Table(outer, depth);
        if (depth == 0 || Chance(55))
            return (left, columns);
        if (Chance(15) && Roomy)
            return Lateral(left, columns, outer);
        var (right, more) = Table(outer, depth - 1);
        List<Known> both = [.. columns, .. more];
        if (Chance(20))
            return (Piece.Of("from2", null, left, Pick(", ", " CROSS JOIN "), right), both);
        var join = Pick(" JOIN ", " INNER JOIN ", " LEFT JOIN ", " LEFT OUTER JOIN ", " RIGHT JOIN ", " FULL JOIN ");
        List<Known> seen = [.. both, .. outer];
        object on = random.Next(3) switch
        {
            0 => Equality(columns, more),
            1 => Piece.Of("", null, Equality(columns, more), Piece.Optional(" AND ", Condition(seen, 2))),
            _ => Condition(seen, 2),
        };
        var joined = Piece.Of("from2", null, left, join, right, " ON ", on);
        if (Chance(80))
            return (joined, both);
        var (third, last) = Table(outer, 0);
        return (
            Piece.Of(
                "from3",
                null,
                joined,
                Pick(" LEFT JOIN ", " RIGHT JOIN ", " FULL JOIN "),
                third,
                " ON ",
                Equality(both, last)
            ),
            [.. both, .. last]
        );
    }

    /// <summary>A query that uses the columns of the table before it.</summary>
    private (object Text, List<Known> Columns) Lateral(object left, List<Known> columns, List<Known> outer)
    {
        var alias = Fresh("a");
        var domains = Domains(1, 2);
        var inner = Select([.. columns, .. outer], domains, Chance(50));
        List<Known> found = [.. domains.Select((domain, i) => new Known($"{alias}.c{i + 1}", domain))];
        var (before, after) = Pick(
            (", LATERAL (", ""),
            (" CROSS JOIN LATERAL (", ""),
            (" JOIN LATERAL (", " ON 1 = 1"),
            (" LEFT JOIN LATERAL (", " ON 1 = 1")
        );
        return (Piece.Of("lateral", null, left, before, inner, $") AS {alias}{after}"), [.. columns, .. found]);
    }

    /// <summary>NATURAL and USING: the columns in common are named without a table.</summary>
    private (object Text, List<Known> Columns) Merged()
    {
        var join = Pick("JOIN", "INNER JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN");
        var (first, second) = (Fresh("a"), Fresh("a"));
        IEnumerable<Known> Qualified(SmallTable table, string alias) =>
            Columns(table, alias).Where(column => Chance(70));
        if (Chance(30))
        {
            // Two columns of numbers of different types.
            var (a, b) = (Pick(SmallArchive.Tables[0].Columns), Pick(SmallArchive.Tables[0].Columns));
            if (!a.Domain.IsNumber() || !b.Domain.IsNumber())
                b = a;
            var domain =
                join == "RIGHT JOIN" ? b.Domain
                : join == "FULL JOIN" ? Evaluation.Domains.Common(a.Domain, b.Domain)
                : a.Domain;
            string Side((string Name, Domain Domain) column) => $"(SELECT id, {Written(column.Name)} AS k FROM d.t)";
            return (
                $"{Side(a)} AS {first} {join} {Side(b)} AS {second} USING (k)",
                [new Known("k", domain), new Known($"{first}.id", Domain.Int), new Known($"{second}.id", Domain.Int)]
            );
        }
        var (left, right) = (SmallArchive.Tables[0], SmallArchive.Tables[1]);
        string[] common = Pick<string[]>(["id"], ["kind"], ["n", "flag"], ["x"], []);
        var merged = common.Length == 0 ? right.Columns.Select(column => column.Name).ToList() : [.. common];
        var text =
            common.Length == 0
                ? $"d.t AS {first} NATURAL {join} d.u AS {second}"
                : $"d.t AS {first} {join} d.u AS {second} USING ({string.Join(", ", common)})";
        return (
            text,
            [
                .. right.Columns.Where(column => merged.Contains(column.Name)).Select(c => new Known(c.Name, c.Domain)),
                .. Qualified(left, first),
                .. Qualified(right, second),
            ]
        );
    }

    private string Equality(List<Known> left, List<Known> right)
    {
        var pairs = left.SelectMany(a =>
                right.Where(b => Matches(a.Domain, b.Domain)).Select(b => $"{a.Text} = {b.Text}")
            )
            .ToList();
        return pairs.Count > 0 ? Pick(pairs) : "1 = 1";
    }

    private (object Text, List<Known> Columns) Table(List<Known> outer, int depth)
    {
        if (commons.Count > 0 && Chance(25))
            return Common(1);
        var alias = Fresh("a");
        if (depth > 0 && Roomy && Chance(20))
        {
            var domains = Domains(1, 3);
            return (
                Piece.Of(
                    "from",
                    null,
                    "(",
                    Chance(15) ? SetQuery([], domains) : Select([], domains, true),
                    ") AS " + alias
                ),
                [.. domains.Select((domain, i) => new Known($"{alias}.c{i + 1}", domain))]
            );
        }
        var table =
            Chance(5) ? SmallArchive.Tables[2]
            : Chance(4) ? SmallArchive.Upload
            : SmallArchive.Tables[Chance(50) ? 0 : 1];
        return ($"{table.Schema}.{table.Name} AS {alias}", Columns(table, alias));
    }

    private static string Written(string name) =>
        name.Contains(' ', StringComparison.Ordinal) || name == "at" ? $"\"{name}\"" : name;
}
