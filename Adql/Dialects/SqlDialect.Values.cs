using DataLab.Adql.Library;
using DataLab.Adql.Plan;
using DataLab.Adql.Semantics;
using DataLab.Adql.Syntax;

namespace DataLab.Adql.Dialects;

/// <content>Values.</content>
public abstract partial class SqlDialect
{
    internal void Write(Value value, SqlWriter sql)
    {
        switch (value)
        {
            case ColumnValue column:
                WriteColumn(column, sql);
                break;
            case NullConstant:
                sql.Append("NULL");
                break;
            case WholeConstant whole:
                sql.Number(whole.Number);
                break;
            case RealConstant real when double.IsFinite(real.Number):
                sql.Number(real.Number);
                break;
            case RealConstant special:
                WriteCast(() => sql.Text(SpellingOf(special.Number)), AdqlType.Double, sql);
                break;
            case TextConstant text:
                sql.Text(text.Text);
                break;
            case BooleanConstant boolean:
                sql.Append(boolean.Truth ? "TRUE" : "FALSE");
                break;
            case TimestampConstant timestamp:
                WriteTimestamp(timestamp, sql);
                break;
            case NegatedValue negated:
                sql.Append("(-");
                WriteOperand(negated.Operand, negated.Type, sql);
                sql.Append(")");
                break;
            case ArithmeticValue arithmetic:
                WriteArithmetic(arithmetic, sql);
                break;
            case ConcatenatedValue joined:
                WriteConcatenated(joined, sql);
                break;
            case CallValue call:
                WriteCall(call, sql);
                break;
            case AggregateValue aggregate:
                WriteAggregate(aggregate, sql);
                break;
            case CastValue cast:
                WriteCast(cast, sql);
                break;
            case TruthValue truth:
                WriteCast(() => Write(truth.Condition, sql), AdqlType.Int, sql);
                break;
            case BooleanValue boolean:
                Write(boolean.Condition, sql);
                break;
            case CaseValue choice:
                WriteCase(choice, sql);
                break;
            case ScalarQueryValue query:
                sql.Append("(");
                Write(query.Query, sql);
                sql.Append(")");
                break;
            case WindowValue window:
                WriteWindow(window, sql);
                break;
            default:
                WriteShape(value, sql);
                break;
        }
    }

    internal virtual void WriteColumn(ColumnValue column, SqlWriter sql) =>
        sql.Append(column.Source).Append(".").Append(column.EngineName);

    private static string SpellingOf(double special) =>
        double.IsNaN(special) ? "NaN"
        : special > 0 ? "Infinity"
        : "-Infinity";

    private void WriteCase(CaseValue choice, SqlWriter sql)
    {
        sql.Append("CASE");
        foreach (var arm in choice.Arms)
        {
            sql.Append(" WHEN ");
            Write(arm.When, sql);
            sql.Append(" THEN ");
            WriteTyped(arm.Then, choice.Type, sql);
        }
        if (choice.Otherwise is { } otherwise)
        {
            sql.Append(" ELSE ");
            WriteTyped(otherwise, choice.Type, sql);
        }
        sql.Append(" END");
    }

    /// <summary>A value as one of several that must agree in type.</summary>
    private void WriteTyped(Value value, AdqlType type, SqlWriter sql)
    {
        if (value.Type.Column == type.Column && HasExactType(value) || type.IsShape || type.Kind is Kind.Opaque)
            Write(value, sql);
        else
            WriteConversion(value, type, sql);
    }

    private void WriteWindow(WindowValue window, SqlWriter sql)
    {
        void Call()
        {
            if (window.Aggregate is { } aggregate)
            {
                WriteAggregateCall(aggregate, sql, Over);
                return;
            }
            sql.Append(window.Function!.ToLowerInvariant())
                .Append("(")
                .Join(", ", window.Arguments.Index(), argument => WriteWindowArgument(argument.Index, argument.Item, sql))
                .Append(")");
            Over();
        }
        void Over()
        {
            sql.Append(" OVER (");
            if (window.PartitionBy.Count > 0)
                sql.Append("PARTITION BY ").Join(", ", window.PartitionBy, value => Write(value, sql)).Append(" ");
            if (window.OrderBy.Count > 0)
                sql.Append("ORDER BY ").Join(", ", window.OrderBy, order => Write(order, sql)).Append(" ");
            if (window.Frame is { } frame)
                Write(frame, sql);
            sql.Append(")");
        }
        WriteCast(Call, window.Type, sql);
    }

