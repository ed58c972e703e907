namespace DataLab.Sia.Rasters;

/// <summary>The range of values that shows a sky image best: IRAF's zscale.</summary>
/// <remarks>
/// Of a thousand values in order, the slope of a line through those near the median, made steeper by the contrast: faint sources show,
/// bright ones saturate.
/// </remarks>
public static class ZScale
{
    private const int Samples = 1000;
    private const double Contrast = 0.25;
    private const double MostRejected = 0.5;
    private const int FewestPixels = 5;
    private const double Sigmas = 2.5;
    private const int Rounds = 5;

    /// <returns>Lowest and highest value to show; equal where all values are, (0, 1) where there are none.</returns>
    public static (float Low, float High) Of(ReadOnlySpan<float> values)
    {
        var samples = Take(values);
        if (samples.Length == 0)
            return (0, 1);
        Array.Sort(samples);
        var (low, high) = (samples[0], samples[^1]);
        var fewest = Math.Max(FewestPixels, (int)(samples.Length * MostRejected));
        if (Fit(samples, fewest) is not { } slope)
            return ((float)low, (float)high);
        slope /= Contrast;
        var centre = (samples.Length - 1) / 2;
        var median = samples.Length % 2 == 1 ? samples[centre] : (samples[centre] + samples[centre + 1]) / 2;
        return (
            (float)Math.Max(low, median - (centre - 1) * slope),
            (float)Math.Min(high, median + (samples.Length - centre) * slope)
        );
    }

    /// <summary>At even distances among the finite ones.</summary>
    private static double[] Take(ReadOnlySpan<float> values)
    {
        var finite = 0;
        foreach (var value in values)
            finite += float.IsFinite(value) ? 1 : 0;
        var stride = Math.Max(1, finite / Samples);
        var samples = new double[Math.Min(Samples, (finite + stride - 1) / stride)];
        var (seen, count) = (0, 0);
        foreach (var value in values)
        {
            if (!float.IsFinite(value))
                continue;
            if (count == samples.Length)
                break;
            if (seen++ % stride == 0)
                samples[count++] = value;
        }
        return samples;
    }

    /// <summary>The slope of a line through the samples without outliers; null where too many are outliers.</summary>
    private static double? Fit(double[] samples, int fewest)
    {
        var bad = new bool[samples.Length];
        var grow = Math.Max(1, (int)(samples.Length * 0.01));
        var (good, before) = (samples.Length, samples.Length + 1);
        var slope = 0.0;
        for (var round = 0; round < Rounds && good < before && good >= fewest; round++)
        {
            (slope, var start) = Line(samples, bad);
            var sigma = Scatter(samples, bad, slope, start);
            for (var i = 0; i < samples.Length; i++)
                bad[i] |= Math.Abs(samples[i] - start - slope * i) > Sigmas * sigma;
            bad = Grown(bad, grow);
            (before, good) = (good, bad.Count(outlier => !outlier));
        }
        return good >= fewest ? slope : null;
    }

    private static (double Slope, double Start) Line(double[] samples, bool[] bad)
    {
        double n = 0,
            x = 0,
            y = 0,
            xx = 0,
            xy = 0;
        for (var i = 0; i < samples.Length; i++)
        {
            if (bad[i])
                continue;
            (n, x, y) = (n + 1, x + i, y + samples[i]);
            (xx, xy) = (xx + (double)i * i, xy + i * samples[i]);
        }
        var spread = n * xx - x * x;
        var slope = spread > 0 ? (n * xy - x * y) / spread : 0;
        return (slope, n > 0 ? (y - slope * x) / n : 0);
    }

    private static double Scatter(double[] samples, bool[] bad, double slope, double start)
    {
        double n = 0,
            sum = 0,
            squares = 0;
        for (var i = 0; i < samples.Length; i++)
        {
            if (bad[i])
                continue;
            var rest = samples[i] - start - slope * i;
            (n, sum, squares) = (n + 1, sum + rest, squares + rest * rest);
        }
        return n > 0 ? Math.Sqrt(Math.Max(0, squares / n - sum / n * (sum / n))) : 0;
    }

    /// <summary>Neighbours of an outlier are outliers.</summary>
    private static bool[] Grown(bool[] bad, int width)
    {
        var grown = new bool[bad.Length];
        for (var i = 0; i < bad.Length; i++)
        {
            if (!bad[i])
                continue;
            var first = Math.Max(0, i - width / 2);
            grown.AsSpan(first, Math.Min(bad.Length, i - width / 2 + width) - first).Fill(true);
        }
        return grown;
    }
}
