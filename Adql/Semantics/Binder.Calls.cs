using System.Collections.Immutable;
using DataLab.Adql.Library;
using DataLab.Adql.Plan;
using DataLab.Adql.Syntax;

namespace DataLab.Adql.Semantics;

/// <content>Function calls: the table of <see cref="Functions"/>, and functions that were declared.</content>
internal sealed partial class Binder
{
    private Value Call(FunctionCall call, Scope scope)
    {
        var name = call.Name.Text.ToUpperInvariant();
        var isAggregate =
            Enum.TryParse<Aggregate>(name, true, out var aggregate)
            && name is "COUNT" or "MIN" or "MAX" or "AVG" or "SUM";
        ImmutableArray<UserFunction> library = schema is null ? [] : UserFunctions.Find(name);
        if (call.Filter is not null)
            call = Filtered(
                call,
                isAggregate || library is [{ IsAggregate: true }, ..] || schema is null,
                library is [{ MindsNull: true }, ..]
            );
        if (!call.OrderBy.IsEmpty && schema is not null && library is not [{ TakesOrder: true }, ..])
            diagnostics.Report(DiagnosticCodes.WrongArguments, call.Span, $"{name} takes no ORDER BY");
        if (isAggregate)
            return call.Over is null ? Aggregated(call, aggregate, scope) : Windowed(call, aggregate, scope);
        if (!strict && WindowFunctions.TryGetValue(name, out var parameters))
            return Windowed(call, parameters, scope);
        if (library is [{ IsAggregate: true }, ..])
            return LibraryAggregate(library, call, scope);
        if (call.Over is not null)
            diagnostics.Report(
                DiagnosticCodes.WrongArguments,
                call.Span,
                $"{name} takes no OVER: it is no window function"
            );
        if (call.Star && OtherFunctions.Of(name) is null)
            diagnostics.Report(DiagnosticCodes.WrongArguments, call.Span, $"Only COUNT takes *, not {name}");
        else if (call.Quantifier != Quantifier.None)
            diagnostics.Report(
                DiagnosticCodes.WrongArguments,
                call.Span,
                $"DISTINCT and ALL belong to aggregates, {name} is none"
            );
        if (ShapeFunctions.Contains(name))
            return ShapeCall(name, call, scope);
        if (name == "IN_UNIT")
            return InUnit(call, scope);
        var arguments = call.Arguments.Select(argument => Value(argument, scope)).ToArray();
        switch (name)
        {
            case "COALESCE":
                return Coalesce(call, arguments);
            case "NULLIF" when !strict:
                return NullIf(call, arguments);
            case "GREATEST" or "LEAST" when !strict:
                return Extreme(name, call, arguments);
            case "MOC" when !strict:
                return Moc(call, arguments);
            case "Q3C_ELLIPSE_QUERY" when !strict:
                return Q3cEllipse(call, arguments);
            case "Q3C_RADIAL_QUERY" or "Q3C_JOIN" or "Q3C_DIST" or "Q3C_POLY_QUERY" when !strict:
                return Q3c(name, call, arguments);
            case "IVO_HEALPIX_INDEX" when schema is not null:
                return HealpixIndex(call, arguments);
        }
        if (library is [{ IsBoundElsewhere: false }, ..])
            return LibraryCall(library, call, arguments);
        if (Functions.All.TryGetValue(name, out var function))
            return Scalar(function, call, arguments);
        var candidates = declared.Where(f => f.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).ToList();
        if (schema is null && candidates.Count > 0)
            return Declared(candidates, call, arguments);
        ReportUnknownFunction(call);
        return new UnknownValue();
    }

    private Value Scalar(Function function, FunctionCall call, Value[] values)
    {
        if (!CheckCount(function, call))
            return new UnknownValue();
        Items<Value> arguments =
        [
            .. values.Select((value, i) => Argument(function, function.Parameters[i], value, call.Arguments[i])),
        ];
        if (arguments.Any(argument => argument.Type.Kind == Kind.Unknown))
            return new UnknownValue();
        if (arguments.Any(argument => argument is NullConstant))
            return new NullConstant();
        var metadata = Metadata.OfUnit(function.Unit(arguments));
        if (Constants.Fold(function, arguments) is { } constant)
            return constant with { Metadata = metadata };
        // A position that was rounded is still a position.
        if (function.IsRounding)
            metadata = metadata with { Ucd = arguments[0].Metadata.Ucd, Frame = arguments[0].Metadata.Frame };
        return new CallValue(function.Name, arguments, function.Result(arguments)) { Metadata = metadata };
    }

