using DataLab.Adql.Plan;
using DataLab.Adql.Syntax;

namespace DataLab.Adql.Semantics;

/// <content>What SQL has and ADQL 2.1 has not: CASE, scalar subqueries, bits, booleans, arrays, NULLIF and the like (docs/adql.md).</content>
internal sealed partial class Binder
{
    private Value Case(CaseExpression expression, Scope scope)
    {
        var conditions = expression.Branches.Select(branch => Condition(branch.When, scope)).ToList();
        var values = expression.Branches.Select(branch => Value(branch.Then, scope)).ToList();
        var otherwise = expression.Otherwise is { } last ? Value(last, scope) : null;
        var all = otherwise is null ? values : [.. values, otherwise];
        if (Common("CASE", expression.Span, all) is not var (type, metadata))
            return new UnknownValue();
        return new CaseValue([.. conditions.Zip(values, (when, then) => new CaseArm(when, then))], otherwise, type)
        {
            Metadata = metadata,
        };
    }

    /// <summary>The type that holds all of some values, with what their metadata agree on; null after an error, or where one is not known.</summary>
    /// <remarks>A literal that stands in for other values is meant in their unit.</remarks>
    private (AdqlType Type, Metadata Metadata)? Common(string what, TextSpan span, IReadOnlyList<Value> values)
    {
        var type = AdqlType.Null;
        foreach (var value in values)
        {
            if (AdqlType.Common(type, value.Type) is not { } common)
            {
                diagnostics.Report(
                    DiagnosticCodes.TypeMismatch,
                    span,
                    $"{what} mixes {type} with {value.Type}",
                    "Convert one of them: CAST(… AS …)."
                );
                return null;
            }
            type = common;
        }
        if (values.Any(value => value.Type.Kind == Kind.Unknown))
            return null;
        var said = values.Where(value => !Constants.IsConstant(value)).Select(value => value.Metadata).ToList();
        if (said.Count == 0)
            return (type, Metadata.None);
        var first = said[0];
        return (
            type,
            new Metadata
            {
                Unit = said.All(other => Units.Same(other.Unit, first.Unit)) ? first.Unit : null,
                Ucd = said.All(other => other.Ucd == first.Ucd) ? first.Ucd : null,
                Frame = said.All(other => other.Frame == first.Frame) ? first.Frame : null,
            }
        );
    }

    private Value NullIf(FunctionCall call, Value[] values)
    {
        if (values.Length != 2)
        {
            diagnostics.Report(
                DiagnosticCodes.WrongArguments,
                call.Span,
                $"NULLIF(a, b) takes 2 arguments, found {values.Length}"
            );
            return new UnknownValue();
        }
        var (left, right) = Both(values[0], values[1], call.Span, call.Arguments[0].Span, call.Arguments[1].Span);
        if (left.Type.Kind == Kind.Unknown)
            return left;
        return new CallValue("NULLIF", [left, right], left.Type) { Metadata = left.Metadata };
    }

    /// <summary>GREATEST and LEAST, which leave NULL out of account as PostgreSQL does.</summary>
    private Value Extreme(string name, FunctionCall call, Value[] values)
    {
        if (values.Length == 0)
        {
            diagnostics.Report(
                DiagnosticCodes.WrongArguments,
                call.Span,
                $"{name}(a, b, …) takes at least 1 argument, found 0"
            );
            return new UnknownValue();
        }
        if (Common(name, call.Span, values) is not var (type, metadata))
            return new UnknownValue();
        if (type.IsShape || type.Kind == Kind.Opaque)
        {
            diagnostics.Report(DiagnosticCodes.WrongArguments, call.Span, $"{name} cannot compare {type}");
            return new UnknownValue();
        }
        return new CallValue(name, [.. values], type) { Metadata = metadata };
    }

    private Value ScalarQuery(ScalarQuery expression, Scope scope)
    {
        var query = Query(expression.Query, scope);
        if (IsOpen(query))
            return new UnknownValue();
        if (query.Columns is [var column])
            return new ScalarQueryValue(query, column.Value.Type) { Metadata = column.Value.Metadata };
        diagnostics.Report(
            DiagnosticCodes.SetOperands,
            expression.Span,
            $"A subquery that stands for a value must have 1 column, it has {query.Columns.Length}"
        );
        return new UnknownValue();
    }

    private Value Array(ArrayExpression expression, Scope scope)
    {
        var elements = expression.Items.Select(item => AsNumber(Value(item, scope), item.Span, "ARRAY[…]")).ToList();
        if (elements.Any(element => element.Type.Kind == Kind.Unknown))
            return new UnknownValue();
        return new ArrayValue([.. elements], new AdqlType(Kind.Opaque, new ColumnType("double", "*")));
    }

