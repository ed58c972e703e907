namespace DataLab.Sky.Tests;

/// <summary>Boxes: a rectangle in the tangent plane, and sizes at and beyond its limits.</summary>
[TestFixture]
public class BoxTests
{
    [Test]
    public void A_box_is_a_rectangle_in_the_plane_that_touches_its_centre()
    {
        var random = new Random(31);
        for (var i = 0; i < 2000; i++)
        {
            var centre = i % 9 == 0 ? new Point(360 * random.NextDouble(), 90) : Samples.Direction(random).ToPoint();
            var (width, height) = (179.9 * Math.Pow(random.NextDouble(), 3), 179.9 * Math.Pow(random.NextDouble(), 3));
            var box = new Box(centre, width, height);
            var place = centre.Towards(360 * random.NextDouble(), Math.Max(width, height) * random.NextDouble());
            var angle = Angle.SinCos(Point.PositionAngle(centre, place));
            var (sin, cos) = Angle.SinCos(Point.Separation(centre, place));
            var (xi, eta) = (Math.Abs(angle.Sin * sin / cos), Math.Abs(angle.Cos * sin / cos));
            var (limitXi, limitEta) = (Math.Tan(Angle.ToRadians(width / 2)), Math.Tan(Angle.ToRadians(height / 2)));
            if (Math.Abs(xi - limitXi) < 1e-9 || Math.Abs(eta - limitEta) < 1e-9)
            {
                continue;
            }

            Assert.That(
                box.Contains(place),
                Is.EqualTo(cos > 0 && xi < limitXi && eta < limitEta),
                $"{place} in {box}"
            );
        }
    }

    [TestCase(0), TestCase(60), TestCase(-90)]
    public void The_ends_of_the_arms_are_on_the_boundary(double dec)
    {
        var centre = new Point(200, dec);
        var box = new Box(centre, 100, 30);
        foreach (var (angle, length) in new[] { (0, 15), (90, 50), (180, 15), (270, 50) })
        {
            Assert.That(box.Contains(centre.Towards(angle, length)));
            Assert.That(box.Contains(centre.Towards(angle, length + 1e-12)), Is.False);
        }
    }

    [
        TestCase(2, 1),
        TestCase(120, 30),
        TestCase(30, 120),
        TestCase(170, 170),
        TestCase(180, 40),
        TestCase(40, 180),
        TestCase(1e-5, 1e-3)
    ]
    public void Area_agrees_with_the_closed_form(double width, double height)
    {
        var (a, b) = (Angle.SinCos(width / 2).Sin, Angle.SinCos(height / 2).Sin);
        var expected = 4 * Math.Asin(a * b) * Angle.SquareDegreesPerSteradian; // solid angle of a rectangular pyramid
        Assert.That(new Box(new Point(10, 70), width, height).Area, Is.EqualTo(expected).Within(1e-9 * expected));
    }

    [TestCase(180, 40), TestCase(250, 40), TestCase(40, 360), TestCase(170, 170)]
    public void Triangles_of_large_boxes_add_up(double width, double height)
    {
        var box = new Box(new Point(10, 70), width, height);
        var polygon = (Polygon)box.Equivalent;
        Assert.That(polygon.IsConvex);
        Assert.That(polygon.Triangulate().Sum(t => t.Area), Is.EqualTo(box.Area).Within(1e-9));
    }

    [Test]
    public void A_width_above_180_degrees_adds_nothing()
    {
        var (wide, wider) = (new Box(new Point(50, 0), 180, 20), new Box(new Point(50, 0), 270, 20));
        Assert.That(wider.Area, Is.EqualTo(wide.Area));
        Assert.That(wider.Contains(new Point(139, 0)));
        Assert.That(wider.Contains(new Point(141, 0)), Is.False);
    }

    [Test]
    public void Two_sizes_of_180_degrees_make_a_hemisphere()
    {
        Assert.That(new Box(new Point(50, 10), 180, 200).Equivalent, Is.EqualTo(new Circle(new Point(50, 10), 90)));
    }

    [Test]
    public void The_whole_sky_can_be_written_as_a_box()
    {
        Assert.That(new Box(new Point(180, 0), 360, 180).Area, Is.EqualTo(Angle.SphereArea));
    }

    [Test]
    public void A_box_without_size_is_its_centre()
    {
        var box = new Box(new Point(50, 10), 0, 0);
        Assert.That(box.Contains(new Point(50, 10)));
        Assert.That(box.Contains(new Point(50, 10.0000001)), Is.False);
        Assert.That(box.Area, Is.Zero);
    }

    [Test]
    public void A_box_without_width_is_an_arc()
    {
        var box = new Box(new Point(50, 10), 0, 4);
        Assert.Multiple(() =>
        {
            Assert.That(box.Contains(new Point(50, 12)));
            Assert.That(box.Contains(new Point(50, 12.00001)), Is.False);
            Assert.That(box.Contains(new Point(50.00001, 11)), Is.False);
            Assert.That(box.Contains(new Point(230, -10)), Is.False);
            Assert.That(box.Area, Is.EqualTo(0).Within(1e-12));
            Assert.That(box.Intersects(new Circle(new Point(51, 11), 1)));
            Assert.That(HealpixCover.Of(box).Contains(Healpix.Ang2Pix(29, new Point(50, 11.3))));
        });
    }

    [TestCase(-1, 1), TestCase(1, -1), TestCase(361, 1), TestCase(double.NaN, 1)]
    public void A_size_out_of_range_is_refused(double width, double height)
    {
        Assert.That(() => new Box(new Point(0, 0), width, height), Throws.TypeOf<ArgumentOutOfRangeException>());
    }
}
