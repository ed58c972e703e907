using DataLab.Host.SampleSurvey;

namespace DataLab.Host.Tests.SampleSurvey;

[Category("AnyEngine")]
public sealed class RandomStreamTests
{
    [Test]
    public void Bits_are_those_of_the_reference_implementation()
    {
        // First outputs of Blackman and Vigna's xoshiro256** 1.0 from the state 1, 2, 3, 4.
        var random = new RandomStream(1, 2, 3, 4);
        ulong[] expected = [11520, 0, 1509978240, 1215971899390074240, 1216172134540287360, 607988272756665600];
        Assert.That(expected.Select(_ => random.Next()), Is.EqualTo(expected));
    }

    [Test]
    public void Streams_of_neighbouring_objects_differ()
    {
        var firsts = Enumerable.Range(0, 1000).Select(run => RandomStream.For(1, Purpose.Population, 5, run).Next());
        Assert.That(firsts, Is.Unique);
    }

    [TestCase(1e-15, -7.941345326170995)]
    [TestCase(1e-9, -5.9978070150076865)]
    [TestCase(0.001, -3.090232306167813)]
    [TestCase(0.05, -1.6448536269514726)]
    [TestCase(0.3, -0.5244005127080407)]
    [TestCase(0.5, 0)]
    [TestCase(0.9, 1.2815515655446008)]
    [TestCase(0.999999, 4.753424308817089)]
    public void Normal_quantile_is_that_of_Python_statistics(double p, double expected) =>
        Assert.That(NormalQuantile.Of(p), Is.EqualTo(expected).Within(1e-14 * Math.Max(1, Math.Abs(expected))));

    [Test]
    public void Normal_numbers_have_mean_0_and_deviation_1()
    {
        var random = RandomStream.For(3, Purpose.Detection);
        var sample = Enumerable.Range(0, 100_000).Select(_ => random.Normal()).ToArray();
        Assert.That(
            (sample.Average(), sample.Average(x => x * x)),
            Is.EqualTo((0.0, 1.0))
                .Using<(double, double)>(
                    (a, b) => Math.Abs(a.Item1 - b.Item1) < 0.015 && Math.Abs(a.Item2 - b.Item2) < 0.02
                )
        );
    }

    [Test]
    public void Uniform_never_reaches_its_ends()
    {
        var ends = new RandomStream(0, 0, 0, 0);
        Assert.That(ends.Uniform(), Is.GreaterThan(0));
    }

    [Test]
    public void Index_reaches_every_value_about_equally_often()
    {
        var random = RandomStream.For(4, Purpose.Sampling);
        var counts = new int[6];
        for (var n = 0; n < 60_000; n++)
            counts[random.Index(6)]++;
        Assert.That(counts, Is.All.InRange(9_500, 10_500));
    }
}
