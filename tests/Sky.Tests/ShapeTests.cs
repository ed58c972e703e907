namespace DataLab.Sky.Tests;

/// <summary>Ellipses, ranges, trees and coverage maps against formulas of their own and brute force over random places.</summary>
[TestFixture]
public class ShapeTests
{
    private static readonly Point[] Centres = [new(0, 0), new(359.9, 12), new(200, -67), new(33, 90), new(80, -89.99)];

    private static IEnumerable<Region> Shapes()
    {
        foreach (var centre in Centres)
        {
            yield return new Ellipse(centre, 10, 3, 30);
            yield return new Ellipse(centre, 0.001, 0.0002, -200);
            yield return new Ellipse(centre, 80, 1e-5, 77);
            yield return new Ellipse(centre, 89, 60, 0);
            yield return new RegionUnion([new Circle(centre, 2), new Circle(centre.Towards(40, 3), 2)]);
            yield return new RegionIntersection([new Circle(centre, 2), new Circle(centre.Towards(40, 3), 2)]);
            yield return new RegionIntersection([new Circle(centre, 5), new RegionComplement(new Circle(centre, 4))]);
            yield return new RegionComplement(new Box(centre, 20, 4));
            yield return Moc.Covering(new Ellipse(centre, 10, 3, 30), 6, 10_000)!;
        }

        yield return new CoordinateRange(350, -10, 10, 20);
        yield return new CoordinateRange(100, 60, 300, 90);
        yield return new CoordinateRange(0, -5, 360, 5);
        yield return new CoordinateRange(20, -90, 20.5, -80);
        yield return Moc.Of([new HealpixRange(5, 5), new HealpixRange(1L << 40, 3L << 40)]);
    }

    [TestCaseSource(nameof(Shapes))]
    public void Every_position_of_a_shape_is_covered_and_every_interior_cell_lies_in_it(Region region)
    {
        var random = new Random(3);
        foreach (var ranges in new[] { 1, 6, 64 })
        {
            var cover = HealpixCover.Of(region, ranges);
            for (var i = 0; i < 300; i++)
            {
                var inside = Near(region, random, wanted: true);
                if (inside is { } position)
                {
                    Assert.That(cover.Contains(Healpix.Ang2Pix(29, position)), $"{position}");
                }
            }

            foreach (var range in cover.Interior)
            {
                for (var i = 0; i < 20; i++)
                {
                    var cell = range.First + random.NextInt64(range.Count);
                    Assert.That(region.Contains(Healpix.Pix2Ang(29, cell)), $"cell {cell}");
                }
            }
        }
    }

    [TestCaseSource(nameof(Shapes))]
    public void All_positions_of_a_shape_are_in_its_bounding_circle(Region region)
    {
        var random = new Random(4);
        var bounds = region.BoundingCircle;
        for (var i = 0; i < 20_000; i++)
        {
            var position =
                i % 2 == 0
                    ? Anywhere(random)
                    : bounds.Centre.Towards(360 * random.NextDouble(), bounds.Radius * (1 + random.NextDouble()));
            if (region.Contains(position))
            {
                Assert.That(Point.Separation(position, bounds.Centre), Is.LessThanOrEqualTo(bounds.Radius + 1e-12));
            }
        }
    }

    /// <remarks>The ellipse as Q3C writes it: a quadratic form in the direction cosines, worked out by hand for the centre (0, 0).</remarks>
    [Test]
    public void An_ellipse_is_that_of_q3c()
    {
        var random = new Random(8);
        var (major, ratio) = (20.0, 0.3);
        var ellipse = Ellipse.OfRatio(new Point(0, 0), major, ratio, 0);
        var s2 = Math.Pow(Math.Sin(major * Math.PI / 180), 2);
        var e2 = 1 - ratio * ratio;
        var count = 0;
        for (var i = 0; i < 100_000; i++)
        {
            var position = new Point(50 * random.NextDouble() - 25, 50 * random.NextDouble() - 25);
            var (x, xi, eta) = position.ToUnitVector();
            var isIn = x > 0 && e2 * (eta * eta + s2 * xi * xi - s2) - xi * xi - eta * eta + s2 > 0;
            Assert.That(ellipse.Contains(position), Is.EqualTo(isIn), $"{position}");
            count += isIn ? 1 : 0;
        }

        Assert.That(count, Is.InRange(5000, 50_000));
    }

