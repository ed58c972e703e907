namespace DataLab.Sky.Tests;

/// <summary>Polygons: inside and outside, measures, triangles, and what is none.</summary>
[TestFixture]
public class PolygonTests
{
    private static readonly Point[] Square = [new(10, 20), new(11, 20), new(11, 21), new(10, 21)];

    [Test]
    public void A_star_contains_what_lies_nearer_than_its_edges()
    {
        var random = new Random(21);
        for (var i = 0; i < 2000; i++)
        {
            var size = Math.Pow(10, -8 + 9.9 * random.NextDouble());
            var (centre, vertices) = RandomRegions.Star(random, Samples.Direction(random).ToPoint(), size);
            var polygon = new Polygon(vertices);
            var angles = vertices.Select(v => Point.PositionAngle(centre, v)).ToArray();
            for (var j = 0; j < 50; j++)
            {
                var place = centre.Towards(360 * random.NextDouble(), size * random.NextDouble());
                var angle = Point.PositionAngle(centre, place);
                var wedge = Enumerable.Range(0, angles.Length).Last(k => k == 0 || angles[k] <= angle);
                wedge = angle < angles[0] ? angles.Length - 1 : wedge;
                // position angles grow eastwards, clockwise as seen from outside the sphere
                var (a, b) = (vertices[wedge], vertices[(wedge + 1) % vertices.Length]);
                var side = SphericalTriangle.Orientation(b.ToUnitVector(), a.ToUnitVector(), place.ToUnitVector());
                var length = Angle.ToRadians(Point.Separation(a, b));
                if (Math.Abs(side) > 1e-14 * length)
                {
                    Assert.That(polygon.Contains(place), Is.EqualTo(side > 0), $"{place} in {polygon}");
                }
            }
        }
    }

    [Test]
    public void The_boundary_belongs_to_the_polygon()
    {
        var random = new Random(22);
        for (var i = 0; i < 1000; i++)
        {
            var size = Math.Pow(10, -8 + 9.9 * random.NextDouble());
            var polygon = new Polygon(RandomRegions.Star(random, Samples.Direction(random).ToPoint(), size).Vertices);
            Assert.That(polygon.Vertices.All(polygon.Contains), $"{polygon}");
            Assert.That(RandomRegions.Rim(polygon, 7).All(polygon.Contains), $"{polygon}");
        }
    }

    [Test]
    public void Both_orders_of_the_vertices_and_a_closing_vertex_mean_the_same()
    {
        Point[] reversed = [.. Square.Reverse()];
        Point[] closed = [.. Square, Square[0]];
        var polygon = new Polygon(Square);
        Assert.Multiple(() =>
        {
            Assert.That(new Polygon(closed), Is.EqualTo(polygon));
            Assert.That(new Polygon(reversed).Area, Is.EqualTo(polygon.Area).Within(1e-13));
            Assert.That(new Polygon(reversed).Contains(new Point(10.5, 20.5)));
            Assert.That(new Polygon(reversed).Contains(new Point(190.5, -20.5)), Is.False);
        });
    }

    [Test]
    public void Triangles_cover_the_polygon_and_nothing_else()
    {
        var random = new Random(23);
        for (var i = 0; i < 500; i++)
        {
            var size = Math.Pow(10, -6 + 7.9 * random.NextDouble());
            var polygon = new Polygon(RandomRegions.Star(random, Samples.Direction(random).ToPoint(), size).Vertices);
            var triangles = polygon.Triangulate();
            Assert.That(triangles.Sum(t => t.Area), Is.EqualTo(polygon.Area).Within(1e-7 * polygon.Area), $"{polygon}");
            Assert.That(triangles.All(t => t.Area > 0));
            for (var j = 0; j < 20; j++)
            {
                var inside = RandomRegions.PointIn(polygon, random).ToUnitVector();
                Assert.That(triangles.Any(t => IsIn(t, inside)), $"{inside} in {polygon}");
            }
        }
    }

