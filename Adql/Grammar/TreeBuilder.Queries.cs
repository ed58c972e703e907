using System.Collections.Immutable;
using System.Globalization;
using Antlr4.Runtime.Tree;
using DataLab.Adql.Grammar.Generated;
using DataLab.Adql.Syntax;

namespace DataLab.Adql.Grammar;

/// <content>Queries, their clauses and their tables.</content>
internal sealed partial class TreeBuilder
{
    private QuerySpecification Specification(AdqlParser.QueryContext context)
    {
        if (context.EXPLAIN() is { } explain)
            Extension(Span(explain.Symbol), "ADQL has no EXPLAIN");
        return new(
            [
                .. (context.withClause()?.withQuery() ?? []).Select(with => new CommonTable(
                    Name(with.identifier()),
                    Query(with.selectExpression())
                )),
            ],
            Query(context.selectExpression()),
            context.EXPLAIN() is not null
        );
    }

    private SelectExpression Query(AdqlParser.SelectExpressionContext context) =>
        Nested(
            1,
            () =>
                new SelectExpression(
                    Body(context.setExpression()),
                    [.. (context.orderBy()?.orderItem() ?? []).Select(Order)],
                    Limit(context.limit()),
                    context.offset() is { } offset ? Whole(offset.WHOLE()) : null,
                    Span(context)
                )
        );

    private long? Limit(AdqlParser.LimitContext? context)
    {
        if (context is null)
            return null;
        Extension(
            Span(context.LIMIT().Symbol),
            "\"LIMIT\" is not expected here",
            "ADQL has no LIMIT; write SELECT TOP n … instead.",
            AsTop(context)
        );
        return Whole(context.WHOLE());
    }

    /// <summary>LIMIT n becomes TOP n where the query is one plain SELECT without TOP.</summary>
    private static ImmutableArray<TextEdit> AsTop(AdqlParser.LimitContext limit)
    {
        if (
            limit.Parent is not AdqlParser.SelectExpressionContext query
            || query.setExpression().setTerm() is not [var term]
            || term.setPrimary() is not [var primary]
            || primary.selectQuery() is not { } select
            || select.top() is not null
        )
            return [];
        var before = select.quantifier()?.Stop ?? select.SELECT().Symbol;
        var span = Span(limit);
        return
        [
            new TextEdit(before.StopIndex + 1, 0, " TOP " + limit.WHOLE().GetText()),
            new TextEdit(span.Start, span.Length, ""),
        ];
    }

    private OrderItem Order(AdqlParser.OrderItemContext context)
    {
        if (context.NULLS() is { } nulls)
        {
            Extension(Span(nulls.Symbol), "ORDER BY has no NULLS in ADQL", "NULL is last anyway.");
            if (!context.NOUN().GetText().Equals("LAST", StringComparison.OrdinalIgnoreCase))
                diagnostics.Report(
                    DiagnosticCodes.UnsupportedFeature,
                    Span(context.NOUN().Symbol),
                    "NULL is always sorted last",
                    "Sort by CASE WHEN x IS NULL THEN 0 ELSE 1 END first."
                );
        }
        return new(Value(context.expression()), context.DESC() is not null);
    }

    private QueryBody Body(AdqlParser.SetExpressionContext context)
    {
        var terms = context.setTerm();
        return Nested(
            terms.Length - 1,
            () =>
            {
                var left = Body(terms[0]);
                for (var i = 1; i < terms.Length; i++)
                {
                    var sign = context.setOperator(i - 1);
                    var kind = sign.UNION() is not null ? SetOperator.Union : SetOperator.Except;
                    left = new SetOperation(kind, sign.ALL() is not null, left, Body(terms[i]), Span(sign));
                }
                return left;
            }
        );
    }

    private QueryBody Body(AdqlParser.SetTermContext context)
    {
        var operands = context.setPrimary();
        return Nested(
            operands.Length - 1,
            () =>
            {
                var left = Body(operands[0]);
                for (var i = 1; i < operands.Length; i++)
                {
                    var sign = context.intersectOperator(i - 1);
                    left = new SetOperation(
                        SetOperator.Intersect,
                        sign.ALL() is not null,
                        left,
                        Body(operands[i]),
                        Span(sign)
                    );
                }
                return left;
            }
        );
    }

    private QueryBody Body(AdqlParser.SetPrimaryContext context) =>
        context.selectQuery() is { } select
            ? Select(select)
            : new NestedQuery(Query(context.selectExpression()), Span(context));

    private SelectQuery Select(AdqlParser.SelectQueryContext context)
    {
        if (context.fromClause() is null)
            Extension(Span(context), "This SELECT has no FROM", "Every query of ADQL reads a table.");
        return new(
            context.quantifier()?.DISTINCT() is not null,
            context.top() is { } top ? Whole(top.WHOLE()) : null,
            [.. context.selectList().selectItem().Select(Item)],
            [.. (context.fromClause()?.tableReference() ?? []).Select(Table)],
            context.whereClause() is { } where ? Condition(where.expression()) : null,
            [.. (context.groupBy()?.expression() ?? []).Select(Value)],
            context.having() is { } having ? Condition(having.expression()) : null,
            Span(context)
        );
    }

