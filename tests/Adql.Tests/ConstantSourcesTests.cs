namespace DataLab.Adql.Tests;

/// <summary>Numbers that reach a condition through a query of one row.</summary>
public sealed class ConstantSourcesTests
{
    private const string Cells = "\"hpx29\" BETWEEN";

    [TestCase(
        "SELECT source_id FROM (SELECT 10 AS a, 20.5 AS d) AS c, gaia.source WHERE DISTANCE(ra, dec, a, d) < 0.1"
    )]
    [TestCase(
        "SELECT source_id FROM (SELECT 10 AS a, 20.5 AS d, 0.1 AS r) AS c JOIN gaia.source ON 1 = CONTAINS(POINT(ra, dec), CIRCLE(a, d, r))"
    )]
    [TestCase(
        "WITH c AS (SELECT 10 AS a, 20.5 AS d) SELECT source_id, a FROM c, gaia.source WHERE DISTANCE(ra, dec, c.a, c.d) < 0.1"
    )]
    [TestCase(
        "SELECT c.a, n.source_id FROM (SELECT 10 AS a, 20.5 AS d) AS c, LATERAL (SELECT source_id FROM gaia.source WHERE DISTANCE(ra, dec, a, d) < 0.1) AS n"
    )]
    public void A_cone_around_them_is_searched_by_cells(string adql) =>
        Assert.That(TestSchema.Sql(adql), Does.Contain(Cells));

    [Test]
    public void Rows_that_an_outer_join_fills_up_are_null() =>
        Assert.That(
            TestSchema.Sql(
                "SELECT source_id FROM gaia.source AS g LEFT JOIN (SELECT 10 AS a, 20 AS d) AS c ON g.mag < 5 WHERE DISTANCE(g.ra, g.dec, c.a, c.d) < 0.1"
            ),
            Does.Not.Contain(Cells)
        );

    [TestCase("SELECT TOP 0 10 AS a, 20.5 AS d")]
    [TestCase("SELECT 10 AS a, 20.5 AS d UNION ALL SELECT 11 AS a, 21 AS d")]
    public void Queries_of_other_numbers_of_rows_stay_as_they_are(string query) =>
        Assert.That(
            TestSchema.Sql($"SELECT source_id FROM ({query}) AS c, gaia.source WHERE DISTANCE(ra, dec, a, d) < 0.1"),
            Does.Not.Contain(Cells)
        );

    [Test]
    public void Columns_of_the_result_keep_their_description() =>
        Assert.That(
            TestSchema.Sql("SELECT a FROM (SELECT 10 AS a) AS c, gaia.source WHERE mag < a"),
            Does.Contain("\"c1\" AS \"a\"").And.Contain("< 10)")
        );
}
