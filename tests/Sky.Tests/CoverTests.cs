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
}