    private bool CheckCount(Function function, FunctionCall call)
    {
        var (least, most, found) = (function.Required, function.Parameters.Count, call.Arguments.Length);
        if (found >= least && found <= most)
            return true;
        var expected = least == most ? Count(least, "argument") : $"{least} or {most} arguments";
        diagnostics.Report(
            DiagnosticCodes.WrongArguments,
            call.Span,
            $"{function.Signature} takes {expected}, found {found}",
            (function.Name, found) switch
            {
                ("LOG", 2) =>
                    "LOG is the natural logarithm; that of base 10 is LOG10(x), of another LOG(x) / LOG(base).",
                ("ATAN", 2) => "The angle of two coordinates is ATAN2(y, x).",
                (_, > 1) => "Arguments are separated by commas; the decimal point is a dot.",
                _ => $"Write {function.Signature}.",
            },
            (function.Name, call.Arguments) switch
            {
                ("LOG", [NumberLiteral { Text: "10" }, var x]) => [Instead(call.Span, $"LOG10({Written(x.Span)})")],
                ("ATAN", [_, _]) => [Instead(call.Name.Span, "ATAN2")],
                _ => [],
            }
        );
        return false;
    }

    private Value Argument(Function function, Parameter parameter, Value value, Expression written)
    {
        switch (parameter.Kind)
        {
            case ArgumentKind.Number:
                return AsNumber(value, written.Span, function.Name);
            case ArgumentKind.Text:
                return AsText(value, written.Span, function.Name);
            case ArgumentKind.WholeLiteral when value is not WholeConstant:
                diagnostics.Report(
                    DiagnosticCodes.WrongArguments,
                    written.Span,
                    $"{parameter.Name} of {function.Signature} must be a whole number written out",
                    $"Write {function.Name}(x, 2), without a column or an operation there."
                );
                return new UnknownValue();
            case ArgumentKind.Timestamp when !value.Type.IsOpen && value.Type.Kind is not (Kind.Timestamp or Kind.Text):
            case ArgumentKind.Shape when !value.Type.IsOpen && !value.Type.IsShape:
                diagnostics.Report(
                    DiagnosticCodes.WrongArguments,
                    written.Span,
                    $"{parameter.Name} of {function.Signature} cannot be {value.Type}"
                );
                return new UnknownValue();
            default:
                return value;
        }
    }

    private Value Declared(List<Function> candidates, FunctionCall call, Value[] values)
    {
        var function = candidates.Find(f => values.Length >= f.Required && values.Length <= f.Parameters.Count);
        if (function is null)
            CheckCount(candidates[0], call);
        else
            for (var i = 0; i < values.Length; i++)
                Argument(function, function.Parameters[i], values[i], call.Arguments[i]);
        return function is null
            ? new UnknownValue()
            : new CallValue(function.Name, [.. values], function.Result([.. values]));
    }

    private Value Coalesce(FunctionCall call, Value[] values)
    {
        if (values.Length == 0)
        {
            diagnostics.Report(
                DiagnosticCodes.WrongArguments,
                call.Span,
                "COALESCE(a, b, …) takes at least 1 argument, found 0"
            );
            return new UnknownValue();
        }
        return Common("COALESCE", call.Span, values) is var (type, metadata)
            ? new CallValue("COALESCE", [.. values], type) { Metadata = metadata }
            : new UnknownValue();
    }

    /// <summary>ivo_healpix_index(order, lon, lat) and (order, point) (UDF catalogue 1.2): NESTED index.</summary>
    private Value HealpixIndex(FunctionCall call, Value[] values)
    {
        const string Signature = "ivo_healpix_index(order, lon, lat)";
        if (
            values.Length is not (2 or 3)
            || !(values[0].Type.IsOpen || values[0].Type.IsWhole)
            || values[0] is WholeConstant { Number: < 0 or > 29 }
        )
        {
            diagnostics.Report(
                DiagnosticCodes.WrongArguments,
                call.Span,
                $"{Signature} takes an order, a whole number from 0 to 29, and two coordinates in degrees, or an order and a point"
            );
            return new UnknownValue();
        }
        var (lon, lat) =
            values.Length == 3
                ? (
                    AsNumber(values[1], call.Arguments[1].Span, "ivo_healpix_index"),
                    AsNumber(values[2], call.Arguments[2].Span, "ivo_healpix_index")
                )
                : Coordinates(AsPoint(values[1], call.Arguments[1].Span, Signature));
        if (values.Append(lon).Append(lat).Any(value => value.Type.Kind == Kind.Unknown))
            return new UnknownValue();
        if (values[0] is NullConstant)
            return new NullConstant();
        return new CallValue("IVO_HEALPIX_INDEX", [values[0], lon, lat], AdqlType.Long)
        {
            Metadata = new Metadata { Ucd = "pos.healpix" },
        };
    }
}
