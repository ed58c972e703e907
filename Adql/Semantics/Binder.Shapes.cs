using System.Collections.Frozen;
using DataLab.Adql.Plan;
using DataLab.Adql.Syntax;

namespace DataLab.Adql.Semantics;

/// <content>The geometry of ADQL 2.1 §4.2: argument forms, frames and ranges of constants.</content>
internal sealed partial class Binder
{
    private static readonly FrozenSet<string> ShapeFunctions = AdqlFeatures
        .Geometry.Add("REGION")
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Frames whose coordinates agree to better than positions in catalogues are given.</summary>
    private const string DefaultFrame = "ICRS";

    private Value ShapeCall(string name, FunctionCall call, Scope scope)
    {
        var arguments = call.Arguments.Select(argument => Value(argument, scope)).ToList();
        switch (name)
        {
            case "POINT" or "CIRCLE" or "BOX" or "POLYGON":
                return Constructed(name, call, arguments);
            case "REGION":
                return Region(call, arguments);
            case "CONTAINS" or "INTERSECTS":
                return Relation(name, call, arguments);
            case "DISTANCE":
                return Distance(call, arguments);
            default:
                return Measured(name, call, arguments);
        }
    }

    private Value Constructed(string name, FunctionCall call, List<Value> arguments)
    {
        var spans = call.Arguments.Select(argument => argument.Span).ToList();
        string? frame = null;
        if (arguments is [TextConstant or NullConstant, ..] && HasFrame(name, arguments))
        {
            frame = FrameOf(arguments[0]);
            arguments.RemoveAt(0);
            spans.RemoveAt(0);
        }
        else if (arguments is [{ Type.Kind: Kind.Text }, ..])
        {
            diagnostics.Report(
                DiagnosticCodes.WrongArguments,
                spans[0],
                "A coordinate system must be written out in single quotes"
            );
            return new UnknownValue();
        }
        var shape = name switch
        {
            "POINT" => Point(arguments, spans),
            "CIRCLE" => Circle(arguments, spans),
            "BOX" => Box(arguments, spans),
            _ => Polygon(arguments, spans),
        };
        if (shape is null)
        {
            var forms = name switch
            {
                "POINT" => "POINT(lon, lat)",
                "CIRCLE" => "CIRCLE(lon, lat, radius) or CIRCLE(point, radius)",
                "BOX" => "BOX(lon, lat, width, height) or BOX(point, width, height)",
                _ => "POLYGON with at least three pairs lon, lat or three points",
            };
            diagnostics.Report(
                DiagnosticCodes.WrongArguments,
                call.Span,
                $"{name} has wrong arguments, expected {forms}, in degrees"
            );
            return new UnknownValue();
        }
        if (shape.Type.Kind == Kind.Unknown)
            return shape;
        frame ??= Tree.Columns(shape).Select(column => column.Metadata.Frame).FirstOrDefault(f => f is not null);
        return shape with
        {
            Metadata = new Metadata { Unit = Units.Degree, Frame = frame },
        };
    }

    /// <summary>The first argument is a text for certain; NULL is a frame only where one argument is too many without it.</summary>
    private static bool HasFrame(string name, List<Value> arguments) =>
        arguments[0] is TextConstant
        || name switch
        {
            "POINT" => arguments.Count == 3,
            "CIRCLE" => arguments.Count == 4 || arguments is [_, { Type.Kind: Kind.Point }, _],
            "BOX" => arguments.Count == 5 || arguments is [_, { Type.Kind: Kind.Point }, _, _],
            _ => arguments.Count % 2 == 1 || arguments.Skip(1).Any(argument => argument.Type.Kind == Kind.Point),
        };

    /// <summary>The frame word of a coordinate system (<c>'ICRS GEOCENTER'</c>); null when none is named.</summary>
    private static string? FrameOf(Value argument) =>
        argument is TextConstant text && text.Text.Trim().Split(' ')[0] is { Length: > 0 } word
            ? word.ToUpperInvariant()
            : null;

    private PointValue? Point(List<Value> arguments, List<TextSpan> spans) =>
        arguments.Count == 2 ? Point(arguments[0], arguments[1], spans[0], spans[1]) : null;

