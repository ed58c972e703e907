using DataLab.Adql.Library;
using DataLab.Adql.Plan;
using DataLab.Adql.Semantics;
using DataLab.Adql.Syntax;

namespace DataLab.Adql.Dialects;

/// <summary>PostgreSQL 15 and later, without extensions. Shapes are arrays of doubles: point 2, circle 3, polygon 6 and more, in degrees.</summary>
/// <remarks>
/// Beside built-in functions it calls those of the schema <c>datalab</c>, which the catalogue makes at set-up
/// (Catalog/PostgreSql/Functions); they are always named with the schema, so the search path of a session does not matter. Texts
/// hold in single quotes, so <c>standard_conforming_strings</c> must be on, as it is by default.
/// </remarks>
public sealed partial class PostgreSqlDialect : SqlDialect
{
    public static readonly PostgreSqlDialect Instance = new();

    private const string Schema = "datalab.";

    public override string Name => "postgresql";

    internal override SqlWriter NewWriter() => new(typedNumbers: true);

    internal override string? SpellingOf(UserFunction function, bool isWindow)
    {
        var spelling = function.PostgreSql ?? function.DuckDb;
        // PostgreSQL's own takes no OVER; ours does, and is slower.
        if (!isWindow && spelling?.StartsWith("datalab_quantile({0}, ", StringComparison.Ordinal) == true)
            spelling = spelling
                .Replace("datalab_quantile({0}, ", "percentile_cont(", StringComparison.Ordinal)
                .Replace(" {over}", " WITHIN GROUP (ORDER BY {0})", StringComparison.Ordinal);
        return spelling?.Replace("datalab_", Schema + "datalab_", StringComparison.Ordinal);
    }

    internal override string TypeName(AdqlType type) =>
        type.Kind switch
        {
            Kind.Point or Kind.Circle or Kind.Polygon => "DOUBLE PRECISION[]",
            Kind.Text or Kind.Region or Kind.Null or Kind.Unknown => "TEXT",
            _ => base.TypeName(type),
        };

    /// <summary>A column of NULLs has no type that every use of it would fit.</summary>
    internal override void WriteColumn(ColumnValue column, SqlWriter sql)
    {
        if (column.Type.Kind == Kind.Null)
            sql.Append("NULL");
        else
            base.WriteColumn(column, sql);
    }

    /// <summary>A constant there would be the number of a column.</summary>
    internal override void WriteGroupKey(Value value, SqlWriter sql)
    {
        if (Constants.IsConstant(value))
            WriteCast(() => Write(value, sql), value.Type, sql);
        else
            Write(value, sql);
    }

    /// <summary>There are no conversions between booleans and numbers but INTEGER, and texts are rounded when they hold decimals.</summary>
    internal override void WriteConversion(Value operand, AdqlType type, SqlWriter sql)
    {
        var from = operand.Type.Kind;
        if (from == Kind.Boolean && type.IsNumber && type.Kind != Kind.Int)
            WriteCast(() => WriteCast(() => Write(operand, sql), AdqlType.Int, sql), type, sql);
        else if (operand.Type.IsNumber && type.Kind == Kind.Boolean)
        {
            sql.Append("(");
            Write(operand, sql);
            sql.Append(" <> 0)");
        }
        else if (from == Kind.Text && type.IsWhole)
        {
            sql.Append("CAST(round(CAST(");
            Write(operand, sql);
            sql.Append(" AS NUMERIC)) AS ").Append(TypeName(type)).Append(")");
        }
        else if (from is Kind.Float or Kind.Double && type.Kind == Kind.Text)
        {
            sql.Append(Schema).Append("datalab_text(");
            Write(operand, sql);
            sql.Append(")");
        }
        else
            base.WriteConversion(operand, type, sql);
    }

    internal override void WriteCall(CallValue call, SqlWriter sql)
    {
        switch (call.Function)
        {
            // Outside its domain a function is NULL, as a division by zero is; PostgreSQL would end the query.
            case "LOG" or "LOG10" or "SQRT" or "ASIN" or "ACOS" or "COT" or "EXP":
                WriteOwn("datalab_" + call.Function.ToLowerInvariant(), [.. call.Arguments], sql);
                break;
            case "POWER" when call.Arguments[1] is not WholeConstant { Number: >= 0 and <= 3 }:
                WriteOwn("datalab_power", [.. call.Arguments], sql);
                break;
            case "POWER":
                sql.Append("power(");
                WriteDouble(call.Arguments[0], sql);
                sql.Append(", ");
                WriteDouble(call.Arguments[1], sql);
                sql.Append(")");
                break;
            case "MOD" when call.Type.IsWhole:
                sql.Append("(");
                Write(call.Arguments[0], sql);
                sql.Append(" % ");
                WriteDivisor(call.Arguments[1], call.Type, sql);
                sql.Append(")");
                break;
            case "MOD":
                sql.Append("CAST(");
                WriteOwn("datalab_mod", [.. call.Arguments], sql);
                sql.Append(" AS ").Append(TypeName(call.Type)).Append(")");
                break;
            case "ROUND" or "TRUNCATE":
                WriteRounded(call, sql);
                break;
            case "BITWISE_AND" or "BITWISE_OR" or "BITWISE_XOR":
                WriteBinary(
                    call.Arguments[0],
                    call.Function switch
                    {
                        "BITWISE_AND" => "&",
                        "BITWISE_OR" => "|",
                        _ => "#",
                    },
                    call.Arguments[1],
                    sql
                );
                break;
            case "BITWISE_NOT":
                sql.Append("(~ ");
                Write(call.Arguments[0], sql);
                sql.Append(")");
                break;
            case "SHIFT_LEFT" or "SHIFT_RIGHT":
                WriteBitShift(call, sql);
                break;
            case "LOWER" or "UPPER":
                WriteOwn("datalab_" + call.Function.ToLowerInvariant(), [.. call.Arguments], sql);
                break;
            case "GREATEST" or "LEAST" when call.Type.Kind == Kind.Text:
                sql.Append(FunctionName(call.Function)).Append("(");
                WriteSortKey(call.Arguments[0], sql);
                foreach (var argument in call.Arguments.Skip(1))
                {
                    sql.Append(", ");
                    Write(argument, sql);
                }
                sql.Append(")");
                break;
            case "RAND":
                sql.Append("random()");
                break;
            case "IVO_HEALPIX_INDEX" when call.Arguments[0] is WholeConstant order:
                WriteCell(call.Arguments[1], call.Arguments[2], (int)order.Number, sql);
                break;
            default:
                base.WriteCall(call, sql);
                break;
        }
    }

