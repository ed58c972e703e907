using System.Collections.Immutable;
using DataLab.Adql.Library;
using DataLab.Adql.Plan;
using DataLab.Adql.Syntax;

namespace DataLab.Adql.Semantics;

/// <content>Calls of <see cref="UserFunctions"/>: forms, arguments, aggregates and windows.</content>
internal sealed partial class Binder
{
    private Value LibraryCall(ImmutableArray<UserFunction> forms, FunctionCall call, Value[] values)
    {
        if (Form(forms, call, values) is not { } function)
            return new UnknownValue();
        if (function.Alias is { } alias)
            return Scalar(Functions.All[alias], call, values);
        if (Arguments(function, call, values) is not { } arguments)
            return new UnknownValue();
        if (!function.KeepsNull && arguments.Any(argument => argument is NullConstant))
            return new NullConstant();
        var metadata = function.Metadata(arguments);
        var result =
            function.Expand?.Invoke(arguments)
            ?? new CallValue(
                function.Name.ToUpperInvariant(),
                arguments,
                function.ResultOf?.Invoke(arguments) ?? function.Result
            );
        return metadata == Metadata.None ? result : result with { Metadata = metadata };
    }

    private Value LibraryAggregate(ImmutableArray<UserFunction> forms, FunctionCall call, Scope scope)
    {
        if (call.Over is null)
            return LibraryAggregate(forms, call, scope, Clause.Aggregate);
        CheckWindowPlace(call, scope);
        if (!forms[0].TakesOver || !call.OrderBy.IsEmpty)
            diagnostics.Report(DiagnosticCodes.WrongArguments, call.Span, $"{forms[0].Name} takes no OVER");
        if (call.Quantifier == Quantifier.Distinct)
            diagnostics.Report(DiagnosticCodes.WrongArguments, call.Span, "DISTINCT does not go with OVER");
        // As for the aggregates of ADQL: the window makes no group itself.
        var (clause, grouped) = (scope.Clause, scope.HasAggregates);
        var value = LibraryAggregate(forms, call with { Over = null }, scope, Clause.Select);
        (scope.Clause, scope.HasAggregates) = (clause, grouped || HasAggregate(value));
        return value is AggregateValue computed
            ? Over(null, computed, [], computed.Type, computed.Metadata, call.Over, scope)
            : value;
    }

    private Value LibraryAggregate(ImmutableArray<UserFunction> forms, FunctionCall call, Scope scope, Clause inside)
    {
        CheckAggregatePlace(forms[0].Name, call, scope);
        var distinct = call.Quantifier == Quantifier.Distinct;
        if (call.Star)
            diagnostics.Report(DiagnosticCodes.WrongArguments, call.Span, $"Only COUNT takes *, not {forms[0].Name}");
        else if (distinct && !forms[0].TakesDistinct)
            diagnostics.Report(DiagnosticCodes.WrongArguments, call.Span, $"{forms[0].Name} takes no DISTINCT");
        if (distinct && !call.OrderBy.IsEmpty)
            diagnostics.Report(
                DiagnosticCodes.WrongArguments,
                call.Span,
                $"{forms[0].Name} takes either DISTINCT or ORDER BY"
            );
        if (call.Star)
            return new UnknownValue();
        var outerClause = scope.Clause;
        scope.Clause = inside;
        var values = call.Arguments.Select(argument => Value(argument, scope)).ToArray();
        var order = call.OrderBy.Select(item => SortValue(item, scope)).ToArray();
        scope.Clause = outerClause;
        if (Form(forms, call, values) is not { } function || Arguments(function, call, values) is not { } arguments)
            return new UnknownValue();
        arguments =
        [
            .. arguments.Select(argument =>
                argument is NullConstant ? new CastValue(argument, NullType(function.Parameters[0].Kind)) : argument
            ),
        ];
        CheckOwnColumns(forms[0].Name, call, arguments, scope);
        var metadata = function.Metadata(arguments);
        var type = function.ResultOf?.Invoke(arguments) ?? function.Result;
        arguments = function.Prepare?.Invoke(arguments) ?? arguments;
        return new AggregateValue(Aggregate.Declared, distinct, arguments[0], type)
        {
            Name = function.Name.ToUpperInvariant(),
            More = [.. arguments.Skip(1), .. function.IsSorted && order.Length == 0 ? [arguments[0]] : order],
            Descending =
                function.IsSorted && order.Length == 0 ? [false] : [.. call.OrderBy.Select(item => item.Descending)],
            Metadata = metadata,
        };
    }

    private Value SortValue(OrderItem item, Scope scope)
    {
        var value = Value(item.Value, scope);
        CheckSortable(value, item.Value.Span, "ORDER BY");
        return value;
    }

    private static AdqlType NullType(ArgumentKind kind) =>
        kind switch
        {
            ArgumentKind.Text => AdqlType.Text,
            ArgumentKind.Boolean => AdqlType.Boolean,
            ArgumentKind.Whole => AdqlType.Long,
            _ => AdqlType.Double,
        };

