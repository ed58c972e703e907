namespace DataLab.Sky.Tests;

/// <summary>HEALPix indices against healpy.</summary>
[TestFixture]
public class HealpixTests
{
    private static readonly int[] AllOrders = [.. Enumerable.Range(0, 30)];

    [
        TestCase(0),
        TestCase(1),
        TestCase(2),
        TestCase(3),
        TestCase(8),
        TestCase(13),
        TestCase(20),
        TestCase(28),
        TestCase(29)
    ]
    public void A_million_positions_fall_into_the_cells_that_healpy_names(int order)
    {
        var (ra, dec) = (Oracle.Numbers("ra"), Oracle.Numbers("dec"));
        var cells = new long[ra.Length];
        Healpix.Ang2Pix(order, ra, dec, cells);
        Assert.That(Differences(cells, Oracle.Indices($"nest{order}")), Is.Empty);
    }

    [TestCase(0), TestCase(1), TestCase(2), TestCase(13), TestCase(29)]
    public void Ring_indices_of_positions_are_those_of_healpy(int order)
    {
        var (ra, dec) = (Oracle.Numbers("ra"), Oracle.Numbers("dec"));
        var cells = ra.Zip(dec, (a, d) => Healpix.Ang2PixRing(order, new Point(a, d))).ToArray();
        Assert.That(Differences(cells, Oracle.Indices($"ring{order}")), Is.Empty);
    }

    [TestCase(0), TestCase(5), TestCase(29)]
    public void Directions_fall_into_the_cells_that_healpy_names(int order)
    {
        var cells = Samples.Vectors(200_000).Select(v => Healpix.Vec2Pix(order, v)).ToArray();
        Assert.That(Differences(cells, Oracle.Indices($"vec{order}")), Is.Empty);
    }

    [TestCaseSource(nameof(AllOrders))]
    public void Renumbering_agrees_with_healpy(int order)
    {
        var cells = Oracle.Indices($"cells{order}");
        Assert.Multiple(() =>
        {
            Assert.That(
                cells.Select(c => Healpix.Nest2Ring(order, c)),
                Is.EqualTo(Oracle.Indices($"nest2ring{order}"))
            );
            Assert.That(
                cells.Select(c => Healpix.Ring2Nest(order, c)),
                Is.EqualTo(Oracle.Indices($"ring2nest{order}"))
            );
        });
    }

    [TestCaseSource(nameof(AllOrders))]
    public void Renumbering_there_and_back_is_the_identity(int order)
    {
        var cells = Oracle.Indices($"cells{order}");
        Assert.That(cells.Select(c => Healpix.Ring2Nest(order, Healpix.Nest2Ring(order, c))), Is.EqualTo(cells));
    }

    [TestCaseSource(nameof(AllOrders))]
    public void Centres_are_those_of_healpy(int order)
    {
        var (lon, lat) = (Oracle.Numbers($"lon{order}"), Oracle.Numbers($"lat{order}"));
        var cells = Oracle.Indices($"cells{order}");
        var worst = cells
            .Select((c, i) => Point.Separation(Healpix.Pix2Ang(order, c), new Point(lon[i], lat[i])))
            .Max();
        Assert.That(worst, Is.LessThan(1e-13));
    }

    [TestCaseSource(nameof(AllOrders))]
    public void A_centre_lies_in_its_cell(int order)
    {
        var cells = Oracle.Indices($"cells{order}");
        Assert.Multiple(() =>
        {
            Assert.That(cells.Select(c => Healpix.Ang2Pix(order, Healpix.Pix2Ang(order, c))), Is.EqualTo(cells));
            Assert.That(cells.Select(c => Healpix.Vec2Pix(order, Healpix.Pix2Vec(order, c))), Is.EqualTo(cells));
            Assert.That(
                cells.Select(c => Healpix.Ang2PixRing(order, Healpix.Pix2AngRing(order, c))),
                Is.EqualTo(cells)
            );
            Assert.That(
                cells.Select(c => Healpix.Vec2PixRing(order, Healpix.Pix2VecRing(order, c))),
                Is.EqualTo(cells)
            );
        });
    }

