using System.Diagnostics;
using System.Globalization;

namespace DataLab.Sky.Tests;

/// <summary>Regions as text: what is read, what is refused with which words, and that no text takes long or does harm.</summary>
[TestFixture]
public class RegionTextTests
{
    [TestCase("Circle ICRS 10 20 1.5", "Circle ICRS 10 20 1.5")]
    [TestCase("circle 10 20 1.5", "Circle ICRS 10 20 1.5")]
    [TestCase("CIRCLE J2000 TOPOCENTER SPHERICAL2 10 20 1.5 unit deg", "Circle ICRS 10 20 1.5")]
    [TestCase("Circle ICRS fillfactor 0.9 10 20 1.5 Position 10 20", "Circle ICRS 10 20 1.5")]
    [TestCase("Position ICRS -10 +2e1", "Position ICRS 350 20")]
    [TestCase("point 1 2", "Position ICRS 1 2")]
    [TestCase("Ellipse ICRS 10 20 3 1 45", "Ellipse ICRS 10 20 3 1 45")]
    [TestCase("Ellipse ICRS 10 20 3 3 45", "Circle ICRS 10 20 3")]
    [TestCase("Box FK5 10 20 3 1", "Box ICRS 10 20 3 1")]
    [TestCase("POLYGON ICRS 0 0 3 0 0 3", "Polygon ICRS 0 0 3 0 0 3")]
    [TestCase("polygon 0 0 3 0 0 3 0 0", "Polygon ICRS 0 0 3 0 0 3")]
    [TestCase("PositionInterval ICRS 10 20 30 40", "PositionInterval ICRS 10 20 30 40")]
    [TestCase("range 10 30 20 40", "PositionInterval ICRS 10 20 30 40")]
    [TestCase("AllSky ICRS", "AllSky ICRS")]
    [TestCase("Union ICRS (Circle 1 2 3 Box 4 5 6 7)", "Union ICRS (Circle 1 2 3 Box 4 5 6 7)")]
    [TestCase(
        "Intersection ICRS BARYCENTER(Circle 1 2 3 Not(Circle 1 2 1))",
        "Intersection ICRS (Circle 1 2 3 Not (Circle 1 2 1))"
    )]
    [TestCase("Difference(Circle 1 2 3 Circle 1 2 1)", "Intersection ICRS (Circle 1 2 3 Not (Circle 1 2 1))")]
    [TestCase("circle 1 2 3 polygon 0 0 3 0 0 3", "Union ICRS (Circle 1 2 3 Polygon 0 0 3 0 0 3)")]
    [TestCase("Convex ICRS CART3 0 0 1 0.5", "Intersection ICRS (Circle 0 90 60.00000000000001)")]
    [TestCase("4/30-33,38 5/1024", "4/30-33,38 5/1024")]
    [TestCase("s3/3 29/", "3/3 29/")]
    [TestCase("1/0-47", "0/0-11 1/")]
    [TestCase("2/3,3,3 3/12", "2/3 3/")]
    [TestCase("5/", "5/")]
    public void A_text_is_read_and_written(string text, string expected)
    {
        Assert.That(RegionText.TryRead(text, out var region, out _, out var error), Is.True, error);
        Assert.That(RegionText.Write(region!), Is.EqualTo(expected));
        Assert.That(RegionText.TryRead(RegionText.Write(region!), out var again, out _, out _), Is.True);
        Assert.That(again, Is.EqualTo(region));
    }

    [TestCase("", "empty")]
    [TestCase("   ", "empty")]
    [TestCase("Circle ICRS 1 2", "a longitude, a latitude and a radius, not 2 numbers")]
    [TestCase("Circle ICRS 1 2 3 4", "not 4 numbers")]
    [TestCase("Circle ICRS 1 95 3", "between -90 and 90")]
    [TestCase("Circle ICRS 1 2 -3", "between 0 and 180")]
    [TestCase("Circle ICRS NaN 2 3", "\"NaN\" at character 13; expected a frame")]
    [TestCase("Circle ICRS 1 1e999 3", "a finite number")]
    [TestCase("Circle ICRS 1 2 3 unit arcsec", "degrees")]
    [TestCase("Circle SPHERICAL3 1 2 3", "SPHERICAL2")]
    [TestCase("Sphere 1 2 3", "\"Sphere\" at character 1; expected Position, Circle")]
    [TestCase("Union ICRS Circle 1 2 3", "Circle")]
    [TestCase("Union (Circle 1 2 3", "closing bracket")]
    [TestCase("Union ()", "at least one region")]
    [TestCase("Not (Circle 1 2 3 Circle 4 5 6)", "one region after Not")]
    [TestCase("Union ICRS (Circle FK5 1 2 3)", "one frame")]
    [TestCase("Polygon 0 0 1 1", "at least three pairs")]
    [TestCase("Polygon 0 0 10 10 10 0 0 10", "may not cross")]
    [TestCase("Ellipse 0 0 100 10 0", "between 0 and 90")]
    [TestCase("PositionInterval 1 40 2 30", "the lesser first")]
    [TestCase("Circle 1 2 3)", "the end of the region")]
    [TestCase("4/30-20", "the lesser first")]
    [TestCase("4/3072", "from 0 to 3071")]
    [TestCase("30/1", "an order from 0 to 29")]
    [TestCase("4/x", "a number of an order")]
    [TestCase("4/99999999999999999999", "a number of an order")]
    public void A_wrong_text_is_told_where_and_what_is_expected(string text, string words)
    {
        Assert.That(RegionText.TryRead(text, out _, out _, out var error), Is.False);
        Assert.That(error, Does.Contain(words));
    }

