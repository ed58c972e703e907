using DataLab.Catalog.Ingest;
using DataLab.Catalog.Tests.Support;
using DataLab.Formats;
using DataLab.Sky;

namespace DataLab.Catalog.Tests;

/// <summary>However a query is written, its rows are those that a plain loop over the stars finds.</summary>
[Parallelizable]
public sealed class SameRowsTests
{
    private const int Stars = 200_000;
    private const int Targets = 300;

    private Archive archive = null!;
    private List<(long Id, double Ra, double Dec)> stars = null!;
    private List<(long Id, double Ra, double Dec, double Radius)> targets = null!;

    [OneTimeSetUp]
    public async Task Open()
    {
        archive = new Archive();
        stars = [.. Enumerable.Range(0, Stars).Select(id => Star(id))];
        var request = new IngestRequest(
            archive.Path,
            "sky",
            "stars",
            [IngestSource.Rows("generated", _ => Task.FromResult<RowSource>(new GeneratedSource(Stars)))]
        );
        await archive.IngestAsync(request);
        // Targets near stars, at the poles and at ra 0, with radii of their own.
        targets =
        [
            .. Enumerable
                .Range(0, Targets)
                .Select(i =>
                {
                    var (_, ra, dec) = stars[i * 613 % Stars];
                    if (i < 6)
                        (ra, dec) = (i * 60, i % 2 == 0 ? 89.9 : -90);
                    else if (i < 12)
                        (ra, dec) = (i % 2 == 0 ? 0.001 : 359.999, i * 10 - 90);
                    return ((long)i, ra, dec, 0.05 + 0.01 * (i % 50));
                }),
        ];
        await archive.IngestAsync(
            "sky",
            "targets",
            [
                new Field("tid", DataType.Long),
                new Field("tra", DataType.Double) { Ucd = "pos.eq.ra;meta.main", Unit = "deg" },
                new Field("tdec", DataType.Double) { Ucd = "pos.eq.dec;meta.main", Unit = "deg" },
                new Field("radius", DataType.Double) { Unit = "deg" },
            ],
            [.. targets.Select(t => new object?[] { t.Id, t.Ra, t.Dec, t.Radius })]
        );
        await archive.OpenAsync();
    }

    [OneTimeTearDown]
    public async Task Close() => await archive.DisposeAsync();

    private static (long, double, double) Star(long id)
    {
        var (ra, dec) = GeneratedSource.Position(id, Stars);
        return (id, ra, dec);
    }

    private Task<List<object?[]>> AdqlAsync(string text) => archive.AdqlRowsAsync(text);

    private async Task<long[]> IdsAsync(string condition) =>
        [.. (await AdqlAsync($"SELECT id FROM sky.stars WHERE {condition} ORDER BY id")).Select(row => (long)row[0]!)];

