using DataLab.Adql.Plan;
using DataLab.Adql.Syntax;
using DataLab.Sky;

namespace DataLab.Adql.Semantics;

/// <content>Regions and shapes from texts: REGION('STC-S'), MOC, CAST to POINT, CIRCLE and POLYGON.</content>
internal sealed partial class Binder
{
    /// <summary>Cells on the outline of MOC(order, shape).</summary>
    private const int MostMocCells = 16384;

    private Value Region(FunctionCall call, List<Value> arguments)
    {
        switch (arguments)
        {
            case [NullConstant]:
                return new NullConstant();
            case [TextConstant text]:
                return Region(text.Text, call.Arguments[0].Span, AdqlType.Region);
            default:
                diagnostics.Report(
                    DiagnosticCodes.WrongArguments,
                    call.Span,
                    "REGION takes 1 argument, a description in single quotes",
                    "REGION('Circle ICRS 10 20 0.5')"
                );
                return new UnknownValue();
        }
    }

    private Value Region(string text, TextSpan span, AdqlType type)
    {
        if (schema is null)
            return new UnknownValue();
        if (!RegionText.TryRead(text, out var region, out var frame, out var error))
        {
            diagnostics.Report(
                DiagnosticCodes.OutOfRange,
                span,
                error,
                type == AdqlType.Moc ? null : "A region is written 'Circle ICRS lon lat radius', in degrees."
            );
            return new UnknownValue();
        }
        return new RegionConstant(region, region is Moc ? AdqlType.Moc : type)
        {
            Metadata = new Metadata { Frame = frame },
        };
    }

    /// <summary>MOC('4/30-33') and MOC(order, shape).</summary>
    private Value Moc(FunctionCall call, Value[] arguments)
    {
        switch (arguments)
        {
            case [NullConstant] or [_, NullConstant]:
                return new NullConstant();
            case [TextConstant { Text: var text }]:
                if (!MocText.TryRead(text, out var moc, out var error))
                {
                    diagnostics.Report(DiagnosticCodes.OutOfRange, call.Arguments[0].Span, error);
                    return new UnknownValue();
                }
                return new RegionConstant(moc, AdqlType.Moc);
            case [WholeConstant { Number: >= 0 and <= 29 } order, var shape] when shape.Type.IsShape:
                if (!SameFrame("MOC", call, [shape, new RegionConstant(new PointRegion(default), AdqlType.Region)]))
                    return new UnknownValue();
                if (Shapes.Region(shape) is not { } region)
                    return new MocValue((int)order.Number, shape) { Metadata = shape.Metadata with { Unit = null } };
                if (Sky.Moc.Covering(region, (int)order.Number, MostMocCells) is { } covering)
                    return new RegionConstant(covering, AdqlType.Moc);
                diagnostics.Report(
                    DiagnosticCodes.TooComplex,
                    call.Span,
                    $"The coverage map of order {order.Number} has more than {MostMocCells} cells along the outline of the shape",
                    "Give a lower order; each step down halves the cells."
                );
                return new UnknownValue();
        }
        if (!arguments.Any(argument => argument.Type.Kind == Kind.Unknown))
            diagnostics.Report(
                DiagnosticCodes.WrongArguments,
                call.Span,
                "MOC has wrong arguments, expected MOC('4/30-33,38 5/1024') or MOC(order, shape) with an order from 0 to 29"
            );
        return new UnknownValue();
    }

