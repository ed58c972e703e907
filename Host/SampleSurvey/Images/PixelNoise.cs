namespace DataLab.Host.SampleSurvey;

/// <summary>Normal random numbers for pixels, four from each draw: quantiles of 65536 equal parts.</summary>
/// <remarks>None is beyond 4.3 sigma.</remarks>
internal static class PixelNoise
{
    private static readonly float[] Quantiles = MakeQuantiles();

    /// <summary>Adds noise: that of the sky, and that of the light that is there.</summary>
    /// <param name="sigma">Of the sky, adu.</param>
    /// <param name="gain">Electrons per adu.</param>
    public static void AddTo(float[] image, double sigma, double gain, ref RandomStream random)
    {
        var (variance, perAdu, bits) = ((float)(sigma * sigma), (float)(1 / gain), 0UL);
        for (var i = 0; i < image.Length; i++)
        {
            bits = i % 4 == 0 ? random.Next() : bits >> 16;
            var light = Math.Max(0, image[i]);
            image[i] += MathF.Sqrt(variance + light * perAdu) * Quantiles[(ushort)bits];
        }
    }

    private static float[] MakeQuantiles()
    {
        var quantiles = new float[1 << 16];
        for (var i = 0; i < quantiles.Length; i++)
            quantiles[i] = (float)NormalQuantile.Of((i + 0.5) / quantiles.Length);
        return quantiles;
    }
}
