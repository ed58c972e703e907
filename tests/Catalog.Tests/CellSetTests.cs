using DataLab.Catalog.Uploads;
using DataLab.Sky;

namespace DataLab.Catalog.Tests;

/// <summary>What of the sky is near some cells.</summary>
public sealed class CellSetTests
{
    private static bool[] Test(CellSet set, params long[] cells)
    {
        var answers = new byte[cells.Length];
        set.Test(cells, answers);
        return [.. answers.Select(answer => answer == 1)];
    }

    [Test]
    public void It_holds_the_cells_and_all_their_neighbours_and_little_else(
        [Values(0, 1, 5, 12, 17, 29)] int order,
        [Values(1, 30, 3000)] int count
    )
    {
        var random = new Random(order * 100 + count);
        var cells = Enumerable
            .Range(0, count)
            .Select(_ => random.NextInt64(Healpix.PixelCount(order)))
            .Distinct()
            .Order();
        var own = cells.ToArray();
        var shift = 2 * (Healpix.MaxOrder - order);
        var around = new long[Healpix.MaxAround];
        var expected = own.SelectMany(cell => around.Take(Healpix.Around(order, cell, around)).ToArray()).ToHashSet();
        var set = CellSet.Around(order, own);
        Assert.That(Test(set, [.. expected.Select(cell => cell << shift)]), Has.All.True);
        Assert.That(Test(set, [.. expected.Select(cell => ((cell + 1) << shift) - 1)]), Has.All.True);
        if (order < 12)
            return;
        var others = Enumerable.Range(0, 10_000).Select(_ => random.NextInt64(Healpix.PixelCount(order))).ToArray();
        var wrong = Test(set, [.. others.Select(cell => cell << shift)])
            .Zip(others)
            .Count(o => o.First && !expected.Contains(o.Second));
        // Of many cells the surroundings are 8 by 8 cells large, and at most four of these belong to one.
        Assert.That(
            wrong,
            Is.LessThanOrEqualTo(count > 1000 ? 10_000.0 * 4 * 64 * count / Healpix.PixelCount(order) : 0)
        );
    }

    [Test]
    public void Cells_are_told_in_any_order()
    {
        var set = CellSet.Around(10, [5000, 70_000]);
        var inside = 5000L << 38;
        var other = 70_000L << 38;
        Assert.That(
            Test(set, inside, 0, other, inside, long.MaxValue, other, -1, inside - (1L << 50), inside),
            Is.EqualTo([true, false, true, true, false, true, false, false, true])
        );
        Assert.That(Test(set, set.Extent!.Value.First, set.Extent.Value.Last), Has.All.True);
        Assert.That(Test(set, set.Extent.Value.First - 1, set.Extent.Value.Last + 1), Has.All.False);
    }

    [Test]
    public void Of_no_cells_it_is_empty()
    {
        var set = CellSet.Around(10, []);
        Assert.That((set.Extent, Test(set, 0, 5)), Is.EqualTo(((HealpixRange?)null, new[] { false, false })));
    }
}
