using System.Collections.Frozen;
using DataLab.Adql.Plan;
using DataLab.Adql.Syntax;

namespace DataLab.Adql.Semantics;

/// <content>Window functions and aggregates over windows (SQL:2003 §6.10), an extension of ADQL.</content>
internal sealed partial class Binder
{
    private enum WindowResult
    {
        Number,
        Fraction,
        Argument,
    }

    /// <param name="Signature">For messages.</param>
    private sealed record WindowFunction(string Signature, int Least, int Most, WindowResult Result);

    private static readonly FrozenDictionary<string, WindowFunction> WindowFunctions = new Dictionary<
        string,
        WindowFunction
    >
    {
        ["ROW_NUMBER"] = new("ROW_NUMBER()", 0, 0, WindowResult.Number),
        ["RANK"] = new("RANK()", 0, 0, WindowResult.Number),
        ["DENSE_RANK"] = new("DENSE_RANK()", 0, 0, WindowResult.Number),
        ["PERCENT_RANK"] = new("PERCENT_RANK()", 0, 0, WindowResult.Fraction),
        ["CUME_DIST"] = new("CUME_DIST()", 0, 0, WindowResult.Fraction),
        ["NTILE"] = new("NTILE(buckets)", 1, 1, WindowResult.Number),
        ["LAG"] = new("LAG(value [, rows [, otherwise]])", 1, 3, WindowResult.Argument),
        ["LEAD"] = new("LEAD(value [, rows [, otherwise]])", 1, 3, WindowResult.Argument),
        ["FIRST_VALUE"] = new("FIRST_VALUE(value)", 1, 1, WindowResult.Argument),
        ["LAST_VALUE"] = new("LAST_VALUE(value)", 1, 1, WindowResult.Argument),
        ["NTH_VALUE"] = new("NTH_VALUE(value, row)", 2, 2, WindowResult.Argument),
    }.ToFrozenDictionary();

    private Value Windowed(FunctionCall call, WindowFunction function, Scope scope)
    {
        var name = call.Name.Text.ToUpperInvariant();
        if (call.Over is null)
        {
            diagnostics.Report(
                DiagnosticCodes.WrongArguments,
                call.Span,
                $"{name} is a window function and needs OVER",
                $"Write {function.Signature} OVER (PARTITION BY … ORDER BY …)."
            );
            return new UnknownValue();
        }
        CheckWindowPlace(call, scope);
        var count = call.Arguments.Length;
        if (call.Star || call.Quantifier != Quantifier.None || count < function.Least || count > function.Most)
        {
            diagnostics.Report(
                DiagnosticCodes.WrongArguments,
                call.Span,
                $"{function.Signature} is called with {(call.Star ? "*" : Count(count, "argument"))}"
            );
            return new UnknownValue();
        }
        var arguments = call.Arguments.Select(argument => Value(argument, scope)).ToList();
        for (var i = function.Result == WindowResult.Argument ? 1 : 0; i < Math.Min(arguments.Count, 2); i++)
            arguments[i] = AsWhole(arguments[i], call.Arguments[i].Span, name);
        if (arguments.Any(argument => argument.Type.Kind == Kind.Unknown))
            return new UnknownValue();
        var (type, metadata) = (AdqlType.Long, Metadata.None);
        if (function.Result == WindowResult.Fraction)
            type = AdqlType.Double;
        else if (function.Result == WindowResult.Argument)
        {
            Value[] alike = arguments.Count > 2 ? [arguments[0], arguments[2]] : [arguments[0]];
            if (Common(name, call.Span, alike) is not var (common, said))
                return new UnknownValue();
            (type, metadata) = (common, arguments.Count > 2 ? said : arguments[0].Metadata);
        }
        return Over(name, null, [.. arguments], type, metadata, call.Over, scope);
    }

    private Value Windowed(FunctionCall call, Aggregate aggregate, Scope scope)
    {
        CheckWindowPlace(call, scope);
        if (call.Quantifier == Quantifier.Distinct)
            diagnostics.Report(DiagnosticCodes.WrongArguments, call.Span, "DISTINCT does not go with OVER");
        // Its argument may hold aggregates of the query's own groups, and it makes no group itself.
        var (clause, grouped) = (scope.Clause, scope.HasAggregates);
        var value = Aggregated(call with { Over = null }, aggregate, scope, Clause.Select);
        (scope.Clause, scope.HasAggregates) = (clause, grouped || HasAggregate(value));
        return value is AggregateValue computed
            ? Over(null, computed, [], computed.Type, computed.Metadata, call.Over!, scope)
            : value;
    }

    private static bool HasAggregate(Value value) =>
        value is AggregateValue && Tree.Children(value).Any(Contains<AggregateValue>);

    private void CheckWindowPlace(FunctionCall call, Scope scope)
    {
        if (scope.Clause is not (Clause.Select or Clause.OrderBy))
            diagnostics.Report(
                DiagnosticCodes.Grouping,
                call.Span,
                "A window function can stand only in the select list and in ORDER BY",
                "Select it in a subquery and ask for its value outside."
            );
    }

    private WindowValue Over(
        string? function,
        AggregateValue? aggregate,
        Items<Value> arguments,
        AdqlType type,
        Metadata metadata,
        Window window,
        Scope scope
    )
    {
        var order = new List<Ordering>();
        foreach (var item in window.OrderBy)
        {
            var value = Value(item.Value, scope);
            CheckSortable(value, item.Value.Span, "ORDER BY");
            // A constant sorts nothing, and engines would take a number for a position.
            if (!Constants.IsConstant(value))
                order.Add(new Ordering(null, value, item.Descending));
        }
        var partition = new List<Value>();
        foreach (var item in window.PartitionBy)
        {
            var value = Value(item, scope);
            CheckSortable(value, item.Span, "PARTITION BY");
            if (!Constants.IsConstant(value))
                partition.Add(value);
        }
        if (window.Frame is { } frame)
            CheckFrame(frame);
        return new WindowValue(function, aggregate, arguments, [.. partition], [.. order], window.Frame, type)
        {
            Metadata = metadata,
        };
    }

    private void CheckSortable(Value value, TextSpan span, string clause)
    {
        if (value.Type.IsShape || value.Type.Kind == Kind.Opaque)
            diagnostics.Report(DiagnosticCodes.TypeMismatch, span, $"{clause} cannot sort {value.Type}");
    }

    private void CheckFrame(Frame frame)
    {
        var end = frame.End ?? new FrameBound(0, null);
        if (!frame.Rows && (frame.Start.Distance ?? end.Distance) is not null)
            diagnostics.Report(
                DiagnosticCodes.UnsupportedFeature,
                frame.Span,
                "RANGE with a distance is not supported by this service",
                "Write ROWS, or UNBOUNDED and CURRENT ROW."
            );
        // Unbounded following cannot begin a frame, unbounded preceding cannot end one.
        else if (Place(frame.Start) > Place(end) || Place(frame.Start) == long.MaxValue || Place(end) == long.MinValue)
            diagnostics.Report(DiagnosticCodes.OutOfRange, frame.Span, "This frame ends before it begins");
    }

    private static long Place(FrameBound bound) =>
        bound switch
        {
            { Direction: 0 } => 0,
            { Distance: null } => bound.Direction < 0 ? long.MinValue : long.MaxValue,
            _ => bound.Direction * bound.Distance.Value,
        };
}
