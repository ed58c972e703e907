namespace DataLab.Sky.Tests;

public sealed class HtmTests
{
    // Ids from an implementation written independently of this one, in numpy.
    [TestCase(0.1, 0.1, 4063235)]
    [TestCase(45, -45, 2351100)]
    [TestCase(123.4567, 67.89, 3798532)]
    [TestCase(185.4254, -31.9853, 2651934)]
    [TestCase(270.5, -89.5, 2949129)]
    [TestCase(359.9, -0.2, 3014658)]
    [TestCase(90, 89, 3997734)]
    [TestCase(0, 30, 4102553)]
    [TestCase(200, 0, 3543169)]
    public void Index_of_depth_9(double ra, double dec, long expected) =>
        Assert.That(Htm.Index(9, new Point(ra, dec)), Is.EqualTo(expected));

    [Test]
    public void Octants_are_numbered_south_eastward_and_north_westward()
    {
        long[] ids =
        [
            .. new[] { 45.0, 135, 225, 315 }.Select(ra => Htm.Index(0, new Point(ra, -45))),
            .. new[] { 315.0, 225, 135, 45 }.Select(ra => Htm.Index(0, new Point(ra, 45))),
        ];
        Assert.That(ids, Is.EqualTo(new long[] { 8, 9, 10, 11, 12, 13, 14, 15 }));
    }

    [Test]
    public void A_triangle_lies_in_the_one_of_the_depth_before()
    {
        var random = new Random(4);
        for (var i = 0; i < 2000; i++)
        {
            var point = Anywhere(random);
            for (var depth = 1; depth <= 20; depth++)
                Assert.That(Htm.Index(depth, point) >> 2, Is.EqualTo(Htm.Index(depth - 1, point)), $"{point} {depth}");
        }
    }

    [Test]
    public void Every_triangle_of_a_depth_is_met_and_none_is_much_larger_than_others()
    {
        var random = new Random(5);
        const int depth = 3;
        var counts = new int[8 << (2 * depth)];
        for (var i = 0; i < 200_000; i++)
            counts[Htm.Index(depth, Anywhere(random)) - counts.Length]++;
        Assert.That(counts.Min(), Is.GreaterThan(0));
        Assert.That((double)counts.Max() / counts.Min(), Is.LessThan(3), "areas of triangles differ by a factor 2.1");
    }

    [TestCase(-1)]
    [TestCase(30)]
    public void Depths_whose_ids_fit_no_number_are_refused(int depth) =>
        Assert.That(() => Htm.Index(depth, new Point(1, 2)), Throws.TypeOf<ArgumentOutOfRangeException>());

    private static Point Anywhere(Random random) =>
        new(random.NextDouble() * 360, Math.Asin(2 * random.NextDouble() - 1) * 180 / Math.PI);
}
