using DataLab.Adql.Plan;
using DataLab.Sky;

namespace DataLab.Adql.Tests;

/// <summary>Every way to ask for positions in a region, or near other positions, reaches the same plan.</summary>
public sealed class PositionTests
{
    private static string Where(string condition) => TestSchema.Condition(condition, "gaia.source");

    [TestCase("1 = CONTAINS(POINT(ra, dec), CIRCLE(10, 20, 0.5))")]
    [TestCase("CONTAINS(POINT(ra, dec), CIRCLE(10, 20, 0.5)) <> 0")]
    [TestCase("CONTAINS(POINT(ra, dec), CIRCLE(10, 20, 0.5)) > 0")]
    [TestCase("0 < CONTAINS(POINT(ra, dec), CIRCLE(10, 20, 0.5))")]
    [TestCase("CONTAINS(POINT('ICRS', ra, dec), CIRCLE('FK5', 10, 20, 0.5)) = 1")]
    [TestCase("CONTAINS(POINT('', ra, dec), CIRCLE(NULL, 10, 20, 0.5)) = 1")]
    [TestCase("CONTAINS(POINT(ra, dec), CIRCLE(POINT(10, 20), 1 / 2.)) = 1")]
    [TestCase("CONTAINS(POINT(ra, dec), CIRCLE(370, 20, 0.5)) = 1")]
    [TestCase("INTERSECTS(POINT(ra, dec), CIRCLE(10, 20, 0.5)) = 1")]
    [TestCase("INTERSECTS(CIRCLE(10, 20, 0.5), POINT(ra, dec)) = 1")]
    [TestCase("DISTANCE(ra, dec, 10, 20) <= 0.5")]
    [TestCase("0.5 >= DISTANCE(ra, dec, 10, 20)")]
    [TestCase("DISTANCE(POINT(ra, dec), POINT(10, 20)) <= 0.5")]
    public void Cones_are_one(string condition) =>
        Assert.That(Where(condition), Is.EqualTo(Where("CONTAINS(POINT(ra, dec), CIRCLE(10, 20, 0.5)) = 1")));

    [TestCase("CONTAINS(POINT(10, 20), CIRCLE(ra, dec, 0.5)) = 1")]
    [TestCase("DISTANCE(10, 20, ra, dec) <= 0.5")]
    [TestCase("DISTANCE(ra, dec, 10, 20) < 0.5")]
    [TestCase("mag < 5 AND DISTANCE(ra, dec, 10, 20) < 0.5")]
    [TestCase("(mag < 5 OR DISTANCE(ra, dec, 10, 20) < 0.5)")]
    [TestCase("DISTANCE(ra, dec, 10, 20) BETWEEN 0.1 AND 0.5")]
    [TestCase("CONTAINS(POINT(ra, dec), BOX(10, 20, 1, 1)) = 1")]
    [TestCase("CONTAINS(POINT(ra, dec), POLYGON(10, 20, 11, 20, 11, 21)) = 1")]
    [TestCase("CONTAINS(POINT(ra, dec), REGION('Union (Circle 10 20 1 Circle 12 20 1)')) = 1")]
    [TestCase("INTERSECTS(REGION('Difference (Circle 10 20 1 Circle 10 20 0.5)'), POINT(ra, dec)) = 1")]
    [TestCase("CONTAINS(POINT(ra, dec), REGION('Circle 10 20 1')) = 1")]
    [TestCase("CONTAINS(POINT(ra, dec), REGION('range 10 12 20 21')) = 1")]
    [TestCase("CONTAINS(POINT(ra, dec), MOC('6/100-120 9/7')) = 1")]
    [TestCase("CONTAINS(POINT(ra, dec), MOC(9, CIRCLE(10, 20, 1))) = 1")]
    [TestCase("CONTAINS(POINT(ra, dec), CAST('10 20 1' AS CIRCLE)) = 1")]
    [TestCase("q3c_ellipse_query(ra, dec, 10, 20, 1, 0.5, 30)")]
    [TestCase("INTERSECTS(CIRCLE(ra, dec, 0.1), CIRCLE(10, 20, 0.5)) = 1")]
    [TestCase("CONTAINS(CIRCLE(ra, dec, 0.1), CIRCLE(10, 20, 0.5)) = 1")]
    [TestCase("EXISTS (SELECT 1 FROM sdss.star AS s WHERE DISTANCE(s.ra, s.dec, 10, 20) < 0.5)")]
    [TestCase("NOT EXISTS (SELECT 1 FROM sdss.star AS s WHERE DISTANCE(s.ra, s.dec, 10, 20) < 0.5)")]
    public void Cells_are_used(string condition) => Assert.That(Where(condition), Does.Contain("hpx29 BETWEEN"));

