namespace DataLab.Sky.Tests;

/// <summary>Covers: no hole, little excess, few ranges.</summary>
[TestFixture]
public class CoverTests
{
    private static readonly int[] Budgets = [1, 7, 64, 500];

    [TestCaseSource(nameof(Budgets))]
    public void Every_cell_that_healpy_finds_in_a_disc_is_covered(int maxRanges)
    {
        var discs = Samples.Discs();
        Assert.Multiple(() =>
        {
            for (var i = 0; i < discs.Count; i++)
            {
                var (circle, order) = discs[i];
                var cover = HealpixCover.Of(circle, maxRanges);
                // healpy compares cosines, which cannot tell circles below a milliarcsecond apart: ask again, exactly
                var missing = Oracle
                    .Indices($"disc{i}")
                    .Select(cell => Healpix.Pix2Ang(order, cell))
                    .Where(centre => Point.Separation(centre, circle.Centre) <= circle.Radius)
                    .Where(centre => !cover.Contains(Healpix.Ang2Pix(29, centre)));
                Assert.That(missing, Is.Empty, $"{circle}");
            }
        });
    }

    [TestCaseSource(nameof(Budgets))]
    public void Positions_in_a_circle_and_on_its_rim_are_covered(int maxRanges)
    {
        var random = new Random(5);
        foreach (var (circle, _) in Samples.Discs())
        {
            var cover = HealpixCover.Of(circle, maxRanges);
            for (var i = 0; i < 100; i++)
            {
                var distance = i % 2 == 0 ? circle.Radius : circle.Radius * Math.Sqrt(random.NextDouble());
                var position = circle.Centre.Towards(360 * random.NextDouble(), distance);
                Assert.That(cover.Contains(Healpix.Ang2Pix(29, position)), $"{position} in {circle}");
            }
        }
    }

    [TestCaseSource(nameof(Budgets))]
    public void Ranges_are_sorted_apart_and_no_more_than_allowed(int maxRanges)
    {
        foreach (var (circle, _) in Samples.Discs())
        {
            var cover = HealpixCover.Of(circle, maxRanges);
            foreach (var list in new[] { cover.Ranges, cover.Interior, cover.Clusters(3) })
            {
                Assert.That(list.Zip(list.Skip(1), (a, b) => b.First - a.Last), Is.All.GreaterThan(1));
                Assert.That(list.Select(r => r.Count), Is.All.GreaterThan(0));
                Assert.That(list, Has.Length.LessThanOrEqualTo(maxRanges).Or.Length.LessThanOrEqualTo(3));
            }

            Assert.That(cover.Interior.All(r => cover.Contains(r.First) && cover.Contains(r.Last)));
            Assert.That(cover.Clusters(3), Has.Length.LessThanOrEqualTo(3));
            Assert.That(cover.Ranges, Has.Length.LessThanOrEqualTo(maxRanges));
        }
    }

    [FsCheck.NUnit.Property(Arbitrary = [typeof(RandomRegions)], MaxTest = 1500, Replay = "(9,3)")]
    public void Places_in_any_region_and_on_its_outline_are_covered(Region region)
    {
        var random = new Random(2);
        var cover = HealpixCover.Of(region, Budgets[random.Next(4)]);
        var places = RandomRegions
            .Rim(region, 20)
            .Concat(Enumerable.Range(0, 20).Select(_ => RandomRegions.PointIn(region, random)));
        Assert.That(places.Where(place => !cover.Contains(Healpix.Ang2Pix(29, place))), Is.Empty, $"{region}");
    }

    [FsCheck.NUnit.Property(Arbitrary = [typeof(RandomRegions)], MaxTest = 1500, Replay = "(10,3)")]
    public void Interior_cells_lie_in_the_region(Region region)
    {
        var random = new Random(3);
        var cover = HealpixCover.Of(region);
        foreach (var range in cover.Interior)
        {
            foreach (var cell in new[] { range.First, range.Last, random.NextInt64(range.First, range.Last + 1) })
            {
                Assert.That(Healpix.Boundaries(29, cell).All(region.Contains), $"{cell} in {region}");
                Assert.That(cover.Contains(cell));
            }
        }
    }