    /// <remarks>The cut of a cone is where the distances to two foci have a constant sum (a spherical conic).</remarks>
    [Test]
    public void An_ellipse_has_two_foci_and_axes_of_the_given_lengths()
    {
        var random = new Random(9);
        foreach (var centre in Centres)
        {
            var (a, b, angle) = (12.0, 5.0, 140.0);
            var ellipse = new Ellipse(centre, a, b, angle);
            var focus = Angle.ToDegrees(Math.Acos(Angle.SinCos(a).Cos / Angle.SinCos(b).Cos));
            var (first, second) = (centre.Towards(angle, focus), centre.Towards(angle + 180, focus));
            for (var i = 0; i < 20_000; i++)
            {
                var position = centre.Towards(360 * random.NextDouble(), 13 * random.NextDouble());
                var sum = Point.Separation(position, first) + Point.Separation(position, second);
                if (Math.Abs(sum - 2 * a) > 1e-10)
                {
                    Assert.That(ellipse.Contains(position), Is.EqualTo(sum < 2 * a), $"{position}");
                }
            }
        }
    }

    [Test]
    public void An_ellipse_of_equal_axes_is_a_circle()
    {
        var circle = new Circle(new Point(10, 70), 33);
        var ellipse = new Ellipse(circle.Centre, 33, 33, 5);
        Assert.That(ellipse.Area, Is.EqualTo(circle.Area).Within(1e-10));
        Assert.That(new Ellipse(circle.Centre, 1e-4, 1e-5, 0).Area, Is.EqualTo(Math.PI * 1e-9).Within(1e-15));
    }

    [TestCaseSource(nameof(Shapes))]
    public void Area_and_centroid_are_those_of_many_random_positions(Region region)
    {
        var bounds = region.BoundingCircle;
        var random = new Random(11);
        const int Count = 400_000;
        var (hits, sum) = (0, default(Vector));
        for (var i = 0; i < Count; i++)
        {
            var height = 2 * Math.Pow(Angle.SinCos(0.5 * bounds.Radius).Sin, 2) * random.NextDouble();
            var distance = Angle.ToDegrees(2 * Math.Asin(Math.Sqrt(height / 2)));
            var position = bounds.Centre.Towards(360 * random.NextDouble(), distance);
            if (region.Contains(position))
            {
                hits++;
                sum += position.ToUnitVector();
            }
        }

        var expected = bounds.Area * hits / Count;
        var noise = bounds.Area * Math.Sqrt(hits + 25.0) / Count;
        Assert.That(region.Area, Is.EqualTo(expected).Within(6 * noise));
        // A centre that the sample cannot tell from none is no test.
        if (hits > 1000 && sum.Length > 20 * Math.Sqrt(hits))
        {
            var away = Point.Separation(region.Centroid, sum.Normalised().ToPoint());
            Assert.That(away, Is.LessThan(6 * Math.Min(bounds.Radius, 90) * hits / sum.Length / Math.Sqrt(hits)));
        }
    }

    [Test]
    public void The_areas_of_trees_agree_with_those_of_their_parts()
    {
        var (a, b) = (new Circle(new Point(20, 40), 3), new Circle(new Point(23, 41), 2));
        var union = new RegionUnion([a, b]).Area;
        var both = new RegionIntersection([a, b]).Area;
        Assert.That(union + both, Is.EqualTo(a.Area + b.Area).Within(1e-4 * a.Area));
        Assert.That(new RegionComplement(a).Area + a.Area, Is.EqualTo(Angle.SphereArea));
    }

