using DataLab.Adql.Dialects;
using DataLab.Adql.Semantics;

namespace DataLab.Adql.Tests;

/// <summary>Tables with an index of q3c or pgSphere: what it finds is asked before the exact test, and only where that is safe.</summary>
public sealed class IndexedSearchTests
{
    private const string Cone = "DISTANCE(ra, dec, 10, 20) < 0.5";

    private static Table Stars(SkyIndexKind kind, string name, long rows) =>
        new(
            "s",
            name,
            $"\"s\".\"{name}\"",
            [
                new Column("ra", "\"ra\"", new ColumnType("double")),
                new Column("dec", "\"dec\"", new ColumnType("double")),
                new Column("mag", "\"mag\"", new ColumnType("float")),
                new Column("p", "\"p\"", new ColumnType("double", "2", "point")),
            ]
        )
        {
            Rows = rows,
            SkyIndex = new SkyIndex(kind, "\"ra\"", "\"dec\"", "\"public\""),
        };

    private static readonly Schema Q3c = new([
        Stars(SkyIndexKind.Q3c, "stars", 1_000_000),
        Stars(SkyIndexKind.Q3c, "few", 1000),
    ]);

    private static readonly Schema PgSphere = new([
        Stars(SkyIndexKind.PgSphere, "stars", 1_000_000),
        Stars(SkyIndexKind.PgSphere, "few", 1000),
        Stars(SkyIndexKind.PgSphere, "points", 1_000_000) with
        {
            SkyIndex = new SkyIndex(SkyIndexKind.PgSphere, "\"p\"", "\"p\"", "\"sphere\"")
            {
                Point = "\"point of position\"",
            },
        },
    ]);

    private static string Sql(Schema schema, string text)
    {
        var query = AdqlQuery.Translate(text, schema, PostgreSqlDialect.Instance);
        Assert.That(query.Succeeded, string.Join("; ", query.Diagnostics));
        return query.Sql!;
    }

    [TestCase(Cone)]
    [TestCase("1 = CONTAINS(POINT(ra, dec), CIRCLE(10, 20, 0.5))")]
    [TestCase("mag < 5 OR " + Cone)]
    [TestCase("q3c_radial_query(ra, dec, 10, 20, 0.5)")]
    public void A_cone_asks_q3c_before_the_exact_test(string condition)
    {
        var sql = Sql(Q3c, $"SELECT mag FROM s.stars WHERE {condition}");
        Assert.That(
            sql,
            Does.Contain("(\"public\".q3c_radial_query(\"t1\".\"ra\", \"t1\".\"dec\", '10'::float8, '20'::float8, '0.5")
        );
        Assert.That(sql, Does.Contain(") AND ("));
    }

    [TestCase("NOT (" + Cone + " AND mag < 3)")]
    [TestCase("CASE WHEN " + Cone + " THEN mag ELSE 3 END < 2")]
    [TestCase("DISTANCE(ra, dec, 10, 20) < 50")]
    [TestCase("DISTANCE(ra, dec, mag, 20) < 0.5")]
    public void Where_it_is_not_safe_or_of_no_use_q3c_is_not_asked(string condition) =>
        Assert.That(Sql(Q3c, $"SELECT mag FROM s.stars WHERE {condition}"), Does.Not.Contain("q3c_"));

    [TestCase("SELECT mag FROM s.stars WHERE " + Cone)]
    [TestCase("SELECT a.mag FROM s.stars AS a JOIN s.few AS b ON DISTANCE(a.ra, a.dec, b.ra, b.dec) < 0.001")]
    public void What_another_index_finds_counts_as_a_search_of_the_sky(string adql)
    {
        var query = AdqlQuery.Translate(adql, Q3c, PostgreSqlDialect.Instance);
        Assert.That(query.Succeeded, string.Join("; ", query.Diagnostics));
        Assert.That(query.SearchesSky);
    }

    [Test]
    public void A_convex_polygon_is_a_little_wider_and_another_one_a_circle()
    {
        var convex = Sql(
            Q3c,
            "SELECT mag FROM s.stars WHERE CONTAINS(POINT(ra, dec), POLYGON(10, 20, 11, 20, 10.5, 21)) = 1"
        );
        Assert.That(
            convex,
            Does.Match(@"q3c_poly_query\(""t1""\.""ra"", ""t1""\.""dec"", '\{9\.99999\d+,19\.99999\d+,")
        );
        var bent = Sql(
            Q3c,
            "SELECT mag FROM s.stars WHERE CONTAINS(POINT(ra, dec), POLYGON(10, 20, 11, 20, 10.2, 20.2, 10, 21)) = 1"
        );
        Assert.That(bent, Does.Contain("q3c_radial_query(").And.Not.Contain("q3c_poly_query"));
    }

