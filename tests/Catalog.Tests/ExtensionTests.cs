using System.Globalization;
using DataLab.Catalog.Tests.Support;
using DataLab.Formats;

namespace DataLab.Catalog.Tests;

/// <summary>What SQL has and ADQL has not, run on the engine: the rows are those that PostgreSQL would give.</summary>
[Parallelizable]
public sealed class ExtensionTests
{
    private Archive archive = null!;

    [OneTimeSetUp]
    public async Task Open()
    {
        archive = await Archive.OfAsync(
            [
                new Field("id", DataType.Int),
                new Field("kind", DataType.Char) { ArraySize = ArraySize.Any },
                new Field("x", DataType.Double),
                new Field("flag", DataType.Boolean),
                new Field("bits", DataType.Long),
                new Field("ra", DataType.Double) { Ucd = "pos.eq.ra;meta.main", Unit = "deg" },
                new Field("dec", DataType.Double) { Ucd = "pos.eq.dec;meta.main", Unit = "deg" },
            ],
            [
                [1, "star", 1.5, true, 5L, 10.0, 20.0],
                [2, "star", null, false, 8L, 10.5, 20.0],
                [3, "galaxy", 3.5, null, 3L, 11.0, 20.0],
                [4, "10%_x", double.NaN, true, null, 200.0, -45.0],
                [5, null, -2.0, false, -1L, 359.9, 89.0],
            ]
        );
    }

    [OneTimeTearDown]
    public async Task Close() => await archive.DisposeAsync();

