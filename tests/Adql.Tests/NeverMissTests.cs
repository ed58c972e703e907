namespace DataLab.Adql.Tests;

/// <summary>The ways in which one cone is written, and every way reaches the cells of the table.</summary>
public sealed class NeverMissTests
{
    /// <summary>Half a degree around (10, 20), or a part of that.</summary>
    private const string Cells = "\"hpx29\" BETWEEN 13";

    [TestCase("1 = CONTAINS(POINT(ra, dec), CIRCLE(10, 20, 0.5))")]
    [TestCase("CONTAINS(POINT('ICRS', ra, dec), CIRCLE('ICRS', 10, 20, 0.5)) = 1")]
    [TestCase("CONTAINS(POINT(ra, dec), CIRCLE(10, 20, 0.5)) IN (1)")]
    [TestCase("NOT CONTAINS(POINT(ra, dec), CIRCLE(10, 20, 0.5)) = 0")]
    [TestCase("INTERSECTS(CIRCLE(10, 20, 0.5), POINT(ra, dec)) <> 0")]
    [TestCase("DISTANCE(POINT(ra, dec), POINT(10, 20)) < 0.5")]
    [TestCase("DISTANCE(10, 20, ra, dec) = 0.5")]
    [TestCase("0.5 > DISTANCE(ra, dec, 10, 20)")]
    [TestCase("NOT DISTANCE(ra, dec, 10, 20) > 0.5")]
    [TestCase("NOT (mag < 3 OR DISTANCE(ra, dec, 10, 20) >= 0.5)")]
    [TestCase("DISTANCE(ra, dec, 10, 20) NOT BETWEEN 0.5 AND 180 AND DISTANCE(ra, dec, 10, 20) < 0.6")]
    [TestCase("DISTANCE(ra, dec, 10, 20) BETWEEN 0.1 AND 0.5")]
    [TestCase("DISTANCE(ra, dec, 10, 20) * 3600 < 1800")]
    [TestCase("3600 * DISTANCE(ra, dec, 10, 20) + 1 < 1800")]
    [TestCase("DISTANCE(ra, dec, 10, 20) / 0.5 <= 1")]
    [TestCase("DISTANCE(ra, dec, 5 + 5, SQRT(400)) < 30 / 60.")]
    [TestCase("q3c_radial_query(ra, dec, 10, 20, 0.5)")]
    [TestCase("q3c_dist(ra, dec, 10, 20) < 0.5")]
    [TestCase("CASE WHEN DISTANCE(ra, dec, 10, 20) < 0.5 THEN 1 ELSE 0 END = 1")]
    [TestCase("COALESCE(CONTAINS(POINT(ra, dec), CIRCLE(10, 20, 0.5)), 0) = 1")]
    [TestCase("(DISTANCE(ra, dec, 10, 20) < 0.5) IS TRUE")]
    [TestCase("mag < 5 AND (mag > 3 AND DISTANCE(ra, dec, 10, 20) < 0.5)")]
    [TestCase("DISTANCE(ra, dec, 10, 20) < 0.5 OR (mag < 5 AND DISTANCE(ra, dec, 10.1, 20) < 0.1)")]
    [TestCase("ra BETWEEN 9.8 AND 10.2 AND dec BETWEEN 19.8 AND 20.2")]
    [TestCase("ra > 9.8 AND 10.2 >= ra AND dec >= 19.8 AND dec < 20.2")]
    public void A_condition_reads_the_cells(string condition) =>
        Assert.That(TestSchema.Sql($"SELECT source_id FROM gaia.source WHERE {condition}"), Does.Contain(Cells));

    private const string Cone = "DISTANCE(x, y, 10, 20) < 0.5";

