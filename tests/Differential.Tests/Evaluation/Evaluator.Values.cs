using System.Globalization;
using System.Text;
using DataLab.Adql.Syntax;

namespace DataLab.Differential.Tests.Evaluation;

/// <content>Values: literals, columns, operators, CASE, casts, scalar queries.</content>
internal sealed partial class Evaluator
{
    private Term Value(Expression expression, Scope scope)
    {
        switch (expression)
        {
            case NumberLiteral number:
                return Literal(number.Text);
            case StringLiteral text:
                return Term.Constant(Domain.Text, text.Value);
            case NullLiteral:
                return Term.Constant(Domain.Null, null);
            case BooleanLiteral boolean:
                return Term.Constant(Domain.Boolean, boolean.Truth);
            case ColumnReference column:
                return scope.Find(column.Name)
                    ?? (
                        column.Name.Last.Text.ToUpperInvariant() is "NAN" or "INFINITY"
                            ? Term.Constant(Domain.Double, Domains.Convert(column.Name.Last.Text, Domain.Double))
                            : throw new InvalidOperationException($"No column {column.Name}")
                    );
            case SignedExpression signed:
                return Signed(signed, scope);
            case ArithmeticExpression arithmetic:
                return Arithmetic(
                    arithmetic.Operator,
                    Number(Value(arithmetic.Left, scope)),
                    Number(Value(arithmetic.Right, scope))
                );
            case BitwiseExpression bitwise:
                return Bitwise(bitwise, Number(Value(bitwise.Left, scope)), Number(Value(bitwise.Right, scope)));
            case BitwiseComplement complement:
                var operand = Number(Value(complement.Operand, scope));
                return new Term(
                    Domains.Arithmetic(operand.Domain, Domain.Int),
                    frame => operand.Of(frame) is long bits ? ~bits : null
                );
            case Concatenation joined:
                var (left, right) = (Value(joined.Left, scope), Value(joined.Right, scope));
                return new Term(
                    Domain.Text,
                    frame => left.Of(frame) is string a && right.Of(frame) is string b ? a + b : null
                );
            case ConditionExpression condition:
                var holds = Condition(condition.Condition, scope);
                return new Term(Domain.Boolean, frame => holds(frame));
            case CaseExpression choice:
                return Case(choice, scope);
            case CastExpression cast:
                return Cast(cast, scope);
            case ScalarQuery query:
                var relation = Query(query.Query, scope);
                return new Term(
                    relation.Columns[0].Domain,
                    frame =>
                        relation.Rows(frame) switch
                        {
                            [] => null,
                            [var row] => row[0],
                            _ => throw new RefusedException("A scalar query with several rows"),
                        }
                );
            default:
                return Call((FunctionCall)expression, scope);
        }
    }

