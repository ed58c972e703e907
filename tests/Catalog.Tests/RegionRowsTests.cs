using System.Globalization;
using DataLab.Catalog.Tests.Support;
using DataLab.Formats;
using DataLab.Sky;

namespace DataLab.Catalog.Tests;

/// <summary>Columns of shapes, regions and coverage maps, run on the engine and compared with a loop over the same rows.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class RegionRowsTests
{
    private const int Count = 1000;

    private sealed record Row(
        int Id,
        double Ra,
        double Dec,
        double Size,
        string? Region,
        string? Moc,
        double[]? Outline
    )
    {
        public Point Position => new(Ra, Dec);
    }

    private readonly List<Row> table = [];
    private Archive archive = null!;

    [OneTimeSetUp]
    public async Task Open()
    {
        var random = new Random(2026);
        for (var id = 0; id < Count; id++)
        {
            var (ra, dec) = (20 + 10 * random.NextDouble(), 40 + 10 * random.NextDouble());
            var size = 0.1 + random.NextDouble();
            string N(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
            var region = (id % 10) switch
            {
                0 => null,
                1 => "POLYGON ICRS nonsense",
                2 => N($"Circle ICRS {ra} {dec} {size}"),
                3 => N($"circle {ra} {dec} {size}"),
                4 => N($"POLYGON ICRS {ra} {dec} {ra + size} {dec} {ra} {dec + size}"),
                5 => N($"polygon {ra} {dec} {ra} {dec + size} {ra + size} {dec} circle {ra + 3} {dec} {size}"),
                6 => N($"Union ICRS (Box {ra} {dec} {size} 0.1 Ellipse {ra} {dec} {size} 0.2 30)"),
                7 => N($"Intersection ICRS (Circle {ra} {dec} {size} Not (Circle {ra} {dec} 0.1))"),
                8 => N($"Circle GALACTIC {ra} {dec} {size}"),
                _ => N($"range {ra} {ra + size} {dec} {dec + size}"),
            };
            var moc =
                id % 3 == 0 ? null : MocText.Write(Moc.Covering(new Circle(new Point(ra, dec), size), 7, 10_000)!);
            double[]? outline =
                id % 7 == 0 ? null
                : id % 7 == 1 ? [ra, dec, ra + 1, dec + 1, ra + 1, dec, ra, dec + 1]
                : [ra, dec, ra + size, dec, ra, dec + size];
            table.Add(new Row(id, ra, dec, size, region, moc, outline));
        }
        archive = await Archive.OfAsync(
            [
                new Field("id", DataType.Int),
                new Field("ra", DataType.Double) { Ucd = "pos.eq.ra;meta.main", Unit = "deg" },
                new Field("dec", DataType.Double) { Ucd = "pos.eq.dec;meta.main", Unit = "deg" },
                new Field("extent", DataType.Double) { Unit = "deg" },
                new Field("s_region", DataType.Char) { ArraySize = ArraySize.Any, XType = "adql:REGION" },
                new Field("cover", DataType.Char) { ArraySize = ArraySize.Any, XType = "moc" },
                new Field("outline", DataType.Double) { ArraySize = ArraySize.Any, XType = "polygon" },
                new Field("footprint", DataType.Char) { ArraySize = ArraySize.Any, Ucd = "pos.outline;obs.field" },
                new Field("place", DataType.Char) { ArraySize = ArraySize.Any },
            ],
            [
                .. table.Select(row =>
                    new object?[]
                    {
                        row.Id,
                        row.Ra,
                        row.Dec,
                        row.Size,
                        row.Region,
                        row.Moc,
                        row.Outline,
                        row.Region,
                        row.Id % 5 == 0 ? "no place" : row.Position.ToString(),
                    }
                ),
            ]
        );
    }

    [OneTimeTearDown]
    public async Task Close() => await archive.DisposeAsync();

    private static Region? Parsed(string? text) =>
        text is not null && RegionText.TryRead(text, out var region, out var frame, out _)
            ? region.ToIcrs(frame)
            : null;

    private static Region? Polygon(Row row)
    {
        if (row.Outline is not { } n)
            return null;
        var vertices = Enumerable.Range(0, n.Length / 2).Select(i => new Point(n[2 * i], n[2 * i + 1])).ToArray();
        return Sky.Polygon.TryCreate(vertices, out var polygon, out _) ? polygon : null;
    }

    private static Region Text(string text) => Parsed(text)!;

    private const string Tree =
        "Union ICRS (Circle 24 44 1.5 Intersection(Box 26 46 3 2 Not(Circle 26 46 0.5)) Ellipse 22 47 2 0.5 60)";
    private const string Map = "5/704,620-632 6/2473-2480,2838";

    private static readonly Dictionary<string, Func<Row, bool?>> Conditions = new()
    {
        [$"1 = CONTAINS(POINT(ra, dec), REGION('{Tree}'))"] = row => Text(Tree).Contains(row.Position),
        [$"0 = CONTAINS(POINT(ra, dec), REGION('{Tree}'))"] = row => !Text(Tree).Contains(row.Position),
        [$"1 = INTERSECTS(REGION('{Tree}'), POINT(ra, dec))"] = row => Text(Tree).Contains(row.Position),
        ["1 = CONTAINS(POINT(ra, dec), REGION('Circle ICRS 25 45 2'))"] = row =>
            Text("Circle 25 45 2").Contains(row.Position),
        ["1 = CONTAINS(POINT(ra, dec), REGION('Polygon 21 41 28 42 24 49'))"] = row =>
            Text("Polygon 21 41 28 42 24 49").Contains(row.Position),
        ["1 = CONTAINS(POINT(ra, dec), REGION('Ellipse 25 45 4 1 20'))"] = row =>
            Text("Ellipse 25 45 4 1 20").Contains(row.Position),
        ["1 = CONTAINS(POINT(ra, dec), REGION('range 22 26 42 43'))"] = row =>
            Text("range 22 26 42 43").Contains(row.Position),
        ["1 = INTERSECTS(footprint, CIRCLE(25, 45, 1))"] = row =>
            Parsed(row.Region)?.TryIntersects(new Circle(new Point(25, 45), 1)),
        ["1 = INTERSECTS(CIRCLE(239, 13.6, 1), s_region)"] = row =>
            Parsed(row.Region)?.TryIntersects(new Circle(new Point(239, 13.6), 1)),
        [$"1 = CONTAINS(POINT(ra, dec), MOC('{Map}'))"] = row => Text(Map).Contains(row.Position),
        [$"NOT 1 = CONTAINS(POINT(ra, dec), MOC('{Map}'))"] = row => !Text(Map).Contains(row.Position),
        ["1 = CONTAINS(POINT(ra, dec), MOC(8, CIRCLE(25, 45, 2)))"] = row =>
            Moc.Covering(new Circle(new Point(25, 45), 2), 8, 10_000)!.Contains(row.Position),
        ["1 = CONTAINS(POINT(24, 44), s_region)"] = row => Parsed(row.Region)?.Contains(new Point(24, 44)),
        ["1 = CONTAINS(POINT(ra, dec), s_region)"] = row => Parsed(row.Region)?.Contains(row.Position),
        ["1 = INTERSECTS(s_region, CIRCLE(25, 45, 1))"] = row =>
            Parsed(row.Region)?.TryIntersects(new Circle(new Point(25, 45), 1)),
        ["0 = INTERSECTS(CIRCLE(25, 45, 1), s_region)"] = row =>
            !Parsed(row.Region)?.TryIntersects(new Circle(new Point(25, 45), 1)),
        [$"1 = INTERSECTS(REGION('{Tree}'), s_region)"] = row => Parsed(row.Region)?.TryIntersects(Text(Tree)),
        ["1 = CONTAINS(s_region, POLYGON(20, 40, 31, 40, 31, 47, 20, 47))"] = row =>
            Parsed(row.Region) is { } region ? Text("Polygon 20 40 31 40 31 47 20 47").TryContains(region) : null,
        ["1 = CONTAINS(outline, s_region)"] = row =>
            Polygon(row) is { } inner ? Parsed(row.Region)?.TryContains(inner) : null,
        ["1 = INTERSECTS(outline, s_region)"] = row =>
            Polygon(row) is { } inner ? Parsed(row.Region)?.TryIntersects(inner) : null,
        ["1 = CONTAINS(POINT(25, 45), cover)"] = row => Parsed(row.Moc)?.Contains(new Point(25, 45)),
        [$"1 = INTERSECTS(cover, MOC('{Map}'))"] = row => Parsed(row.Moc)?.TryIntersects(Text(Map)),
        ["1 = INTERSECTS(cover, CIRCLE(25, 45, 1))"] = row =>
            Parsed(row.Moc)?.TryIntersects(new Circle(new Point(25, 45), 1)),
        ["1 = CONTAINS(cover, BOX(25, 45, 6, 6))"] = row =>
            Parsed(row.Moc) is { } moc ? new Box(new Point(25, 45), 6, 6).TryContains(moc) : null,
        ["1 = CONTAINS(POINT(25, 45), BOX(ra, dec, extent * 4, extent))"] = row =>
            new Box(row.Position, 4 * row.Size, row.Size).Contains(new Point(25, 45)),
        ["1 = INTERSECTS(BOX(ra, dec, extent, extent - 0.5), CIRCLE(25, 45, 1))"] = row =>
            row.Size < 0.5
                ? null
                : new Box(row.Position, row.Size, row.Size - 0.5).TryIntersects(new Circle(new Point(25, 45), 1)),
        ["AREA(BOX(ra, dec, extent, extent)) > 0.3"] = row => new Box(row.Position, row.Size, row.Size).Area > 0.3,
        ["AREA(s_region) > 0.5"] = row => Parsed(row.Region)?.Area > 0.5,
        ["DISTANCE(CENTROID(s_region), POINT(25, 45)) < 2"] = row =>
            Parsed(row.Region) is { } region ? Point.Separation(region.Centroid, new Point(25, 45)) < 2 : null,
        ["COORD2(CENTROID(outline)) < 44"] = row => Polygon(row)?.Centroid.Dec < 44,
        ["1 = CONTAINS(CAST(place AS POINT), CIRCLE(25, 45, 2))"] = row =>
            row.Id % 5 == 0 ? null : Text("Circle 25 45 2").Contains(row.Position),
        ["1 = INTERSECTS(CAST(s_region AS CIRCLE), CIRCLE(25, 45, 1))"] = row =>
            row.Id % 10 is 2 or 3 ? Parsed(row.Region)!.Intersects(new Circle(new Point(25, 45), 1)) : null,
        ["1 = INTERSECTS(CAST('24 44 1' AS CIRCLE), CAST(s_region AS POLYGON))"] = row =>
            row.Id % 10 == 4 ? Parsed(row.Region)!.Intersects(new Circle(new Point(24, 44), 1)) : null,
        ["1 = CONTAINS(POINT(ra, dec), CAST('25 45 1.5' AS CIRCLE))"] = row =>
            Text("Circle 25 45 1.5").Contains(row.Position),
        ["q3c_ellipse_query(ra, dec, 25, 45, 3, 0.3, 40)"] = row =>
            Ellipse.OfRatio(new Point(25, 45), 3, 0.3, 40).Contains(row.Position),
        ["NOT q3c_ellipse_query(ra, dec, 25, 45, 3, 0.3, 40)"] = row =>
            !Ellipse.OfRatio(new Point(25, 45), 3, 0.3, 40).Contains(row.Position),
        ["q3c_ellipse_query(25, 45, ra, dec, extent, 0.5, id)"] = row =>
            Ellipse.OfRatio(row.Position, row.Size, 0.5, row.Id).Contains(new Point(25, 45)),
        ["1 = INTERSECTS(MOC(7, CIRCLE(ra, dec, extent)), POINT(25, 45))"] = row =>
            Moc.Covering(new Circle(row.Position, row.Size), 7, 10_000)!.Contains(new Point(25, 45)),
    };

    [TestCaseSource(nameof(Names))]
    public async Task Rows_are_those_of_a_loop(string condition)
    {
        var expected = table.Where(row => Conditions[condition](row) is true).Select(row => row.Id).ToList();
        var found = await IdsAsync($"SELECT id FROM s.t WHERE {condition} ORDER BY id");
        Assert.That(found, Is.EqualTo(expected));
        Assert.That(expected, Has.Count.InRange(1, Count - 1), "a condition that holds always or never tests little");
    }

    private static IEnumerable<string> Names() => Conditions.Keys;

    [Test]
    public async Task A_join_by_ellipses_of_rows_finds_the_pairs_of_a_loop()
    {
        var found = await IdsAsync(
            "SELECT a.id * 10000 + b.id AS pair FROM s.t AS a, s.t AS b WHERE q3c_ellipse_query(b.ra, b.dec, a.ra, a.dec, a.extent / 5, 0.4, 30) AND a.id < b.id ORDER BY pair"
        );
        var expected =
            from a in table
            let ellipse = Ellipse.OfRatio(a.Position, a.Size / 5, 0.4, 30)
            from b in table
            where a.Id < b.Id && ellipse.Contains(b.Position)
            orderby a.Id * 10000 + b.Id
            select a.Id * 10000 + b.Id;
        Assert.That(found, Is.EqualTo(expected.ToList()));
        Assert.That(found, Has.Count.GreaterThan(100));
    }

    [TestCase("SELECT TOP 1 REGION('circle 1 2 3') AS a FROM s.t", "Circle ICRS 1 2 3", "char", "*", "adql:REGION")]
    [TestCase(
        "SELECT TOP 1 REGION('Circle GALACTIC 1 2 3') AS a FROM s.t",
        "Circle GALACTIC 1 2 3",
        "char",
        "*",
        "adql:REGION"
    )]
    [TestCase("SELECT TOP 1 MOC('2/3,4') AS a FROM s.t", "2/3,4", "char", "*", "moc")]
    [TestCase("SELECT TOP 1 MOC(3, POINT(10, 10)) AS a FROM s.t", "3/305", "char", "*", "moc")]
    [TestCase("SELECT s_region AS a FROM s.t WHERE id = 1", "POLYGON ICRS nonsense", "char", "*", "adql:REGION")]
    public async Task A_region_is_selected_as_text(string adql, string expected, string type, string size, string xtype)
    {
        var query = archive.Adql(adql);
        var column = query.Columns[0].Type;
        Assert.That((column.DataType, column.ArraySize, column.XType), Is.EqualTo((type, size, xtype)));
        await using var rows = await archive.Catalog.OpenAsync(
            query,
            new QueryLimits(TimeSpan.FromMinutes(1)),
            default
        );
        Assert.That((await Cells.ReadAllAsync(rows))[0][0], Is.EqualTo(expected));
    }

    [TestCase("CAST(POINT(1, 2.5) AS VARCHAR)", "1.0 2.5")]
    [TestCase("CAST(CIRCLE(1, 2, 0.5) AS CHAR(7))", "1.0 2.0")]
    [TestCase("CAST(POLYGON(0, 0, 3, 0, 0, 3) AS VARCHAR(99))", "0.0 0.0 3.0 0.0 0.0 3.0")]
    [TestCase("CAST(REGION('circle 1 2 3') AS VARCHAR)", "Circle ICRS 1 2 3")]
    [TestCase("CAST(s_region AS VARCHAR)", "POLYGON ICRS nonsense")]
    [TestCase("CAST(CAST(CAST('1 2 3' AS CIRCLE) AS VARCHAR) AS CIRCLE)::text", "1.0 2.0 3.0")]
    public async Task A_shape_casts_to_the_text_that_it_is_read_from(string value, string expected)
    {
        var rows = await archive.AdqlRowsAsync($"SELECT {value} AS a FROM s.t WHERE id = 1");
        Assert.That(rows[0][0], Is.EqualTo(expected));
    }

    [TestCase("CAST('1 2' AS POINT)", new[] { 1.0, 2 }, "2", "point")]
    [TestCase("CAST('1 2 3' AS CIRCLE)", new[] { 1.0, 2, 3 }, "3", "circle")]
    [TestCase("CAST('0 0 3 0 0 3' AS POLYGON)", new[] { 0.0, 0, 3, 0, 0, 3 }, "*", "polygon")]
    [TestCase("CENTROID(REGION('Ellipse 10 20 3 2 1'))", new[] { 10.0, 20 }, "2", "point")]
    public async Task A_shape_is_selected_as_numbers(string value, double[] expected, string size, string xtype)
    {
        var query = archive.Adql($"SELECT {value} AS a FROM s.t WHERE id = 1");
        var column = query.Columns[0].Type;
        Assert.That((column.DataType, column.ArraySize, column.XType), Is.EqualTo(("double", size, xtype)));
        await using var rows = await archive.Catalog.OpenAsync(
            query,
            new QueryLimits(TimeSpan.FromMinutes(1)),
            default
        );
        Assert.That((await Cells.ReadAllAsync(rows))[0][0], Is.EqualTo(expected));
    }

    private async Task<List<int>> IdsAsync(string adql)
    {
        var rows = await archive.AdqlRowsAsync(adql);
        return [.. rows.Select(row => Convert.ToInt32(row[0], CultureInfo.InvariantCulture))];
    }
}