    // Where "false" and "unknown" differ, or where cells say nothing, the exact test stands alone.
    [TestCase("0 = CONTAINS(POINT(ra, dec), CIRCLE(10, 20, 0.5))")]
    [TestCase("NOT CONTAINS(POINT(ra, dec), CIRCLE(10, 20, 0.5)) = 1")]
    [TestCase("DISTANCE(ra, dec, 10, 20) > 0.5")]
    [TestCase("DISTANCE(dec, ra, 10, 20) < 0.5")]
    [TestCase("DISTANCE(ra + 1, dec, 10, 20) < 0.5")]
    [TestCase("DISTANCE(pmra, pmdec, 10, 20) < 0.5")]
    [TestCase("DISTANCE(ra, dec, 10, 20) < 170")]
    [TestCase("DISTANCE(ra, dec, 10, 20) < mag")]
    [TestCase("DISTANCE(ra, dec, 10, 20) < -1")]
    [TestCase("DISTANCE(ra, dec, 10, 20) < NULL")]
    public void Cells_are_not_used(string condition) => Assert.That(Where(condition), Does.Not.Contain("hpx29"));

    [Test]
    public void HAVING_has_no_cells() =>
        Assert.That(
            TestSchema.Sql("SELECT ra FROM gaia.source GROUP BY ra, dec HAVING DISTANCE(ra, dec, 10, 20) < 1"),
            Does.Not.Contain("hpx29")
        );

    [Test]
    public void A_strict_limit_stays_strict() =>
        Assert.That(
            Where("DISTANCE(ra, dec, 10, 20) < 0.5"),
            Does.Contain(" < 1.90384679143556").And.Not.Contain("<=")
        );

    [Test]
    public void A_join_condition_is_searched_by_cells() =>
        Assert.That(
            TestSchema.Sql(
                "SELECT 1 FROM plain LEFT JOIN gaia.source AS g ON DISTANCE(g.ra, g.dec, 10, 20) < 1 AND g.source_id = plain.id"
            ),
            Does.Contain("\"hpx29\" BETWEEN")
        );

    private const string Pair = "SELECT 1 FROM gaia.source AS a, sdss.star AS b WHERE ";

    [TestCase(Pair + "DISTANCE(a.ra, a.dec, b.ra, b.dec) < 0.001")]
    [TestCase(Pair + "DISTANCE(b.ra, b.dec, a.ra, a.dec) < 0.001")]
    [TestCase(Pair + "0.001 > DISTANCE(POINT(a.ra, a.dec), POINT(b.ra, b.dec))")]
    [TestCase(Pair + "1 = CONTAINS(POINT(a.ra, a.dec), CIRCLE(b.ra, b.dec, 0.001))")]
    [TestCase(Pair + "1 = CONTAINS(POINT(b.ra, b.dec), CIRCLE(a.ra, a.dec, 0.001))")]
    [TestCase(Pair + "1 = INTERSECTS(CIRCLE(a.ra, a.dec, 0.0005), CIRCLE(b.ra, b.dec, 0.0005))")]
    [TestCase("SELECT 1 FROM gaia.source AS a JOIN sdss.star AS b ON DISTANCE(a.ra, a.dec, b.ra, b.dec) < 0.001")]
    [TestCase("SELECT 1 FROM gaia.source AS a LEFT JOIN sdss.star AS b ON DISTANCE(a.ra, a.dec, b.ra, b.dec) < 0.001")]
    public void The_smaller_table_is_repeated_and_the_larger_one_looked_up(string query)
    {
        var sql = TestSchema.Sql(query);
        Assert.That(
            sql,
            Does.Contain("unnest(datalab_cells_near(\"t2\".\"ra\", \"t2\".\"dec\", 15, ")
                .And.Contain("(\"t1\".\"hpx29\" >> 28) = \"t2\".\"cell around\"")
        );
    }

    [TestCase("sdss.star AS b LEFT JOIN gaia.source AS a ON DISTANCE(a.ra, a.dec, b.ra, b.dec) < 0.001")]
    [TestCase("gaia.source AS a RIGHT JOIN sdss.star AS b ON DISTANCE(a.ra, a.dec, b.ra, b.dec) < 0.001")]
    public void The_side_an_outer_join_preserves_is_not_repeated(string from) =>
        Assert.That(
            TestSchema.Sql("SELECT 1 FROM " + from),
            Does.Match(
                "FROM \\(\"sdss\".\"star\" AS \"t(.)\" LEFT JOIN LATERAL \\(SELECT .* FROM \\(SELECT unnest\\(datalab_cells_near\\(\"t\\1\"\\.\"ra\".*ON TRUE\\)$"
            )
        );

    [Test]
    public void A_search_of_one_table_makes_it_the_small_one_and_comes_first() =>
        Assert.That(
            TestSchema.Sql(Pair + "DISTANCE(a.ra, a.dec, b.ra, b.dec) < 0.001 AND DISTANCE(a.ra, a.dec, 10, 20) < 0.1"),
            Does.Match("unnest\\(datalab_cells_near\\(\"t1\".*WHERE .*BETWEEN.*\\) AS \"t1\", \"sdss\"")
        );

