using DataLab.Differential.Tests.Evaluation;

namespace DataLab.Differential.Tests.Generation;

/// <content>Values of a wanted domain, and conditions.</content>
internal sealed partial class QueryGenerator
{
    private static readonly string[] Wholes = ["0", "1", "2", "3", "7", "-1", "-7", "100"];
    private static readonly string[] Reals = ["0.3", "1.5", "-2.25", "0.0", "1e3", ".5", "2."];
    private static readonly string[] Texts =
    [
        "'star'",
        "'Star'",
        "''",
        "'it''s'",
        "'日本'",
        "'a\\b'",
        "'galaxy'",
        "'É'",
    ];
    private static readonly string[] Patterns =
    [
        "'s%'",
        "'%a%'",
        "'_tar'",
        "'%'",
        "''",
        "'%\\%'",
        "'%r%s%'",
        "'__'",
        "'É%'",
    ];

    private Piece Value(Domain domain, List<Known> known, int depth)
    {
        var columns = known.Where(column => column.Domain == domain && Fits(column)).ToList();
        var least = domain switch
        {
            Domain.Double => "1.5",
            Domain.Text => "'star'",
            Domain.Boolean => "(1 = 1)",
            Domain.Time => "CAST('2020-02-28T12:00:00' AS TIMESTAMP)",
            Domain.Float => "CAST(0.5 AS REAL)",
            Domain.Long => "CAST(7 AS BIGINT)",
            Domain.Short or Domain.Byte => "CAST(3 AS SMALLINT)",
            _ => "1",
        };
        Piece Made(params object[] parts) => new("value:" + domain, least, parts);
        if (columns.Count > 0 && (depth <= 0 || Chance(45)))
            return Made(Pick(columns).Text);
        if (depth <= 0)
            return Made(Leaf(domain, least));
        Piece Inner(Domain other) => Value(other, known, depth - 1);
        switch (random.Next(12))
        {
            case 0 when Chance(25):
                var asked = Pick(Domain.Int, Domain.Text, Domain.Double, Domain.Time);
                return Made(
                    "CASE ",
                    Inner(asked),
                    " WHEN ",
                    Inner(asked),
                    " THEN ",
                    Inner(domain),
                    " WHEN ",
                    Inner(asked),
                    " THEN ",
                    Inner(domain),
                    " END"
                );
            case 0:
                return Made(
                    "CASE WHEN ",
                    Condition(known, depth - 1),
                    " THEN ",
                    Inner(domain),
                    Piece.Of("else", " END", " ELSE ", Inner(domain), " END")
                );
            case 1:
                return Made("COALESCE(", Inner(domain), ", ", Inner(domain), ")");
            case 2:
                return Made("NULLIF(", Inner(domain), ", ", Inner(domain), ")");
            case 3 when domain != Domain.Boolean:
                return Made(Pick("GREATEST", "LEAST") + "(", Inner(domain), ", ", Inner(domain), ")");
            case 4 when depth > 1 && Roomy:
                return Made(
                    domain == Domain.Boolean ? "((SELECT " : "(SELECT ",
                    Pick("MIN", "MAX"),
                    "(",
                    Value(
                        domain == Domain.Boolean ? Domain.Int : domain,
                        Columns(SmallArchive.Tables[1], "q" + names),
                        0
                    ),
                    ") AS c1 FROM d.u AS q" + names++,
                    Piece.Optional(
                        " WHERE ",
                        Comparison(d => Value(d, [.. Columns(SmallArchive.Tables[1], "q" + (names - 1)), .. known], 0))
                    ),
                    domain == Domain.Boolean ? ") = 1)" : ")"
                );
        }
        return domain switch
        {
            Domain.Int => Whole(Made, Inner),
            Domain.Long => Chance(50)
                ? Made("CAST(", Inner(Domain.Int), " AS BIGINT)")
                : Made("(", Inner(Domain.Int), Pick(" << ", " >> "), Pick("1", "3", "63", "64", "-1"), ")"),
            Domain.Short => Made("CAST(", Pick(Wholes), " AS SMALLINT)"),
            Domain.Double => Real(Made, Inner),
            Domain.Float => Chance(50)
                ? Made("CAST(", Inner(Domain.Double), " AS REAL)")
                : Made(
                    "(",
                    Inner(Domain.Float),
                    Pick(" + ", " - ", " * ", " / "),
                    Chance(70) ? Inner(Domain.Float) : Inner(Domain.Int),
                    ")"
                ),
            Domain.Text => Chance(50) ? Made(Pick("LOWER", "UPPER") + "(", Inner(Domain.Text), ")")
            : Chance(50) ? Made("(", Inner(Domain.Text), " || ", Inner(Domain.Text), ")")
            : Made(
                "CAST(",
                Inner(Pick(Domain.Int, Domain.Text, Domain.Time)),
                Pick(" AS VARCHAR)", " AS VARCHAR(3))", " AS CHAR(2))")
            ),
            Domain.Boolean => Made("(", Condition(known, depth - 1), ")"),
            _ => Made(Leaf(domain, least)),
        };
    }

