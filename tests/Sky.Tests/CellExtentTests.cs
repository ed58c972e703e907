namespace DataLab.Sky.Tests;

/// <summary>The proven bounds that covers and joins rest on, tried on cells.</summary>
[TestFixture]
public class CellExtentTests
{
    private static readonly int[] AllOrders = [.. Enumerable.Range(0, 30)];

    [TestCaseSource(nameof(AllOrders))]
    public void A_cell_lies_in_its_disc_and_nearly_fills_it(int order)
    {
        foreach (var cell in Samples.Cells(order, 4000))
        {
            var bound = CellExtent.Radius(order, CellGrid.FromNested(order, cell));
            var centre = Healpix.Pix2Vec(order, cell);
            var radius = Healpix.Boundaries(order, cell, 8).Max(v => UnitVector.AngleBetween(centre, v));
            Assert.That(radius, Is.LessThanOrEqualTo(bound + 1e-15), $"{order} {cell}");
            Assert.That(bound, Is.LessThan((order < 3 ? 2 : 1.31) * radius), $"{order} {cell}");
        }
    }

    [TestCaseSource(nameof(AllOrders))]
    public void Positions_within_reach_of_a_cell_are_in_it_or_beside_it(int order)
    {
        var random = new Random(order);
        var radius = Angle.ToDegrees(CellExtent.Reach(order) - 3 * Rounding.Cell);
        Assert.That(Healpix.OrderFor(radius), Is.EqualTo(order));
        var around = new long[Healpix.MaxAround];
        foreach (var cell in Samples.Cells(order, 1000))
        {
            var count = Healpix.Around(order, cell, around);
            // starts on the outline, the hardest places, and at its corners above all
            foreach (var start in Healpix.Boundaries(order, cell, 3))
            {
                var from = start.ToPoint();
                var own = Healpix.Ang2Pix(order, from);
                var ownCount = own == cell ? count : Healpix.Around(order, own, around);
                for (var i = 0; i < 8; i++)
                {
                    var to = from.Towards(360 * random.NextDouble(), radius);
                    Assert.That(around.AsSpan(0, ownCount).Contains(Healpix.Ang2Pix(order, to)), $"{from} to {to}");
                }

                count = own == cell ? count : Healpix.Around(order, cell, around);
            }
        }
    }

    [Test]
    public void Positions_a_little_beyond_reach_can_escape_the_neighbours()
    {
        // else the reach would be needlessly small; the narrowest place is beside the pole, along a base face's border
        var escapes = 0;
        var random = new Random(8);
        const int order = 12;
        var around = new long[Healpix.MaxAround];
        var radius = Angle.ToDegrees(CellExtent.Reach(order)) * 1.1;
        for (var i = 0; i < 200_000; i++)
        {
            var from = new Point(90 + 0.2 * random.NextDouble(), 89.5 - random.NextDouble());
            var count = Healpix.Around(order, Healpix.Ang2Pix(order, from), around);
            var to = from.Towards(360 * random.NextDouble(), radius);
            escapes += around.AsSpan(0, count).Contains(Healpix.Ang2Pix(order, to)) ? 0 : 1;
        }

        Assert.That(escapes, Is.GreaterThan(0));
    }

    [TestCase(0, 29), TestCase(39.4, 0), TestCase(39.5, -1), TestCase(180, -1), TestCase(1.0 / 3600, 17)]
    public void The_order_for_a_radius(double radius, int expected)
    {
        Assert.That(Healpix.OrderFor(radius), Is.EqualTo(expected));
    }

    [TestCase(-1e-9), TestCase(double.NaN)]
    public void A_negative_radius_is_refused(double radius)
    {
        Assert.That(() => Healpix.OrderFor(radius), Throws.TypeOf<ArgumentOutOfRangeException>());
    }
}