    [TestCase("SELECT 1 FROM s.few AS f JOIN s.stars AS b ON DISTANCE(f.ra, f.dec, b.ra, b.dec) < 1 / 3600.")]
    [TestCase("SELECT 1 FROM s.few AS f, s.stars AS b WHERE q3c_join(f.ra, f.dec, b.ra, b.dec, 0.0003)")]
    [TestCase("SELECT 1 FROM s.few AS f LEFT JOIN s.stars AS b ON DISTANCE(b.ra, b.dec, f.ra, f.dec) < 1 / 3600.")]
    [TestCase(
        "SELECT 1 FROM s.few AS f WHERE EXISTS (SELECT 1 FROM s.stars AS b WHERE DISTANCE(f.ra, f.dec, b.ra, b.dec) < 0.01)"
    )]
    public void A_match_looks_up_the_larger_table(string text) =>
        Assert.That(
            Sql(Q3c, text),
            Does.Match(@"""public""\.q3c_join\(""t1""\.""ra"", ""t1""\.""dec"", ""t2""\.""ra"", ""t2""\.""dec"", ")
        );

    [Test]
    public void A_match_of_two_large_tables_is_made_by_cells() =>
        Assert.That(
            Sql(Q3c, "SELECT 1 FROM s.stars AS a JOIN s.stars AS b ON DISTANCE(a.ra, a.dec, b.ra, b.dec) < 0.001"),
            Does.Contain("datalab_cells_near(").And.Not.Contain("q3c_join")
        );

    [Test]
    public void PgSphere_is_asked_in_radians()
    {
        var sql = Sql(PgSphere, $"SELECT mag FROM s.stars WHERE {Cone}");
        Assert.That(
            sql,
            Does.Contain(
                "(\"public\".spoint(radians(\"t1\".\"ra\"), radians(\"t1\".\"dec\")) OPERATOR(\"public\".<@) "
                    + "\"public\".scircle(\"public\".spoint('0.17453292519943295'::float8, '0.3490658503988659'::float8), '0.0087266"
            )
        );
    }

    [Test]
    public void PgSphere_takes_polygons_in_degrees_and_points_as_they_are()
    {
        var sql = Sql(PgSphere, "SELECT mag FROM s.points WHERE CONTAINS(p, POLYGON(10, 20, 11, 20, 10.5, 21)) = 1");
        Assert.That(
            sql,
            Does.Match(
                @"\(""t1""\.""point of position"" OPERATOR\(""sphere""\.<@\) '\{\(9\.99999\d+d,19\.99999\d+d\),.*\}'::""sphere""\.spoly AND "
            )
        );
    }

    [Test]
    public void PgSphere_looks_partners_up()
    {
        var sql = Sql(
            PgSphere,
            "SELECT 1 FROM s.few AS f JOIN s.points AS b ON DISTANCE(POINT(f.ra, f.dec), b.p) < 0.001"
        );
        Assert.That(
            sql,
            Does.Contain(
                "\"t2\".\"point of position\" OPERATOR(\"sphere\".<@) \"sphere\".scircle(\"sphere\".spoint(radians(\"t1\".\"ra\"), radians(\"t1\".\"dec\")), "
            )
        );
    }

    [Test]
    public void Explain_names_the_index()
    {
        var query = AdqlQuery.Translate($"SELECT mag FROM s.stars WHERE {Cone}", Q3c, PostgreSqlDialect.Instance);
        Assert.That(query.Steps().Single().Access, Is.EqualTo("q3c index: positions in a region"));
        Assert.That(query.Steps().Single().Rows, Is.LessThan(100));
    }

    [Test]
    public void Another_engine_makes_the_exact_test_only()
    {
        var query = AdqlQuery.Translate($"SELECT mag FROM s.stars WHERE {Cone}", Q3c, DuckDbDialect.Instance);
        Assert.That(query.Sql, Does.Not.Contain("q3c_"));
    }
}