    [TestCase("SELECT * FROM (SELECT ra AS x, dec AS y FROM gaia.source WHERE mag < 5) AS q WHERE " + Cone)]
    [TestCase("SELECT * FROM (SELECT DISTINCT ra AS x, dec AS y FROM gaia.source) AS q WHERE " + Cone)]
    [TestCase("WITH q AS (SELECT ra AS x, dec AS y FROM gaia.source) SELECT * FROM q WHERE " + Cone)]
    [TestCase(
        "WITH a AS (SELECT ra AS u, dec AS v FROM gaia.source), q AS (SELECT u AS x, v AS y FROM a) SELECT * FROM q WHERE "
            + Cone
    )]
    [TestCase(
        "WITH q AS (SELECT ra AS x, dec AS y FROM gaia.source) SELECT * FROM q WHERE "
            + Cone
            + " UNION ALL SELECT * FROM q WHERE DISTANCE(x, y, 10, 20.5) < 0.5"
    )]
    [TestCase(
        "SELECT * FROM (SELECT POINT(ra, dec) AS p FROM gaia.source) AS q WHERE DISTANCE(p, POINT(10, 20)) < 0.5"
    )]
    [TestCase(
        "SELECT * FROM (SELECT ra AS x, dec AS y FROM gaia.source UNION ALL SELECT ra, dec FROM sdss.star) AS q WHERE "
            + Cone
    )]
    [TestCase(
        "SELECT * FROM (SELECT ra AS x, dec AS y, COUNT(*) AS n FROM gaia.source GROUP BY ra, dec) AS q WHERE " + Cone
    )]
    [TestCase("SELECT 1 FROM plain JOIN (SELECT ra AS x, dec AS y FROM gaia.source) AS q ON " + Cone)]
    [TestCase("SELECT 1 FROM plain LEFT JOIN (SELECT ra AS x, dec AS y FROM gaia.source) AS q ON " + Cone)]
    [TestCase("SELECT 1 FROM plain AS p, LATERAL (SELECT ra AS x, dec AS y FROM gaia.source) AS q WHERE " + Cone)]
    public void A_subquery_hands_on_what_is_wanted_of_it(string query) =>
        Assert.That(TestSchema.Sql(query), Does.Contain(Cells));

    [TestCase("SELECT * FROM (SELECT TOP 5 ra AS x, dec AS y FROM gaia.source) AS q WHERE " + Cone)]
    [TestCase(
        "SELECT * FROM (SELECT ra AS x, dec AS y, COUNT(*) OVER (ORDER BY mag) AS n FROM gaia.source) AS q WHERE "
            + Cone
    )]
    [TestCase("SELECT * FROM (SELECT MIN(ra) AS x, MIN(dec) AS y FROM gaia.source) AS q WHERE " + Cone)]
    [TestCase("SELECT 1 FROM (SELECT ra AS x, dec AS y FROM gaia.source) AS q LEFT JOIN plain ON " + Cone)]
    [TestCase(
        "WITH q AS (SELECT ra AS x, dec AS y FROM gaia.source) SELECT x FROM q WHERE " + Cone + " UNION SELECT x FROM q"
    )]
    [TestCase("SELECT ra FROM gaia.source WHERE ra > 9.8 AND dec BETWEEN 19.8 AND 20.2")]
    [TestCase("SELECT ra FROM gaia.source WHERE ra BETWEEN 0 AND 1 AND dec BETWEEN 89 AND 91")]
    [TestCase("SELECT ra FROM gaia.source WHERE -DISTANCE(ra, dec, 10, 20) > -0.5")]
    public void All_rows_are_read_where_others_depend_on_them(string query) =>
        Assert.That(TestSchema.Sql(query), Does.Not.Contain("hpx29"));

    [Test]
    public void Conditions_that_all_hold_have_the_cells_of_all()
    {
        var far = TestSchema.Sql(
            "SELECT ra FROM gaia.source WHERE DISTANCE(ra, dec, 10, 20) < 1 AND DISTANCE(ra, dec, 100, 20) < 1"
        );
        Assert.That(far, Does.Contain("FALSE").And.Not.Contain("BETWEEN"));
    }

    private const string Near = "DISTANCE(b.ra, b.dec, a.ra, a.dec) < 0.001";

