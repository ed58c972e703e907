// What the survey measures of an object: detected or not, magnitudes with errors, shape parameters.
namespace DataLab.Host.SampleSurvey;

/// <summary>SMASH's spellings of "no value".</summary>
internal static class Sentinel
{
    /// <summary>Magnitude, colour or scatter.</summary>
    public const double Magnitude = 99.99;

    /// <summary>Error of a magnitude.</summary>
    public const double Error = 9.99;

    /// <summary>Error of an AllWISE magnitude that is an upper limit.</summary>
    public const double UpperLimit = 9999;
}

/// <summary>In which bands an object is seen on the stacks, and how well.</summary>
internal struct Detections
{
    /// <summary>Standard error of the magnitude on the stack, mag, whether detected or not.</summary>
    public PerBand<double> Error;

    /// <summary>Exposures with a measurement; 0 where not detected.</summary>
    public PerBand<int> Count;

    public readonly int Total => Count[0] + Count[1] + Count[2] + Count[3] + Count[4];
}

/// <summary>The magnitudes an object gets in the catalogue, with <see cref="Sentinel"/> values.</summary>
internal struct StackPhotometry
{
    public PerBand<double> Magnitude;
    public PerBand<double> Error;
    public PerBand<double> Scatter;

    /// <summary>r magnitude, or i where r has none: what the quality of all other measurements goes by.</summary>
    public readonly double Reference =>
        Magnitude[Band.R.Index] < 90 ? Magnitude[Band.R.Index] : Magnitude[Band.I.Index];
}

/// <summary>The survey's photometry.</summary>
internal sealed class Photometry(SampleSurveyOptions options, ExposurePlan exposures)
{
    /// <summary>Error of a magnitude, in magnitudes, of a source measured with a signal-to-noise ratio of 1.</summary>
    private const double OneSigma = 1.0857;

    // 10^(0.4 x) = e^(0.4 ln 10 x): flux ratio of a difference in magnitudes.
    private const double FluxExponent = 0.4 * 2.302585092994046;

    /// <summary>Ratio of fluxes of two magnitudes, fainter minus brighter.</summary>
    public static double FluxRatio(double difference) => Math.Exp(FluxExponent * difference);

    /// <summary>Error of a single measurement: photon noise and a floor of 0.01 mag.</summary>
    /// <param name="depth">Magnitude measured with 5 sigma.</param>
    public static double EpochError(double magnitude, double depth)
    {
        var photon = Math.Min(OneSigma / 5 * FluxRatio(magnitude - depth), 2 * OneSigma);
        return Math.Min(Math.Sqrt(0.01 * 0.01 + photon * photon), 0.9);
    }

    /// <summary>Looks for an object on the stacks.</summary>
    public Detections Detect(in SkyObject thing)
    {
        var random = RandomStream.For(options.Seed, Purpose.Detection, thing.Field.Id, thing.Run);
        var found = new Detections();
        foreach (var band in Band.All)
        {
            var b = band.Index;
            var magnitude = thing.Magnitude[b];
            var depth = band.StackDepth + thing.Field.DepthOffset[b] - (thing.Kind == Kind.Galaxy ? 0.35 : 0);
            var noiseToSignal = FluxRatio(magnitude - depth) / 5;
            found.Error[b] = Math.Sqrt(0.006 * 0.006 + OneSigma * noiseToSignal * (OneSigma * noiseToSignal));

            var threshold = 3.3 + 0.45 * random.Normal();
            var taken = exposures.Counts[thing.Field.Index][b];
            var seen = random.Binomial(taken, Math.Clamp(0.35 + 0.13 * (depth + 1 - magnitude), 0.08, 1));
            if (thing.IsPlantedRrLyrae && band != Band.U && band != Band.Z)
                seen = taken;
            var isDetected = noiseToSignal * threshold < 1 && taken > 0 && (thing.Field.HasU || band != Band.U);
            found.Count[b] = isDetected ? Math.Max(seen, 1) : 0;
        }
        return found;
    }

    /// <summary>Measures a detected object on the stacks, with the random numbers of its <see cref="Purpose.Measurement"/>.</summary>
    public static StackPhotometry Measure(in SkyObject thing, in Detections found, ref RandomStream random)
    {
        var measured = new StackPhotometry();
        for (var b = 0; b < Band.All.Length; b++)
        {
            var (noise, spread) = (random.Normal(), random.Uniform(0.6, 1.3));
            var (error, count) = (found.Error[b], found.Count[b]);
            measured.Magnitude[b] = Sentinel.Magnitude;
            measured.Error[b] = Sentinel.Error;
            measured.Scatter[b] = Sentinel.Magnitude;
            if (count == 0)
                continue;
            measured.Magnitude[b] = Math.Round(thing.Magnitude[b] + noise * Math.Min(error, 0.4), 4);
            measured.Error[b] = Math.Min(error, 0.6);
            if (count > 1)
                measured.Scatter[b] = error * Math.Sqrt(count) * spread + (thing.IsVariable ? 0.25 : 0);
        }
        return measured;
    }
}
