namespace DataLab.Sky.Tests;

/// <summary>The cells that a circle about a position may touch: never one too few, seldom more than a few.</summary>
public sealed class CellMarginsTests
{
    private const int Positions = 20_000;

    [Test]
    public void No_position_within_the_radius_is_in_another_cell([Range(0, 28, 2)] int order)
    {
        var random = new Random(order + 1);
        var cells = new long[Healpix.MaxAround];
        for (var i = 0; i < Positions; i++)
        {
            // From far below the size of a cell up to what its neighbours reach.
            var radius = Angle.ToDegrees(CellExtent.Reach(order)) * Math.Pow(10, -3 * random.NextDouble()) * 0.999;
            var from = Somewhere(random, i);
            var own = Healpix.Ang2Pix(Healpix.MaxOrder, from);
            var found = cells.AsSpan(0, Healpix.Around(CellMargins.Of(order, radius), own, cells));
            var to = from.Towards(360 * random.NextDouble(), radius * Math.Sqrt(random.NextDouble()));
            var cell = Healpix.Ang2Pix(Healpix.MaxOrder, to) >> (2 * (Healpix.MaxOrder - order));
            Assert.That(found.Contains(cell), $"{from} to {to}, {radius} degrees");
        }
    }

    [Test]
    public void They_are_of_the_cell_and_its_neighbours_and_differ([Values(0, 1, 5, 17, 29)] int order)
    {
        var random = new Random(order + 50);
        var (cells, all) = (new long[Healpix.MaxAround], new long[Healpix.MaxAround]);
        for (var i = 0; i < Positions; i++)
        {
            var radius = Angle.ToDegrees(CellExtent.Reach(order)) * random.NextDouble() * 0.999;
            var own = Healpix.Ang2Pix(Healpix.MaxOrder, Somewhere(random, i));
            var found = cells.Take(Healpix.Around(CellMargins.Of(order, radius), own, cells)).ToArray();
            var at = own >> (2 * (Healpix.MaxOrder - order));
            Assert.That(found[0], Is.EqualTo(at));
            Assert.That(found, Is.Unique);
            Assert.That(found, Is.SubsetOf(all.Take(Healpix.Around(order, at, all))));
        }
    }

    [Test]
    public void A_second_of_arc_two_orders_below_that_of_its_neighbours_touches_little_more_than_two_cells()
    {
        var random = new Random(3);
        var cells = new long[Healpix.MaxAround];
        var margins = CellMargins.Of(Healpix.OrderFor(1 / 3600.0) - 2, 1 / 3600.0);
        var mean = Enumerable
            .Range(0, Positions)
            .Average(i => Healpix.Around(margins, Healpix.Ang2Pix(Healpix.MaxOrder, Anywhere(random)), cells));
        Assert.That(mean, Is.LessThan(2.3));
    }

    [TestCase(-1, 1), TestCase(30, 1), TestCase(5, -1), TestCase(5, 91), TestCase(5, double.NaN)]
    public void An_order_or_a_radius_that_is_none_is_refused(int order, double radius) =>
        Assert.That(() => CellMargins.Of(order, radius), Throws.InstanceOf<ArgumentOutOfRangeException>());

    /// <summary>All over the sky, and often where the shapes of cells change: poles, borders and corners of base faces.</summary>
    private static Point Somewhere(Random random, int i)
    {
        var small = Math.Pow(10, -8 * random.NextDouble()) * (random.Next(2) * 2 - 1);
        var border = 90 * random.Next(4) + small;
        return (i % 5) switch
        {
            0 => new Point(360 * random.NextDouble(), 90 - Math.Abs(small)),
            1 => new Point((border + 360) % 360, Angle.ToDegrees(Math.Asin(2 / 3.0)) + small * random.NextDouble()),
            2 => new Point((border + 360) % 360, 42 + 48 * random.NextDouble()),
            3 => new Point((border + 360) % 360, small),
            _ => Anywhere(random),
        };
    }

    private static Point Anywhere(Random random) =>
        new(360 * random.NextDouble(), Angle.ToDegrees(Math.Asin(2 * random.NextDouble() - 1)));
}