    /// <summary>Longitudes of constants are reduced to [0, 360), latitudes outside [-90, 90] refused (DALI 1.1 §3.3.5).</summary>
    private PointValue? Point(Value lon, Value lat, TextSpan lonSpan, TextSpan latSpan)
    {
        if (lon.Type.IsShape || lat.Type.IsShape)
            return null;
        lon = AsNumber(lon, lonSpan, "A longitude");
        lat = AsNumber(lat, latSpan, "A latitude");
        if (Constants.Number(lat) is { } latitude && Math.Abs(latitude) > 90)
            diagnostics.Report(
                DiagnosticCodes.OutOfRange,
                latSpan,
                $"Latitude {Shown(latitude)} is outside -90 to 90 degrees",
                "The order is longitude, latitude; both in degrees."
            );
        if (Constants.Number(lon) is { } longitude)
            lon = new RealConstant(
                longitude is >= 0 and < 360 ? longitude : longitude - 360 * Math.Floor(longitude / 360)
            );
        return new PointValue(lon, lat);
    }

    /// <summary>A centre given as point or as two coordinates, and what is left.</summary>
    private (Value Centre, int Used)? Centre(List<Value> arguments, List<TextSpan> spans, int others)
    {
        if (arguments.Count == 1 + others && arguments[0].Type.Kind is Kind.Point or Kind.Unknown)
            return (arguments[0], 1);
        return arguments.Count == 2 + others && Point(arguments[0], arguments[1], spans[0], spans[1]) is { } point
            ? (point, 2)
            : null;
    }

    private Value? Circle(List<Value> arguments, List<TextSpan> spans)
    {
        if (Centre(arguments, spans, 1) is not var (centre, used))
            return null;
        var radius = Size(arguments[used], spans[used], "A radius", 180);
        return centre.Type.Kind == Kind.Unknown ? new UnknownValue() : new CircleValue(centre, radius);
    }

    private Value? Box(List<Value> arguments, List<TextSpan> spans)
    {
        if (Centre(arguments, spans, 2) is not var (centre, used))
            return null;
        // A box that moves from row to row is written out as a polygon, which needs sizes that are known and below 180.
        var most = Shapes.Point(centre) is null ? 179.999 : 360;
        var width = Size(arguments[used], spans[used], "A width", most);
        var height = Size(arguments[used + 1], spans[used + 1], "A height", most);
        if (schema is not null && (Constants.Number(width) is null || Constants.Number(height) is null))
        {
            diagnostics.Report(
                DiagnosticCodes.UnsupportedFeature,
                spans[used],
                "BOX with sizes that differ from row to row is not supported by this service",
                "Write CIRCLE or POLYGON."
            );
            return new UnknownValue();
        }
        return centre.Type.Kind == Kind.Unknown ? new UnknownValue() : new BoxValue(centre, width, height);
    }

    private Value Size(Value value, TextSpan span, string what, double most)
    {
        var size = AsNumber(value, span, what);
        if (Constants.Number(size) is { } number && (number < 0 || number > most) && schema is not null)
            diagnostics.Report(
                DiagnosticCodes.OutOfRange,
                span,
                $"{what} of {Shown(number)} degrees is outside 0 to {most}",
                most > 179 && most < 180 ? "Write larger areas with BETWEEN on the coordinates." : null
            );
        return size;
    }

