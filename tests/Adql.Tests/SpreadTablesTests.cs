using DataLab.Adql.Dialects;
using DataLab.Adql.Semantics;

namespace DataLab.Adql.Tests;

/// <summary>What is written for tables whose rows lie on several servers; that the rows are right is tested on such (Catalog.Tests).</summary>
public sealed class SpreadTablesTests
{
    private const long Half = 6L << 58;

    private static readonly Schema Spread = new([
        new Table(
            "sky",
            "stars",
            "sky.stars",
            [Double("ra"), Double("dec"), Double("mag"), new("id", "\"id\"", new ColumnType("long"))]
        )
        {
            Rows = 1_000_000_000,
            Position = new PositionColumns("ra", "dec", "\"hpx29\""),
            Parts = [new("sky.north", 0, Half - 1), new("sky.south", Half, long.MaxValue), new("sky.nowhere", -1, -1)],
        },
        new Table("sky", "few", "sky.few", [Double("ra"), Double("dec")])
        {
            Rows = 100,
            Position = new PositionColumns("ra", "dec", "\"hpx29\""),
        },
    ]);

    private static Column Double(string name) => new(name, $"\"{name}\"", new ColumnType("double"));

    private static string Sql(string adql)
    {
        var query = AdqlQuery.Translate(adql, Spread, PostgreSqlDialect.Instance);
        Assert.That(query.Succeeded, string.Join("; ", query.Diagnostics));
        return query.Sql!;
    }

    private static int Count(string sql, string part) => sql.Split(part).Length - 1;

    [TestCase("SELECT COUNT(*) FROM sky.stars")]
    [TestCase("SELECT AVG(mag) + 1 FROM sky.stars WHERE id > 5")]
    [TestCase("SELECT ROUND(mag) AS m, MAX(id) FROM sky.stars GROUP BY ROUND(mag) HAVING COUNT(*) > 2 ORDER BY m")]
    [TestCase("SELECT * FROM (SELECT id, COUNT(*) AS n FROM sky.stars GROUP BY id) AS t WHERE n > 1")]
    [TestCase("SELECT TOP 5 id FROM sky.stars ORDER BY mag * 2")]
    [TestCase("SELECT TOP 5 * FROM sky.stars")]
    public void Groups_and_first_rows_are_those_of_the_parts(string adql)
    {
        var sql = Sql(adql);
        foreach (var part in new[] { "sky.north", "sky.south", "sky.nowhere" })
            Assert.That(Count(sql, part), Is.EqualTo(1), sql);
        Assert.That(sql, Does.Contain("UNION ALL").And.Not.Contain("sky.stars"));
    }

    [Test]
    public void First_rows_behind_others_are_looked_for_among_all_of_them() =>
        Assert.That(
            Sql("SELECT TOP 5 id FROM sky.stars ORDER BY id OFFSET 7"),
            Does.Contain("LIMIT 12").And.EndWith("LIMIT 5 OFFSET 7")
        );

    [TestCase("SELECT COUNT(DISTINCT id) FROM sky.stars")]
    [TestCase("SELECT DISTINCT mag FROM sky.stars")]
    [TestCase("SELECT TOP 5 id, RANK() OVER (ORDER BY mag) FROM sky.stars")]
    [TestCase("SELECT COUNT(*) FROM sky.stars WHERE mag > (SELECT AVG(dec) FROM sky.few)")]
    [TestCase("SELECT id, mag FROM sky.stars")]
    [TestCase("SELECT TOP 1000000 id FROM sky.stars")]
    [TestCase("SELECT COUNT(*) FROM sky.stars AS a JOIN sky.few AS b ON a.mag = b.dec")]
    [TestCase("SELECT f.ra, (SELECT COUNT(*) FROM sky.stars AS s WHERE s.mag < f.dec) FROM sky.few AS f")]
    public void What_takes_all_rows_at_once_is_left_to_the_coordinator(string adql) =>
        Assert.That(Sql(adql), Does.Not.Contain("sky.north"));

    [Test]
    public void A_search_of_one_part_is_left_as_it_is()
    {
        var sql = Sql("SELECT COUNT(*) FROM sky.stars WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(45, 45, 1))");
        Assert.That(sql, Does.Contain("FROM sky.stars").And.Not.Contain("UNION"));
    }

    [Test]
    public void A_match_sends_the_cells_of_the_smaller_side()
    {
        var sql = Sql(
            "SELECT s.id FROM sky.few AS f JOIN sky.stars AS s ON DISTANCE(f.ra, f.dec, s.ra, s.dec) < 0.001 WHERE f.dec > 3"
        );
        Assert.That(Count(sql, "= ANY ((SELECT array_agg(DISTINCT"), Is.EqualTo(2), sql);
        Assert.That(sql, Does.Contain("\"hpx29\" >> 34) = ANY"));
        Assert.That(sql, Does.Not.Contain("BETWEEN"));
    }
}