    [TestCaseSource(nameof(AllOrders))]
    public void Neighbours_are_those_of_healpy(int order)
    {
        var cells = Oracle.Indices($"cells{order}");
        var neighbours = new long[8 * cells.Length];
        for (var i = 0; i < cells.Length; i++)
        {
            Healpix.Neighbours(order, cells[i], neighbours.AsSpan(8 * i, 8));
        }

        Assert.That(neighbours, Is.EqualTo(Oracle.Indices($"neighbours{order}")));
    }

    [TestCaseSource(nameof(AllOrders))]
    public void Corners_and_outlines_are_those_of_healpy(int order)
    {
        var cells = Oracle.Indices($"cells{order}");
        var corners = cells.SelectMany(c => Healpix.Boundaries(order, c)).ToArray();
        var outlines = cells.Take(50).SelectMany(c => Healpix.Boundaries(order, c, 4)).ToArray();
        Assert.Multiple(() =>
        {
            Assert.That(Farthest(corners, Oracle.Numbers($"corners{order}")), Is.LessThan(2e-15));
            Assert.That(Farthest(outlines, Oracle.Numbers($"outlines{order}")), Is.LessThan(2e-15));
        });
    }

    [TestCaseSource(nameof(AllOrders))]
    public void The_greatest_radius_of_cells_is_that_of_healpy(int order)
    {
        var expected = Oracle.Numbers("maxpixrad")[order];
        Assert.That(Healpix.MaxPixelRadius(order), Is.EqualTo(expected).Within(1e-14 + 1e-7 * expected));
    }

    [Test]
    public void Positions_that_are_none_have_no_cell()
    {
        var cells = new long[5];
        Healpix.Ang2Pix(29, [double.NaN, 1, 1, double.PositiveInfinity, 1], [1, double.NaN, 90.1, 1, -91], cells);
        Assert.That(cells, Is.All.EqualTo(-1));
    }

    [Test]
    public void Longitudes_beyond_a_turn_name_the_same_cell()
    {
        Assert.That(Healpix.Ang2Pix(12, 370.5 - 720, 33.25), Is.EqualTo(Healpix.Ang2Pix(12, 10.5, 33.25)));
    }

    [TestCase(-1), TestCase(30)]
    public void An_order_outside_0_to_29_is_refused(int order)
    {
        Assert.That(() => Healpix.Ang2Pix(order, 1, 1), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [TestCase(0, 12), TestCase(3, -1), TestCase(3, 768)]
    public void An_index_beyond_the_last_cell_is_refused(int order, long cell)
    {
        Assert.That(() => Healpix.Pix2Ang(order, cell), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Bits_interleave_alike_with_and_without_the_processor()
    {
        var random = new Random(7);
        for (var i = 0; i < 10000; i++)
        {
            var (x, y) = (random.Next(1 << 29), random.Next(1 << 29));
            var byShifts = CellGrid.SpreadByShifts((ulong)x) | (CellGrid.SpreadByShifts((ulong)y) << 1);
            Assert.That((long)byShifts, Is.EqualTo(CellGrid.ToNested(29, 0, x, y)));
            Assert.That(CellGrid.GatherByShifts(byShifts), Is.EqualTo((ulong)x));
        }
    }

    /// <summary>The first few places where the arrays differ.</summary>
    private static List<string> Differences(long[] actual, long[] expected)
    {
        Assert.That(actual, Has.Length.EqualTo(expected.Length));
        var (ra, dec) = (Oracle.Numbers("ra"), Oracle.Numbers("dec"));
        return
        [
            .. Enumerable
                .Range(0, actual.Length)
                .Where(i => actual[i] != expected[i])
                .Select(i => $"{ra[i]:R} {dec[i]:R}: {actual[i]} instead of {expected[i]}")
                .Take(10),
        ];
    }

    private static double Farthest(UnitVector[] actual, double[] expected) =>
        actual
            .Select((v, i) => new[] { v.X - expected[3 * i], v.Y - expected[3 * i + 1], v.Z - expected[3 * i + 2] })
            .Max(d => d.Max(Math.Abs));
}