    private static readonly Dictionary<BitwiseOperator, (string Sign, string Function)> BitwiseFunctions = new()
    {
        [BitwiseOperator.And] = ("&", "BITWISE_AND"),
        [BitwiseOperator.Or] = ("|", "BITWISE_OR"),
        [BitwiseOperator.ExclusiveOr] = ("#", "BITWISE_XOR"),
        [BitwiseOperator.ShiftLeft] = ("<<", "SHIFT_LEFT"),
        [BitwiseOperator.ShiftRight] = (">>", "SHIFT_RIGHT"),
    };

    private Value Bitwise(BitwiseExpression expression, Scope scope)
    {
        var (sign, function) = BitwiseFunctions[expression.Operator];
        var left = AsWhole(Value(expression.Left, scope), expression.Left.Span, sign);
        var right = AsWhole(Value(expression.Right, scope), expression.Right.Span, sign);
        if (left.Type.Kind == Kind.Unknown || right.Type.Kind == Kind.Unknown)
            return new UnknownValue();
        if (left is NullConstant || right is NullConstant)
            return new NullConstant();
        var isShift = expression.Operator is BitwiseOperator.ShiftLeft or BitwiseOperator.ShiftRight;
        // What is shifted leaves the smaller types soon.
        return new CallValue(
            function,
            [left, right],
            isShift ? AdqlType.Long : AdqlType.Arithmetic(left.Type, right.Type)
        );
    }

    private Value Complement(BitwiseComplement expression, Scope scope)
    {
        var operand = AsWhole(Value(expression.Operand, scope), expression.Operand.Span, "~");
        return operand.Type.IsOpen
            ? operand
            : new CallValue("BITWISE_NOT", [operand], AdqlType.Arithmetic(operand.Type, AdqlType.Int));
    }

    private Value AsWhole(Value value, TextSpan span, string what)
    {
        value = AsNumber(value, span, what);
        if (value.Type.IsOpen || value.Type.IsWhole)
            return value;
        diagnostics.Report(
            DiagnosticCodes.TypeMismatch,
            span,
            $"{what} works on the bits of whole numbers, found {value.Type}",
            "Convert it: CAST(… AS BIGINT)."
        );
        return new UnknownValue();
    }

    private static Value Modulo(Value left, Value right)
    {
        if (left.Type.Kind == Kind.Unknown || right.Type.Kind == Kind.Unknown)
            return new UnknownValue();
        if (left is NullConstant || right is NullConstant)
            return new NullConstant();
        var function = Functions.All["MOD"];
        Items<Value> arguments = [left, right];
        return new CallValue(function.Name, arguments, function.Result(arguments))
        {
            Metadata = Metadata.OfUnit(function.Unit(arguments)),
        };
    }

    private string? Escape(LikePredicate like, Scope scope)
    {
        if (like.Escape is null)
            return null;
        // Upper and lower case are made one before the pattern is looked at.
        if (
            Value(like.Escape, scope) is TextConstant { Text: { } text }
            && text.EnumerateRunes().Count() == 1
            && !(like.IgnoreCase && char.IsLetter(text, 0))
        )
            return text;
        diagnostics.Report(
            DiagnosticCodes.WrongArguments,
            like.Escape.Span,
            like.IgnoreCase
                ? "ESCAPE takes one character in single quotes, no letter where case does not count"
                : "ESCAPE takes one character in single quotes"
        );
        return null;
    }

    private Condition Truth(TruthPredicate predicate, Scope scope)
    {
        var value = Value(predicate.Value, scope);
        var isTruth = value.Type.IsOpen || value.Type.Kind == Kind.Boolean || value is TruthValue;
        if (!isTruth)
        {
            diagnostics.Report(
                DiagnosticCodes.NotACondition,
                predicate.Span,
                $"{Capital(value.Type.ToString())} stands where a condition is expected",
                "Compare it with something, such as = 1 or IS NOT NULL."
            );
            return new AndCondition([]);
        }
        if (predicate.Test is { } test)
            return new TruthCondition(
                value is TruthValue asked ? new BooleanValue(asked.Condition) : value,
                test.Truth,
                test.Negated
            );
        return value switch
        {
            TruthValue relation => relation.Condition,
            BooleanValue boolean => boolean.Condition,
            BooleanConstant constant => constant.Truth ? new AndCondition([]) : new OrCondition([]),
            NullConstant => new CompareCondition(
                ComparisonOperator.Equal,
                new CastValue(value, AdqlType.Boolean),
                new BooleanConstant(true)
            ),
            _ => new CompareCondition(ComparisonOperator.Equal, value, new BooleanConstant(true)),
        };
    }
}