    [TestCase("Circle GALACTIC 1 2 3", "GALACTIC")]
    [TestCase("Union fk5 (Circle 1 2 3)", "FK5")]
    [TestCase("circle 1 2 3", null)]
    public void The_frame_is_told(string text, string? expected)
    {
        Assert.That(RegionText.TryRead(text, out _, out var frame, out _), Is.True);
        Assert.That(frame, Is.EqualTo(expected));
    }

    private static IEnumerable<TestCaseData> Hostile()
    {
        var many = string.Join(" ", Enumerable.Range(0, 1_000_000).Select(i => $"{i % 360} {i % 90}"));
        yield return new TestCaseData("Polygon " + many).SetName("A million vertices");
        yield return new TestCaseData(string.Concat(Enumerable.Repeat("Not(", 500_000))).SetName("Deep nesting");
        yield return new TestCaseData(string.Concat(Enumerable.Repeat("circle 1 2 3 ", 300_000))).SetName(
            "Many circles"
        );
        yield return new TestCaseData(new string('(', 1_000_000)).SetName("Brackets");
        yield return new TestCaseData(new string('9', 3_000_000)).SetName("A long number");
        yield return new TestCaseData("29/" + new string('9', 3_000_000)).SetName("A long cell");
        yield return new TestCaseData(new string('a', 3_000_000)).SetName("A long word");
        yield return new TestCaseData(new string(' ', 5_000_000)).SetName("Only blanks");
        yield return new TestCaseData("Convex " + string.Concat(Enumerable.Repeat("0 0 1 0 ", 100_000))).SetName(
            "Many half-spaces"
        );
        yield return new TestCaseData("Circle 1 2 3 \0 ; DROP TABLE x; --").SetName("Not a region at all");
    }

    [TestCaseSource(nameof(Hostile))]
    public void A_hostile_text_is_refused_soon(string text)
    {
        var watch = Stopwatch.StartNew();
        Assert.That(RegionText.TryRead(text, out _, out _, out var error), Is.False);
        Assert.That(error, Has.Length.LessThan(300));
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(3)));
    }

    [Test]
    public void Trees_of_many_shapes_are_compared_and_measured_soon()
    {
        var random = new Random(5);
        string Many(int count) =>
            string.Join(
                " ",
                Enumerable
                    .Range(0, count)
                    .Select(_ =>
                        FormattableString.Invariant($"Ellipse {random.NextDouble()} {random.NextDouble()} 1 0.5 30")
                    )
            );
        Assert.That(RegionText.TryRead($"Union ({Many(990)})", out var union, out _, out _), Is.True);
        Assert.That(RegionText.TryRead($"Intersection ({Many(990)})", out var common, out _, out _), Is.True);
        var watch = Stopwatch.StartNew();
        Assert.That(common!.TryContains(union!), Is.Not.True);
        Assert.That(union!.TryIntersects(common), Is.Not.False);
        union.TryContains(common);
        union.TryContains(union);
        Assert.That(union.Area, Is.GreaterThan(1));
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(5)));
    }

    [Test]
    public void A_large_map_is_read_in_proportion_to_its_text()
    {
        var text =
            "29/"
            + string.Join(
                ",",
                Enumerable.Range(0, 200_000).Select(i => (1000L * i * i + 5).ToString(CultureInfo.InvariantCulture))
            );
        var watch = Stopwatch.StartNew();
        Assert.That(RegionText.TryRead(text, out var moc, out _, out var error), Is.True, error);
        Assert.That(((Moc)moc!).Ranges, Has.Length.EqualTo(200_000));
        Assert.That(RegionText.TryRead("0/0-11 29/0-3458764513820540927", out var sky, out _, out _), Is.True);
        Assert.That(sky!.Area, Is.EqualTo(Angle.SphereArea).Within(1e-9));
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(3)));
    }

    [Test]
    public void Random_texts_are_read_or_refused_and_nothing_else()
    {
        string[] words =
        [
            "Circle",
            "Union",
            "Not",
            "(",
            ")",
            "1",
            "-2",
            "1e400",
            "ICRS",
            "GALACTIC",
            "unit",
            "deg",
            "Polygon",
            "4/3",
            ",",
            "Box",
            "fillfactor",
            "Position",
            "Ellipse",
            "\u00e9",
        ];
        var random = new Random(77);
        var read = 0;
        for (var i = 0; i < 200_000; i++)
        {
            var text = string.Join(
                " ",
                Enumerable.Range(0, random.Next(12)).Select(_ => words[random.Next(words.Length)])
            );
            if (RegionText.TryRead(text, out var region, out _, out var error))
            {
                read++;
                Assert.That(RegionText.TryRead(RegionText.Write(region), out _, out _, out _), Is.True, text);
            }
            else
            {
                Assert.That(error, Is.Not.Empty, text);
            }
        }

        Assert.That(read, Is.GreaterThan(50));
    }
}