    /// <remarks>Whatever pair: a common position found by chance refutes "apart", a position outside refutes "inside".</remarks>
    [Test]
    public void Relations_of_all_kinds_of_shapes_agree_with_random_positions()
    {
        var random = new Random(21);
        var (yes, no, inside, outside) = (0, 0, 0, 0);
        for (var n = 0; n < 3000; n++)
        {
            var centre = Centres[n % Centres.Length];
            var (a, b) = (Any(random, centre), Any(random, centre));
            var meets = a.TryIntersects(b);
            var holds = a.TryContains(b);
            Assert.That(b.TryIntersects(a), Is.EqualTo(meets), $"{a} {b}");
            Assert.That(meets, Is.Not.Null, $"{a} {b}");
            Assert.That(holds, Is.Not.Null, $"{a} {b}");
            if (holds is true && b is not RegionIntersection)
            {
                Assert.That(meets, Is.True, $"{a} {b}");
            }

            (yes, no) = meets is true ? (yes + 1, no) : (yes, no + 1);
            (inside, outside) = holds is true ? (inside + 1, outside) : (inside, outside + 1);
            var (common, outer) = (false, false);
            for (var i = 0; i < 200; i++)
            {
                if (Near(b, random, wanted: true) is { } position)
                {
                    common |= a.Contains(position);
                    outer |= !a.Contains(position);
                }
            }

            Assert.That(common && meets is false, Is.False, $"{a} {b}");
            Assert.That(outer && holds is true, Is.False, $"{a} {b}");
        }

        Assert.That(new[] { yes, no, inside, outside }, Is.All.GreaterThan(100));
    }

    [Test]
    public void A_gap_is_told_from_a_touch_down_to_a_milliarcsecond()
    {
        var ellipse = new Ellipse(new Point(50, 10), 3, 1, 90);
        foreach (var gap in new[] { 1e-2, 1e-4, 1e-5 })
        {
            Assert.That(ellipse.Intersects(new Circle(ellipse.Centre.Towards(90, 3 + 1 + gap), 1)), Is.False);
            Assert.That(ellipse.Intersects(new Circle(ellipse.Centre.Towards(90, 3 + 1 - gap), 1)), Is.True);
            Assert.That(ellipse.Contains(new Circle(ellipse.Centre, 1 + gap)), Is.False);
            Assert.That(new Circle(ellipse.Centre, 3 - gap).Contains(ellipse), Is.False);
        }

        Assert.That(new Circle(ellipse.Centre, 3.01).Contains(ellipse), Is.True);
        Assert.That(ellipse.Contains(ellipse), Is.True);
    }

    private static Region Any(Random random, Point centre)
    {
        var place = centre.Towards(360 * random.NextDouble(), 4 * random.NextDouble());
        var size = 0.1 + 4 * random.NextDouble();
        return random.Next(9) switch
        {
            0 => new Circle(place, size),
            1 => new PointRegion(place),
            2 => new Box(place, size, 1),
            3 => new Polygon([place, place.Towards(20, size), place.Towards(100, size)]),
            4 or 5 => new Ellipse(place, size, 0.5 * size, 180 * random.NextDouble()),
            6 => Moc.Covering(new Circle(place, size), 8, 100_000)!,
            7 => new RegionUnion([
                new Circle(place, size / 2),
                new Ellipse(place.Towards(0, size), size / 2, size / 4, 9),
            ]),
            _ => new RegionIntersection([
                new Circle(place, size),
                new RegionComplement(new Circle(place.Towards(7, size), size / 2)),
            ]),
        };
    }

    private static Point Anywhere(Random random) =>
        new(360 * random.NextDouble(), Angle.ToDegrees(Math.Asin(2 * random.NextDouble() - 1)));

    private static Point? Near(Region region, Random random, bool wanted)
    {
        var bounds = region.BoundingCircle;
        for (var i = 0; i < 50; i++)
        {
            var distance = bounds.Radius * Math.Sqrt(random.NextDouble());
            var position = bounds.Centre.Towards(360 * random.NextDouble(), distance);
            if (region.Contains(position) == wanted)
            {
                return position;
            }
        }

        return null;
    }
}
