using DataLab.Adql.Library;
using DataLab.Adql.Plan;
using DataLab.Adql.Semantics;

namespace DataLab.Adql.Dialects;

/// <content>Functions of <see cref="UserFunctions"/>, as their table spells them for this engine.</content>
public abstract partial class SqlDialect
{
    /// <summary>The engine's column of the table.</summary>
    /// <param name="isWindow">It is an aggregate with OVER.</param>
    internal abstract string? SpellingOf(UserFunction function, bool isWindow = false);

    private void WriteDeclared(AggregateValue aggregate, SqlWriter sql, Action? over)
    {
        Items<Value> arguments = [aggregate.Argument!, .. aggregate.More];
        var parameters = arguments.Count - aggregate.Descending.Count;
        var function = UserFunctions.Find(aggregate.Name!, parameters) ?? throw Missing(aggregate);
        var spelling = SpellingOf(function, over is not null) ?? throw Missing(aggregate);
        void Order()
        {
            for (var i = 0; i < aggregate.Descending.Count; i++)
            {
                sql.Append(i == 0 ? " ORDER BY " : ", ");
                WriteSortKey(arguments[parameters + i], sql);
                sql.Append(aggregate.Descending[i] ? " DESC NULLS LAST" : " ASC NULLS LAST");
            }
        }
        WriteSpelling(spelling, function, arguments, aggregate.Distinct, over, Order, sql);
    }

    private void WriteSpelling(
        string spelling,
        UserFunction function,
        Items<Value> arguments,
        bool distinct,
        Action? over,
        Action? order,
        SqlWriter sql
    )
    {
        var at = 0;
        while (spelling.IndexOf('{', at) is >= 0 and var open)
        {
            sql.Append(spelling[at..open]);
            at = spelling.IndexOf('}', open) + 1;
            switch (spelling[(open + 1)..(at - 1)])
            {
                case "distinct":
                    sql.Append(distinct ? "DISTINCT " : "");
                    break;
                case "over":
                    over?.Invoke();
                    break;
                case "order":
                    order?.Invoke();
                    break;
                case var number:
                    var index = number[0] - '0';
                    // Values that are sorted and distinct must be written alike in both places.
                    if (distinct && index == 0 && arguments[0].Type.Kind == Kind.Text)
                        WriteSortKey(arguments[0], sql);
                    else
                        WriteArgument(arguments[index], function.Parameters[index].Kind, sql);
                    break;
            }
        }
        sql.Append(spelling[at..]);
    }

    /// <summary>In the type that the functions of all engines are declared with.</summary>
    private void WriteArgument(Value value, ArgumentKind kind, SqlWriter sql)
    {
        var type = kind switch
        {
            ArgumentKind.Number or ArgumentKind.NumberConstant => AdqlType.Double,
            ArgumentKind.Whole or ArgumentKind.WholeLiteral => AdqlType.Long,
            // Shapes are arrays of numbers.
            ArgumentKind.Array or ArgumentKind.Shape or ArgumentKind.Point => AdqlType.Polygon,
            // What is written out may be whole numbers, an array of doubles all the same.
            ArgumentKind.AnyArray when value is ArrayValue => AdqlType.Polygon,
            _ => null,
        };
        var isExact = type == AdqlType.Double && (value is RealConstant || HasExactType(value) && value.Type == type);
        if (type is null || isExact)
            Write(value, sql);
        else
            WriteCast(() => Write(value, sql), type, sql);
    }

    /// <summary>Seconds of the minute and since 1970 are doubles, the other parts whole numbers.</summary>
    private void WriteDatePart(CallValue call, SqlWriter sql)
    {
        var field = ((TextConstant)call.Arguments[0]).Text.ToLowerInvariant();
        void Part()
        {
            sql.Append("date_part(").Text(field == "second" ? "microseconds" : field).Append(", ");
            Write(call.Arguments[1], sql);
            sql.Append(")");
        }
        sql.Append(field == "second" ? "(" : "");
        WriteCast(Part, call.Type, sql);
        sql.Append(field == "second" ? " / 1e6)" : "");
    }
}
