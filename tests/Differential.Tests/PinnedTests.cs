using System.Globalization;
using DataLab.Differential.Tests.Engines;

namespace DataLab.Differential.Tests;

/// <summary>What other services got wrong, and what engines do each in their own way: the same rows on every engine we have.</summary>
public sealed class PinnedTests
{
    private IEngine engine = null!;

    [OneTimeSetUp]
    public async Task Open() => engine = await AllEngines.OpenAsync();

    [OneTimeTearDown]
    public async Task Close() => await engine.DisposeAsync();

    // Subtraction and division group from the left.
    [TestCase(
        "SELECT n-1-2 AS a, 100-n-1-1 AS b, 24/n/2 AS c, 24/n*2 AS d, -n-1 AS e FROM d.t WHERE id = 1",
        "1;94;3;12;-5"
    )]
    [TestCase("SELECT n - (1 - 2) AS a, (n-1-2) AS b FROM d.t WHERE id = 1", "5;1")]
    // Division of whole numbers truncates towards zero; by zero it is NULL.
    [TestCase(
        "SELECT n / 2 AS a, -n / 2 AS b, 7 / 2 AS c, -7 / 2 AS d, n / 2.0 AS e FROM d.t WHERE id = 2",
        "-3;3;3;-3;-3.5"
    )]
    [TestCase("SELECT id / n AS a, x / n AS b, MOD(id, n) AS c, n / id AS d FROM d.t WHERE id = 4", "-;-;-;0")]
    [TestCase("SELECT MOD(n, 3) AS a, MOD(7, n) AS b FROM d.t WHERE id = 2", "-1;0")]
    // 0.3 is a double, and no REAL is equal to it.
    [TestCase("SELECT COUNT(*) AS a FROM d.t WHERE f = 0.3", "0")]
    [TestCase("SELECT COUNT(*) AS a FROM d.t WHERE f = CAST(0.3 AS REAL)", "2")]
    [TestCase("SELECT COUNT(*) AS a FROM d.t WHERE f = 0.5", "1")]
    [TestCase("SELECT COUNT(*) AS a FROM d.t WHERE f IN (0.3, 0.5)", "1")]
    [TestCase("SELECT COUNT(*) AS a FROM d.t WHERE f BETWEEN 0.3 AND 0.4", "2")]
    // A whole number is not rounded to REAL to be compared with one.
    [TestCase("SELECT a.id FROM d.t AS a, d.t AS b WHERE a.huge = b.f AND a.huge > 1", "")]
    [TestCase("SELECT id FROM d.t WHERE f = 16777217 OR f IN (16777217)", "")]
    [TestCase("SELECT a.id FROM d.t AS a, d.t AS b WHERE b.f BETWEEN a.huge AND a.huge + 0 AND a.huge = 16777217", "")]
    // NULL comes last in both directions, NaN is the greatest number.
    [TestCase("SELECT id FROM d.u ORDER BY n, id", "11|5|1|2|5|3")]
    [TestCase("SELECT id FROM d.u ORDER BY n DESC, id", "5|1|2|5|11|3")]
    [TestCase("SELECT id FROM d.u ORDER BY x, id", "5|5|1|11|3|2")]
    [TestCase("SELECT id FROM d.u ORDER BY x DESC, id", "3|11|1|5|5|2")]
    [TestCase("SELECT MAX(x) AS a, MIN(x) AS b, COUNT(x) AS c FROM d.u", "NaN;-2.25;5")]
    // Quoted names keep their case, unquoted ones have none.
    [TestCase("SELECT \"Odd Name\" FROM d.t WHERE id = 9", "Ж")]
    [TestCase("SELECT ID, \"id\" AS \"Id\" FROM D.T WHERE \"n\" = 100", "9;9")]
    [TestCase(
        "SELECT a.\"Kind\", \"a\".\"KIND\" FROM (SELECT kind AS \"Kind\", id AS \"KIND\" FROM d.t) AS a WHERE \"KIND\" = 1",
        "star;1"
    )]
    // Texts are compared with case, and as they are.
    [TestCase("SELECT COUNT(*) AS a FROM d.t WHERE kind = 'star'", "2")]
    [TestCase("SELECT COUNT(*) AS a FROM d.t WHERE kind ILIKE 'star'", "4")]
    [TestCase("SELECT id FROM d.t WHERE kind = 'a\\b' OR kind = 'it''s' ORDER BY id", "6|7")]
    [TestCase("SELECT kind FROM d.t WHERE kind IS NOT NULL ORDER BY kind", "|STAR|Star|a\\b|gal%axy|it's|star|star")]
    // Outside its domain a function is NULL.
    [TestCase("SELECT SQRT(n) AS a, LOG(n) AS b, ASIN(n) AS c, POWER(n, 0.5) AS d FROM d.t WHERE id = 2", "-;-;-;-")]
    [TestCase(
        "SELECT POWER(n, -1) AS a, POWER(n, s - 1) AS b, POWER(n, -0.5) AS c, POWER(n, 2) AS d FROM d.t WHERE id = 4",
        "-;-;-;0"
    )]
    [TestCase("SELECT POWER(x, -1 * id) AS a, POWER(x, id) AS b FROM d.t WHERE id = 5", "-;0")]
    [TestCase(
        "SELECT SQRT((SELECT MIN(n) FROM d.u)) AS a, LOG10((SELECT MAX(id) - 1 FROM d.u)) AS b FROM d.t WHERE id = 1",
        "-;1"
    )]
    // Rounding before and behind the point; NaN stays what it is.
    [TestCase(
        "SELECT ROUND(x, -1) AS a, TRUNCATE(x, -2) AS b, ROUND(x, 2) AS c FROM d.t WHERE id IN (4, 9) ORDER BY id",
        "NaN;NaN;NaN|100;100;100"
    )]
    [TestCase(
        "SELECT ROUND(1234.567, -2) AS a, TRUNCATE(-1278.5, -2) AS b, ROUND(x, -1) AS c FROM d.t WHERE id = 8",
        "1200;-1200;0"
    )]
    // IN with a subquery, USING and NATURAL compare as = does: REAL is widened.
    [TestCase("SELECT COUNT(*) AS a FROM d.t WHERE f IN (SELECT huge FROM d.t)", "1")]
    [TestCase("SELECT COUNT(*) AS a FROM d.t WHERE huge IN (SELECT f FROM d.t)", "1")]
    [TestCase("SELECT COUNT(*) AS a FROM d.t WHERE f IN (SELECT 0.3 AS x FROM d.t)", "0")]
    [TestCase("SELECT COUNT(*) AS a FROM d.t WHERE flag IN (SELECT n FROM d.u WHERE n = 0)", "3")]
    [TestCase("SELECT COUNT(*) AS a FROM d.t WHERE \"at\" IN (SELECT '2020-02-28' || 'T12:00:00' AS x FROM d.u)", "2")]
    [TestCase("SELECT COUNT(*) AS a FROM d.t AS a JOIN (SELECT huge AS f FROM d.t) AS b USING (f)", "1")]
    [TestCase("SELECT COUNT(*) AS a FROM d.t AS a NATURAL JOIN (SELECT huge AS f FROM d.t) AS b", "1")]
    // Outer joins by subqueries and by columns of a query around, which DuckDB cannot join by.
    [TestCase(
        "SELECT a.id, b.id AS b FROM d.t AS a LEFT JOIN d.u AS b ON a.id = b.id AND a.n > (SELECT MIN(n) FROM d.u) WHERE a.id < 6 ORDER BY 1",
        "1;1|2;-|3;-|4;-|5;5|5;5"
    )]
    [TestCase(
        "SELECT a.id, b.id AS b FROM d.t AS a FULL JOIN d.u AS b ON a.id > b.id AND EXISTS (SELECT 1 FROM d.u AS c WHERE c.id = b.id AND c.n = a.n) ORDER BY 1, 2",
        "1;-|2;-|3;-|4;-|5;1|5;2|6;5|6;5|7;-|8;-|9;-|-;3|-;11"
    )]
    [TestCase(
        "SELECT z.id, (SELECT COUNT(b.id) FROM d.t AS a LEFT JOIN d.u AS b ON a.id = b.id AND b.n = z.n) AS k FROM d.t AS z WHERE z.id < 5 ORDER BY 1",
        "1;2|2;0|3;0|4;1"
    )]
    [TestCase(
        "SELECT z.id, (SELECT COUNT(b.id) FROM d.t AS a FULL JOIN (SELECT * FROM d.u WHERE n = z.n) AS b ON a.id = b.id) AS k FROM d.t AS z WHERE z.id < 5 ORDER BY 1",
        "1;2|2;0|3;0|4;1"
    )]
    // A shape whose coordinates are not known is NULL.
    [TestCase("SELECT id FROM d.area WHERE POINT(COORD1(spot), COORD2(spot)) IS NULL ORDER BY id", "3|10|17|24")]
    [TestCase("SELECT COUNT(COALESCE(spot, CENTROID(ring))) AS a FROM d.area", "23")]
    public async Task Rows(string adql, string expected)
    {
        var rows = await engine.RunAsync(adql);
        Assert.That(string.Join('|', rows.Select(row => string.Join(';', row.Select(Text)))), Is.EqualTo(expected));
    }

    private static string Text(object? cell) =>
        cell is double x && x == 0 ? "0" : Convert.ToString(cell ?? "-", CultureInfo.InvariantCulture)!;
}