    /// <summary>
    /// f(x) FILTER (WHERE c) is f(CASE WHEN c THEN x END), since aggregates leave NULL out. What cannot be made so is reported.
    /// </summary>
    private FunctionCall Filtered(FunctionCall call, bool isAggregate, bool mindsNull)
    {
        if (call.Filter is not { } filter)
            return call;
        var name = call.Name.Text;
        if (!isAggregate || mindsNull || !call.Star && call.Arguments.IsEmpty)
        {
            diagnostics.Report(
                DiagnosticCodes.WrongArguments,
                call.Span,
                $"{name} takes no FILTER",
                mindsNull ? "Select the rows in a subquery." : null
            );
            return call with { Filter = null };
        }
        Expression first = call.Star ? new NumberLiteral("1", call.Span) : call.Arguments[0];
        var chosen = new CaseExpression([new CaseBranch(filter, first)], null, first.Span);
        return call with { Filter = null, Star = false, Arguments = [chosen, .. call.Arguments.Skip(1)] };
    }

    /// <summary>The form that takes so many arguments, of such types if one does.</summary>
    private UserFunction? Form(ImmutableArray<UserFunction> forms, FunctionCall call, Value[] values)
    {
        var counted = forms.Where(form => form.Parameters.Count == values.Length).ToList();
        if (counted.Count > 0)
            return counted.Find(form => form.Parameters.Zip(values).All(pair => Fits(form, pair.First, pair.Second)))
                ?? counted[0];
        var counts = forms.Select(form => form.Parameters.Count).Distinct().ToList();
        var expected = counts is [var one] ? Count(one, "argument") : string.Join(" or ", counts) + " arguments";
        diagnostics.Report(
            DiagnosticCodes.WrongArguments,
            call.Span,
            $"{forms[0].Name} takes {expected}, found {values.Length}",
            "Write " + string.Join(" or ", forms.Select(form => form.Form).Distinct()) + "."
        );
        return null;
    }

    private static bool Fits(UserFunction form, Parameter parameter, Value value) =>
        value.Type.IsOpen || parameter.Kind != ArgumentKind.Shape || value.Type.Kind == form.Result.Kind;

    /// <returns>Null when something was reported, or is not known.</returns>
    private Items<Value>? Arguments(UserFunction function, FunctionCall call, Value[] values)
    {
        Items<Value> arguments =
        [
            .. values.Select((value, i) => Argument(function, function.Parameters[i], value, call.Arguments[i].Span)),
        ];
        if (arguments.Any(argument => argument.Type.Kind == Kind.Unknown))
            return null;
        if (function.Refuses?.Invoke(arguments) is not { } message)
            return arguments;
        diagnostics.Report(DiagnosticCodes.OutOfRange, call.Span, message);
        return null;
    }

    private Value Argument(UserFunction function, Parameter parameter, Value value, TextSpan span)
    {
        var what = $"{parameter.Name} of {function.Name}";
        switch (parameter.Kind)
        {
            case ArgumentKind.Number:
                return AsNumber(value, span, what);
            case ArgumentKind.Whole:
                value = AsNumber(value, span, what);
                if (value.Type.IsOpen || value.Type.IsWhole)
                    return value;
                return Refused($"{what} must be a whole number, found {value.Type}", "Convert it: CAST(… AS BIGINT).");
            case ArgumentKind.Text:
                return AsText(value, span, what);
            case ArgumentKind.Point:
                return AsPoint(value, span, what);
            case ArgumentKind.TextLiteral when value is not TextConstant:
                return Refused($"{what} must be written out in single quotes");
            case ArgumentKind.WholeLiteral when value is not WholeConstant:
                return Refused($"{what} must be a whole number written out");
            case ArgumentKind.NumberConstant when Constants.Number(value) is not { } number || double.IsNaN(number):
                return Refused($"{what} must be a number written out");
            case ArgumentKind.Timestamp when value is TextConstant text:
                return Timestamp(text, span);
            case ArgumentKind.Timestamp when value.Type.Kind == Kind.Text:
                return new CastValue(value, AdqlType.Timestamp);
            case ArgumentKind.Timestamp when !value.Type.IsOpen && value.Type.Kind != Kind.Timestamp:
                return Refused($"{what} must be a timestamp, found {value.Type}");
            case ArgumentKind.Shape
                when !value.Type.IsOpen && value.Type.Kind is not (Kind.Point or Kind.Circle or Kind.Polygon):
                return Refused($"{what} must be a point, a circle or a polygon, found {value.Type}");
            case ArgumentKind.Array when !value.Type.IsOpen && !value.Type.IsArrayOfNumbers:
                return Refused($"{what} must be an array of numbers, found {value.Type}");
            case ArgumentKind.AnyArray when !value.Type.IsOpen && !value.Type.IsArray:
                return Refused($"{what} must be an array of numbers or texts, found {value.Type}");
            case ArgumentKind.Boolean when value is TruthValue truth:
                return new BooleanValue(truth.Condition);
            case ArgumentKind.Boolean when !value.Type.IsOpen && value.Type.Kind != Kind.Boolean:
                return Refused($"{what} must be a condition, found {value.Type}");
            default:
                return value;
        }

        UnknownValue Refused(string message, string? hint = null)
        {
            if (value.Type.Kind != Kind.Unknown)
                diagnostics.Report(DiagnosticCodes.WrongArguments, span, message, hint);
            return new UnknownValue();
        }
    }
}
