using DataLab.Adql.Library;
using DataLab.Adql.Plan;
using DataLab.Adql.Syntax;
using DataLab.Sky;

namespace DataLab.Adql.Semantics;

/// <content>Functions of shapes: relations, distances, measures (ADQL 2.1 §4.2), and the frames they compare.</content>
internal sealed partial class Binder
{
    private Value Relation(string name, FunctionCall call, List<Value> arguments)
    {
        if (arguments.Count != 2)
        {
            diagnostics.Report(
                DiagnosticCodes.WrongArguments,
                call.Span,
                $"{name}(shape, shape) takes 2 arguments, found {arguments.Count}",
                $"Write {name}(POINT(lon, lat), CIRCLE(lon, lat, radius))."
            );
            return new UnknownValue();
        }
        if (
            !(IsShape(arguments[0], call, 0, name) & IsShape(arguments[1], call, 1, name))
            || !SameFrame(name, call, arguments)
        )
            return new UnknownValue();
        if (arguments.Any(argument => argument.Type.Kind == Kind.Unknown))
            return new UnknownValue();
        if (arguments.Any(argument => argument is NullConstant))
            return new NullConstant();
        if (name == "CONTAINS")
            WarnOfContains(arguments[0], arguments[1], call.Span);
        return new TruthValue(
            name == "CONTAINS"
                ? new ContainsCondition(arguments[0], arguments[1])
                : new IntersectsCondition(arguments[0], arguments[1])
        );
    }

    /// <summary>A column of texts that the UCD calls outlines: tables from FITS files have no xtype to say that they are regions.</summary>
    private static Value AsOutline(Value value) =>
        value is ColumnValue { Type.Kind: Kind.Text, Metadata.Ucd: { } ucd }
        && ucd.StartsWith("pos.outline", StringComparison.OrdinalIgnoreCase)
            ? new CastValue(value, AdqlType.Region) { Metadata = value.Metadata }
            : value;

    private bool IsShape(Value value, FunctionCall call, int index, string name)
    {
        if (
            value.Type.Kind == Kind.Region
            && value is ColumnValue { Metadata.Frame: { } own }
            && Canonical(own) != DefaultFrame
        )
        {
            // Each text names its own frame, and is turned to ICRS; numbers in another frame would not be.
            diagnostics.Report(
                DiagnosticCodes.FrameMismatch,
                call.Arguments[index].Span,
                $"The regions of this column are said to be in {own}; texts of regions are compared in ICRS only"
            );
            return false;
        }
        if (value.Type.IsShape || value.Type.IsOpen)
            return true;
        diagnostics.Report(
            DiagnosticCodes.WrongArguments,
            call.Arguments[index].Span,
            $"{name} needs a shape, found {value.Type}",
            value.Type.IsNumber ? "A position is written POINT(lon, lat)."
                : value.Type.Kind == Kind.Text ? "A text becomes a shape by REGION('Circle ICRS lon lat radius')."
                : null,
            value is TextConstant text && Sky.RegionText.TryRead(text.Text, out _, out _, out _)
                ? Around(call.Arguments[index].Span, "REGION(", ")")
                : []
        );
        return false;
    }

    /// <summary>
    /// Mixing frames is undefined in ADQL 2.1 §4.2.4. Here one of two shapes is turned to the frame of the other, with a warning; what
    /// cannot be turned is refused.
    /// </summary>
    private bool SameFrame(string name, FunctionCall call, List<Value> arguments)
    {
        if (schema is null)
            return true;
        var frames = arguments
            .Where(argument => argument.Type.IsShape)
            .Select(argument => Canonical(argument.Metadata.Frame))
            .Distinct()
            .ToList();
        if (frames.Count < 2)
            return true;
        if (arguments.Count == 2 && frames.Count == 2 && InOneFrame(call, arguments, frames))
        {
            diagnostics.Warn(
                DiagnosticCodes.FrameMismatch,
                call.Span,
                $"{name} mixes positions in {frames[0]} and {frames[1]}, one of which is turned to the other frame",
                "Write both in one frame, or say so with ivo_geom_transform('GALACTIC', 'ICRS', shape)."
            );
            return true;
        }
        diagnostics.Report(
            DiagnosticCodes.FrameMismatch,
            call.Span,
            $"{name} mixes positions in {frames[0]} and {frames[1]}",
            "Write both in one frame: points, circles and polygons are turned by ivo_geom_transform('GALACTIC', 'ICRS', shape)."
        );
        return false;
    }

