using DataLab.Adql.Plan;
using DataLab.Adql.Syntax;

namespace DataLab.Adql.Semantics;

/// <content>
/// The functions of Q3C, which users of PostgreSQL archives know by heart: other spellings of DISTANCE and of CONTAINS, for the
/// same index. All is in degrees; a distance equal to the radius is outside, as Q3C has it.
/// </content>
internal sealed partial class Binder
{
    private Value Q3c(string name, FunctionCall call, Value[] values)
    {
        var signature = name switch
        {
            "Q3C_DIST" => "q3c_dist(ra1, dec1, ra2, dec2)",
            "Q3C_JOIN" => "q3c_join(ra1, dec1, ra2, dec2, radius)",
            "Q3C_RADIAL_QUERY" => "q3c_radial_query(ra, dec, ra_centre, dec_centre, radius)",
            _ => "q3c_poly_query(ra, dec, ARRAY[ra1, dec1, ra2, dec2, ra3, dec3, …])",
        };
        var count = name switch
        {
            "Q3C_DIST" => 4,
            "Q3C_POLY_QUERY" => 3,
            _ => 5,
        };
        var spans = call.Arguments.Select(argument => argument.Span).ToList();
        if (values.Length != count)
        {
            diagnostics.Report(
                DiagnosticCodes.WrongArguments,
                call.Span,
                $"{signature} takes {count} arguments, found {values.Length}"
            );
            return new UnknownValue();
        }
        if (values.Any(value => value.Type.Kind == Kind.Unknown))
            return new UnknownValue();
        if (Point(values[0], values[1], spans[0], spans[1]) is not { } point)
            return WrongCoordinates(signature, call);
        if (name == "Q3C_POLY_QUERY")
            return InPolygon(point, values[2], signature, call);
        if (Point(values[2], values[3], spans[2], spans[3]) is not { } other)
            return WrongCoordinates(signature, call);
        var distance = new DistanceValue(point, other)
        {
            Metadata = new Metadata { Unit = Units.Degree, Ucd = "pos.angDistance" },
        };
        if (name == "Q3C_DIST")
            return distance;
        var radius = Size(values[4], spans[4], "A radius", 180);
        return new BooleanValue(new CompareCondition(ComparisonOperator.Less, distance, radius));
    }

    private Value InPolygon(Value point, Value corners, string signature, FunctionCall call)
    {
        if (corners is not ArrayValue array || array.Elements.Count < 6 || array.Elements.Count % 2 != 0)
            return WrongCoordinates(signature, call);
        var span = call.Arguments[2].Span;
        var spans = Enumerable.Repeat(span, array.Elements.Count).ToList();
        return Polygon([.. array.Elements], spans) is PolygonValue polygon
            ? new BooleanValue(new ContainsCondition(point, polygon))
            : new UnknownValue();
    }

    private UnknownValue WrongCoordinates(string signature, FunctionCall call)
    {
        diagnostics.Report(
            DiagnosticCodes.WrongArguments,
            call.Span,
            $"{call.Name.Text} has wrong arguments, expected {signature}, in degrees"
        );
        return new UnknownValue();
    }
}
