using System.Globalization;
using DataLab.Catalog.Tests.Support;
using DataLab.Formats;
using DataLab.Sky;

namespace DataLab.Catalog.Tests;

/// <summary>Searches and joins of a column of regions, by its keys, give the rows of a loop over all regions.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class FootprintTests
{
    private const int Regions = 2400;
    private const int Places = 200;

    /// <summary>Where regions, searches and positions crowd: poles, corners of faces, 0/360, antipodes of others.</summary>
    private static readonly Point[] Spots =
    [
        new(0, 90),
        new(77, -90),
        new(0, 0),
        new(359.999, 41.8103),
        new(180, 0),
        new(45, 0.01),
        new(123.4, -45.6),
    ];

    private readonly List<(int Id, Region? Region, string? Text)> table = [];
    private readonly List<(int Id, Point? Position)> places = [];
    private Archive archive = null!;

    [OneTimeSetUp]
    public async Task Open()
    {
        var random = new Random(13);
        for (var id = 0; id < Regions; id++)
            table.Add(Row(id, random));
        for (var id = 0; id < Places; id++)
            places.Add((id, id % 20 == 7 ? null : Place(random)));
        archive = new Archive();
        await archive.IngestAsync(
            "s",
            "r",
            [
                new Field("id", DataType.Int),
                new Field("s_ra", DataType.Double) { Ucd = "pos.eq.ra;meta.main", Unit = "deg" },
                new Field("s_dec", DataType.Double) { Ucd = "pos.eq.dec;meta.main", Unit = "deg" },
                new Field("s_region", DataType.Char) { ArraySize = ArraySize.Any, XType = "adql:REGION" },
            ],
            [
                .. table.Select(row =>
                    new object?[]
                    {
                        row.Id,
                        row.Region?.BoundingCircle.Centre.Ra,
                        row.Region?.BoundingCircle.Centre.Dec,
                        row.Text,
                    }
                ),
            ]
        );
        await archive.IngestAsync(
            "s",
            "p",
            [
                new Field("id", DataType.Int),
                new Field("ra", DataType.Double) { Ucd = "pos.eq.ra;meta.main", Unit = "deg" },
                new Field("dec", DataType.Double) { Ucd = "pos.eq.dec;meta.main", Unit = "deg" },
            ],
            [.. places.Select(place => new object?[] { place.Id, place.Position?.Ra, place.Position?.Dec })]
        );
        await archive.IngestAsync(
            "s",
            "none",
            [
                new Field("id", DataType.Int),
                new Field("outline", DataType.Double) { ArraySize = ArraySize.Any, XType = "polygon" },
            ],
            []
        );
        await archive.OpenAsync();
    }

    [OneTimeTearDown]
    public async Task Close() => await archive.DisposeAsync();

    private static Point Place(Random random)
    {
        if (random.Next(4) == 0)
            return new Point(360 * random.NextDouble(), Math.Asin(2 * random.NextDouble() - 1) * 180 / Math.PI);
        var scale = Math.Pow(10, -3 + 4 * random.NextDouble());
        return Spots[random.Next(Spots.Length)].Towards(360 * random.NextDouble(), scale * random.NextDouble());
    }

    private static (int Id, Region? Region, string? Text) Row(int id, Random random)
    {
        var (place, size) = (Place(random), Math.Pow(10, -4 + 5.2 * random.NextDouble()));
        string N(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
        string Outline(int count) =>
            string.Join(
                ' ',
                Enumerable
                    .Range(0, count)
                    .Select(i => place.Towards(-360.0 * i / count, Math.Min(60, size)))
                    .Select(corner => N($"{corner.Ra:R} {corner.Dec:R}"))
            );
        var text = (id % 40) switch
        {
            0 => null,
            1 => "no region",
            2 => N($"POSITION ICRS {place.Ra:R} {place.Dec:R}"),
            3 => N($"CIRCLE ICRS {place.Ra:R} {place.Dec:R} 0"),
            4 => id == 4 ? "CIRCLE ICRS 10 20 180" : N($"CIRCLE ICRS {place.Ra:R} {place.Dec:R} {60 + size:R}"),
            5 => N($"UNION ICRS (CIRCLE {place.Ra:R} {place.Dec:R} {size / 9:R} POSITION 3 4)"),
            6 => N($"BOX ICRS {place.Ra:R} {place.Dec:R} {size:R} {size / 7:R}"),
            < 15 => N($"CIRCLE ICRS {place.Ra:R} {place.Dec:R} {size:R}"),
            _ => "POLYGON ICRS " + Outline(3 + id % 5),
        };
        var region =
            text is not null && RegionText.TryRead(text, out var read, out var frame, out _)
                ? read.ToIcrs(frame)
                : null;
        return (id, region, text);
    }

    private static IEnumerable<string> Searches()
    {
        var random = new Random(77);
        string N(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
        for (var i = 0; i < 16; i++)
        {
            var (at, size) = (Place(random), Math.Pow(10, -4 + 5 * random.NextDouble()));
            yield return (i % 5) switch
            {
                0 => N($"POINT({at.Ra:R}, {at.Dec:R})"),
                1 => N($"CIRCLE({at.Ra:R}, {at.Dec:R}, {size:R})"),
                2 => N($"BOX({at.Ra:R}, {Math.Clamp(at.Dec, -80, 80):R}, {size:R}, {size / 3:R})"),
                3 => N($"REGION('RANGE {at.Ra:R} {at.Ra + 0.1:R} {Math.Max(-90, at.Dec - 0.2):R} {at.Dec:R}')"),
                _ => "POLYGON("
                    + string.Join(
                        ", ",
                        Enumerable
                            .Range(0, 3)
                            .Select(k => at.Towards(-120 * k, size))
                            .Select(corner => N($"{corner.Ra:R}, {corner.Dec:R}"))
                    )
                    + ")",
            };
        }
    }

    /// <summary>The shape as Sky has it.</summary>
    private static Region Shape(string adql)
    {
        var numbers = adql.Split(['(', ')', ',', ' ', '\''], StringSplitOptions.RemoveEmptyEntries)
            .Where(word => char.IsDigit(word[^1]))
            .Select(word => double.Parse(word, CultureInfo.InvariantCulture))
            .ToArray();
        Point Corner(int i) => new(numbers[2 * i], numbers[2 * i + 1]);
        return adql[..3] switch
        {
            "POI" => new PointRegion(Corner(0)),
            "CIR" => new Circle(Corner(0), numbers[2]),
            "BOX" => new Box(Corner(0), numbers[2], numbers[3]),
            "POL" => new Polygon([Corner(0), Corner(1), Corner(2)]),
            _ => RegionText.TryRead(adql.Split('\'')[1], out var region, out _, out _)
                ? region
                : throw new ArgumentException(adql),
        };
    }

    [TestCaseSource(nameof(Searches))]
    public async Task Rows_of_a_search_are_those_of_a_loop(string search)
    {
        var shape = Shape(search);
        var tests = new Dictionary<string, Func<Region, bool?>>
        {
            [$"1 = INTERSECTS(s_region, {search})"] = region => region.TryIntersects(shape),
            [$"1 = CONTAINS({search}, s_region)"] = region => region.TryContains(shape),
        };
        if (shape is not PointRegion)
            tests[$"CONTAINS(s_region, {search}) = 1"] = region => shape.TryContains(region);
        foreach (var (condition, test) in tests)
            await CheckAsync($"SELECT id FROM s.r WHERE {condition}", test);
    }

    [Test]
    public async Task Conditions_together_and_in_doubt_are_those_of_a_loop()
    {
        var (one, two) = (new Circle(new Point(1, 1), 3), new Circle(new Point(359, 0), 2));
        const string first = "1 = INTERSECTS(s_region, CIRCLE(1, 1, 3))";
        const string second = "1 = INTERSECTS(CIRCLE(359, 0, 2), s_region)";
        bool? And(Region region) => region.TryIntersects(one) is true && region.TryIntersects(two) is true;
        bool? Or(Region region) => region.TryIntersects(one) is true || region.TryIntersects(two) is true;
        await CheckAsync($"SELECT id FROM s.r WHERE {first} AND {second}", And);
        await CheckAsync($"SELECT id FROM s.r WHERE {first} OR {second}", Or);
        await CheckAsync($"SELECT id FROM s.r WHERE ({first} OR {second}) AND id >= 0", Or);
        await CheckAsync(
            $"SELECT id FROM s.r WHERE NOT ({first}) AND {second}",
            region => region.TryIntersects(one) is false && region.TryIntersects(two) is true
        );
        await CheckAsync($"SELECT id FROM s.r WHERE NOT ({first})", region => !region.TryIntersects(one));
        await CheckAsync(
            "SELECT id FROM s.r WHERE 0 = INTERSECTS(s_region, CIRCLE(1, 1, 3))",
            region => !region.TryIntersects(one)
        );
        await CheckAsync(
            $"SELECT id FROM s.r WHERE {second} AND 1 = CONTAINS(POINT(s_ra, s_dec), CIRCLE(359, 0, 1))",
            region =>
                region.TryIntersects(two) is true && new Circle(two.Centre, 1).Contains(region.BoundingCircle.Centre)
        );
        await CheckAsync(
            $"SELECT id FROM (SELECT id, s_region FROM s.r) AS x WHERE {first}",
            region => region.TryIntersects(one)
        );
    }

    /// <summary>What cannot be told may be found or not.</summary>
    private async Task CheckAsync(string adql, Func<Region, bool?> test)
    {
        var found = await IdsAsync(adql);
        var (sure, doubtful) = (new List<int>(), new HashSet<int>());
        foreach (var (id, region, _) in table)
            switch (region is null ? false : test(region))
            {
                case true:
                    sure.Add(id);
                    break;
                case null:
                    doubtful.Add(id);
                    break;
            }
        Assert.That(found.Where(id => !doubtful.Contains(id)).Order(), Is.EqualTo(sure), adql);
        // Circles of radius 0 cannot be told from a range of coordinates.
        Assert.That(doubtful, Has.Count.LessThan(80), adql);
    }

    private async Task<List<int>> IdsAsync(string adql) =>
        [
            .. (await archive.AdqlRowsAsync(adql)).Select(row =>
                Convert.ToInt32(row[0] ?? -1, CultureInfo.InvariantCulture)
            ),
        ];

    [TestCase("INNER JOIN s.r ON 1 = CONTAINS(POINT(p.ra, p.dec), r.s_region)", 0)]
    [TestCase("INNER JOIN s.r ON 1 = INTERSECTS(r.s_region, CIRCLE(p.ra, p.dec, 0.3))", 0.3)]
    [TestCase(", s.r WHERE 1 = INTERSECTS(CIRCLE(p.ra, p.dec, 0.01), r.s_region)", 0.01)]
    [TestCase("LEFT JOIN s.r ON 1 = CONTAINS(POINT(p.ra, p.dec), r.s_region)", 0)]
    // Joins that keep the regions test all pairs, which takes PostgreSQL a tenth of a second for each region.
    [TestCase(
        "RIGHT JOIN (SELECT id, s_region FROM s.r WHERE id < 60) AS r ON 1 = CONTAINS(POINT(p.ra, p.dec), r.s_region)",
        0
    )]
    public async Task Pairs_are_those_of_a_loop(string join, double radius)
    {
        var regions = table.Where(row => !join.Contains("id < 60", StringComparison.Ordinal) || row.Id < 60).ToList();
        var pairs = places
            .Where(place => place.Position is not null)
            .SelectMany(place =>
                regions
                    .Where(row =>
                        row.Region?.TryIntersects(
                            radius == 0
                                ? new PointRegion(place.Position!.Value)
                                : new Circle(place.Position!.Value, radius)
                        )
                            is true
                    )
                    .Select(row => (Place: (int?)place.Id, Row: (int?)row.Id))
            )
            .ToList();
        var paired = pairs.Select(pair => join[0] == 'L' ? pair.Place : pair.Row).ToHashSet();
        if (join[0] == 'L')
            pairs.AddRange(
                places.Where(place => !paired.Contains(place.Id)).Select(place => ((int?)place.Id, (int?)null))
            );
        if (join[0] == 'R')
            pairs.AddRange(regions.Where(row => !paired.Contains(row.Id)).Select(row => ((int?)null, (int?)row.Id)));
        var rows = await archive.AdqlRowsAsync($"SELECT p.id AS pid, r.id AS rid FROM s.p {join}");
        Assert.That(rows.Select(row => ((int?)row[0], (int?)row[1])).Order(), Is.EqualTo(pairs.Order()));
        Assert.That(pairs, Has.Count.GreaterThan(join[0] == 'R' ? 60 : 100));
    }

    [Test]
    public async Task Rows_with_a_partner_are_those_of_a_loop()
    {
        var positions = places
            .Where(place => place.Position is not null)
            .Select(place => place.Position!.Value)
            .ToList();
        await CheckAsync(
            "SELECT id FROM s.r WHERE EXISTS (SELECT 1 FROM s.p WHERE 1 = CONTAINS(POINT(p.ra, p.dec), r.s_region))",
            region => positions.Any(region.Contains)
        );
        var found = await IdsAsync(
            "SELECT id FROM s.p WHERE NOT EXISTS (SELECT 1 FROM s.r WHERE 1 = CONTAINS(POINT(p.ra, p.dec), r.s_region) AND r.id > 100)"
        );
        Assert.That(
            found.Order(),
            Is.EqualTo(
                places
                    .Where(place =>
                        place.Position is not { } at
                        || !table.Any(row => row.Id > 100 && row.Region?.Contains(at) is true)
                    )
                    .Select(place => place.Id)
            )
        );
    }

    [Test]
    public async Task Of_no_rows_none_are_found()
    {
        Assert.That(await IdsAsync("SELECT id FROM s.none WHERE 1 = INTERSECTS(outline, CIRCLE(1, 2, 3))"), Is.Empty);
        Assert.That(
            await IdsAsync("SELECT p.id FROM s.p JOIN s.none ON 1 = CONTAINS(POINT(p.ra, p.dec), none.outline)"),
            Is.Empty
        );
    }

    [Test]
    public void The_index_of_regions_is_used()
    {
        var sql = archive.Adql("SELECT id FROM s.r WHERE 1 = INTERSECTS(s_region, CIRCLE(1, 1, 0.1))").Sql;
        Assert.That(sql, Does.Contain("region_key"));
        var stored = archive.Catalog.Snapshot.Adql.Tables.Single(one => one.Name == "r").Footprint!;
        Assert.That(stored.Region, Is.EqualTo("s_region"));
        Assert.That(stored.Classes.Sum(sized => sized.Rows), Is.EqualTo(table.Count(row => row.Region is not null)));
        Assert.That(
            archive.ColumnsOf("s", "r").Select(column => column.Name),
            Is.EqualTo(new[] { "id", "s_ra", "s_dec", "s_region" })
        );
    }
}
