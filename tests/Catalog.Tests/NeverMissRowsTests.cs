using DataLab.Catalog.Tests.Support;
using DataLab.Formats;

namespace DataLab.Catalog.Tests;

/// <summary>Each rewriting of a positional query gives the rows that the query gives when nothing in it is recognised.</summary>
/// <remarks>The witness is the same text with <c>ABS(DISTANCE(…))</c>, which no pass knows: every pair of rows is tested.</remarks>
[Parallelizable(ParallelScope.All)]
public sealed partial class NeverMissRowsTests
{
    private const int Stars = 1500;
    private Archive archive = null!;

    [OneTimeSetUp]
    public async Task Open()
    {
        archive = new Archive();
        var random = new Random(20261122);
        var stars = Enumerable.Range(0, Stars).Select(id => Row(id, random, 12)).ToArray();
        var hosts = Enumerable
            .Range(0, 100)
            .Select(id =>
            {
                object?[] row = id % 3 == 0 ? [(long)id, stars[id * 7][1], stars[id * 7][2], null] : Row(id, random, 9);
                row[3] = (id % 9) switch
                {
                    0 => null,
                    1 => (object?)-1.0,
                    2 => 0.0,
                    3 when id < 20 => 180.0,
                    _ => (object)(random.NextDouble() * 6),
                };
                return row;
            })
            .ToArray();
        await archive.IngestAsync("sky", "stars", Fields("mag"), stars);
        await archive.IngestAsync("sky", "hosts", Fields("r"), hosts);
        await archive.OpenAsync();
    }

    [OneTimeTearDown]
    public async Task Close() => await archive.DisposeAsync();

    private static System.Collections.Immutable.ImmutableArray<Field> Fields(string last) =>
        [
            new("id", DataType.Long),
            new("ra", DataType.Double) { Ucd = "pos.eq.ra;meta.main", Unit = "deg" },
            new("dec", DataType.Double) { Ucd = "pos.eq.dec;meta.main", Unit = "deg" },
            new(last, DataType.Double),
        ];

    /// <summary>All over the sky, with many at the poles and on the meridian 0, some on the same place, some nowhere.</summary>
    private static object?[] Row(long id, Random random, int kinds)
    {
        var (ra, dec) = (random.NextDouble() * 360, Math.Asin(2 * random.NextDouble() - 1) * 180 / Math.PI);
        (double? Ra, double? Dec) place = (random.Next(kinds)) switch
        {
            0 => (ra, 90 - random.NextDouble() * 3),
            1 => (ra, -90 + random.NextDouble() * 3),
            2 => (random.Next(2) == 0 ? random.NextDouble() : 360 - random.NextDouble(), random.NextDouble() * 4),
            3 => (ra, random.Next(2) * 180 - 90),
            4 => random.Next(3) switch
            {
                0 => (null, dec),
                1 => (ra, null),
                _ => (null, null),
            },
            5 => (10 + random.NextDouble(), 20 + random.NextDouble()),
            _ => (ra, dec),
        };
        return [id, place.Ra, place.Dec, random.NextDouble() * 20];
    }

    private async Task<List<string>> RowsAsync(string adql)
    {
        var rows = await archive.AdqlRowsAsync(adql);
        return [.. rows.Select(row => string.Join('|', row)).Order(StringComparer.Ordinal)];
    }

    /// <summary>In the text, <c>D(</c> stands for the distance.</summary>
    private async Task SameAsync(string adql, bool mayBeEmpty = false)
    {
        var expected = await RowsAsync(
            adql.Replace("D(", "ABS(DISTANCE(", StringComparison.Ordinal).Replace(";", ")", StringComparison.Ordinal)
        );
        var found = await RowsAsync(
            adql.Replace("D(", "DISTANCE(", StringComparison.Ordinal).Replace(";", "", StringComparison.Ordinal)
        );
        Assert.That(mayBeEmpty || expected.Count > 0, "nothing is tested by a query without rows");
        Assert.That(found, Is.EqualTo(expected), adql);
    }

    [Test]
    public async Task Conditions_on_one_table(
        [Values("10, 20", "0, 1", "359.9, 2", "77, 90", "5, -90", "200, -88.5")] string centre,
        [Values(
            "D(ra, dec, {0}); < 2",
            "D(ra, dec, {0}); * 3600 <= 7200",
            "NOT D(ra, dec, {0}); > 3",
            "NOT (mag < 3 OR D(ra, dec, {0}); >= 4)",
            "D(ra, dec, {0}); BETWEEN 1 AND 3",
            "D(ra, dec, {0}); NOT BETWEEN 2 AND 179",
            "D(ra, dec, {0}); = 0 OR D(ra, dec, 10, 20); < 1",
            "D(ra, dec, {0}); < 2 AND D(ra, dec, 10, 20); < 180",
            "D(ra, dec, {0}); < 3 AND NOT D(ra, dec, {0}); < 1 AND ra BETWEEN 0 AND 300 AND dec BETWEEN -90 AND 90",
            "CASE WHEN D(ra, dec, {0}); < 2 THEN 1 WHEN mag < 0 THEN 1 ELSE 0 END = 1",
            "D(ra, dec, {0}); < 3 AND (mag < 5 OR D(ra, dec, {0}); < 1)",
            "D(ra, dec, {0}); > 179",
            "D(ra, dec, {0}); <= 180",
            "D(ra, dec, {0}); < -1",
            "D(ra, dec, {0}); + 1 < 3"
        )]
            string condition
    ) =>
        await SameAsync(
            "SELECT id FROM sky.stars WHERE " + condition.Replace("{0}", centre, StringComparison.Ordinal),
            true
        );

