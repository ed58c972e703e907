namespace DataLab.Sky.Tests;

/// <summary>What holds for regions of all kinds and for each pair of them.</summary>
[TestFixture]
public class RegionTests
{
    [FsCheck.NUnit.Property(Arbitrary = [typeof(RandomRegions)], MaxTest = 3000, Replay = "(1,3)")]
    public void Intersecting_is_mutual((Region A, Region B) pair)
    {
        Assert.That(pair.A.Intersects(pair.B), Is.EqualTo(pair.B.Intersects(pair.A)));
    }

    [FsCheck.NUnit.Property(Arbitrary = [typeof(RandomRegions)], MaxTest = 3000, Replay = "(2,3)")]
    public void What_contains_a_region_intersects_it((Region A, Region B) pair)
    {
        Assert.That(!pair.A.Contains(pair.B) || pair.A.Intersects(pair.B));
    }

    [FsCheck.NUnit.Property(Arbitrary = [typeof(RandomRegions)], MaxTest = 3000, Replay = "(3,3)")]
    public void A_region_that_is_contained_has_all_its_places_inside((Region A, Region B) pair)
    {
        if (pair.A.Contains(pair.B))
        {
            var random = new Random(1);
            var places = RandomRegions
                .Rim(pair.B, 20)
                .Concat(Enumerable.Range(0, 5).Select(_ => RandomRegions.PointIn(pair.B, random)));
            Assert.That(places.Where(place => !IsNear(pair.A, place)), Is.Empty);
        }
    }

    [FsCheck.NUnit.Property(Arbitrary = [typeof(RandomRegions)], MaxTest = 3000, Replay = "(4,3)")]
    public void A_region_that_is_not_contained_has_a_place_outside((Region A, Region B) pair)
    {
        if (!pair.A.Contains(pair.B))
        {
            // a place outside may hide between the samples: ask again with more of them
            Assert.That(RandomRegions.Rim(pair.B, 2000).Any(place => !pair.A.Contains(place)), $"{pair}");
        }
    }

    [FsCheck.NUnit.Property(Arbitrary = [typeof(RandomRegions)], MaxTest = 3000, Replay = "(5,3)")]
    public void Regions_that_do_not_intersect_have_no_place_in_common((Region A, Region B) pair)
    {
        if (!pair.A.Intersects(pair.B))
        {
            var random = new Random(1);
            var places = RandomRegions
                .Rim(pair.A, 20)
                .Concat(Enumerable.Range(0, 5).Select(_ => RandomRegions.PointIn(pair.A, random)));
            Assert.That(places.Where(pair.B.Contains), Is.Empty);
        }
    }

    [FsCheck.NUnit.Property(Arbitrary = [typeof(RandomRegions)], MaxTest = 3000, Replay = "(6,3)")]
    public void Regions_that_intersect_come_together_on_an_outline((Region A, Region B) pair)
    {
        if (pair.A.Intersects(pair.B))
        {
            // one outline enters the other region, up to the distance between samples
            var step = RimStep(pair.A) + RimStep(pair.B);
            Assert.That(
                RandomRegions.Rim(pair.A, 200).Any(pair.B.Contains)
                    || RandomRegions.Rim(pair.B, 200).Any(pair.A.Contains)
                    || RandomRegions
                        .Rim(pair.A, 200)
                        .Any(a => RandomRegions.Rim(pair.B, 200).Any(b => Point.Separation(a, b) <= step)),
                $"{pair}"
            );
        }
    }

    [FsCheck.NUnit.Property(Arbitrary = [typeof(RandomRegions)], MaxTest = 2000, Replay = "(7,3)")]
    public void A_region_contains_and_intersects_itself(Region region)
    {
        Assert.That(region.Contains(region) && region.Intersects(region), $"{region}");
    }

    [FsCheck.NUnit.Property(Arbitrary = [typeof(RandomRegions)], MaxTest = 2000, Replay = "(8,3)")]
    public void A_region_lies_in_its_bounding_circle(Region region)
    {
        var bounds = region.BoundingCircle;
        Assert.That(bounds.Contains(region), $"{region} in {bounds}");
        Assert.That(RandomRegions.Rim(region, 10).All(bounds.Contains), $"{region} in {bounds}");
    }