    /// <summary>A function of ours on values, numbers as doubles.</summary>
    private void WriteOwn(string name, Value[] arguments, SqlWriter sql) =>
        sql.Append(Schema + name)
            .Append("(")
            .Join(
                ", ",
                arguments,
                argument =>
                {
                    if (argument.Type.IsNumber || argument.Type.IsOpen)
                        WriteDouble(argument, sql);
                    else
                        Write(argument, sql);
                }
            )
            .Append(")");

    /// <summary>Halves go away from zero, to the nearest even number with PostgreSQL's own function.</summary>
    private void WriteRounded(CallValue call, SqlWriter sql)
    {
        var digits = call.Arguments.Count > 1 ? ((WholeConstant)call.Arguments[1]).Number : 0;
        if (digits == 0 && call.Function == "TRUNCATE")
        {
            sql.Append("trunc(");
            WriteDouble(call.Arguments[0], sql);
            sql.Append(")");
            return;
        }
        sql.Append(Schema).Append(call.Function == "ROUND" ? "datalab_round(" : "datalab_trunc(");
        WriteDouble(call.Arguments[0], sql);
        if (digits != 0)
            sql.Append(", ").Number(Math.Clamp(digits, -300, 300));
        sql.Append(")");
    }

    /// <summary>The distance counts modulo 64, whatever the processor makes of it.</summary>
    private void WriteBitShift(CallValue call, SqlWriter sql)
    {
        sql.Append("(");
        WriteCast(() => Write(call.Arguments[0], sql), AdqlType.Long, sql);
        sql.Append(call.Function == "SHIFT_LEFT" ? " << " : " >> ");
        if (call.Arguments[1] is WholeConstant { Number: var distance })
            sql.Number(distance & 63);
        else
        {
            sql.Append("CAST(");
            WriteCast(() => Write(call.Arguments[1], sql), AdqlType.Long, sql);
            sql.Append(" & 63 AS INTEGER)");
        }
        sql.Append(")");
    }

    internal override string NameOf(AggregateValue aggregate) =>
        (aggregate.Function, aggregate.Argument?.Type.Kind) switch
        {
            (Aggregate.Min, Kind.Boolean) => "bool_and",
            (Aggregate.Max, Kind.Boolean) => "bool_or",
            _ => base.NameOf(aggregate),
        };

    /// <summary>Sums of REAL are computed as REAL, those of booleans not at all; texts have an order of their own.</summary>
    internal override void WriteAggregated(AggregateValue aggregate, Value argument, SqlWriter sql)
    {
        switch (aggregate.Function)
        {
            case Aggregate.Sum or Aggregate.Avg when argument.Type.Kind == Kind.Float || argument.Type.IsOpen:
                WriteCast(() => Write(argument, sql), AdqlType.Double, sql);
                break;
            case Aggregate.Sum or Aggregate.Avg when argument.Type.Kind == Kind.Boolean:
                WriteCast(() => Write(argument, sql), AdqlType.Int, sql);
                break;
            case Aggregate.Min or Aggregate.Max:
                WriteSortKey(argument, sql);
                break;
            default:
                Write(argument, sql);
                break;
        }
    }

    internal override void WriteWindowArgument(int index, Value argument, SqlWriter sql)
    {
        if (index == 1 && argument.Type.IsWhole || index == 0 && argument is WholeConstant)
            WriteCast(() => Write(argument, sql), AdqlType.Int, sql);
        else
            Write(argument, sql);
    }

    internal override bool HasEveryJoin => false;

    /// <summary>Where the rows of both sides are kept, something that can be looked up has to bring them together.</summary>
    internal override bool HasJoin(JoinSource join)
    {
        if (join.Kind != JoinKind.Full)
            return true;
        var left = Tree.Leaves(join.Left).Select(source => source.Alias).ToHashSet();
        var right = Tree.Leaves(join.Right).Select(source => source.Alias).ToHashSet();
        var terms = Tree.Terms(join.On).ToList();
        bool IsEquality(Condition term) =>
            term is CompareCondition { Operator: ComparisonOperator.Equal } compare
            && (
                IsOf(compare.Left, left) && IsOf(compare.Right, right)
                || IsOf(compare.Left, right) && IsOf(compare.Right, left)
            );
        return terms.Count == 0
            || terms.Any(IsEquality)
            || !terms.Any(term => Tree.HasQuery(term) || Tree.Values(term).SelectMany(Tree.Columns).Any());
    }

    private static bool IsOf(Value value, HashSet<string> aliases) =>
        Tree.Columns(value).Select(column => column.Source).ToHashSet() is { Count: > 0 } used
        && used.IsSubsetOf(aliases);
}
