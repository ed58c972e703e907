namespace DataLab.Sky.Tests;

/// <summary>Regions of other frames as the same part of the sky in ICRS; the numbers are astropy 5.2.1's.</summary>
[TestFixture]
public class RegionFrameTests
{
    [TestCase("GALACTIC", 254.28494358415125, -9.782228772216483, 1e-9)]
    [TestCase("GALACTIC_II", 254.28494358415125, -9.782228772216483, 1e-9)]
    [TestCase("ECLIPTIC", 0.8458732872850369, 22.25349466074027, 1e-6)]
    [TestCase("FK4", 10.658967275715431, 20.2738672156196, 2e-5)]
    [TestCase("B1950", 10.658967275715431, 20.2738672156196, 2e-5)]
    [TestCase("FK5", 10.0, 20.0, 0.0)]
    [TestCase(null, 10.0, 20.0, 0.0)]
    public void A_circle_moves_with_its_centre(string? frame, double ra, double dec, double tolerance)
    {
        var moved = (Circle)new Circle(new Point(10, 20), 3).ToIcrs(frame)!;
        Assert.That(Point.Separation(moved.Centre, new Point(ra, dec)), Is.LessThanOrEqualTo(tolerance));
        Assert.That(moved.Radius, Is.EqualTo(3));
    }

    [Test]
    public void An_ellipse_keeps_pointing_at_the_same_place()
    {
        var moved = (Ellipse)new Ellipse(new Point(10, 20), 5, 2, 30).ToIcrs("GALACTIC")!;
        var north = (moved.PositionAngle % 360 + 360) % 360;
        Assert.That(north, Is.EqualTo(333.7216975899004).Within(1e-7));
        // The end of the half axis is on the outline, what lies a little farther is not.
        Assert.That(moved.Contains(new Point(252.06407109737975, -5.292772706550209)));
        Assert.That(moved.Contains(new Point(252.064, -5.29)), Is.False);
    }

    [Test]
    public void A_region_of_any_kind_has_the_same_positions_as_before([Values("GALACTIC", "ECLIPTIC")] string frame)
    {
        string[] texts =
        [
            "Circle 40 30 7",
            "Ellipse 40 30 8 3 20",
            "Box 40 30 9 5",
            "Polygon 35 25 45 26 41 37",
            "PositionInterval 35 25 45 33",
            "PositionInterval 350 -20 41 88",
            "PositionInterval 45 -80 40 28",
            "Union (Circle 40 30 3 Not (Circle 42 31 9))",
            "Intersection (Circle 40 30 6 Circle 44 33 6)",
            "AllSky",
        ];
        var way = SphereFrame.All.Single(known => known.Name == frame).To(SphereFrame.Icrs);
        var random = new Random(7);
        foreach (var text in texts)
        {
            Assert.That(RegionText.TryRead(text, out var region, out _, out var error), error);
            var moved = region!.ToIcrs(frame)!;
            var inside = 0;
            for (var i = 0; i < 3000; i++)
            {
                var position = new Point(25 + 30 * random.NextDouble(), 15 + 30 * random.NextDouble());
                var expected = region!.Contains(position);
                inside += expected ? 1 : 0;
                Assert.That(moved.Contains(way.Rotate(position)), Is.EqualTo(expected), $"{text} {position}");
            }
            Assert.That(inside, Is.Positive);
        }
    }

    [Test]
    public void Frames_that_are_not_known_give_nothing([Values("SUPER_GALACTIC", "GALACTIC_I")] string frame) =>
        Assert.That(new Circle(new Point(10, 20), 3).ToIcrs(frame), Is.Null);
}