    /// <summary>The extreme columns are only compared, selected and sorted: sums of them are not defined.</summary>
    private bool Fits(Known column) =>
        !column.Text.EndsWith(".vast", StringComparison.Ordinal)
            && !column.Text.EndsWith(".huge", StringComparison.Ordinal)
        || Chance(25);

    private string Leaf(Domain domain, string least) =>
        domain switch
        {
            Domain.Int => Pick(Wholes),
            Domain.Double => Pick(Reals),
            Domain.Text => Pick(Texts),
            Domain.Boolean => Pick("(1 = 1)", "(1 = 0)"),
            Domain.Time => Pick(
                "CAST('2020-02-28T12:00:00' AS TIMESTAMP)",
                "CAST('2020-02-28 12:00:00.5' AS TIMESTAMP)"
            ),
            _ => least,
        };

    private Piece Whole(Func<object[], Piece> made, Func<Domain, Piece> inner)
    {
        Piece Made(params object[] parts) => made(parts);
        return random.Next(6) switch
        {
            0 => Made("(", inner(Domain.Int), Pick(" & ", " | ", " # "), inner(Domain.Int), ")"),
            1 => Made(Pick("ABS(", "(- ", "(~ "), inner(Domain.Int), ")"),
            2 => Made("CAST(", inner(Pick(Domain.Int, Domain.Float, Domain.Double)), " AS INTEGER)"),
            3 => Made("MOD(", inner(Domain.Int), ", ", inner(Domain.Int), ")"),
            // Without brackets where they are not needed: the parser has to know.
            4 => Made(
                "(",
                inner(Domain.Int),
                Pick("-", " + ", "*"),
                " ",
                inner(Domain.Int),
                Pick(" - ", " / ", "/ "),
                inner(Domain.Int),
                ")"
            ),
            _ => Made(
                "(",
                inner(Domain.Int),
                Pick(" + ", " - ", " * ", " / ", " % "),
                inner(Pick(Domain.Int, Domain.Int, Domain.Short)),
                ")"
            ),
        };
    }

    private Piece Real(Func<object[], Piece> made, Func<Domain, Piece> inner)
    {
        Piece Made(params object[] parts) => made(parts);
        var number = Pick(Domain.Double, Domain.Double, Domain.Int, Domain.Float);
        return random.Next(6) switch
        {
            0 => Made(
                Pick("SQRT", "EXP", "LOG", "LOG10", "SIN", "COS", "TAN", "COT", "ASIN", "ACOS", "ATAN") + "(",
                inner(number),
                ")"
            ),
            1 => Made(Pick("FLOOR", "CEILING", "DEGREES", "RADIANS", "ROUND", "TRUNCATE") + "(", inner(number), ")"),
            2 => Made(Pick("ROUND", "TRUNCATE") + "(", inner(Domain.Double), Pick(", 1)", ", 2)", ", -1)", ", 0)")),
            3 => Made(Pick("POWER", "ATAN2", "MOD") + "(", inner(Domain.Double), ", ", inner(Domain.Double), ")"),
            4 => Made("(- ", inner(Domain.Double), ")"),
            _ => Made("(", inner(Domain.Double), Pick(" + ", " - ", " * ", " / "), inner(number), ")"),
        };
    }

    private static readonly Domain[] Compared =
    [
        Domain.Int,
        Domain.Int,
        Domain.Double,
        Domain.Float,
        Domain.Text,
        Domain.Time,
        Domain.Long,
        Domain.Short,
    ];

    private static bool Matches(Domain a, Domain b) => a == b || a.IsNumber() && b.IsNumber();

    private Piece Comparison(Func<Domain, object> value)
    {
        var domain = Pick(Compared);
        var other =
            domain.IsNumber() && Chance(30) ? Pick(Domain.Int, Domain.Double, Domain.Float, Domain.Long) : domain;
        return Piece.Of(
            "condition",
            "1 = 1",
            value(domain),
            Pick(" = ", " <> ", "<>", " != ", "<", " <= ", ">", " >= "),
            value(other)
        );
    }