    [TestCase("SELECT 1 FROM sdss.star AS b WHERE EXISTS (SELECT 1 FROM gaia.source AS a WHERE " + Near + ")")]
    [TestCase("SELECT 1 FROM sdss.star AS b WHERE NOT EXISTS (SELECT 1 FROM gaia.source AS a WHERE " + Near + ")")]
    [TestCase("SELECT (SELECT COUNT(*) FROM gaia.source AS a WHERE " + Near + ") AS n FROM sdss.star AS b")]
    [TestCase(
        "SELECT 1 FROM sdss.star AS b, LATERAL (SELECT a.ra FROM gaia.source AS a WHERE "
            + Near
            + " ORDER BY DISTANCE(a.ra, a.dec, b.ra, b.dec) LIMIT 1) AS n"
    )]
    [TestCase(
        "SELECT 1 FROM sdss.star AS b LEFT JOIN LATERAL (SELECT a.ra FROM gaia.source AS a WHERE q3c_join(b.ra, b.dec, a.ra, a.dec, 0.001) LIMIT 1) AS n ON true"
    )]
    [TestCase("SELECT 1 FROM sdss.star AS b JOIN gaia.source AS a ON DISTANCE(b.ra, b.dec, a.ra, a.dec) * 3600 < 2")]
    [TestCase("SELECT 1 FROM sdss.star AS b LEFT JOIN gaia.source AS a ON " + Near)]
    public void The_smaller_side_looks_into_the_larger(string query) =>
        Assert.That(
            TestSchema.Sql(query),
            Does.Match(
                "unnest\\(datalab_cells_near\\(\"(t.)\"\\.\"ra\".*\"sdss\"|\"sdss\".*unnest\\(datalab_cells_near\\(\"t1\""
            )
        );

    [TestCase("RAND()")]
    [TestCase("ivo_normal_random(1, 0.1)")]
    [TestCase("(SELECT MAX(s.radius) FROM sdss.star AS s WHERE s.objid < b.objid)")]
    public void A_radius_that_must_not_be_computed_elsewhere_makes_no_cells(string radius) =>
        Assert.That(
            TestSchema.Sql(
                $"SELECT 1 FROM sdss.star AS b JOIN gaia.source AS a ON DISTANCE(b.ra, b.dec, a.ra, a.dec) < {radius}"
            ),
            Does.Not.Contain("datalab_cells")
        );

    [Test]
    public void A_larger_enclosing_table_is_not_repeated() =>
        Assert.That(
            TestSchema.Sql(
                "SELECT 1 FROM gaia.source AS a WHERE EXISTS (SELECT 1 FROM sdss.star AS b WHERE " + Near + ")"
            ),
            Does.Contain("unnest(datalab_cells_near(\"t2\"")
        );

    [TestCase("SELECT 1 FROM gaia.source WHERE DISTANCE(ra, dec, 10, 20) < 0.5", "cells of a region: 6 ranges", false)]
    [TestCase("SELECT 1 FROM gaia.source WHERE mag < 5", "whole table", true)]
    [TestCase("SELECT 1 FROM sdss.star AS b JOIN gaia.source AS a ON " + Near, "whole table", false)]
    public void A_plan_is_told(string query, string access, bool isLargeScan)
    {
        var steps = TestSchema.Translate(query).Steps();
        Assert.That(steps[0].Access, Does.StartWith(access));
        Assert.That(steps.Any(step => step.IsLargeScan), Is.EqualTo(isLargeScan));
        var asked = TestSchema.Translate("EXPLAIN " + query);
        Assert.That(asked.Diagnostics, Is.Empty);
        Assert.That(
            asked.Columns.Select(column => column.Name),
            Is.EqualTo(new[] { "step", "table_name", "access", "estimated_rows", "estimated_seconds" })
        );
        Assert.That(asked.Sql, Does.Contain(access).And.Not.Contain("\"gaia\""));
    }
}
