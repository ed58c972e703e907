using DataLab.Adql.Plan;
using DataLab.Adql.Syntax;

namespace DataLab.Adql.Semantics;

/// <content>Warnings: what is legal, and hardly what was meant.</content>
internal sealed partial class Binder
{
    private void WarnOfComparison(ComparisonOperator sign, Value left, Value right, TextSpan span)
    {
        if (left is NullConstant || right is NullConstant)
        {
            diagnostics.Warn(
                DiagnosticCodes.SuspiciousComparison,
                span,
                "A comparison with NULL is never true",
                "Write IS NULL or IS NOT NULL."
            );
            return;
        }
        if (sign is not (ComparisonOperator.Equal or ComparisonOperator.NotEqual))
            return;
        WarnOfReal(left, right, span);
        WarnOfReal(right, left, span);
    }

    /// <summary>0.3 is a double, and no REAL is equal to it.</summary>
    private void WarnOfReal(Value value, Value constant, TextSpan span)
    {
        if (
            value.Type.Kind == Kind.Float
            && constant is RealConstant { Number: var number }
            && double.IsFinite(number)
            && (float)number != number
        )
            diagnostics.Warn(
                DiagnosticCodes.SuspiciousComparison,
                span,
                $"A REAL value is compared with {Shown(number)}, which no REAL is equal to",
                $"Compare it with CAST({Shown(number)} AS REAL), or ask for a range with BETWEEN."
            );
    }

    /// <summary>LIKE 'M31*': a wildcard of the shell.</summary>
    private void WarnOfWildcards(LikePredicate like)
    {
        if (
            like.Pattern is StringLiteral { Value: var pattern }
            && (pattern.Contains('*', StringComparison.Ordinal) || pattern.Contains('?', StringComparison.Ordinal))
            && !pattern.Contains('%', StringComparison.Ordinal)
            && !pattern.Contains('_', StringComparison.Ordinal)
        )
            diagnostics.Warn(
                DiagnosticCodes.SuspiciousComparison,
                like.Pattern.Span,
                "* and ? stand for themselves in LIKE",
                "% stands for any characters, _ for one."
            );
    }

    /// <summary>POINT(dec, ra), by what the columns are.</summary>
    private void WarnOfSwappedPosition(Value longitude, Value latitude, TextSpan span)
    {
        if (
            longitude is ColumnValue { Metadata.Ucd: { } first }
            && latitude is ColumnValue { Metadata.Ucd: { } second }
            && first.StartsWith("pos.eq.dec", StringComparison.OrdinalIgnoreCase)
            && second.StartsWith("pos.eq.ra", StringComparison.OrdinalIgnoreCase)
        )
            diagnostics.Warn(
                DiagnosticCodes.SuspiciousComparison,
                span,
                "A declination stands in the place of the longitude, and the other way round",
                "The order is right ascension, declination."
            );
    }

    private void WarnOfBetween(Value low, Value high, bool negated, TextSpan span)
    {
        if (Constants.Number(low) is { } from && Constants.Number(high) is { } to && from > to)
            diagnostics.Warn(
                DiagnosticCodes.SuspiciousComparison,
                span,
                $"Nothing lies between {Shown(from)} and {Shown(to)}: the condition is {(negated ? "always" : "never")} true",
                "The smaller number stands first."
            );
    }

    private void WarnOfDivision(Value left, Value right, TextSpan span)
    {
        if (left is WholeConstant a && right is WholeConstant { Number: not 0 } b && a.Number % b.Number != 0)
            diagnostics.Warn(
                DiagnosticCodes.WholeDivision,
                span,
                $"{a.Number} / {b.Number} is {a.Number / b.Number}: the division of whole numbers drops the rest",
                $"Write {a.Number}.0 / {b.Number}."
            );
    }

    /// <summary>No shape but a point lies in a point.</summary>
    private void WarnOfContains(Value inner, Value outer, TextSpan span)
    {
        if (outer.Type.Kind == Kind.Point && inner.Type.Kind is Kind.Circle or Kind.Polygon)
            diagnostics.Warn(
                DiagnosticCodes.SuspiciousComparison,
                span,
                "CONTAINS asks here whether a shape lies within a point",
                "The first argument is what shall lie inside: CONTAINS(POINT(…), CIRCLE(…))."
            );
    }

    /// <summary>Tables of a FROM that no condition of ON or WHERE links, directly or through others.</summary>
    /// <remarks>Subqueries count as linking all, and so do rows that are few: of a SELECT with aggregates only, of a LIMIT of one.</remarks>
    private void WarnOfUnlinked(Select select, SelectQuery written)
    {
        if (schema is null || diagnostics.Any || written.From.Any(HasCrossJoin))
            return;
        var sources = select.From.SelectMany(Tree.Leaves).Where(source => !IsSingle(source)).ToList();
        if (sources.Count < 2)
            return;
        var groups = sources.ToDictionary(source => source.Alias, source => source.Alias);
        string Root(string alias) => groups[alias] == alias ? alias : groups[alias] = Root(groups[alias]);
        void Link(IEnumerable<string> aliases)
        {
            var known = aliases.Where(groups.ContainsKey).Distinct().ToList();
            for (var i = 1; i < known.Count; i++)
                groups[Root(known[i])] = Root(known[0]);
        }
        foreach (var condition in select.From.SelectMany(Conditions).Append(select.Where))
        {
            if (condition is null)
                continue;
            if (Tree.HasQuery(condition))
                return;
            // A condition on one side of an OR still relates the tables.
            foreach (var term in condition is AndCondition and ? and.Operands : [condition])
                Link(Tree.Values(term).SelectMany(Tree.Columns).Select(column => column.Source));
        }
        foreach (var lateral in sources.OfType<QuerySource>().Where(source => source.Lateral))
            Link(sources.TakeWhile(source => source != lateral).Select(source => source.Alias).Append(lateral.Alias));
        if (sources.Select(source => Root(source.Alias)).Distinct().Count() > 1)
            diagnostics.Warn(
                DiagnosticCodes.UnlinkedTables,
                written.From[^1].Span,
                "No condition links all tables of this FROM: every row of one is paired with every row of another",
                "Add a condition to WHERE, or write CROSS JOIN if that is meant."
            );
    }

    private static bool HasCrossJoin(TableReference reference) =>
        reference is JoinedTable join
        && (join.Kind == JoinKind.Cross || HasCrossJoin(join.Left) || HasCrossJoin(join.Right));

    private static IEnumerable<Condition?> Conditions(Source source) =>
        source is JoinSource join ? [join.On, .. Conditions(join.Left), .. Conditions(join.Right)] : [];

    private static bool IsSingle(Source source) =>
        source is TableSource { Table.Rows: <= 1 }
        || source is QuerySource { Query: var query }
            && (
                query.Limit <= 1
                || query is Select { GroupBy.Count: 0 } select
                    && select.Columns.All(column => Contains<AggregateValue>(column.Value))
            );
}
