using System.Collections.Immutable;
using DataLab.Catalog.Tests.Support;
using DataLab.Formats;

namespace DataLab.Catalog.Tests;

/// <summary>A table whose position is one column of xtype point, searched and matched like one with two columns.</summary>
/// <remarks>The witness is the same query with <c>POINT(COORD1(pos), COORD2(pos))</c>, which no pass takes for a stored position.</remarks>
[Parallelizable]
public sealed class PointColumnTests
{
    private Archive archive = null!;

    private static readonly ImmutableArray<Field> Fields =
    [
        new("id", DataType.Long),
        new("first", DataType.Double)
        {
            XType = "point",
            ArraySize = ArraySize.Of(2),
            Frame = "GALACTIC",
        },
        new("pos", DataType.Double)
        {
            XType = "point",
            ArraySize = ArraySize.Of(2),
            Ucd = "pos.eq;meta.main",
            Unit = "deg",
        },
        new("mag", DataType.Double),
    ];

    [OneTimeSetUp]
    public async Task Open()
    {
        archive = new Archive();
        await archive.IngestAsync("d", "stars", Fields, Rows(3000, 5));
        await archive.IngestAsync("d", "hosts", Fields, Rows(100, 6));
        await archive.OpenAsync();
    }

    [OneTimeTearDown]
    public async Task Close() => await archive.DisposeAsync();

    private static object?[][] Rows(int count, int seed)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(id =>
                {
                    double[]? place =
                        id % 50 == 7 ? null
                        : id % 50 == 8 ? [double.NaN, 3]
                        : [10 + random.NextDouble() * 4, 20 + random.NextDouble() * 4];
                    return new object?[] { (long)id, new double[] { 1, 2 }, place, random.NextDouble() };
                }),
        ];
    }

    [TestCase("SELECT s.id FROM d.stars AS s WHERE CONTAINS({s}, CIRCLE(12, 22, 0.5)) = 1")]
    [TestCase(
        "SELECT s.id FROM d.stars AS s WHERE 1 = INTERSECTS(POLYGON(11, 21, 12, 21, 12, 22), {s}) AND s.mag < 0.5"
    )]
    [TestCase("SELECT s.id FROM d.stars AS s WHERE DISTANCE({s}, POINT(12, 22)) * 60 <= 20")]
    [TestCase(
        "SELECT s.id FROM d.stars AS s WHERE CONTAINS({s}, MOC('8/150000-165000')) = 1 OR DISTANCE({s}, POINT(12, 22)) < 1"
    )]
    [TestCase("SELECT t.id FROM (SELECT id, pos AS s FROM d.stars AS s) AS t WHERE DISTANCE(t.s, POINT(12, 22)) < 0.5")]
    [TestCase("SELECT s.id, h.id FROM d.hosts AS h JOIN d.stars AS s ON DISTANCE({s}, {h}) < 0.1")]
    [TestCase("SELECT s.id, h.id FROM d.hosts AS h LEFT JOIN d.stars AS s ON CONTAINS({s}, CIRCLE({h}, 0.05)) = 1")]
    [TestCase(
        "SELECT h.id FROM d.hosts AS h WHERE NOT EXISTS (SELECT 1 FROM d.stars AS s WHERE DISTANCE({s}, {h}) < 0.05)"
    )]
    [TestCase(
        "SELECT h.id, n.d FROM d.hosts AS h, LATERAL (SELECT TOP 1 s.id, DISTANCE({s}, {h}) AS d FROM d.stars AS s ORDER BY d) AS n"
    )]
    public async Task Rows_are_those_of_two_coordinates(string adql)
    {
        var found = await RowsAsync(With(adql, "{0}.pos"));
        Assert.That(found, Is.EqualTo(await RowsAsync(With(adql, "POINT(COORD1({0}.pos), COORD2({0}.pos))"))));
        Assert.That(found, Is.Not.Empty);
    }

    [Test]
    public void A_cone_reads_the_cells_around_it() =>
        Assert.That(
            archive.Adql("SELECT id FROM d.stars WHERE CONTAINS(pos, CIRCLE(12, 22, 0.5)) = 1").Steps().Single().IsScan,
            Is.False
        );

    [Test]
    public async Task Rows_without_a_position_are_counted()
    {
        var report = await archive.IngestAsync("d", "again", Fields, Rows(100, 7));
        Assert.Multiple(() =>
        {
            Assert.That(report.Position, Is.EqualTo(("pos", "pos")));
            Assert.That(report.BadPositions, Is.EqualTo(4));
        });
    }

    private static string With(string adql, string point) =>
        adql.Replace("{s}", string.Format(null, point, "s"), StringComparison.Ordinal)
            .Replace("{h}", string.Format(null, point, "h"), StringComparison.Ordinal);

    private async Task<List<string>> RowsAsync(string adql)
    {
        var rows = await archive.AdqlRowsAsync(adql);
        return [.. rows.Select(row => string.Join('|', row)).Order(StringComparer.Ordinal)];
    }
}