    [Test]
    public void Convex_parts_say_the_same_as_Contains()
    {
        var random = new Random(24);
        for (var i = 0; i < 500; i++)
        {
            var centre = Samples.Direction(random).ToPoint();
            var polygon = new Polygon(RandomRegions.Star(random, centre, 5).Vertices);
            var direction = centre.Towards(360 * random.NextDouble(), 5 * random.NextDouble()).ToUnitVector();
            var said = polygon.ConvexParts.Any(part => part.All(normal => UnitVector.Dot(normal, direction) >= 0));
            Assert.That(said, Is.EqualTo(polygon.Contains(direction)));
        }
    }

    [Test]
    public void A_square_is_convex_and_its_normals_point_inwards()
    {
        var polygon = new Polygon(Square);
        var centre = polygon.Centroid.ToUnitVector();
        Assert.That(polygon.IsConvex);
        Assert.That(polygon.EdgeNormals.Select(normal => UnitVector.Dot(normal, centre)), Is.All.GreaterThan(0));
    }

    [Test]
    public void An_arrowhead_is_not_convex()
    {
        var polygon = new Polygon([new(0, 0), new(2, 1), new(0, 2), new(0.5, 1)]);
        Assert.Multiple(() =>
        {
            Assert.That(polygon.IsConvex, Is.False);
            Assert.That(polygon.ConvexParts, Has.Length.EqualTo(2));
            Assert.That(polygon.Contains(new Point(0.2, 1)), Is.False);
            Assert.That(polygon.Contains(new Point(0.2, 0.2)));
        });
    }

    [Test]
    public void An_octant_is_an_eighth_of_the_sphere()
    {
        var octant = new Polygon([new(0, 0), new(90, 0), new(0, 90)]);
        Assert.That(octant.Area, Is.EqualTo(Angle.SphereArea / 8).Within(1e-11));
        Assert.That(Point.Separation(octant.Centroid, UnitVector.Create(1, 1, 1).ToPoint()), Is.LessThan(1e-13));
    }

    [Test]
    public void A_square_of_a_milliarcsecond_keeps_nine_digits_of_its_area()
    {
        const double size = 1e-3 / 3600;
        var square = new Polygon([new(0, 0), new(size, 0), new(size, size), new(0, size)]);
        Assert.That(square.Area, Is.EqualTo(size * size).Within(1e-9 * size * size));
        Assert.That(Point.Separation(square.Centroid, new Point(size / 2, size / 2)), Is.LessThan(1e-13));
    }

    [Test]
    public void Area_agrees_with_the_count_of_cells_inside()
    {
        var random = new Random(25);
        for (var i = 0; i < 8; i++)
        {
            var polygon = new Polygon(RandomRegions.Star(random, Samples.Direction(random).ToPoint(), 80).Vertices);
            const int order = 7;
            var inside = Enumerable
                .Range(0, (int)Healpix.PixelCount(order))
                .Count(c => polygon.Contains(Healpix.Pix2Vec(order, c)));
            var outlineCells = 6 * polygon.Edges.Sum(edge => Angle.ToDegrees(edge.Length)) / Healpix.Resolution(order);
            Assert.That(
                inside * Healpix.PixelArea(order),
                Is.EqualTo(polygon.Area).Within(Math.Sqrt(outlineCells) * Healpix.PixelArea(order))
            );
        }
    }

    [Test]
    public void A_stripe_around_most_of_the_sky_is_a_polygon()
    {
        var stripe = new Polygon([
            .. Enumerable.Range(0, 31).Select(i => new Point(10 * i, -10)),
            .. Enumerable.Range(0, 31).Select(i => new Point(300 - 10 * i, 10)),
        ]);
        Assert.Multiple(() =>
        {
            Assert.That(stripe.Contains(new Point(150, 0)));
            Assert.That(stripe.Contains(new Point(299, 9)));
            Assert.That(stripe.Contains(new Point(330, 0)), Is.False);
            Assert.That(stripe.Contains(new Point(0, 80)), Is.False);
            Assert.That(stripe.Area, Is.EqualTo(6000).Within(60));
            Assert.That(stripe.Triangulate().Sum(t => t.Area), Is.EqualTo(stripe.Area).Within(1e-9));
        });
    }

