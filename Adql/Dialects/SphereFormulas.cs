using System.Globalization;
using DataLab.Adql.Plan;
using DataLab.Adql.Semantics;
using DataLab.Sky;

namespace DataLab.Adql.Dialects;

/// <summary>Distances and half-spaces in plain SQL: faster than calling out of the engine, and the same formula everywhere.</summary>
internal sealed class SphereFormulas(SqlDialect dialect, SqlWriter sql)
{
    /// <summary>A boundary is 2e-15 rad thick, as in Sky.</summary>
    private const double Boundary = 2e-15;

    /// <summary>Degrees from the haversine of the angle and that of its supplement: exact to a few ulp at 0 and at 180 degrees.</summary>
    /// <remarks>Sinnott 1984; the supplement keeps the digits near 180 degrees. Sky's Point.Separation is the same.</remarks>
    public void Distance(DistanceValue distance)
    {
        var (ra1, dec1) = SqlDialect.Coordinates(distance.From);
        var (ra2, dec2) = SqlDialect.Coordinates(distance.To);
        sql.Append("degrees(2 * atan2(sqrt(pow(sin(");
        Half(dec2, " - ", dec1);
        sql.Append("), 2) + ");
        Cosines(dec1, dec2);
        sql.Append(" * pow(sin(");
        Half(ra2, " - ", ra1);
        sql.Append("), 2)), sqrt(pow(sin(");
        Half(dec2, " + ", dec1);
        sql.Append("), 2) + ");
        Cosines(dec1, dec2);
        sql.Append(" * pow(cos(");
        Half(ra2, " - ", ra1);
        sql.Append("), 2))))");
    }

    /// <summary>Whether a distance compares so with a radius of at most 90 degrees: haversines are compared, which cost a third.</summary>
    /// <remarks>The haversine grows with the angle and is exact to a few ulp up to 90 degrees, so the answer is that of the distance.</remarks>
    public void Compare(DistanceValue distance, string sign, double degrees)
    {
        var (ra1, dec1) = SqlDialect.Coordinates(distance.From);
        var (ra2, dec2) = SqlDialect.Coordinates(distance.To);
        var half = Angle.SinCos(degrees / 2).Sin;
        sql.Append("(pow(sin(");
        Half(dec2, " - ", dec1);
        sql.Append("), 2) + ");
        Cosines(dec1, dec2);
        sql.Append(" * pow(sin(");
        Half(ra2, " - ", ra1);
        sql.Append("), 2) ").Append(sign).Append(" ").Number(half * half).Append(")");
    }

    /// <summary>Half the difference or sum of two angles, radians.</summary>
    private void Half(Value a, string sign, Value b)
    {
        sql.Append("radians(");
        dialect.WriteDouble(a, sql);
        sql.Append(sign);
        dialect.WriteDouble(b, sql);
        sql.Append(") / 2");
    }

    private void Cosines(Value dec1, Value dec2)
    {
        Cosine(dec1);
        sql.Append(" * ");
        Cosine(dec2);
    }

    private void Cosine(Value dec)
    {
        if (Constants.Number(dec) is { } degrees)
        {
            sql.Number(Math.Abs(Angle.SinCos(degrees).Cos));
            return;
        }
        sql.Append("cos(radians(");
        dialect.WriteDouble(dec, sql);
        sql.Append("))");
    }

    /// <summary>The direction is on the inner side of every edge of one of the polygon's convex parts.</summary>
    public void Inside(PolygonCondition condition)
    {
        var (ra, dec) = SqlDialect.Coordinates(condition.Point);
        sql.Append("(")
            .Join(
                " OR ",
                condition.Polygon.ConvexParts,
                part => sql.Append("(").Join(" AND ", part, normal => HalfSpace(normal, ra, dec)).Append(")")
            )
            .Append(")");
    }

    /// <summary>In the cone: the axes' directions in the plane across it, measured by its half axes.</summary>
    public void Inside(Value point, Ellipse ellipse)
    {
        var (ra, dec) = SqlDialect.Coordinates(point);
        var (along, across) = ellipse.Axes;
        var (major, minor) = ellipse.Sines;
        sql.Append("(");
        Component(ellipse.Centre.ToUnitVector(), ra, dec);
        sql.Append(" >= 0 AND (sqrt(pow((");
        Component(along, ra, dec);
        sql.Append(") / ").Number(major).Append(", 2) + pow((");
        Component(across, ra, dec);
        sql.Append(") / ").Number(minor).Append(", 2)) - 1) * ").Number(Math.Min(major, minor)).Append(" <= ");
        sql.Number(Boundary).Append(")");
    }

    /// <summary>Between two meridians and two parallels, as far as one unit in the last place of a degree matters.</summary>
    public void Inside(Value point, CoordinateRange range)
    {
        const double Slack = 1e-13;
        var (ra, dec) = SqlDialect.Coordinates(point);
        sql.Append("(");
        dialect.WriteDouble(dec, sql);
        sql.Append(" BETWEEN ").Number(range.South - Slack).Append(" AND ").Number(range.North + Slack);
        if (range.East - range.West < 360)
        {
            sql.Append(" AND (90 - abs(");
            dialect.WriteDouble(dec, sql);
            sql.Append(") < ").Number(Slack);
            sql.Append(" OR ");
            Offset(ra, range.West);
            sql.Append(" <= ").Number(Angle.Longitude(range.East - range.West) + Slack);
            sql.Append(" OR ");
            Offset(ra, range.West);
            sql.Append(" >= ").Number(360 - Slack).Append(")");
        }
        sql.Append(")");
    }

    /// <summary>Degrees eastwards from a meridian, in [0, 360).</summary>
    private void Offset(Value ra, double west)
    {
        void Difference()
        {
            sql.Append("(");
            dialect.WriteDouble(ra, sql);
            sql.Append(" - ").Number(west).Append(")");
        }
        sql.Append("(");
        Difference();
        sql.Append(" - 360 * floor(");
        Difference();
        sql.Append(" / 360))");
    }

    private void HalfSpace(UnitVector normal, Value ra, Value dec)
    {
        sql.Append("(");
        Component(normal, ra, dec);
        sql.Append(string.Create(CultureInfo.InvariantCulture, $" >= {-Boundary:R})"));
    }

    /// <summary>The part of a position's direction that goes in another one.</summary>
    private void Component(UnitVector direction, Value ra, Value dec)
    {
        sql.Append("cos(radians(");
        dialect.WriteDouble(dec, sql);
        sql.Append(")) * (").Number(direction.X).Append(" * cos(radians(");
        dialect.WriteDouble(ra, sql);
        sql.Append(")) + ").Number(direction.Y).Append(" * sin(radians(");
        dialect.WriteDouble(ra, sql);
        sql.Append("))) + ").Number(direction.Z).Append(" * sin(radians(");
        dialect.WriteDouble(dec, sql);
        sql.Append("))");
    }
}