    private Value? Polygon(List<Value> arguments, List<TextSpan> spans)
    {
        var vertices = new List<Value>();
        if (arguments.Any(argument => argument.Type.Kind == Kind.Point))
        {
            if (arguments.Any(argument => argument.Type.Kind is not (Kind.Point or Kind.Unknown)))
                return null;
            vertices.AddRange(arguments);
        }
        else
        {
            if (
                arguments.Count % 2 != 0
                && (arguments.Count < 3 || arguments.Any(argument => argument.Type.Kind != Kind.Unknown))
            )
                return null;
            for (var i = 0; i + 1 < arguments.Count; i += 2)
            {
                if (Point(arguments[i], arguments[i + 1], spans[i], spans[i + 1]) is not { } vertex)
                    return null;
                vertices.Add(vertex);
            }
        }
        // Users coming from other tools repeat the first vertex to close the polygon.
        if (vertices.Count > 3 && vertices[^1].Equals(vertices[0]))
            vertices.RemoveAt(vertices.Count - 1);
        if (
            vertices.Count < 3
            && (arguments.Count == 0 || arguments.Any(argument => argument.Type.Kind != Kind.Unknown))
        )
            return null;
        if (arguments.Any(argument => argument.Type.Kind == Kind.Unknown) || vertices.Count < 3)
            return new UnknownValue();
        var polygon = new PolygonValue([.. vertices]);
        if (schema is not null && Shapes.Fault(polygon) is { } fault)
            diagnostics.Report(DiagnosticCodes.OutOfRange, spans[0], fault.TrimEnd('.'));
        return polygon;
    }

    private UnknownValue Region(FunctionCall call, List<Value> arguments)
    {
        if (arguments is not [TextConstant])
            diagnostics.Report(
                DiagnosticCodes.WrongArguments,
                call.Span,
                "REGION takes 1 argument, a description in single quotes"
            );
        else if (schema is not null)
            diagnostics.Report(
                DiagnosticCodes.UnsupportedFeature,
                call.Span,
                "REGION is not supported by this service",
                "Write CIRCLE, BOX or POLYGON."
            );
        return new UnknownValue();
    }

    private Value Relation(string name, FunctionCall call, List<Value> arguments)
    {
        if (arguments.Count != 2)
        {
            diagnostics.Report(
                DiagnosticCodes.WrongArguments,
                call.Span,
                $"{name}(shape, shape) takes 2 arguments, found {arguments.Count}"
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
        return new TruthValue(
            name == "CONTAINS"
                ? new ContainsCondition(arguments[0], arguments[1])
                : new IntersectsCondition(arguments[0], arguments[1])
        );
    }

    private bool IsShape(Value value, FunctionCall call, int index, string name)
    {
        if (value.Type.Kind == Kind.Region)
        {
            diagnostics.Report(
                DiagnosticCodes.UnsupportedFeature,
                call.Arguments[index].Span,
                $"{name} does not work with columns of regions in this service"
            );
            return false;
        }
        if (value.Type.IsShape || value.Type.IsOpen)
            return true;
        diagnostics.Report(
            DiagnosticCodes.WrongArguments,
            call.Arguments[index].Span,
            $"{name} needs a shape, found {value.Type}",
            value.Type.IsNumber ? "A position is written POINT(lon, lat)." : null
        );
        return false;
    }

    /// <summary>Nothing is ever converted between frames; mixing them is undefined in ADQL 2.1 §4.2.4, and refused here.</summary>
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
        diagnostics.Report(
            DiagnosticCodes.FrameMismatch,
            call.Span,
            $"{name} mixes positions in {frames[0]} and {frames[1]}",
            "Positions are not converted between frames; give both in the same one."
        );
        return false;
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
                $"DISTANCE takes 2 points or 4 coordinates (lon1, lat1, lon2, lat2), found {Count(arguments.Count, "argument")}"
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
                return Centroid(shape, call);
        }
    }

    private Value Centroid(Value shape, FunctionCall call)
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
        if (Shapes.Region(shape)?.Centroid is { } centre)
            return new PointValue(new RealConstant(centre.Ra), new RealConstant(centre.Dec))
            {
                Metadata = shape.Metadata,
            };
        diagnostics.Report(
            DiagnosticCodes.UnsupportedFeature,
            call.Span,
            "CENTROID of a polygon that differs from row to row is not supported by this service"
        );
        return new UnknownValue();
    }

    private static (Value Longitude, Value Latitude) Coordinates(Value point) =>
        (Coordinate(1, point), Coordinate(2, point));

    private static Value Coordinate(int axis, Value point) =>
        point is PointValue written
            ? axis == 1
                ? written.Longitude
                : written.Latitude
            : new CoordinateValue(axis, point) { Metadata = Metadata.OfUnit(Units.Degree) };

    private static string Shown(double number) =>
        number.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
}