    private SelectItem Item(AdqlParser.SelectItemContext context)
    {
        if (context.STAR() is null)
            return new DerivedColumn(
                Value(context.expression()),
                context.alias() is { } alias ? Name(alias.identifier()) : null,
                Span(context)
            );
        return context.name() is { } name
            ? new AllColumnsOf(Name(name, 3, "A table"), Span(context))
            : new AllColumns(Span(context));
    }

    private TableReference Table(AdqlParser.TableReferenceContext context)
    {
        var tails = context.joinTail();
        return Nested(
            tails.Length + 1,
            () =>
            {
                var left = Table(context.tablePrimary());
                foreach (var tail in tails)
                    left = Join(left, tail, Span(context));
                return left;
            }
        );
    }

    private JoinedTable Join(TableReference left, AdqlParser.JoinTailContext context, TextSpan span)
    {
        var kind = context.joinType() switch
        {
            { } type when type.LEFT() is not null => JoinKind.Left,
            { } type when type.RIGHT() is not null => JoinKind.Right,
            { } type when type.FULL() is not null => JoinKind.Full,
            _ => JoinKind.Inner,
        };
        if (context.NATURAL() is not null)
            return new JoinedTable(kind, true, left, Table(context.tablePrimary()), null, [], span);
        if (context.CROSS() is { } cross)
        {
            Extension(
                Span(cross.Symbol),
                "ADQL has no CROSS JOIN",
                "Every pair of rows is written with a comma: FROM a, b."
            );
            return new JoinedTable(JoinKind.Cross, false, left, Table(context.tablePrimary()), null, [], span);
        }
        var right = Table(context.tableReference());
        var condition = context.joinCondition();
        if (condition is null)
            diagnostics.Report(
                DiagnosticCodes.SyntaxError,
                Span(context.JOIN().Symbol),
                "This JOIN has no condition",
                "Add ON condition or USING (columns), or NATURAL before it; every pair of rows is written FROM a, b."
            );
        return new JoinedTable(
            kind,
            false,
            left,
            right,
            condition?.expression() is { } on ? Condition(on) : null,
            [.. (condition?.identifier() ?? []).Select(Name)],
            span
        );
    }

    private TableReference Table(AdqlParser.TablePrimaryContext context)
    {
        switch (context)
        {
            case AdqlParser.NamedTableContext named:
                return new NamedTable(
                    Name(named.name(), 3, "A table"),
                    named.alias() is { } alias ? Name(alias.identifier()) : null
                );
            case AdqlParser.DerivedTableContext derived:
                if (derived.alias() is null)
                    diagnostics.Report(
                        DiagnosticCodes.SyntaxError,
                        Span(derived.RPAREN().Symbol),
                        "A subquery in FROM needs a name",
                        "Write (SELECT …) AS name."
                    );
                if (derived.LATERAL() is { } lateral)
                    Extension(
                        Span(lateral.Symbol),
                        "ADQL has no LATERAL",
                        "A subquery in FROM cannot use the tables beside it."
                    );
                return new DerivedTable(
                    Query(derived.selectExpression()),
                    derived.alias() is { } name ? Name(name.identifier()) : new Identifier("", false, Span(derived)),
                    derived.LATERAL() is not null,
                    Span(derived)
                );
            default:
                var inner = ((AdqlParser.JoinedTableContext)context).tableReference();
                var table = Table(inner);
                if (table is NamedTable)
                    diagnostics.Report(
                        DiagnosticCodes.SyntaxError,
                        Span(context),
                        "Brackets in FROM stand around joins and subqueries, not around a table",
                        "Remove the brackets."
                    );
                return table;
        }
    }

    private QualifiedName Name(AdqlParser.NameContext context, int mostParts, string what)
    {
        var name = new QualifiedName([.. context.identifier().Select(Name)]);
        if (name.Parts.Length > mostParts)
            diagnostics.Report(
                DiagnosticCodes.SyntaxError,
                Span(context),
                $"{what} has at most {mostParts} names joined by dots, found {name.Parts.Length}"
            );
        return name;
    }

    private Identifier Name(AdqlParser.IdentifierContext context)
    {
        var token = context.Start;
        if (strict && context.reservedName() is not null)
            ReportReserved(token, "");
        return token.Type == AdqlLexer.DELIMITED
            ? new Identifier(token.Text[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal), true, Span(token))
            : new Identifier(token.Text, false, Span(token));
    }

    private long Whole(ITerminalNode node)
    {
        if (long.TryParse(node.GetText(), NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            return value;
        diagnostics.Report(DiagnosticCodes.OutOfRange, Span(node.Symbol), $"{Quote(node.Symbol)} is too large");
        return 0;
    }
}
