using DataLab.Adql.Dialects;

namespace DataLab.Adql.Tests;

/// <summary>Which queries look for places on the sky: engines take them for longer than they are.</summary>
public sealed class SkySearchTests
{
    private const string Near = "DISTANCE(a.ra, a.dec, b.ra, b.dec) < 0.001";
    private const string Circle = "CONTAINS(POINT(ra, dec), CIRCLE(10, 20, 0.1)) = 1";

    [TestCase("SELECT ra FROM gaia.source")]
    [TestCase("SELECT ra FROM gaia.source WHERE mag BETWEEN 9 AND 25 AND NOT n_obs = 3")]
    [TestCase(
        "SELECT a.ra FROM (SELECT source_id, ra FROM gaia.source WHERE mag > 5) AS a, sdss.star AS b WHERE a.source_id = b.objid"
    )]
    [TestCase("WITH q AS (SELECT ra FROM gaia.source) SELECT ra FROM q")]
    [TestCase("SELECT n_obs, COUNT(*) FROM gaia.source GROUP BY n_obs UNION SELECT n_good, 1 FROM gaia.source")]
    public void Scans_and_joins_by_equal_values_do_not(string adql) => Assert.That(Searches(adql), Is.False);

    [TestCase("SELECT ra FROM gaia.source WHERE " + Circle)]
    [TestCase("SELECT ra FROM gaia.source WHERE mag < 3 OR " + Circle)]
    [TestCase("SELECT q.ra FROM (SELECT ra FROM gaia.source WHERE " + Circle + ") AS q")]
    [TestCase("WITH q AS (SELECT ra FROM gaia.source WHERE " + Circle + ") SELECT ra FROM q")]
    [TestCase("SELECT a.ra FROM gaia.source AS a JOIN sdss.star AS b ON " + Near)]
    [TestCase("SELECT a.ra FROM gaia.source AS a LEFT JOIN sdss.star AS b ON " + Near)]
    [TestCase("SELECT a.ra FROM gaia.source AS a WHERE EXISTS (SELECT 1 FROM sdss.star AS b WHERE " + Near + ")")]
    [TestCase("SELECT ra FROM gaia.source UNION ALL SELECT ra FROM sdss.star WHERE " + Circle)]
    public void Regions_and_matches_do(string adql) => Assert.That(Searches(adql), Is.True);

    [Test]
    public void Asking_how_a_query_is_read_does_not() =>
        Assert.That(Searches("EXPLAIN SELECT ra FROM gaia.source WHERE " + Circle), Is.False);

    private static bool Searches(string adql)
    {
        var query = AdqlQuery.Translate(adql, TestSchema.Schema, PostgreSqlDialect.Instance);
        Assert.That(query.Succeeded, string.Join("; ", query.Diagnostics));
        return query.SearchesSky;
    }
}