    [Test]
    public void The_smaller_side_of_a_great_ring_is_the_inside()
    {
        Point[] ring = [.. Enumerable.Range(0, 24).Select(i => new Point(15 * i, -5 + 3 * (i % 2)))];
        var polygon = new Polygon(ring);
        Assert.That(polygon.Contains(new Point(0, -90)));
        Assert.That(polygon.Contains(new Point(0, 90)), Is.False);
        Assert.That(polygon.Triangulate().Sum(t => t.Area), Is.EqualTo(polygon.Area).Within(1e-8));
    }

    [Test]
    public void Of_two_hemispheres_the_left_one_is_the_inside()
    {
        var north = new Polygon([new(0, 0), new(120, 0), new(240, 0)]);
        var south = new Polygon([new(240, 0), new(120, 0), new(0, 0)]);
        Assert.Multiple(() =>
        {
            Assert.That(north.Contains(new Point(77, 1)));
            Assert.That(north.Contains(new Point(77, -1)), Is.False);
            Assert.That(south.Contains(new Point(77, -1)));
            Assert.That(north.Area, Is.EqualTo(Angle.SphereArea / 2).Within(1e-10));
            Assert.That(north.Triangulate().Sum(t => t.Area), Is.EqualTo(north.Area).Within(1e-10));
            Assert.That(north.Contains(south), Is.False);
        });
    }

    [Test]
    public void A_vertex_on_a_straight_edge_changes_nothing()
    {
        var polygon = new Polygon([new(0, 0), new(1, 0), new(2, 0), new(2, 2), new(0, 2)]);
        Assert.That(polygon.IsConvex);
        Assert.That(polygon.EdgeNormals, Has.Length.LessThanOrEqualTo(5));
        Assert.That(polygon.Triangulate().Sum(t => t.Area), Is.EqualTo(polygon.Area).Within(1e-12));
    }

    [Test]
    public void A_polygon_of_thousands_of_vertices_is_made_within_a_second()
    {
        var centre = new Point(40, 50);
        Point[] vertices = [.. Enumerable.Range(0, 3000).Select(i => centre.Towards(0.12 * i, 1 + 0.1 * (i % 2)))];
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var polygon = new Polygon(vertices);
        Assert.That(polygon.Contains(centre));
        Assert.That(clock.Elapsed.TotalSeconds, Is.LessThan(5));
    }

    [TestCase("0 0 1 0", "at least 3")]
    [TestCase("0 0 1 0 0 0", "at least 3")]
    [TestCase("0 0 1 0 1 0 0 0", "at least 3")]
    [TestCase("0 0 1 1 1 0 0 1", "cross, touch or overlap")] // bow tie
    [TestCase("0 0 1 0 2 0", "cross, touch or overlap")] // on one line
    [TestCase("0 0 2 0 1 0 1 1", "cross, touch or overlap")] // goes back on itself
    [TestCase("0 0 2 0 2 2 1 0 0 2", "cross, touch or overlap")] // a vertex touches an edge
    [TestCase("0 0 180 0 90 10", "antipodes")]
    public void What_is_no_simple_polygon_is_refused_with_the_reason(string text, string reason)
    {
        var numbers = text.Split(' ').Select(double.Parse).ToArray();
        Point[] vertices = [.. numbers.Chunk(2).Select(pair => new Point(pair[0], pair[1]))];
        Assert.That(Polygon.TryCreate(vertices, out _, out var error), Is.False);
        Assert.That(error, Does.Contain(reason));
        Assert.That(() => new Polygon(vertices), Throws.ArgumentException.With.Message.Contains(reason));
    }

    private static bool IsIn(SphericalTriangle triangle, UnitVector v)
    {
        var (ab, bc, ca) = triangle.Normals;
        return new[] { ab, bc, ca }.All(normal => UnitVector.Dot(normal, v) >= -2e-15);
    }
}