    private static bool IsSphere(string frame) => frame == SphereFrame.Fk4.Name || SphereFrame.TryParse(frame, out _);

    /// <summary>Turns the shape without columns, so that columns are searched as they are; if both have some, the second.</summary>
    /// <param name="frames">Of the two arguments.</param>
    /// <returns>False where it cannot be done.</returns>
    private bool InOneFrame(FunctionCall call, List<Value> arguments, List<string> frames)
    {
        var which = Tree.Columns(arguments[1]).Any() && !Tree.Columns(arguments[0]).Any() ? 0 : 1;
        var (from, to) = (frames[which], frames[1 - which]);
        if (arguments[which] is RegionConstant constant)
        {
            if (to != DefaultFrame || constant.Region.ToIcrs(from) is not { } turned)
                return false;
            arguments[which] = constant with { Region = turned, Metadata = constant.Metadata with { Frame = to } };
            return true;
        }
        if (
            !IsSphere(from)
            || !IsSphere(to)
            || arguments[which].Type.Kind is not (Kind.Point or Kind.Circle or Kind.Polygon)
        )
            return false;
        var written = call.Arguments[which];
        arguments[which] = LibraryCall(
            UserFunctions.Find("ivo_geom_transform"),
            call with
            {
                Arguments = [written, written, written],
            },
            [new TextConstant(from), new TextConstant(to), arguments[which]]
        );
        return true;
    }

    private static string Canonical(string? frame) =>
        frame?.ToUpperInvariant() is null or "" or "ICRS" or "FK5" or "J2000" or "UNKNOWNFRAME" or "UNKNOWN"
            ? DefaultFrame
            : frame.ToUpperInvariant();

    private Value Distance(FunctionCall call, List<Value> arguments)
    {
        if (arguments.Count is not (2 or 4))
        {
            diagnostics.Report(
                DiagnosticCodes.WrongArguments,
                call.Span,
                $"DISTANCE takes 2 points or 4 coordinates (lon1, lat1, lon2, lat2), found {Count(arguments.Count, "argument")}",
                null,
                arguments switch
                {
                    [{ Type.Kind: Kind.Point }, { Type.IsNumber: true }, { Type.IsNumber: true }] =>
                    [
                        new TextEdit(call.Arguments[1].Span.Start, 0, "POINT("),
                        new TextEdit(call.Arguments[2].Span.Start + call.Arguments[2].Span.Length, 0, ")"),
                    ],
                    [{ Type.IsNumber: true }, { Type.IsNumber: true }, { Type.Kind: Kind.Point }] =>
                    [
                        new TextEdit(call.Arguments[0].Span.Start, 0, "POINT("),
                        new TextEdit(call.Arguments[1].Span.Start + call.Arguments[1].Span.Length, 0, ")"),
                    ],
                    _ => [],
                }
            );
            return new UnknownValue();
        }
        var spans = call.Arguments.Select(argument => argument.Span).ToList();
        Value? from;
        Value? to;
        if (arguments.Count == 4)
            (from, to) = (Point(arguments[..2], spans[..2]), Point(arguments[2..], spans[2..]));
        else
        {
            if (!SameFrame("DISTANCE", call, arguments))
                return new UnknownValue();
            (from, to) = (AsPoint(arguments[0], spans[0], "DISTANCE"), AsPoint(arguments[1], spans[1], "DISTANCE"));
        }
        if (from is null || to is null)
        {
            diagnostics.Report(
                DiagnosticCodes.WrongArguments,
                call.Span,
                "DISTANCE of 4 arguments takes coordinates, not shapes"
            );
            return new UnknownValue();
        }
        if (
            from.Type.Kind == Kind.Unknown
            || to.Type.Kind == Kind.Unknown
            || Tree.Children(from).Concat(Tree.Children(to)).Any(c => c.Type.Kind == Kind.Unknown)
        )
            return new UnknownValue();
        if (from is NullConstant || to is NullConstant)
            return new NullConstant();
        return new DistanceValue(from, to)
        {
            Metadata = new Metadata { Unit = Units.Degree, Ucd = "pos.angDistance" },
        };
    }

