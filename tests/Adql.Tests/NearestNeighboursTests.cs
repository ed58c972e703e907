namespace DataLab.Adql.Tests;

/// <summary>Which queries for nearest rows are answered ring by ring; what rows they give is tested on the engine.</summary>
public sealed class NearestNeighboursTests
{
    private const string Near = "DISTANCE(g.ra, g.dec, s.ra, s.dec)";

    [TestCase("TOP 1 g.source_id", "ORDER BY " + Near)]
    [TestCase("TOP 5 g.source_id, " + Near + " AS d", "ORDER BY d")]
    [TestCase("TOP 5 g.source_id, IN_UNIT(" + Near + ", 'arcsec') AS d", "WHERE g.mag < s.g ORDER BY d")]
    public void Nearest_rows_are_looked_for_in_rings(string columns, string rest) =>
        Assert.That(Sql(columns, rest), Does.Contain("arg_min").And.Contain("datalab_cells"));

    [TestCase("TOP 1 g.source_id", "ORDER BY " + Near + " DESC", TestName = "The farthest")]
    [TestCase("TOP 1 COUNT(*) AS n", "", TestName = "An aggregate")]
    [TestCase("TOP 1 g.source_id", "ORDER BY DISTANCE(g.ra, g.dec, 10, 20)", TestName = "Near a place")]
    [TestCase("TOP 1 g.source_id", "ORDER BY -" + Near, TestName = "A falling value")]
    [TestCase("g.source_id", "WHERE " + Near + " < 1", TestName = "All within a radius")]
    public void Others_are_not(string columns, string rest) =>
        Assert.That(Sql(columns, rest), Does.Not.Contain("arg_min"));

    [Test]
    public void The_plan_tells_of_one_table_looked_into_by_cells() =>
        Assert.That(
            TestSchema
                .Translate(
                    $"SELECT n.source_id FROM sdss.star AS s, LATERAL (SELECT TOP 1 g.source_id FROM gaia.source AS g ORDER BY {Near}) AS n"
                )
                .Steps()
                .Select(step => (step.TableName, step.IsScan)),
            Is.EquivalentTo([("sdss.star", true), ("gaia.source", false)])
        );

    private static string Sql(string columns, string rest) =>
        TestSchema.Sql($"SELECT n.* FROM sdss.star AS s, LATERAL (SELECT {columns} FROM gaia.source AS g {rest}) AS n");
}