    private Piece Condition(List<Known> known, int depth)
    {
        Piece Made(params object[] parts) => new("condition", "1 = 1", parts);
        Piece Inner(Domain domain) => Value(domain, known, depth - 1);
        if (depth <= 0)
            return Comparison(domain => Value(domain, known, 0));
        var domain = Pick(Compared);
        switch (random.Next(15))
        {
            case 0 or 1:
                return Made("(", Condition(known, depth - 1), Pick(" AND ", " OR "), Condition(known, depth - 1), ")");
            case 2:
                return Made("NOT (", Condition(known, depth - 1), ")");
            case 3:
                return Made(Inner(domain), Pick(" BETWEEN ", " NOT BETWEEN "), Inner(domain), " AND ", Inner(domain));
            case 4:
                return Made(
                    Inner(domain),
                    Pick(" IN (", " NOT IN ("),
                    Inner(domain),
                    ", ",
                    Inner(domain),
                    Pick("", ", NULL"),
                    ")"
                );
            case 5 or 6:
                return random.Next(5) switch
                {
                    0 => Made(
                        Inner(Domain.Text),
                        Pick(" LIKE ", " NOT LIKE ", " ILIKE "),
                        Pick(
                            "'%!%%' ESCAPE '!'",
                            "'%\\_%' ESCAPE '\\'",
                            "'a\\\\b' ESCAPE '\\'",
                            "'%#_' ESCAPE '#'",
                            "'日!本' ESCAPE '!'"
                        )
                    ),
                    1 => Made(
                        Inner(Domain.Text),
                        Pick(" ~ ", " !~ ", " ~* ", " !~* "),
                        Pick("'s'", "'^s'", "'R$'", "'st(ar)?'", "'[a-g]+x'", "'^$'", "'a.b'", "'(a|it).s'", "'\\\\'")
                    ),
                    2 => Made(Inner(Domain.Text), Pick(" LIKE ", " NOT LIKE "), Inner(Domain.Text)),
                    _ => Made(Inner(Domain.Text), Pick(" LIKE ", " NOT LIKE ", " ILIKE "), Pick(Patterns)),
                };
            case 7:
                return Made(Inner(Pick(Selectable)), Pick(" IS NULL", " IS NOT NULL"));
            case 8 when Roomy:
                var member = domain.IsNumber() && Chance(40) ? Pick(Domain.Float, Domain.Double, Domain.Long) : domain;
                object members = Chance(15)
                    ? SetQuery([], [member])
                    : Select(Chance(30) ? known : [], [member], Chance(20));
                return Made(Inner(domain), Pick(" IN (", " NOT IN ("), members, ")");
            case 9 when Roomy:
                selects--;
                var alias = Fresh("e");
                return Made(
                    Pick("EXISTS (", "NOT EXISTS ("),
                    $"SELECT 1 AS c1 FROM d.u AS {alias} WHERE ",
                    Comparison(d => Value(d, [.. Columns(SmallArchive.Tables[1], alias), .. known], 1)),
                    ")"
                );
            case 10:
                return Made(
                    "(",
                    Inner(Domain.Boolean),
                    ")",
                    Pick(" IS TRUE", " IS NOT TRUE", " IS FALSE", " IS NOT FALSE")
                );
            default:
                return Comparison(d => Value(d, known, depth - 1));
        }
    }

    /// <summary>A value that is one for a group: a key, an aggregate, or made of such.</summary>
    private Piece Grouped(Domain domain, List<Known> keys, List<Known> known)
    {
        var least = domain == Domain.Int ? "COUNT(*)" : null;
        Piece Made(params object[] parts) => new("value:" + domain, least, parts);
        var fitting = keys.Where(key => key.Domain == domain).ToList();
        if (fitting.Count > 0 && Chance(50))
            return Made(Pick(fitting).Text);
        switch (domain)
        {
            case Domain.Int or Domain.Long when Chance(40):
                return Made("COUNT(", Pick("", "DISTINCT "), Value(Pick(Selectable), known, 1), ")");
            case Domain.Int or Domain.Long when Chance(40):
                return Made("SUM(", Pick("", "DISTINCT "), Value(Domain.Int, known, 1), ")");
            case Domain.Double when Chance(50):
                return Made(
                    Pick("AVG(", "SUM("),
                    Pick("", "DISTINCT "),
                    Value(Pick(Domain.Int, Domain.Double, Domain.Float), known, 1),
                    ")"
                );
            case Domain.Boolean:
                return Made("(COUNT(*) > 1)");
            default:
                return Made(Pick("MIN(", "MAX("), Value(domain, known, 1), ")");
        }
    }
}