    private static Term Literal(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
            ? Term.Whole(whole)
            : Term.Constant(Domain.Double, double.Parse(text, CultureInfo.InvariantCulture));

    /// <summary>Booleans count as 1 and 0.</summary>
    private static Term Number(Term term) => term.Domain == Domain.Boolean ? Converted(term, Domain.Int) : term;

    private static Term Converted(Term term, Domain domain) =>
        term.Domain == domain ? term : new Term(domain, frame => Domains.Convert(term.Of(frame), domain));

    private Term Signed(SignedExpression signed, Scope scope)
    {
        if (signed is { Negative: true, Operand: NumberLiteral literal })
            return Literal("-" + literal.Text);
        var operand = Number(Value(signed.Operand, scope));
        if (!signed.Negative)
            return operand;
        var domain = Domains.Arithmetic(operand.Domain, Domain.Int);
        return new Term(
            domain,
            frame =>
                operand.Of(frame) switch
                {
                    null => null,
                    long.MinValue => throw new RefusedException("overflow"),
                    long whole => Domains.Fit(domain, -whole),
                    var real => -(double)real,
                }
        );
    }

    private static Term Arithmetic(ArithmeticOperator sign, Term left, Term right)
    {
        var domain = Domains.Arithmetic(left.Domain, right.Domain);
        // Between literals whole numbers have 64 bits.
        if (left.Literal is long a && right.Literal is long b && Compute(sign, Domain.Long, a, b) is long whole)
            return Term.Whole(whole);
        return new Term(
            domain,
            frame => left.Of(frame) is { } x && right.Of(frame) is { } y ? Compute(sign, domain, x, y) : null
        );
    }

    private static object? Compute(ArithmeticOperator sign, Domain domain, object x, object y)
    {
        if ((sign is ArithmeticOperator.Divide or ArithmeticOperator.Modulo) && Domains.Number(y) == 0)
            return null;
        if (domain.IsWhole())
            return Domains.Fit(domain, Whole(sign, (long)x, (long)y));
        if (domain == Domain.Float)
            return Finite(Single(sign, (float)Domains.Number(x), (float)Domains.Number(y)), x, y);
        var (a, b) = (Domains.Number(x), Domains.Number(y));
        return Finite(
            sign switch
            {
                ArithmeticOperator.Add => a + b,
                ArithmeticOperator.Subtract => a - b,
                ArithmeticOperator.Multiply => a * b,
                ArithmeticOperator.Divide => a / b,
                _ => a % b,
            },
            x,
            y
        );
    }

    private static float Single(ArithmeticOperator sign, float a, float b) =>
        sign switch
        {
            ArithmeticOperator.Add => a + b,
            ArithmeticOperator.Subtract => a - b,
            ArithmeticOperator.Multiply => a * b,
            ArithmeticOperator.Divide => a / b,
            _ => a % b,
        };

    private static long Whole(ArithmeticOperator sign, long a, long b)
    {
        try
        {
            return sign switch
            {
                ArithmeticOperator.Add => checked(a + b),
                ArithmeticOperator.Subtract => checked(a - b),
                ArithmeticOperator.Multiply => checked(a * b),
                ArithmeticOperator.Divide => checked(a / b),
                _ => b == -1 ? 0 : a % b,
            };
        }
        catch (OverflowException)
        {
            throw new RefusedException("overflow");
        }
    }

    /// <summary>The rules do not say what becomes of numbers too large for their type, nor of infinity less infinity.</summary>
    private static double Finite(double result, params object[] operands) =>
        !double.IsFinite(result) && operands.All(operand => double.IsFinite(Domains.Number(operand)))
        || double.IsNaN(result) && !operands.Any(operand => double.IsNaN(Domains.Number(operand)))
            ? throw new RefusedException("overflow")
            : result;

    private static Term Bitwise(BitwiseExpression expression, Term left, Term right)
    {
        var shift = expression.Operator is BitwiseOperator.ShiftLeft or BitwiseOperator.ShiftRight;
        return new Term(
            shift ? Domain.Long : Domains.Arithmetic(left.Domain, right.Domain),
            frame =>
                left.Of(frame) is long a && right.Of(frame) is long b
                    ? expression.Operator switch
                    {
                        BitwiseOperator.And => a & b,
                        BitwiseOperator.Or => a | b,
                        BitwiseOperator.ExclusiveOr => a ^ b,
                        BitwiseOperator.ShiftLeft => a << (int)(b & 63),
                        _ => a >> (int)(b & 63),
                    }
                    : null
        );
    }

    private Term Case(CaseExpression choice, Scope scope)
    {
        var arms = choice
            .Branches.Select(arm => (When: Condition(arm.When, scope), Then: Value(arm.Then, scope)))
            .ToList();
        var otherwise = choice.Otherwise is { } last ? Value(last, scope) : Term.Constant(Domain.Null, null);
        var domain = arms.Select(arm => arm.Then.Domain).Aggregate(otherwise.Domain, Domains.Common);
        return new Term(
            domain,
            frame =>
            {
                foreach (var (when, then) in arms)
                    if (when(frame) == true)
                        return Domains.Convert(then.Of(frame), domain);
                return Domains.Convert(otherwise.Of(frame), domain);
            }
        );
    }

    private Term Cast(CastExpression cast, Scope scope)
    {
        var operand = Value(cast.Operand, scope);
        var domain = cast.Type switch
        {
            "SMALLINT" => Domain.Short,
            "INTEGER" => Domain.Int,
            "BIGINT" => Domain.Long,
            "REAL" => Domain.Float,
            "DOUBLE PRECISION" => Domain.Double,
            "TIMESTAMP" => Domain.Time,
            "BOOLEAN" => Domain.Boolean,
            "POINT" => Domain.Point,
            _ => Domain.Text,
        };
        return new Term(
            domain,
            frame =>
            {
                var value = Domains.Convert(operand.Of(frame), domain);
                return value is string text && cast.Length is { } length ? First(text, length) : value;
            }
        );
    }

    /// <summary>Characters are code points.</summary>
    private static string First(string text, int length)
    {
        var first = new StringBuilder();
        foreach (var rune in text.EnumerateRunes().Take(length))
            first.Append(rune);
        return first.ToString();
    }
}
