namespace DataLab.Sky.Tests;

/// <summary>Positions, separations and position angles.</summary>
[TestFixture]
public class PointTests
{
    [
        TestCase(370, 10),
        TestCase(-350, 10),
        TestCase(730, 10),
        TestCase(360, 0),
        TestCase(-1e-300, 0),
        TestCase(-90, 270)
    ]
    public void Right_ascension_is_reduced_to_one_turn(double given, double expected)
    {
        Assert.That(new Point(given, 0).Ra, Is.EqualTo(expected));
    }

    [
        TestCase(0, 90.00000000000001),
        TestCase(0, -91),
        TestCase(0, double.NaN),
        TestCase(double.NaN, 0),
        TestCase(double.PositiveInfinity, 0)
    ]
    public void What_is_no_position_is_refused(double ra, double dec)
    {
        Assert.That(() => new Point(ra, dec), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(Point.TryCreate(ra, dec, out _), Is.False);
    }

    [Test]
    public void Sines_and_cosines_of_quarter_turns_are_exact()
    {
        Assert.That(
            Enumerable.Range(-4, 9).Select(i => Angle.SinCos(90.0 * i)),
            Is.EqualTo(new[] { (0.0, 1.0), (1, 0), (0, -1), (-1, 0), (0, 1), (1, 0), (0, -1), (-1, 0), (0, 1) })
        );
    }

    [Test]
    public void Positions_survive_the_way_over_directions()
    {
        var random = new Random(11);
        for (var i = 0; i < 10000; i++)
        {
            var point = new Point(360 * random.NextDouble(), 180 * random.NextDouble() - 90);
            Assert.That(Point.Separation(point, point.ToUnitVector().ToPoint()), Is.LessThan(5e-14));
        }
    }

    [Test]
    public void Separations_agree_with_60_digits_at_all_sizes()
    {
        var expected = Oracle.Numbers("exact_separations");
        var worst = Samples
            .Pairs()
            .Select((pair, i) => Math.Abs(Point.Separation(pair.A, pair.B) / expected[i] - 1))
            .Max();
        Assert.That(worst, Is.LessThan(2e-15));
    }

    [Test]
    public void Separations_agree_with_astropy_as_far_as_radians_allow()
    {
        var expected = Oracle.Numbers("separations");
        var worst = Samples.Pairs().Select((pair, i) => Math.Abs(Point.Separation(pair.A, pair.B) - expected[i])).Max();
        Assert.That(worst, Is.LessThan(1e-13));
    }

    [Test]
    public void Separations_of_directions_agree_with_those_of_positions()
    {
        foreach (var (a, b) in Samples.Pairs())
        {
            var angle = UnitVector.AngleBetween(a.ToUnitVector(), b.ToUnitVector());
            Assert.That(angle, Is.EqualTo(Angle.ToRadians(Point.Separation(a, b))).Within(1e-15));
        }
    }

    [Test]
    public void A_billionth_of_an_arcsecond_is_measured()
    {
        const double billionth = 1e-9 / 3600;
        Assert.That(Point.Separation(new Point(0, 0), new Point(0, billionth)), Is.EqualTo(billionth).Within(1e-27));
        Assert.That(Point.Separation(new Point(0, 0), new Point(-billionth, 0)), Is.EqualTo(billionth).Within(6e-14));
    }

    [
        TestCase(0, 0, 180, 0, 180),
        TestCase(12, 90, 250, 90, 0),
        TestCase(12, 90, 250, -90, 180),
        TestCase(10, 20, 10, 20, 0)
    ]
    public void Separations_at_the_limits_are_exact(double ra1, double dec1, double ra2, double dec2, double expected)
    {
        Assert.That(Point.Separation(new Point(ra1, dec1), new Point(ra2, dec2)), Is.EqualTo(expected));
    }

    [Test]
    public void Position_angles_agree_with_60_digits()
    {
        var expected = Oracle.Numbers("exact_angles");
        var pairs = Samples.Pairs();
        for (var i = 0; i < pairs.Count; i++)
        {
            var (a, b) = pairs[i];
            var difference = Math.Abs(Math.IEEERemainder(Point.PositionAngle(a, b) - expected[i], 360));
            // near the antipode the direction is as uncertain as the position is against the rest of the way
            Assert.That(difference * Math.Min(1, 180 - Point.Separation(a, b)), Is.LessThan(1e-12), $"{a} {b}");
        }
    }

    [Test]
    public void A_way_ends_at_its_length_in_its_direction()
    {
        var random = new Random(12);
        for (var i = 0; i < 1000; i++)
        {
            var start = Samples.Direction(random).ToPoint();
            var (angle, length) = (360 * random.NextDouble(), 179 * random.NextDouble());
            var end = start.Towards(angle, length);
            Assert.That(Point.Separation(start, end), Is.EqualTo(length).Within(2e-13));
            var angleError = Math.IEEERemainder(Point.PositionAngle(start, end) - angle, 360);
            Assert.That(angleError * Angle.SinCos(length).Sin, Is.EqualTo(0).Within(2e-13));
        }
    }

    [Test]
    public void A_vector_without_direction_is_refused()
    {
        Assert.That(() => UnitVector.Create(0, 0, 0), Throws.ArgumentException);
    }
}
