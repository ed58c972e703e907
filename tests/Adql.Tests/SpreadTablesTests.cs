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
            [Double("ra"), Double("dec"), Magnitude, new("id", "\"id\"", new ColumnType("long"))]
        )
        {
            Rows = 1_000_000_000,
            Position = new PositionColumns("ra", "dec", "\"hpx29\""),
            Parts = [new("sky.north", 0, Half - 1), new("sky.south", Half, long.MaxValue), new("sky.nowhere", -1, -1)],
        },
        new Table("sky", "spots", "sky.spots", [Double("ra"), Double("dec"), Points])
        {
            Rows = 50,
            Parts = [new("sky.spots_north", 0, Half - 1), new("sky.spots_south", Half, long.MaxValue)],
        },
        new Table("sky", "few", "sky.few", [Double("ra"), Double("dec")])
        {
            Rows = 100,
            Position = new PositionColumns("ra", "dec", "\"hpx29\""),
        },
    ]);

    private static readonly Schema InOnePlace = new([.. Spread.Tables.Select(table => table with { Parts = [] })]);

    private static Column Magnitude =>
        Double("mag") with
        {
            Unit = "mag",
            Ucd = "phot.mag",
            Description = "Brightness.",
        };

    private static Column Points => new("place", "\"place\"", new ColumnType("double", "2", "point"));

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
        // Sorted rows that are merged come from one part after the other.
        Assert.That(
            Count(sql, "OFFSET 0"),
            Is.EqualTo(adql.Contains("TOP 5 id", StringComparison.Ordinal) ? 1 : 0),
            sql
        );
    }

    [TestCase("SELECT TOP 5 mag FROM sky.stars ORDER BY mag")]
    [TestCase("SELECT TOP 5 mag FROM sky.stars")]
    [TestCase("SELECT mag FROM sky.stars GROUP BY mag")]
    [TestCase("SELECT MAX(mag) FROM sky.stars")]
    [TestCase("SELECT AVG(mag) FROM sky.stars")]
    public void Columns_keep_their_metadata(string adql)
    {
        var column = AdqlQuery.Translate(adql, Spread, PostgreSqlDialect.Instance).Columns.Single();
        var alone = AdqlQuery.Translate(adql, InOnePlace, PostgreSqlDialect.Instance).Columns.Single();
        Assert.That(alone.Unit, Is.EqualTo("mag"));
        Assert.That(column, Is.EqualTo(alone));
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

    [Test]
    public void A_row_that_is_kept_without_a_match_asks_for_all_its_cells_at_once()
    {
        var sql = Sql(
            "SELECT f.ra, s.id FROM sky.few AS f LEFT JOIN sky.stars AS s ON DISTANCE(f.ra, f.dec, s.ra, s.dec) < 0.001"
        );
        Assert.That(sql, Does.Contain("\"hpx29\" BETWEEN \"n1\".\"first cell\" AND \"n1\".\"last cell\""));
        Assert.That(Count(sql, "= ANY (\"n1\"."), Is.EqualTo(2), sql);
    }

    [Test]
    public void Cells_that_are_computed_are_compared_one_by_one() =>
        Assert.That(
            Sql(
                "SELECT f.ra, s.id FROM sky.few AS f LEFT JOIN sky.stars AS s ON DISTANCE(f.ra, f.dec, s.mag, s.dec) < 0.001"
            ),
            Does.Contain("unnest(").And.Not.Contain("first cell")
        );

    [TestCase("SELECT id FROM sky.stars WHERE mag < 5")]
    [TestCase("SELECT COUNT(*) FROM sky.stars")]
    [TestCase("SELECT TOP 5 id FROM sky.stars ORDER BY mag")]
    [TestCase("SELECT id + 1 AS i FROM (SELECT DISTINCT id FROM sky.stars) AS t WHERE id > 4")]
    public void Parts_that_are_scanned_once_may_be_read_side_by_side(string adql) =>
        Assert.That(Reading(adql), Is.EqualTo(PartReading.Once));

    [TestCase("SELECT a.id FROM sky.stars AS a JOIN sky.few AS b ON a.mag = b.dec")]
    [TestCase("SELECT a.id FROM sky.stars AS a WHERE EXISTS (SELECT 1 FROM sky.few AS b WHERE a.mag = b.dec)")]
    [TestCase("SELECT b.ra FROM sky.few AS b WHERE b.dec NOT IN (SELECT mag FROM sky.stars)")]
    [TestCase("SELECT f.ra, (SELECT COUNT(*) FROM sky.stars AS s WHERE s.mag < f.dec) FROM sky.few AS f")]
    [TestCase("SELECT id FROM sky.stars UNION ALL SELECT id FROM sky.stars")]
    [TestCase("SELECT ra FROM sky.stars UNION ALL SELECT ra FROM sky.spots")]
    [TestCase("SELECT COUNT(*) FROM sky.stars HAVING COUNT(*) > (SELECT COUNT(*) FROM sky.spots)")]
    [TestCase("WITH s AS (SELECT id FROM sky.stars) SELECT id FROM s")]
    public void Parts_that_may_be_read_anew_are_read_one_after_the_other(string adql) =>
        Assert.That(Reading(adql), Is.EqualTo(PartReading.Repeated));

    [Test]
    public void A_query_of_tables_in_one_place_says_nothing_about_parts() =>
        Assert.That(Reading("SELECT ra FROM sky.few"), Is.EqualTo(PartReading.None));

    private static PartReading Reading(string adql)
    {
        var query = AdqlQuery.Translate(adql, Spread, PostgreSqlDialect.Instance);
        Assert.That(query.Succeeded, string.Join("; ", query.Diagnostics));
        return query.Parts;
    }

    [TestCase("SELECT f.ra FROM sky.few AS f WHERE f.dec < (SELECT MAX(s.dec) FROM sky.spots AS s WHERE s.ra < f.ra)")]
    [TestCase(
        "SELECT f.ra FROM sky.few AS f WHERE EXISTS (SELECT 1 FROM sky.spots AS s WHERE s.ra < f.ra AND s.dec > 1)"
    )]
    [TestCase("SELECT f.ra FROM sky.few AS f WHERE f.dec IN (SELECT s.dec FROM sky.spots AS s WHERE s.ra < f.ra)")]
    public void A_small_table_that_is_read_for_each_row_comes_over_once(string adql)
    {
        var sql = Sql(adql);
        Assert.That(sql, Does.StartWith("WITH \"copy of ").And.Contain("AS MATERIALIZED (SELECT"));
        Assert.That(Count(sql, "sky.spots"), Is.EqualTo(1), sql);
    }

    [TestCase("SELECT f.ra FROM sky.few AS f WHERE f.dec < (SELECT MAX(s.dec) FROM sky.spots AS s)")]
    [TestCase("SELECT f.ra FROM sky.few AS f WHERE f.dec < (SELECT MAX(s.dec) FROM sky.stars AS s WHERE s.ra < f.ra)")]
    [TestCase("SELECT f.ra FROM sky.few AS f JOIN sky.spots AS s ON s.ra < f.ra")]
    public void Other_tables_stay_where_they_are(string adql) => Assert.That(Sql(adql), Does.Not.Contain("copy of"));

    [Test]
    public void Coordinates_of_points_are_spelt_so_that_they_can_be_handed_to_a_server()
    {
        const string inner = "(SELECT 1 FROM sky.stars AS s WHERE COORD1(p.place) < s.ra)";
        Assert.That(Sql($"SELECT p.ra FROM sky.spots AS p WHERE EXISTS {inner}"), Does.Contain(" || '{}')[1]"));
        Assert.That(Sql("SELECT ra FROM sky.spots WHERE COORD1(place) < 5"), Does.Contain("\"place\")[1]"));
    }
}