    [TestCase(1e-5), TestCase(0.1), TestCase(10)]
    public void Sixty_four_ranges_exceed_a_circle_by_at_most_a_quarter(double radius)
    {
        var centres = Samples
            .Vectors(500)
            .Select(v => v.ToPoint())
            .Concat([new Point(0, 90), new Point(0, 0), new Point(45, -89.999)]);
        var circles = centres.Select(centre => new Circle(centre, radius));
        Assert.That(circles.Max(circle => HealpixCover.Of(circle, 64).Area / circle.Area), Is.LessThan(1.25));
    }

    [Test]
    public void Sixty_four_ranges_exceed_a_polygon_by_at_most_half()
    {
        var random = new Random(6);
        for (var i = 0; i < 300; i++)
        {
            var polygon = new Polygon(RandomRegions.Star(random, Samples.Direction(random).ToPoint(), 0.3).Vertices);
            Assert.That(HealpixCover.Of(polygon).Area / polygon.Area, Is.LessThan(1.5), $"{polygon}");
        }
    }

    [Test]
    public void The_whole_sphere_is_one_range()
    {
        var cover = HealpixCover.Of(new Circle(new Point(0, 0), 180));
        Assert.That(cover.Ranges, Is.EqualTo(new[] { new HealpixRange(0, Healpix.PixelCount(29) - 1) }));
        Assert.That(cover.Interior, Is.EqualTo(cover.Ranges));
    }

    [Test]
    public void A_point_on_a_corner_is_covered_by_the_cells_that_meet_there()
    {
        var cover = HealpixCover.Of(new PointRegion(new Point(45, 0)));
        Assert.That(cover.Ranges.Sum(range => range.Count), Is.InRange(4, 9));
        foreach (var (ra, dec) in new[] { (45 + 1e-8, 0.0), (45 - 1e-8, 0), (45, 1e-8), (45, -1e-8) })
        {
            Assert.That(cover.Contains(Healpix.Ang2Pix(29, ra, dec)));
        }
    }

    [Test]
    public void Clusters_keep_the_widest_gaps_open()
    {
        // around the corner of four base faces: far apart in index, near on the sky
        var cover = HealpixCover.Of(new Circle(new Point(45, 0), 0.1));
        var clusters = cover.Clusters(4);
        Assert.That(clusters, Has.Length.EqualTo(4));
        Assert.That(clusters.Sum(range => (double)range.Count) * Healpix.PixelArea(29), Is.LessThan(100 * cover.Area));
        Assert.That(cover.Ranges.All(range => clusters.Any(c => c.Contains(range.First) && c.Contains(range.Last))));
    }

    [Test]
    public void Fewer_ranges_fill_the_narrowest_gaps()
    {
        List<HealpixRange> ranges = [new(50, 60), new(0, 9), new(10, 11), new(20, 20), new(22, 30), new(33, 40)];
        Assert.That(
            RangeList.Merge([.. ranges], 6),
            Is.EqualTo(new HealpixRange[] { new(0, 11), new(20, 20), new(22, 30), new(33, 40), new(50, 60) })
        );
        Assert.That(
            RangeList.Merge([.. ranges], 3),
            Is.EqualTo(new HealpixRange[] { new(0, 11), new(20, 40), new(50, 60) })
        );
        Assert.That(RangeList.Merge([.. ranges], 1), Is.EqualTo(new HealpixRange[] { new(0, 60) }));
        Assert.That(RangeList.Longest([.. ranges], 2), Is.EqualTo(new HealpixRange[] { new(0, 11), new(50, 60) }));
    }

    [Test]
    public void Of_equal_gaps_only_so_many_stay_open()
    {
        List<HealpixRange> ranges = [.. Enumerable.Range(0, 10).Select(i => new HealpixRange(10 * i, 10 * i + 1))];
        Assert.That(RangeList.Merge(ranges, 4), Has.Length.EqualTo(4));
    }
}