    [TestCase("ra BETWEEN 10 AND 11 AND dec BETWEEN 20 AND 20.5")]
    [TestCase("ra >= 10 AND ra < 11 AND dec > 20 AND 20.5 > dec AND mag < 15")]
    [TestCase("(ra BETWEEN 359 AND 360 OR ra BETWEEN 0 AND 1) AND dec BETWEEN 0 AND 4")]
    [TestCase("ra BETWEEN 0 AND 360 AND dec BETWEEN 88 AND 90")]
    [TestCase("ra BETWEEN 100 AND 250 AND dec BETWEEN -90 AND -87")]
    [TestCase("ra BETWEEN 0 AND 300 AND dec BETWEEN -2 AND 2")]
    [TestCase("ra BETWEEN 30 AND 31 AND dec BETWEEN -60 AND 70")]
    public async Task Ranges_of_coordinates(string condition)
    {
        var hidden = condition.Replace("ra", "(ra + 0)", StringComparison.Ordinal);
        var expected = await RowsAsync("SELECT id FROM sky.stars WHERE " + hidden);
        Assert.That(expected, Is.Not.Empty);
        Assert.That(await RowsAsync("SELECT id FROM sky.stars WHERE " + condition), Is.EqualTo(expected));
    }

    /// <summary>One place, several ranges in a row, and more places than are read one by one.</summary>
    [TestCase("MOC('3/500')")]
    [TestCase("MOC('5/8100,8103,8105,8200-8300')")]
    [TestCase("MOC('3/1,40,77,100,260,300,411,500,600,700,755,767')")]
    [TestCase(
        "MOC('4/0,9,33,80,81,82,99,150,201,250,300,355,400,477,500,600,655,700,802,903,1000-1100,1200,1500,1750,2000,2100,2300,2500,2700,2901,3071')"
    )]
    [TestCase(
        "REGION('Union ICRS (Circle 10 20 1 Circle 77 90 2 Circle 200 -88 1 Circle 359.5 1 1 Circle 100 -40 3)')"
    )]
    public async Task Maps_and_places_all_over_the_sky(string region)
    {
        string Query(string ra) =>
            $"SELECT id FROM sky.stars WHERE CONTAINS(POINT({ra}, dec), {region}) = 1 AND mag < 18";
        var expected = await RowsAsync(Query("ra + 0"));
        Assert.That(expected, Is.Not.Empty);
        Assert.That(await RowsAsync(Query("ra")), Is.EqualTo(expected));
    }

    [Test]
    public async Task Many_circles_all_over_the_sky() =>
        await SameAsync(
            "SELECT id, mag FROM sky.stars WHERE "
                + string.Join(" OR ", Enumerable.Range(0, 20).Select(k => $"D(ra, dec, {k * 18}, {k * 9 - 90}); < 2"))
        );

    [TestCase(
        "SELECT * FROM (SELECT id, ra AS x, dec AS y FROM sky.stars WHERE mag < 15) AS q WHERE D(x, y, 10, 20); < 1"
    )]
    [TestCase(
        "WITH q AS (SELECT id, ra AS x, dec AS y FROM sky.stars) SELECT a.id, b.id FROM q AS a, q AS b WHERE D(a.x, a.y, 10.5, 20.5); < 0.3 AND D(b.x, b.y, 10.5, 20.6); < 0.3"
    )]
    [TestCase(
        "SELECT * FROM (SELECT id, ra, dec FROM sky.stars UNION SELECT id + 100000, ra, dec FROM sky.hosts) AS q WHERE D(ra, dec, 0, 1); < 3"
    )]
    [TestCase(
        "SELECT * FROM (SELECT id, ra, dec FROM sky.stars EXCEPT SELECT id, ra, dec FROM sky.hosts) AS q WHERE D(ra, dec, 0, 90); < 3"
    )]
    [TestCase(
        "SELECT h.id, q.id FROM sky.hosts AS h LEFT JOIN (SELECT id, ra AS x, dec AS y FROM sky.stars) AS q ON D(q.x, q.y, 10.5, 20.5); < 0.2"
    )]
    [TestCase(
        "SELECT q.a, q.b FROM (SELECT h.id AS a, s.id AS b, s.ra AS x, s.dec AS y FROM sky.hosts AS h LEFT JOIN sky.stars AS s ON h.id = s.id) AS q WHERE D(x, y, 0, 90); < 5"
    )]
    public async Task Positions_that_subqueries_hand_on(string query) => await SameAsync(query);

