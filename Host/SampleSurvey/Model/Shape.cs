namespace DataLab.Host.SampleSurvey;

/// <summary>DAOPHOT's and SExtractor's averages over the measurements of an object.</summary>
/// <param name="Chi">Residuals of the PSF fit relative to the expected noise; 1 for a good star.</param>
/// <param name="Sharp">0 for a star, positive for something broader.</param>
/// <param name="Prob">SExtractor's stellaricity, 0 (extended) … 1 (star).</param>
internal readonly record struct Shape(double Chi, double Sharp, double Prob)
{
    /// <summary>How soft a measurement has become: 0.03 for bright objects, 1 at the limit.</summary>
    /// <param name="reference">r magnitude.</param>
    public static double Softness(double reference) => Math.Clamp((reference - 20) / 5, 0.03, 1);

    public static Shape Measure(bool isExtended, double reference, ref RandomStream random)
    {
        var soft = Softness(reference);
        var (a, b, c, d) = (random.Normal(), random.Normal(), random.Normal(), random.Normal());
        var blur = random.Uniform();
        if (isExtended)
        {
            var chi = 1 + (reference < 22 ? Math.Abs(0.5 + 0.4 * a) : 0) + 0.12 * b;
            var sharp = (reference < 24 ? Math.Abs(0.9 + 0.7 * c) : 0) + 0.5 * soft * d;
            return new Shape(Math.Abs(chi), sharp, Blur(random.Kumaraswamy(0.5, 3)));
        }
        var starSharp = 0.06 * c + 0.55 * soft * soft * d;
        return new Shape(Math.Abs(1 + 0.12 * b), starSharp, Blur(random.Kumaraswamy(5, 0.6)));

        // Stars and galaxies become alike at the limit.
        double Blur(double prob) => Math.Clamp(prob * (1 - 0.5 * soft) + 0.35 * soft * blur, 0, 1);
    }
}