    /// <summary>DALI texts: <c>'12.3 45.6'</c>, longitude, latitude and radius, pairs of vertices; also regions of that kind.</summary>
    private Value CastToShape(Value value, AdqlType target, CastExpression cast)
    {
        if (value.Type.IsOpen)
            return value;
        if (value.Type.Kind == target.Kind)
            return value;
        if (value is TextConstant text)
            return ShapeOf(text.Text, target, cast.Operand.Span) is { } shape
                ? shape with
                {
                    Metadata = Metadata.OfUnit(Units.Degree),
                }
                : new UnknownValue();
        if (value.Type.Kind is not (Kind.Text or Kind.Region) || value is EllipseValue)
        {
            diagnostics.Report(
                DiagnosticCodes.TypeMismatch,
                cast.Span,
                $"CAST cannot make {target} of {value.Type}",
                $"Write {cast.Type}(…) with numbers."
            );
            return new UnknownValue();
        }
        return new CastValue(value, target)
        {
            Metadata = new Metadata { Unit = Units.Degree, Frame = value.Metadata.Frame },
        };
    }

    private Value? ShapeOf(string text, AdqlType target, TextSpan span)
    {
        List<Value>? numbers = RegionText.Numbers(text) is { } found
            ? [.. found.Select(number => new RealConstant(number))]
            : null;
        var spans = Enumerable.Repeat(span, numbers?.Count ?? 0).ToList();
        Value? shape = (target.Kind, numbers?.Count) switch
        {
            (Kind.Point, 2) => Point(numbers!, spans),
            (Kind.Circle, 3) => Circle(numbers!, spans),
            (Kind.Polygon, >= 6) => Polygon(numbers!, spans),
            _ => null,
        };
        if (shape is not null)
            return shape;
        var form = target.Kind switch
        {
            Kind.Point => "a longitude and a latitude: '12.3 45.6'",
            Kind.Circle => "a longitude, a latitude and a radius: '12.3 45.6 0.5'",
            _ => "at least three pairs of a longitude and a latitude: '0 0 3 0 0 3'",
        };
        diagnostics.Report(
            DiagnosticCodes.OutOfRange,
            span,
            $"'{(text.Length > 40 ? text[..40] + "…" : text)}' is not {target}, expected {form}, in degrees"
        );
        return null;
    }

    /// <summary>q3c_ellipse_query: a position is in an ellipse; the circle around the ellipse lets joins find partners by cells.</summary>
    private Value Q3cEllipse(FunctionCall call, Value[] values)
    {
        const string Signature = "q3c_ellipse_query(ra, dec, ra0, dec0, semi_major, axis_ratio, position_angle)";
        if (values.Length != 7)
        {
            diagnostics.Report(
                DiagnosticCodes.WrongArguments,
                call.Span,
                $"{Signature} takes 7 arguments, found {values.Length}"
            );
            return new UnknownValue();
        }
        if (values.Any(value => value.Type.Kind == Kind.Unknown))
            return new UnknownValue();
        var spans = call.Arguments.Select(argument => argument.Span).ToList();
        if (
            Point(values[0], values[1], spans[0], spans[1]) is not { } point
            || Point(values[2], values[3], spans[2], spans[3]) is not { } centre
            || values.Skip(4).Any(value => value.Type.IsShape)
        )
            return WrongCoordinates(Signature, call);
        var semiMajor = Size(values[4], spans[4], "A half axis", 89.999);
        var ratio = AsNumber(values[5], spans[5], "An axis ratio");
        var angle = AsNumber(values[6], spans[6], "A position angle");
        if (Constants.Number(ratio) is < 0 or > 1)
            diagnostics.Report(DiagnosticCodes.OutOfRange, spans[5], "An axis ratio lies between 0 and 1");
        var ellipse = new EllipseValue(centre, semiMajor, ratio, angle);
        var inside = new ContainsCondition(point, ellipse);
        if (Shapes.Region(ellipse) is not null)
            return new BooleanValue(inside);
        // Wider by more than the test rounds.
        var reach = new ArithmeticValue(ArithmeticOperator.Add, semiMajor, new RealConstant(1e-9), AdqlType.Double);
        var near = new CompareCondition(ComparisonOperator.LessOrEqual, new DistanceValue(point, centre), reach);
        return new BooleanValue(new AndCondition([near, inside]));
    }
}