    /// <param name="index">From 0; behind the value come distances and the like.</param>
    internal virtual void WriteWindowArgument(int index, Value argument, SqlWriter sql) => Write(argument, sql);

    private static void Write(Frame frame, SqlWriter sql)
    {
        sql.Append(frame.Rows ? "ROWS BETWEEN " : "RANGE BETWEEN ");
        Write(frame.Start, sql);
        sql.Append(" AND ");
        Write(frame.End ?? new FrameBound(0, null), sql);
    }

    private static void Write(FrameBound bound, SqlWriter sql)
    {
        if (bound.Direction == 0)
        {
            sql.Append("CURRENT ROW");
            return;
        }
        if (bound.Distance is { } rows)
            sql.Number(rows);
        else
            sql.Append("UNBOUNDED");
        sql.Append(bound.Direction < 0 ? " PRECEDING" : " FOLLOWING");
    }

    internal virtual void WriteConcatenated(ConcatenatedValue joined, SqlWriter sql)
    {
        sql.Append("(");
        Write(joined.Left, sql);
        sql.Append(" || ");
        Write(joined.Right, sql);
        sql.Append(")");
    }

    internal virtual void WriteTimestamp(TimestampConstant constant, SqlWriter sql) =>
        sql.Append("TIMESTAMP ")
            .Text(
                constant.Time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", System.Globalization.CultureInfo.InvariantCulture)
            );

    /// <summary>An operand of arithmetic, converted where the engine would compute in a smaller type than the result's.</summary>
    private void WriteOperand(Value operand, AdqlType result, SqlWriter sql)
    {
        var narrow =
            operand.Type.Kind is Kind.Byte or Kind.Short
            || result.Kind == Kind.Float && operand.Type.Kind != Kind.Float;
        if (narrow)
            WriteCast(() => Write(operand, sql), result, sql);
        else
            Write(operand, sql);
    }

    /// <summary>Division by zero is NULL, whole or not: engines answer with an error, infinity or NULL.</summary>
    private void WriteArithmetic(ArithmeticValue value, SqlWriter sql)
    {
        sql.Append("(");
        WriteOperand(value.Left, value.Type, sql);
        sql.Append(
            value.Operator switch
            {
                ArithmeticOperator.Add => " + ",
                ArithmeticOperator.Subtract => " - ",
                ArithmeticOperator.Multiply => " * ",
                _ => value.Type.IsWhole ? $" {WholeDivision} " : " / ",
            }
        );
        if (value.Operator == ArithmeticOperator.Divide)
            WriteDivisor(value.Right, value.Type, sql);
        else
            WriteOperand(value.Right, value.Type, sql);
        sql.Append(")");
    }

    private protected void WriteDivisor(Value divisor, AdqlType result, SqlWriter sql)
    {
        if (Constants.Number(divisor) is { } number && number != 0)
            WriteOperand(divisor, result, sql);
        else
            WriteNullIf(divisor, () => WriteOperand(divisor, result, sql), "0", sql);
    }

    /// <summary>A number, or NULL where it equals a constant.</summary>
    internal virtual void WriteNullIf(Value value, Action write, string constant, SqlWriter sql)
    {
        sql.Append("nullif(");
        write();
        sql.Append(", ").Append(constant).Append(")");
    }

    /// <summary>The operator of division that truncates towards zero between whole numbers.</summary>
    internal virtual string WholeDivision => "/";

    private void WriteAggregate(AggregateValue aggregate, SqlWriter sql)
    {
        void Call() => WriteAggregateCall(aggregate, sql);
        // Engines sum into wider types than the result has: HUGEINT, NUMERIC.
        if (
            aggregate.Function is Aggregate.Sum or Aggregate.Avg
            || aggregate is { Name: not null, Type.Kind: not Kind.Opaque }
        )
            WriteCast(Call, aggregate.Type, sql);
        else
            Call();
    }

