namespace DataLab.Sky.Tests;

/// <summary>Keys of regions: what a search can meet has a key in its ranges, whatever the sizes, at poles and antipodes.</summary>
public sealed class FootprintKeyTests
{
    private const long Many = 1_000_000;

    [FsCheck.NUnit.Property(Arbitrary = [typeof(RandomRegions)], MaxTest = 300, Replay = "(21,3)")]
    public void A_region_lies_between_its_discs((Region Region, Region Other) pair)
    {
        var extent = RegionExtent.Of(pair.Region);
        var random = new Random(5);
        for (var i = 0; i < 2; i++)
            Assert.That(
                Point.Separation(extent.Centre, RandomRegions.PointIn(pair.Region, random)),
                Is.LessThanOrEqualTo(extent.Outer + 1e-9)
            );
        if (extent.Inner is not { } inner)
            return;
        for (var i = 0; i < 8; i++)
            Assert.That(
                pair.Region.Contains(extent.Centre.Towards(45 * i, Math.Max(0, inner - 1e-12))),
                $"{pair.Region}"
            );
    }

    [FsCheck.NUnit.Property(Arbitrary = [typeof(RandomRegions)], MaxTest = 2000, Replay = "(22,3)")]
    public void The_key_of_a_region_that_is_met_is_near((Region Region, Region Search) pair)
    {
        if (pair.Region.TryIntersects(pair.Search) is not false)
            Assert.That(IsNear(pair.Search, pair.Region, 0), $"{pair.Region} {pair.Search}");
    }

    [FsCheck.NUnit.Property(Arbitrary = [typeof(RandomRegions)], MaxTest = 2000, Replay = "(23,3)")]
    public void The_key_of_a_region_that_holds_the_search_is_near_its_centre((Region Region, Region Search) pair)
    {
        var search = RegionExtent.Of(pair.Search);
        if (pair.Region.TryContains(pair.Search) is not false)
            Assert.That(
                IsNear(new PointRegion(search.Centre), pair.Region, -(search.Inner ?? -search.Outer)),
                $"{pair.Region} {pair.Search}"
            );
    }

    /// <summary>The class has no larger region than this one: the ranges are as narrow as they come.</summary>
    private static bool IsNear(Region search, Region region, double more)
    {
        var extent = RegionExtent.Of(region);
        var key = FootprintKey.Of(extent);
        var sized = new FootprintClass(FootprintKey.ClassOf(extent), extent.Outer, Many);
        return FootprintKey
            .Near(search, extent.Outer + more, sized, 4)
            .Any(range => range.First <= key && key <= range.Last);
    }

    /// <summary>Circles that just touch, by ranges as narrow as the cells allow: a cover a few percent too small loses some.</summary>
    [Test]
    public void The_key_of_a_circle_that_just_touches_is_near()
    {
        var random = new Random(31);
        for (var i = 0; i < 1500; i++)
        {
            var at = i % 9 == 0 ? new Point(0, 90 - random.NextDouble()) : Samples.Direction(random).ToPoint();
            var (size, radius) = (
                Math.Pow(10, -4 + 5 * random.NextDouble()),
                Math.Pow(10, -4 + 5 * random.NextDouble())
            );
            var region = new Circle(at.Towards(360 * random.NextDouble(), (size + radius) * (1 - 1e-9)), radius);
            var extent = RegionExtent.Of(region);
            var key = FootprintKey.Of(extent);
            var sized = new FootprintClass(FootprintKey.ClassOf(extent), radius, Many);
            Assert.That(
                FootprintKey
                    .Near(new Circle(at, size), radius, sized, 512)
                    .Any(range => range.First <= key && key <= range.Last),
                $"{at} {size} {region}"
            );
        }
    }

    [TestCase(180, 0)]
    [TestCase(90.1, 0)]
    [TestCase(90, 0)]
    [TestCase(45.000001, 0)]
    [TestCase(45, 2)]
    [TestCase(0.176, 8)]
    [TestCase(0.1, 10)]
    [TestCase(0, 30)]
    public void A_class_is_a_power_of_four(double radius, int expected) =>
        Assert.That(FootprintKey.ClassOf(RegionExtent.Of(new Circle(new Point(10, 20), radius))), Is.EqualTo(expected));

    [Test]
    public void A_search_reads_little_of_a_class()
    {
        var sized = new FootprintClass(10, 0.1, Many);
        var ranges = FootprintKey.Near(new Circle(new Point(10, 20), 0.1), 0.1, sized, 4);
        var share = ranges.Sum(range => (double)range.Count) / Healpix.PixelCount(FootprintKey.Order);
        Assert.That(ranges, Has.Length.InRange(1, 4));
        Assert.That(share, Is.LessThan(20 * new Circle(new Point(10, 20), 0.2).Area / Angle.SphereArea));
    }

    [Test]
    public void What_may_be_empty_reaches_everywhere()
    {
        var nothing = new RegionIntersection([new Circle(new Point(0, 0), 1), new Circle(new Point(10, 0), 1)]);
        Region[] all = [nothing, new RegionUnion([nothing]), new RegionComplement(nothing), Moc.Of([])];
        foreach (var region in all)
            Assert.That(RegionExtent.Of(region).Outer, Is.EqualTo(180), region.ToString());
    }

    [Test]
    public void A_few_regions_of_a_size_are_read_in_one_range()
    {
        var (place, few, many) = (
            new PointRegion(new Point(1, 2)),
            new FootprintClass(4, 5, 5),
            new FootprintClass(4, 5, Many)
        );
        var range = FootprintKey.Near(place, 5, few, 4).Single();
        var ranges = FootprintKey.Near(place, 5, many, 4);
        Assert.That(ranges, Has.Length.GreaterThan(1));
        Assert.That(range.First, Is.LessThanOrEqualTo(ranges[0].First));
        Assert.That(range.Last, Is.GreaterThanOrEqualTo(ranges[^1].Last));
    }

    [Test]
    public void A_search_that_no_region_is_large_enough_to_hold_reads_none() =>
        Assert.That(
            FootprintKey.Near(new PointRegion(new Point(1, 2)), -0.5, new FootprintClass(3, 20, 5), 4),
            Is.Empty
        );
}
