// Random numbers that never change: our own generator, seeded per purpose and thing, so that what is drawn for one
// object does not depend on what was drawn before it or on the order in which tables are made.
using System.Numerics;

namespace DataLab.Host.SampleSurvey;

/// <summary>What a stream of random numbers is for. The values are part of every seed: add at the end, never renumber.</summary>
internal enum Purpose
{
    FieldConditions = 1,
    ExposurePlan = 2,
    ExposureQuality = 3,
    ChipQuality = 4,
    Population = 5,
    Detection = 6,
    Measurement = 7,
    Matching = 8,
    Sampling = 9,
    Epochs = 10,
    Pixels = 11,
    GalaxyShape = 12,
}

/// <summary>A stream of pseudo-random numbers: xoshiro256** 1.0, seeded by SplitMix64.</summary>
/// <remarks>
/// Blackman and Vigna 2021, ACM Trans. Math. Softw. 47, 36. System.Random is not used because its algorithm may change
/// between releases. Every method draws a fixed number of values, so streams stay in step whatever the branch taken.
/// </remarks>
internal struct RandomStream(ulong s0, ulong s1, ulong s2, ulong s3)
{
    private const ulong GoldenGamma = 0x9E3779B97F4A7C15;

    /// <summary>The stream of one thing (a field, an object, an exposure) for one purpose.</summary>
    public static RandomStream For(int seed, Purpose purpose, int first = 0, int second = 0)
    {
        var hash = Mix((ulong)(uint)seed + GoldenGamma);
        hash = Mix(hash + (ulong)purpose * GoldenGamma);
        hash = Mix(hash ^ ((ulong)(uint)first << 32 | (uint)second));
        return new RandomStream(
            Mix(hash += GoldenGamma),
            Mix(hash += GoldenGamma),
            Mix(hash += GoldenGamma),
            Mix(hash + GoldenGamma)
        );
    }

    /// <summary>The next 64 random bits.</summary>
    public ulong Next()
    {
        var result = BitOperations.RotateLeft(s1 * 5, 7) * 9;
        var t = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= t;
        s3 = BitOperations.RotateLeft(s3, 45);
        return result;
    }

    /// <summary>Uniform in the open interval (0, 1): a multiple of 2^-53 plus half a step, so logarithms are safe.</summary>
    public double Uniform() => ((Next() >> 11) + 0.5) * (1.0 / (1UL << 53));

    /// <summary>Uniform between two values.</summary>
    public double Uniform(double low, double high) => low + (high - low) * Uniform();

    /// <summary>Uniform in 0 … <paramref name="count"/> - 1.</summary>
    public int Index(int count) => (int)Math.BigMul(Next(), (ulong)count, out _);

    /// <summary>True with the given probability.</summary>
    public bool Chance(double probability) => Uniform() < probability;

    /// <summary>Normal with mean 0 and standard deviation 1.</summary>
    public double Normal() => NormalQuantile.Of(Uniform());

    /// <summary>Normal with the given mean and standard deviation.</summary>
    public double Normal(double mean, double deviation) => mean + deviation * Normal();

    /// <summary>Power law on (0, 1): density proportional to x^(index-1), most values near 1 for a large index.</summary>
    public double Power(double index) => Math.Pow(Uniform(), 1 / index);

    /// <summary>Gamma with shape 2 and scale 1: the radius of a point of a two-dimensional exponential profile.</summary>
    public double ExponentialDiscRadius() => -Math.Log(Uniform() * Uniform());

    /// <summary>Kumaraswamy's distribution on (0, 1): a beta distribution's shapes with a closed quantile.</summary>
    public double Kumaraswamy(double a, double b) => Math.Pow(1 - Math.Pow(Uniform(), 1 / b), 1 / a);

    /// <summary>Successes in <paramref name="trials"/> trials, by the normal approximation (rounded, kept in range).</summary>
    public int Binomial(int trials, double probability)
    {
        var deviation = Math.Sqrt(trials * probability * (1 - probability));
        return (int)Math.Clamp(Math.Round(Normal(trials * probability, deviation)), 0, trials);
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
        z = (z ^ z >> 27) * 0x94D049BB133111EB;
        return z ^ z >> 31;
    }
}