    private Value AsPoint(Value value, TextSpan span, string what)
    {
        if (value.Type.Kind == Kind.Point || value.Type.IsOpen)
            return value;
        // In a bare syntax check DISTANCE(region, point) passes: services exist that have it.
        if (schema is not null || !value.Type.IsShape)
            diagnostics.Report(
                DiagnosticCodes.WrongArguments,
                span,
                $"{what} needs a point, found {value.Type}",
                value.Type.IsShape ? "CENTROID(shape) is a point." : "A position is written POINT(lon, lat)."
            );
        return new UnknownValue();
    }

    private Value Measured(string name, FunctionCall call, List<Value> arguments)
    {
        if (arguments.Count != 1)
        {
            diagnostics.Report(
                DiagnosticCodes.WrongArguments,
                call.Span,
                $"{name}(shape) takes 1 argument, found {arguments.Count}"
            );
            return new UnknownValue();
        }
        var shape = arguments[0];
        if (shape is NullConstant)
            return shape;
        if (!IsShape(shape, call, 0, name) || shape.Type.IsOpen)
            return new UnknownValue();
        switch (name)
        {
            case "AREA":
                return new AreaValue(shape) { Metadata = Metadata.OfUnit(Units.SquareDegree) };
            case "COORDSYS":
                return new TextConstant(shape.Metadata.Frame ?? DefaultFrame);
            case "COORD1" or "COORD2":
                return AsPoint(shape, call.Span, name) is { Type.Kind: Kind.Point } point
                    ? Coordinate(name[^1] - '0', point)
                    : new UnknownValue();
            default:
                return Centroid(shape);
        }
    }

    private static Value Centroid(Value shape)
    {
        switch (shape)
        {
            case { Type.Kind: Kind.Point }:
                return shape;
            case CircleValue circle:
                return circle.Centre with { Metadata = circle.Metadata };
            case BoxValue box:
                return box.Centre with { Metadata = box.Metadata };
        }
        if (shape.Type.Kind == Kind.Circle)
            return new PointValue(Coordinate(1, shape), Coordinate(2, shape)) { Metadata = shape.Metadata };
        if (Shapes.Region(shape) is { } region)
        {
            Sky.Point centre;
            try
            {
                centre = region.Centroid;
            }
            catch (InvalidOperationException)
            {
                return new NullConstant(); // an empty region has no centre
            }
            return new PointValue(new RealConstant(centre.Ra), new RealConstant(centre.Dec))
            {
                Metadata = shape.Metadata,
            };
        }
        return new CentroidValue(shape)
        {
            Metadata = new Metadata { Unit = Units.Degree, Frame = shape.Metadata.Frame },
        };
    }

    private static (Value Longitude, Value Latitude) Coordinates(Value point) =>
        (Coordinate(1, point), Coordinate(2, point));

    private static Value Coordinate(int axis, Value point) =>
        point is PointValue written
            ? AsDouble(axis == 1 ? written.Longitude : written.Latitude)
            : new CoordinateValue(axis, point) { Metadata = Metadata.OfUnit(Units.Degree) };

    /// <summary>COORD1 and COORD2 are doubles, whatever the point was made of.</summary>
    private static Value AsDouble(Value coordinate) =>
        coordinate switch
        {
            WholeConstant whole => new RealConstant(whole.Number) { Metadata = InDegrees(whole) },
            { Type.Kind: Kind.Double } => coordinate with { Metadata = InDegrees(coordinate) },
            _ => new CastValue(coordinate, AdqlType.Double) { Metadata = InDegrees(coordinate) },
        };

    private static Metadata InDegrees(Value coordinate) =>
        coordinate.Metadata with
        {
            Unit = coordinate.Metadata.Unit ?? Units.Degree,
        };

    private static string Shown(double number) =>
        number.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
}