    [
        TestCase(0, 10, 0, 5, true),
        TestCase(0, 10, 5, 5, true),
        TestCase(0, 10, 5, 5.000001, false),
        TestCase(0, 180, 90, 100, true)
    ]
    [TestCase(0, 100, 180, 79, false), TestCase(0, 100, 90, 10, true), TestCase(0, 100, 90, 11, false)]
    public void A_circle_contains_a_circle(double ra1, double radius1, double ra2, double radius2, bool expected)
    {
        var (outer, inner) = (new Circle(new Point(ra1, 0), radius1), new Circle(new Point(ra2, 0), radius2));
        Assert.That(outer.Contains(inner), Is.EqualTo(expected));
    }

    [Test]
    public void Circles_that_touch_intersect()
    {
        Assert.That(new Circle(new Point(0, 0), 1).Intersects(new Circle(new Point(3, 0), 2)));
        Assert.That(new Circle(new Point(0, 0), 1).Intersects(new Circle(new Point(3.0000000001, 0), 2)), Is.False);
    }

    [Test]
    public void A_polygon_with_a_notch_does_not_contain_what_spans_it()
    {
        var notched = new Polygon([new(0, 0), new(4, 0), new(4, 4), new(2, 1), new(0, 4)]);
        Assert.Multiple(() =>
        {
            Assert.That(
                notched.Contains(
                    new Polygon([
                        new(0.2, 3),
                        new(0.1, 0.2),
                        new(3.9, 0.2),
                        new(3.8, 3),
                        new(3.7, 3),
                        new(2, 0.5),
                        new(0.3, 3),
                    ])
                )
            );
            Assert.That(
                notched.Contains(new Polygon([new(0.2, 3), new(0.2, 0.5), new(3.8, 0.5), new(3.8, 3)])),
                Is.False
            );
            Assert.That(notched.Intersects(new Circle(new Point(2, 3), 0.1)), Is.False);
            Assert.That(notched.Contains(notched));
        });
    }

    [Test]
    public void A_large_circle_contains_a_polygon_unless_that_holds_its_antipode()
    {
        var circle = new Circle(new Point(0, 0), 170);
        Assert.That(circle.Contains(new Polygon([new(150, -20), new(150, 20), new(100, 0)])));
        Assert.That(circle.Contains(new Polygon([new(150, -30), new(210, -30), new(180, 40)])), Is.False);
    }

    [TestCase(0, 0), TestCase(1, 0.0003046174197867086), TestCase(180, 1)]
    public void The_area_of_a_circle_is_that_of_a_cap(double radius, double share)
    {
        var expected =
            radius == 1 ? Angle.SphereArea * (1 - Math.Cos(Angle.ToRadians(1))) / 2 : share * Angle.SphereArea;
        Assert.That(new Circle(new Point(1, 2), radius).Area, Is.EqualTo(expected).Within(1e-12 * Angle.SphereArea));
    }

    [TestCase(-1), TestCase(181), TestCase(double.NaN)]
    public void A_radius_out_of_range_is_refused(double radius)
    {
        Assert.That(() => new Circle(new Point(0, 0), radius), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Regions_print_as_ADQL()
    {
        Region[] regions =
        [
            new PointRegion(new Point(1.5, -2)),
            new Circle(new Point(1.5, -2), 0.1),
            new Box(new Point(1.5, -2), 3, 4),
            new Polygon([new(0, 0), new(1, 0), new(0, 1)]),
        ];
        Assert.That(
            regions.Select(region => region.ToString()),
            Is.EqualTo(
                new[] { "POINT(1.5, -2)", "CIRCLE(1.5, -2, 0.1)", "BOX(1.5, -2, 3, 4)", "POLYGON(0, 0, 1, 0, 0, 1)" }
            )
        );
    }

    /// <summary>In the region, or so near that the degrees of the place cannot tell.</summary>
    private static bool IsNear(Region region, Point place) =>
        region.Contains(place) || region.Intersects(new Circle(place, 3e-13));

    private static double RimStep(Region region) => 2 * Math.PI * region.BoundingCircle.Radius / 200;
}