    /// <param name="over">Writes OVER (…) behind the call; null without a window.</param>
    private void WriteAggregateCall(AggregateValue aggregate, SqlWriter sql, Action? over = null)
    {
        if (aggregate.Name is not null)
        {
            WriteDeclared(aggregate, sql, over);
            return;
        }
        sql.Append(NameOf(aggregate)).Append(aggregate.Distinct ? "(DISTINCT " : "(");
        if (aggregate.Argument is null)
            sql.Append("*");
        else
            WriteAggregated(aggregate, aggregate.Argument, sql);
        sql.Append(")");
        over?.Invoke();
    }

    internal virtual string NameOf(AggregateValue aggregate) =>
        aggregate.Function switch
        {
            Aggregate.Count => "count",
            Aggregate.Min => "min",
            Aggregate.Max => "max",
            Aggregate.Avg => "avg",
            _ => "sum",
        };

    internal virtual void WriteAggregated(AggregateValue aggregate, Value argument, SqlWriter sql) =>
        Write(argument, sql);

    private void WriteCast(CastValue cast, SqlWriter sql)
    {
        void Converted()
        {
            if (cast.Type.IsShape)
                WriteShapeCast(cast, sql);
            else if (cast.Type.Kind == Kind.Text && cast.Operand.Type.Kind == Kind.Timestamp)
                WriteTimestampText(cast.Operand, sql);
            else
                WriteConversion(cast.Operand, cast.Type, sql);
        }
        if (cast.Length is not { } length)
        {
            Converted();
            return;
        }
        sql.Append("left(");
        Converted();
        sql.Append(", ").Number((long)length).Append(")");
    }

    /// <summary>A value in another type, neither of them a shape.</summary>
    internal virtual void WriteConversion(Value operand, AdqlType type, SqlWriter sql) =>
        WriteCast(() => Write(operand, sql), type, sql);

    /// <summary>A text as a shape, or a shape where the types of several must agree.</summary>
    internal virtual void WriteShapeCast(CastValue cast, SqlWriter sql) =>
        WriteCast(() => Write(cast.Operand, sql), cast.Type, sql);

    /// <summary>A timestamp as DALI writes it, with a T.</summary>
    internal virtual void WriteTimestampText(Value timestamp, SqlWriter sql)
    {
        sql.Append("replace(");
        WriteCast(() => Write(timestamp, sql), AdqlType.Text, sql);
        sql.Append(", ' ', 'T')");
    }

    private protected void WriteCast(Action operand, AdqlType type, SqlWriter sql)
    {
        sql.Append("CAST(");
        operand();
        sql.Append(" AS ").Append(TypeName(type)).Append(")");
    }

    /// <summary>The engine's name of a type.</summary>
    internal virtual string TypeName(AdqlType type) =>
        type.Kind switch
        {
            Kind.Byte or Kind.Short => "SMALLINT",
            Kind.Int => "INTEGER",
            Kind.Long => "BIGINT",
            Kind.Float => "REAL",
            Kind.Double => "DOUBLE PRECISION",
            Kind.Boolean => "BOOLEAN",
            Kind.Timestamp => "TIMESTAMP",
            Kind.Text or Kind.Null or Kind.Unknown => "VARCHAR",
            _ => throw new NotSupportedException($"{Name} has no spelling for the type {type.Kind}."),
        };

    /// <summary>A function of <see cref="Functions"/>, COALESCE, or one of the engine's own.</summary>
    internal virtual void WriteCall(CallValue call, SqlWriter sql)
    {
        if (
            UserFunctions.Find(call.Function, call.Arguments.Count) is { } function
            && SpellingOf(function) is { } spelling
        )
        {
            WriteSpelling(spelling, function, call.Arguments, distinct: false, null, null, sql);
            return;
        }
        if (call.Function == "DATE_PART")
        {
            WriteDatePart(call, sql);
            return;
        }
        sql.Append(FunctionName(call.Function))
            .Append("(")
            .Join(", ", call.Arguments, argument => Write(argument, sql))
            .Append(")");
    }

    /// <summary>The engine's name of a function that takes the same arguments.</summary>
    internal virtual string FunctionName(string function) =>
        function switch
        {
            // ADQL's LOG is the natural logarithm (ADQL 2.1 §2.3).
            "LOG" => "ln",
            "CEILING" => "ceil",
            "TRUNCATE" => "trunc",
            _ => function.ToLowerInvariant(),
        };

    /// <summary>A shape, or a number that is computed from shapes.</summary>
    internal virtual void WriteShape(Value value, SqlWriter sql) => throw Missing(value);
}
