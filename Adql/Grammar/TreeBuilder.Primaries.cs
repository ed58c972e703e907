using System.Text;
using DataLab.Adql.Grammar.Generated;
using DataLab.Adql.Syntax;

namespace DataLab.Adql.Grammar;

/// <content>What operators stand between: literals, calls, CASE, casts, brackets.</content>
internal sealed partial class TreeBuilder
{
    private Node Primary(AdqlParser.PrimaryContext context)
    {
        switch (context)
        {
            case AdqlParser.NumberContext number:
                return new NumberLiteral(number.GetText(), Span(context));
            case AdqlParser.StringContext text:
                return new StringLiteral(Text(text.STRING()), Span(context));
            case AdqlParser.NullContext:
                return new NullLiteral(Span(context));
            case AdqlParser.BooleanContext boolean:
                Extension(Span(context), $"\"{context.GetText()}\" is a reserved word of ADQL and no value");
                return new BooleanLiteral(boolean.TRUE() is not null, Span(context));
            case AdqlParser.TimestampLiteralContext timestamp:
                Extension(
                    Span(timestamp.TIMESTAMP().Symbol),
                    "ADQL has no timestamps that are written out",
                    "Write CAST('…' AS TIMESTAMP)."
                );
                return new CastExpression(
                    new StringLiteral(Text(timestamp.STRING()), Span(context)),
                    "TIMESTAMP",
                    null,
                    Span(context)
                );
            case AdqlParser.CastContext cast:
                return Cast(Value(cast.expression()), cast.castType(), Span(context));
            case AdqlParser.CaseContext choice:
                return Case(choice);
            case AdqlParser.ArrayContext array:
                Extension(Span(context), "ADQL has no arrays");
                return new ArrayExpression([.. array.expression().Select(Value)], Span(context));
            case AdqlParser.CallContext call:
                return Call(call.functionCall());
            case AdqlParser.ColumnContext column:
                return new ColumnReference(Name(column.name(), 4, "A column"));
            case AdqlParser.ScalarQueryContext query:
                Extension(
                    Span(context),
                    "A subquery is no value in ADQL",
                    "A subquery can stand only in FROM, after IN and after EXISTS."
                );
                return new ScalarQuery(Nested(1, () => Query(query.selectExpression())), Span(context));
            default:
                return Nested(((AdqlParser.ParenthesisedContext)context).expression());
        }
    }

    private static string Text(Antlr4.Runtime.Tree.ITerminalNode[] literals)
    {
        var text = new StringBuilder();
        foreach (var literal in literals)
            text.Append(literal.GetText()[1..^1].Replace("''", "'", StringComparison.Ordinal));
        return text.ToString();
    }

    private CaseExpression Case(AdqlParser.CaseContext context)
    {
        Extension(
            Span(context.CASE().Symbol),
            "ADQL has no CASE",
            "COALESCE(a, b, …) takes the first value that is not null."
        );
        // CASE [operand] branch … [ELSE otherwise] END
        var values = context.expression();
        var hasElse = context.ELSE() is not null;
        var operand = values.Length > (hasElse ? 1 : 0) ? Value(values[0]) : null;
        return new CaseExpression(
            [.. context.whenBranch().Select(branch => Branch(operand, branch))],
            hasElse ? Value(values[^1]) : null,
            Span(context)
        );
    }

    private CaseBranch Branch(Expression? operand, AdqlParser.WhenBranchContext context)
    {
        var (when, then) = (context.expression(0), context.expression(1));
        if (operand is null)
            return new CaseBranch(Condition(when), Value(then));
        var value = Value(when);
        return new CaseBranch(
            new ComparisonPredicate(ComparisonOperator.Equal, operand, value, value.Span),
            Value(then)
        );
    }

    private CastExpression Cast(Expression operand, AdqlParser.CastTypeContext type, TextSpan span)
    {
        var word = type.DOUBLE() is not null ? "DOUBLE PRECISION" : type.Start.Text.ToUpperInvariant();
        var isStandard =
            type.IDENTIFIER() is null
            && type.RESERVED() is null
            && type.NOUN() is null
            && (type.DOUBLE() is null || type.PRECISION() is not null);
        if (!isStandard && !OtherTypes.TryGetValue(word, out word!))
        {
            word = "";
            diagnostics.Report(
                DiagnosticCodes.SyntaxError,
                Span(type),
                $"\"{type.GetText()}\" is no type",
                "The types are SMALLINT, INTEGER, BIGINT, REAL, DOUBLE PRECISION, CHAR(n), VARCHAR(n) and TIMESTAMP."
            );
        }
        else if (!isStandard)
            Extension(Span(type), $"\"{type.GetText()}\" is no type of ADQL", $"Write {word}.");
        int? length = type.WHOLE() is { } whole ? (int)Math.Min(Whole(whole), int.MaxValue) : null;
        return new CastExpression(operand, word, length, span);
    }

    /// <summary>What other dialects of SQL call the types.</summary>
    private static readonly Dictionary<string, string> OtherTypes = new(StringComparer.Ordinal)
    {
        ["INT"] = "INTEGER",
        ["INT2"] = "SMALLINT",
        ["INT4"] = "INTEGER",
        ["INT8"] = "BIGINT",
        ["LONG"] = "BIGINT",
        ["FLOAT"] = "DOUBLE PRECISION",
        ["FLOAT4"] = "REAL",
        ["FLOAT8"] = "DOUBLE PRECISION",
        // The word DOUBLE alone.
        ["DOUBLE PRECISION"] = "DOUBLE PRECISION",
        ["NUMERIC"] = "DOUBLE PRECISION",
        ["DECIMAL"] = "DOUBLE PRECISION",
        ["TEXT"] = "VARCHAR",
        ["STRING"] = "VARCHAR",
        ["BOOLEAN"] = "BOOLEAN",
        ["BOOL"] = "BOOLEAN",
    };
}