    [TestCase("SELECT id FROM s.t ORDER BY id LIMIT 2", "1;2")]
    [TestCase("SELECT id FROM s.t ORDER BY id LIMIT 2 OFFSET 3", "4;5")]
    [TestCase("SELECT TOP 1 id FROM s.t ORDER BY id LIMIT 2", "1")]
    [TestCase("SELECT id FROM s.t UNION SELECT 9 FROM s.t ORDER BY id DESC LIMIT 2", "9;5")]
    [TestCase("SELECT COUNT(*) FROM (SELECT id FROM s.t LIMIT 3) AS a", "3")]
    [TestCase(
        "SELECT id, CASE WHEN x > 2 THEN 'big' WHEN x IS NULL THEN 'none' ELSE kind END AS c FROM s.t WHERE id < 4 ORDER BY id",
        "1,star;2,none;3,big"
    )]
    [TestCase(
        "SELECT CASE kind WHEN 'star' THEN 1 WHEN 'galaxy' THEN 2.5 END AS c FROM s.t ORDER BY id",
        "1;1;2.5;-;-"
    )]
    [TestCase("SELECT COUNT(*) FROM s.t AS a CROSS JOIN s.t AS b", "25")]
    [TestCase("SELECT SUM(CASE WHEN flag THEN 1 ELSE 0 END) AS n FROM s.t", "2")]
    [TestCase(
        "SELECT a.id, b.id AS other FROM s.t AS a, LATERAL (SELECT c.id FROM s.t AS c WHERE c.id > a.id ORDER BY c.id LIMIT 1) AS b ORDER BY a.id",
        "1,2;2,3;3,4;4,5"
    )]
    [TestCase(
        "SELECT a.id, b.id AS other FROM s.t AS a LEFT JOIN LATERAL (SELECT c.id FROM s.t AS c WHERE c.id > a.id ORDER BY c.id LIMIT 1) AS b ON true ORDER BY a.id",
        "1,2;2,3;3,4;4,5;5,-"
    )]
    [TestCase("SELECT id FROM s.t WHERE id = (SELECT MAX(id) FROM s.t)", "5")]
    [TestCase(
        "SELECT id, (SELECT COUNT(*) FROM s.t AS b WHERE b.id < a.id) AS n FROM s.t AS a ORDER BY id",
        "1,0;2,1;3,2;4,3;5,4"
    )]
    [TestCase(
        "SELECT NULLIF(id, 3) AS n, GREATEST(id, 3) AS g, LEAST(id, x) AS l FROM s.t WHERE id < 4 ORDER BY id",
        "1,3,1;2,3,2;-,3,3"
    )]
    [TestCase("SELECT id FROM s.t WHERE id % 2 = 1 ORDER BY id", "1;3;5")]
    [TestCase("SELECT -7 % 3 AS a, MOD(-7, 3) AS b, id % 0 AS c FROM s.t WHERE id = 1", "-1,-1,-")]
    [TestCase(
        "SELECT bits & 3, bits | 1, bits # 1, bits << 2, bits >> 1, ~bits FROM s.t ORDER BY id",
        "1,5,4,20,2,-6;0,9,9,32,4,-9;3,3,2,12,1,-4;-,-,-,-,-,-;3,-1,-2,-4,-1,0"
    )]
    [TestCase(
        "SELECT 1 << 62 AS a, 1 << 64 AS b, -8 >> 1 AS c, 1 << 63 AS d",
        "4611686018427387904,1,-4,-9223372036854775808"
    )]
    [TestCase("SELECT id FROM s.t WHERE (bits & 1) != 0 ORDER BY id", "1;3;5")]
    [TestCase("SELECT id FROM s.t WHERE bits & 1 = 1 ORDER BY id", "1;3;5")]
    [TestCase("SELECT '12'::int + 1 AS a, 3.7::integer AS b, id::text || 'x' AS c FROM s.t WHERE id = 1", "13,4,1x")]
    [TestCase("SELECT -2::int AS a, 7 / 2 AS b, 7::float8 / 2 AS c", "-2,3,3.5")]
    [TestCase("SELECT id FROM s.t WHERE kind LIKE '10!%!_%' ESCAPE '!'", "4")]
    [TestCase("SELECT id FROM s.t WHERE kind ILIKE '%!_X' ESCAPE '!'", "4")]
    [TestCase("SELECT id FROM s.t WHERE kind ~ '^[sg]' ORDER BY id", "1;2;3")]
    [TestCase("SELECT id FROM s.t WHERE kind ~* 'STAR|_' ORDER BY id", "1;2;4")]
    [TestCase("SELECT id FROM s.t WHERE kind !~ 'a' ORDER BY id", "4")]
    [TestCase("SELECT id FROM s.t WHERE x = 'NaN'", "4")]
    [TestCase("SELECT id FROM s.t WHERE NOT x = 'NaN' ORDER BY id", "1;3;5")]
    [TestCase("SELECT id FROM s.t WHERE x = NaN OR x = -Infinity", "4")]
    [TestCase("SELECT CAST('NaN' AS REAL) AS a, 'Infinity'::float8 AS b", "NaN,Infinity")]
    [TestCase(
        "SELECT id, ROW_NUMBER() OVER (PARTITION BY kind ORDER BY id DESC) AS n FROM s.t WHERE kind = 'star' ORDER BY id",
        "1,2;2,1"
    )]
    [TestCase(
        "SELECT id, SUM(id) OVER (ORDER BY id) AS s, LAG(id, 1, 0) OVER (ORDER BY id) AS p FROM s.t ORDER BY id",
        "1,1,0;2,3,1;3,6,2;4,10,3;5,15,4"
    )]
    [TestCase(
        "SELECT id, AVG(id) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS s FROM s.t ORDER BY id",
        "1,1.5;2,2;3,3;4,4;5,4.5"
    )]
    [TestCase(
        "SELECT kind, COUNT(*) AS n, RANK() OVER (ORDER BY COUNT(*) DESC) AS r FROM s.t WHERE kind IS NOT NULL GROUP BY kind ORDER BY r, kind",
        "star,2,1;10%_x,1,2;galaxy,1,2"
    )]
    [TestCase("SELECT id FROM s.t WHERE flag ORDER BY id", "1;4")]
    [TestCase("SELECT id FROM s.t WHERE NOT flag ORDER BY id", "2;5")]
    [TestCase("SELECT id FROM s.t WHERE flag IS NOT TRUE ORDER BY id", "2;3;5")]
    [TestCase("SELECT id > 3 AS big FROM s.t ORDER BY id", "False;False;False;True;True")]
    [TestCase("SELECT 1 + 1 AS two", "2")]
    [TestCase("SELECT id FROM s.t WHERE q3c_radial_query(ra, dec, 10, 20, 0.6) ORDER BY id", "1;2")]
    [TestCase("SELECT id FROM s.t WHERE q3c_radial_query(ra, dec, 10, 20, 0.6) = 't' ORDER BY id", "1;2")]
    [TestCase("SELECT id FROM s.t WHERE NOT q3c_radial_query(ra, dec, 10, 20, 0.6) ORDER BY id", "3;4;5")]
    [TestCase(
        "SELECT id FROM s.t WHERE q3c_poly_query(ra, dec, ARRAY[9, 19, 10.7, 19, 10.7, 21, 9, 21]) ORDER BY id",
        "1;2"
    )]
    [TestCase(
        "SELECT a.id, b.id AS other FROM s.t AS a, s.t AS b WHERE q3c_join(a.ra, a.dec, b.ra, b.dec, 0.5) AND a.id < b.id ORDER BY a.id",
        "1,2;2,3"
    )]
    [TestCase("SELECT ROUND(q3c_dist(10, 0, 11.5, 0), 6) AS d", "1.5")]
    [TestCase("SELECT id FROM s.t WHERE CONTAINS(POINT(ra, dec), CIRCLE(10, 20, 0.1))", "1")]
    public async Task Rows(string adql, string expected)
    {
        var found = await archive.AdqlRowsAsync(adql);
        Assert.That(string.Join(';', found.Select(row => string.Join(',', row.Select(Text)))), Is.EqualTo(expected));
    }

    private static string Text(object? cell) => Convert.ToString(cell ?? "-", CultureInfo.InvariantCulture)!;
}