    [Test]
    public void A_position_without_cells_has_them_computed() =>
        Assert.That(
            TestSchema.Sql(
                "SELECT 1 FROM TAP_UPLOAD.mine AS m JOIN plain AS p ON DISTANCE(m.x, m.y, p.val, p.val) < 0.001"
            ),
            Does.Contain("(datalab_hpx29(\"t2\".\"val\", \"t2\".\"val\") >> 28)")
                .Or.Contain("(datalab_hpx29(\"t1\".\"x\", \"t1\".\"y\") >> 28)")
        );

    [Test]
    public void Three_tables_are_matched_by_two_joins_on_cells() =>
        Assert.That(
            TestSchema
                .Sql(
                    "SELECT 1 FROM gaia.source AS a, sdss.star AS b, TAP_UPLOAD.mine AS c WHERE DISTANCE(a.ra, a.dec, b.ra, b.dec) < 0.001 AND DISTANCE(a.ra, a.dec, c.x, c.y) < 0.01"
                )
                .Split("datalab_cells_near(")
                .Length,
            Is.EqualTo(3)
        );

    // Plain conditions: nothing to join by, or repeating would be wrong.
    [TestCase("SELECT 1 FROM gaia.source AS a FULL JOIN sdss.star AS b ON DISTANCE(a.ra, a.dec, b.ra, b.dec) < 0.001")]
    [TestCase(Pair + "DISTANCE(a.ra, a.dec, b.ra, b.dec) > 0.001")]
    [TestCase(Pair + "DISTANCE(a.ra, a.dec, b.ra, b.dec) < a.mag + b.g")]
    [TestCase(Pair + "DISTANCE(a.ra, a.dec, b.ra, b.dec) < 60")]
    [TestCase(Pair + "DISTANCE(a.ra, b.dec, b.ra, a.dec) < 0.001")]
    [TestCase(Pair + "(DISTANCE(a.ra, a.dec, b.ra, b.dec) < 0.001 OR a.mag < b.g)")]
    [TestCase(Pair + "NOT DISTANCE(a.ra, a.dec, b.ra, b.dec) < 0.001")]
    public void Stays_a_plain_condition(string query) =>
        Assert.That(TestSchema.Sql(query), Does.Not.Contain("datalab_cells"));

    [Test]
    public void A_condition_on_both_tables_stays_where_both_are_seen() =>
        Assert.That(
            TestSchema.Sql(
                Pair
                    + "DISTANCE(a.ra, a.dec, b.ra, b.dec) < 0.001 AND (DISTANCE(a.ra, a.dec, 10, 20) < 1 OR b.g < 5) AND b.g < 20"
            ),
            Does.Match(
                "FROM \"gaia\".* AS \"t1\", \\(SELECT \"t2\".*WHERE \\(\"t2\".\"g\" < 20\\)\\) AS \"t2\" WHERE .*\"t1\".\"hpx29\" BETWEEN.*\"t2\".\"g\" < 5"
            )
        );

    [TestCase(Pair + "1 = CONTAINS(POINT(a.ra, a.dec), CIRCLE(b.ra, b.dec, b.radius))")]
    [TestCase(Pair + "DISTANCE(a.ra, a.dec, b.ra, b.dec) <= b.radius")]
    [TestCase("SELECT 1 FROM gaia.source AS a JOIN sdss.star AS b ON b.radius > DISTANCE(b.ra, b.dec, a.ra, a.dec)")]
    public void A_radius_of_each_row_is_matched_at_the_order_it_allows(string query) =>
        Assert.That(
            TestSchema.Sql(query),
            Does.Contain(
                    "WHEN \"t2\".\"radius\" <= 39.4e0 THEN list_transform(datalab_cells(\"t2\".\"ra\", \"t2\".\"dec\", 0)"
                )
                .And.Contain("(\"t1\".\"hpx29\" >> 58) + 4")
        );

    [Test]
    public void Levels_reach_as_far_as_their_cells_allow()
    {
        Assert.Multiple(() =>
        {
            foreach (var order in CellLevels.Orders)
                Assert.That(Healpix.OrderFor(CellLevels.Reach(order) + 1e-10), Is.GreaterThanOrEqualTo(order));
        });
    }

    [Test]
    public void Keys_of_levels_never_meet()
    {
        var ranges = CellLevels
            .Orders.Select(order =>
                (First: CellLevels.Key(order), Last: CellLevels.Key(order) + Healpix.PixelCount(order) - 1)
            )
            .OrderBy(range => range.First)
            .ToList();
        Assert.That(
            ranges.Zip(ranges.Skip(1)),
            Has.All.Matches<((long First, long Last) Lower, (long First, long Last) Upper)>(pair =>
                pair.Lower.Last < pair.Upper.First
            )
        );
    }

    [Test]
    public void Cells_far_apart_are_read_range_by_range() =>
        Assert.That(
            TestSchema.Sql("SELECT source_id FROM gaia.source WHERE DISTANCE(ra, dec, 0, 90) < 0.01"),
            Does.Match(
                "FROM \\(SELECT \"dec\", \"ra\", \"source_id\" FROM \"gaia\".\"source\" WHERE \"hpx29\" BETWEEN .* UNION ALL .*\\) AS \"t1\" WHERE"
            )
        );
}