    private const string Near = "D(s.ra, s.dec, h.ra, h.dec);";

    [Test]
    public async Task Joins(
        [Values(
            "sky.hosts AS h JOIN sky.stars AS s ON",
            "sky.hosts AS h LEFT JOIN sky.stars AS s ON",
            "sky.stars AS s LEFT JOIN sky.hosts AS h ON",
            "sky.stars AS s RIGHT JOIN sky.hosts AS h ON",
            "sky.hosts AS h RIGHT JOIN sky.stars AS s ON",
            "sky.hosts AS h FULL JOIN sky.stars AS s ON",
            "sky.hosts AS h, sky.stars AS s WHERE"
        )]
            string from,
        [Values(
            Near + " < 0.5",
            Near + " <= 0",
            Near + " * 3600 < 900 AND s.mag < 15",
            Near + " < h.r",
            Near + " < s.mag / 10",
            Near + " <= 180 AND h.id < 5 AND s.id < 50",
            Near + " < -1"
        )]
            string condition
    ) => await SameAsync($"SELECT h.id, s.id FROM {from} {condition}", true);

    [TestCase(
        "SELECT h.id, s.id FROM sky.hosts AS h, sky.stars AS s WHERE "
            + Near
            + " < 3 AND h.id * 7 = (SELECT MIN(t.id) FROM sky.stars AS t WHERE t.id >= s.id)"
    )]
    [TestCase(
        "SELECT h.id, s.id FROM sky.hosts AS h JOIN sky.stars AS s ON "
            + Near
            + " < 3 AND CASE WHEN EXISTS (SELECT 1 FROM sky.stars AS t WHERE t.id = h.id * 7 AND t.mag = s.mag) THEN h.id ELSE -1 END >= 0"
    )]
    [TestCase(
        "SELECT h.id, s.id FROM sky.hosts AS h JOIN sky.stars AS s ON "
            + Near
            + " < (SELECT MAX(t.r) / 100 FROM sky.hosts AS t WHERE t.id < s.id)"
    )]
    [TestCase("SELECT h.id FROM sky.hosts AS h WHERE EXISTS (SELECT 1 FROM sky.stars AS s WHERE " + Near + " < 1)")]
    [TestCase("SELECT h.id FROM sky.hosts AS h WHERE NOT EXISTS (SELECT 1 FROM sky.stars AS s WHERE " + Near + " < 1)")]
    [TestCase(
        "SELECT h.id FROM sky.hosts AS h WHERE NOT EXISTS (SELECT 1 FROM sky.stars AS s WHERE " + Near + " < h.r)"
    )]
    [TestCase("SELECT h.id FROM sky.hosts AS h WHERE EXISTS (SELECT 1 FROM sky.stars AS s WHERE " + Near + " < s.mag)")]
    [TestCase("SELECT s.id FROM sky.stars AS s WHERE NOT EXISTS (SELECT 1 FROM sky.hosts AS h WHERE " + Near + " < 3)")]
    [TestCase(
        "SELECT s.id FROM sky.stars AS s WHERE NOT EXISTS (SELECT 1 FROM sky.stars AS h WHERE h.id <> s.id AND "
            + Near
            + " < 3)"
    )]
    [TestCase("SELECT h.id, (SELECT COUNT(*) FROM sky.stars AS s WHERE " + Near + " < 1) AS n FROM sky.hosts AS h")]
    [TestCase(
        "SELECT h.id, (SELECT MIN(" + Near + ") FROM sky.stars AS s WHERE " + Near + " < 1) AS n FROM sky.hosts AS h"
    )]
    [TestCase(
        "SELECT h.id, n.id FROM sky.hosts AS h, LATERAL (SELECT s.id FROM sky.stars AS s WHERE "
            + Near
            + " < 2 ORDER BY "
            + Near
            + ", s.id LIMIT 1) AS n"
    )]
    [TestCase(
        "SELECT h.id, n.id FROM sky.hosts AS h LEFT JOIN LATERAL (SELECT s.id FROM sky.stars AS s WHERE "
            + Near
            + " < 2 AND s.mag < 10 ORDER BY "
            + Near
            + ", s.id LIMIT 1) AS n ON true"
    )]
    [TestCase(
        "SELECT a.id, b.id FROM sky.stars AS a JOIN sky.stars AS b ON a.id < b.id AND D(a.ra, a.dec, b.ra, b.dec); < 0.2"
    )]
    [TestCase(
        "SELECT h.id, s.id, t.id FROM sky.hosts AS h LEFT JOIN sky.stars AS s ON "
            + Near
            + " < 1 LEFT JOIN sky.stars AS t ON D(h.ra, h.dec, t.ra, t.dec); < 0.7 AND t.id <> s.id"
    )]
    public async Task Queries_that_look_for_partners(string query) => await SameAsync(query);
}