    [Test]
    public async Task A_cone_gives_the_same_rows_in_every_spelling(
        [Values(
            "0 0 3",
            "359.99 0.01 2",
            "10 89.5 2",
            "200 90 1.5",
            "77 -90 2.5",
            "123.4 -45.6 0.7",
            "45 41.8103149 5",
            "300 10 0.001",
            "12 34 100",
            "0 0 180"
        )]
            string cone,
        [Values(
            "1=CONTAINS(POINT(ra, dec), CIRCLE({0}, {1}, {2}))",
            "CONTAINS(POINT('ICRS', ra, dec), CIRCLE('ICRS', {0}, {1}, {2})) = 1",
            "DISTANCE(POINT(ra, dec), POINT({0}, {1})) <= {2}",
            "{2} >= DISTANCE({0}, {1}, ra, dec)",
            "INTERSECTS(POINT(ra, dec), CIRCLE(POINT({0}, {1}), {2})) = 1",
            "NOT (0 = CONTAINS(POINT(ra, dec), CIRCLE({0}, {1}, {2})))"
        )]
            string spelling
    )
    {
        var parts = cone.Split(' ');
        var numbers = parts.Select(p => double.Parse(p, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        var circle = new Circle(new Point(numbers[0], numbers[1]), numbers[2]);
        var expected = stars.Where(s => circle.Contains(new Point(s.Ra, s.Dec))).Select(s => s.Id).Order();

        var found = await IdsAsync(string.Format(null, spelling, parts));

        Assert.That(found, Is.EqualTo(expected));
    }

    [TestCase("10 10 20 10 15 20")]
    [TestCase("350 -10 10 -10 10 10 350 10")]
    [TestCase("0 80 90 80 180 80 270 80")]
    [TestCase("0 -60 0 -80 40 -80 40 -60")]
    [TestCase("10 0 40 0 40 30 25 10 10 30")]
    [TestCase("100 20 100 -20 101 -20 101 20")]
    public async Task A_polygon_gives_the_rows_inside_it(string text)
    {
        var n = text.Split(' ')
            .Select(p => double.Parse(p, System.Globalization.CultureInfo.InvariantCulture))
            .ToArray();
        var polygon = new Polygon(Enumerable.Range(0, n.Length / 2).Select(i => new Point(n[2 * i], n[2 * i + 1])));
        var expected = stars.Where(s => polygon.Contains(new Point(s.Ra, s.Dec))).Select(s => s.Id).Order().ToArray();
        Assert.That(expected, Is.Not.Empty);

        var list = text.Replace(' ', ',');
        Assert.That(await IdsAsync($"1=CONTAINS(POINT(ra, dec), POLYGON({list}))"), Is.EqualTo(expected));
        Assert.That(await IdsAsync($"INTERSECTS(POLYGON({list}), POINT(ra, dec)) = 1"), Is.EqualTo(expected));
    }

    [TestCase(10, 20, 5, 3)]
    [TestCase(0, 0, 4, 4)]
    [TestCase(180, 80, 10, 6)]
    public async Task A_box_gives_the_rows_inside_it(double ra, double dec, double width, double height)
    {
        var box = new Box(new Point(ra, dec), width, height);
        var expected = stars.Where(s => box.Contains(new Point(s.Ra, s.Dec))).Select(s => s.Id).Order().ToArray();
        Assert.That(expected, Is.Not.Empty);
        Assert.That(
            await IdsAsync(
                FormattableString.Invariant($"1=CONTAINS(POINT(ra, dec), BOX({ra}, {dec}, {width}, {height}))")
            ),
            Is.EqualTo(expected)
        );
    }

    [TestCase(
        "SELECT t.tid, s.id FROM sky.targets t JOIN sky.stars s ON DISTANCE(POINT(t.tra, t.tdec), POINT(s.ra, s.dec)) < 0.3"
    )]
    [TestCase(
        "SELECT t.tid, s.id FROM sky.stars s JOIN sky.targets t ON 1=CONTAINS(POINT(s.ra, s.dec), CIRCLE(t.tra, t.tdec, 0.3))"
    )]
    [TestCase(
        "SELECT t.tid, s.id FROM sky.targets t, sky.stars s WHERE CONTAINS(POINT(s.ra, s.dec), CIRCLE(POINT(t.tra, t.tdec), 0.3)) = 1"
    )]
    public async Task A_positional_join_gives_the_pairs_within_the_radius(string query)
    {
        var expected = Pairs(_ => 0.3);
        var found = (await AdqlAsync(query)).Select(row => ((long)row[0]!, (long)row[1]!)).Order();
        Assert.That(found, Is.EqualTo(expected));
    }

    [Test]
    public async Task A_positional_join_may_have_a_radius_of_its_own_for_each_row()
    {
        var found = (
            await AdqlAsync(
                "SELECT t.tid, s.id FROM sky.targets t JOIN sky.stars s ON 1=CONTAINS(POINT(s.ra, s.dec), CIRCLE(t.tra, t.tdec, t.radius))"
            )
        )
            .Select(row => ((long)row[0]!, (long)row[1]!))
            .Order();
        Assert.That(found, Is.EqualTo(Pairs(radius => radius)));
    }

    private (long, long)[] Pairs(Func<double, double> radius) =>
        [
            .. targets
                .SelectMany(t =>
                {
                    var circle = new Circle(new Point(t.Ra, t.Dec), radius(t.Radius));
                    return stars
                        .Where(s => Math.Abs(s.Dec - t.Dec) < 1 && circle.Contains(new Point(s.Ra, s.Dec)))
                        .Select(s => (t.Id, s.Id));
                })
                .Order(),
        ];

    [Test]
    public async Task Select_star_gives_the_columns_of_the_source()
    {
        var row = (await AdqlAsync("SELECT * FROM sky.stars WHERE id = 12345")).Single();
        var (id, ra, dec) = stars[12345];
        Assert.That(row, Is.EqualTo(new object?[] { id, ra, dec, (float)(12345 % 2500) / 100, "Star J00012345", 1 }));
    }

    [TestCase("SELECT COUNT(*) FROM sky.stars", 200_000L)]
    [TestCase("SELECT SUM(id) FROM sky.stars", 19_999_900_000L)]
    [TestCase("SELECT MAX(id) FROM sky.stars WHERE mag < 1", 197_599L)]
    [TestCase("SELECT COUNT(DISTINCT version) FROM sky.stars", 1L)]
    public async Task Aggregates_have_the_type_that_was_announced(string query, long expected) =>
        Assert.That((await AdqlAsync(query)).Single()[0], Is.EqualTo(expected));

    [Test]
    public async Task TAP_SCHEMA_answers_ADQL()
    {
        var rows = await AdqlAsync(
            "SELECT c.column_name, c.\"size\" FROM TAP_SCHEMA.columns AS c JOIN tap_schema.tables AS t ON c.table_name = t.table_name "
                + "WHERE t.table_name = 'sky.targets' ORDER BY c.column_index"
        );
        Assert.That(rows.Select(row => row[0]), Is.EqualTo(new[] { "tid", "tra", "tdec", "radius" }));
    }
}
