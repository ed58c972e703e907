using System.Collections.Frozen;
using DataLab.Adql.Plan;
using DataLab.Adql.Syntax;

namespace DataLab.Adql.Semantics;

/// <content>Constructors of shapes (ADQL 2.1 §4.2): argument forms, and ranges of constants.</content>
internal sealed partial class Binder
{
    private static readonly FrozenSet<string> ShapeFunctions = AdqlFeatures.Geometry.ToFrozenSet(
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>Frames whose coordinates agree to better than positions in catalogues are given.</summary>
    private const string DefaultFrame = "ICRS";

    private Value ShapeCall(string name, FunctionCall call, Scope scope)
    {
        if (schema is not null && ReportFrameSlip(name, call, scope))
            return new UnknownValue();
        var arguments = call.Arguments.Select(argument => Value(argument, scope)).ToList();
        if (name is "CONTAINS" or "INTERSECTS" or "AREA" or "CENTROID")
            arguments = [.. arguments.Select(AsOutline)];
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
                "A coordinate system must be written out in single quotes",
                "Write 'ICRS' or leave it out."
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
                $"{name} has wrong arguments, expected {forms}, in degrees",
                name == "POLYGON" && call.Arguments is [StringLiteral]
                    ? "A text becomes a polygon by CAST('lon1 lat1 lon2 lat2 …' AS POLYGON)."
                    : null
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
        lon = ReportTextualAngle(lon, lonSpan, true) as Value ?? AsNumber(lon, lonSpan, "A longitude");
        lat = ReportTextualAngle(lat, latSpan, false) as Value ?? AsNumber(lat, latSpan, "A latitude");
        WarnOfSwappedPosition(lon, lat, lonSpan);
        if (Constants.Number(lat) is { } latitude && Math.Abs(latitude) > 90)
            diagnostics.Report(
                DiagnosticCodes.OutOfRange,
                latSpan,
                $"Latitude {Shown(latitude)} is outside -90 to 90 degrees",
                "The order is longitude, latitude; both in degrees.",
                Constants.Number(lon) is >= -90 and <= 90 && Math.Abs(latitude) <= 360
                    ? [Instead(lonSpan, Written(latSpan)), Instead(latSpan, Written(lonSpan))]
                    : []
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
        var width = Size(arguments[used], spans[used], "A width", 360);
        var height = Size(arguments[used + 1], spans[used + 1], "A height", 360);
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
                number < 0
                    ? "Sizes are positive, in degrees."
                    : $"Sizes are in degrees: {Shown(number)} arcsec are {Shown(number)} / 3600.0."
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
        if (vertices.Count > AdqlLimits.Vertices)
        {
            diagnostics.Report(
                DiagnosticCodes.TooComplex,
                spans[0],
                $"A polygon may have {AdqlLimits.Vertices} vertices, not {vertices.Count}"
            );
            return new UnknownValue();
        }
        var polygon = new PolygonValue([.. vertices]);
        if (schema is not null && Shapes.Fault(polygon) is { } fault)
            diagnostics.Report(
                DiagnosticCodes.OutOfRange,
                spans[0],
                fault.TrimEnd('.'),
                "Give the vertices in the order of the outline."
            );
        return polygon;
    }
}
