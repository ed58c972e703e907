using System.Globalization;
using DataLab.Adql.Plan;
using DataLab.Adql.Semantics;
using DataLab.Sky;

namespace DataLab.Adql.Dialects;

/// <content>Searches by the indexes of q3c and pgSphere: what they find is tested exactly as anywhere else.</content>
public sealed partial class PostgreSqlDialect
{
    private static readonly double DegreeInRadians = Math.PI / 180;

    internal override void WriteIndexed(IndexedSearch search, SqlWriter sql)
    {
        var index = search.Index;
        sql.Append("(");
        if (index.Kind == SkyIndexKind.Q3c)
        {
            sql.Append(index.Functions).Append(search.Region is Polygon ? ".q3c_poly_query(" : ".q3c_radial_query(");
            WriteMembers(search.Alias, index, sql);
            if (search.Region is Polygon polygon)
                WriteVertices(polygon, sql);
            else
                WriteCircle((Circle)search.Region, sql);
            sql.Append(")");
        }
        else
        {
            WritePoint(search.Alias, index, sql);
            sql.Append(" OPERATOR(").Append(index.Functions).Append(".<@) ");
            if (search.Region is Polygon polygon)
                WritePolygon(index, polygon, sql);
            else
                WriteCircle(index, (Circle)search.Region, sql);
        }
        sql.Append(" AND ");
        Write(search.Exact, sql);
        sql.Append(")");
    }

    internal override void WriteIndexed(IndexedMatch match, SqlWriter sql)
    {
        var index = match.Index;
        sql.Append("(");
        if (index.Kind == SkyIndexKind.Q3c)
        {
            sql.Append(index.Functions).Append(".q3c_join(");
            WriteDouble(match.Other.Longitude, sql);
            sql.Append(", ");
            WriteDouble(match.Other.Latitude, sql);
            sql.Append(", ");
            WriteMembers(match.Alias, index, sql);
            sql.Number(match.Radius).Append(")");
        }
        else
        {
            WritePoint(match.Alias, index, sql);
            sql.Append(" OPERATOR(").Append(index.Functions).Append(".<@) ").Append(index.Functions);
            sql.Append(".scircle(").Append(index.Functions).Append(".spoint(radians(");
            WriteDouble(match.Other.Longitude, sql);
            sql.Append("), radians(");
            WriteDouble(match.Other.Latitude, sql);
            sql.Append(")), ").Number(match.Radius * DegreeInRadians).Append(")");
        }
        sql.Append(" AND ");
        Write(match.Exact, sql);
        sql.Append(")");
    }

    /// <summary>The two columns just as the expression of the index has them.</summary>
    private static void WriteMembers(string alias, SkyIndex index, SqlWriter sql) =>
        sql.Append(alias)
            .Append(".")
            .Append(index.Ra)
            .Append(", ")
            .Append(alias)
            .Append(".")
            .Append(index.Dec)
            .Append(", ");

    private static void WriteCircle(Circle circle, SqlWriter sql) =>
        sql.Number(circle.Centre.Ra).Append(", ").Number(circle.Centre.Dec).Append(", ").Number(circle.Radius);

    private static void WriteVertices(Polygon polygon, SqlWriter sql) =>
        sql.Append("'{")
            .Append(string.Join(",", polygon.Vertices.Select(vertex => Digits(vertex.Ra) + "," + Digits(vertex.Dec))))
            .Append("}'::float8[]");

    private static void WritePoint(string alias, SkyIndex index, SqlWriter sql)
    {
        if (index.Point is { } point)
            sql.Append(alias).Append(".").Append(point);
        else
            sql.Append(index.Functions)
                .Append($".spoint(radians({alias}.")
                .Append(index.Ra)
                .Append($"), radians({alias}.")
                .Append(index.Dec)
                .Append("))");
    }

    private static void WriteCircle(SkyIndex index, Circle circle, SqlWriter sql) =>
        sql.Append(index.Functions)
            .Append(".scircle(")
            .Append(index.Functions)
            .Append(".spoint(")
            .Number(circle.Centre.Ra * DegreeInRadians)
            .Append(", ")
            .Number(circle.Centre.Dec * DegreeInRadians)
            .Append("), ")
            .Number(circle.Radius * DegreeInRadians)
            .Append(")");

    private static void WritePolygon(SkyIndex index, Polygon polygon, SqlWriter sql) =>
        sql.Append("'{")
            .Append(
                string.Join(",", polygon.Vertices.Select(vertex => $"({Digits(vertex.Ra)}d,{Digits(vertex.Dec)}d)"))
            )
            .Append("}'::")
            .Append(index.Functions)
            .Append(".spoly");

    /// <summary>Without exponent, which pgSphere's reader of degrees does not take before its "d".</summary>
    private static string Digits(double degrees) =>
        degrees.ToString("0.################", CultureInfo.InvariantCulture);
}
