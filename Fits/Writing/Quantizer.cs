// Floats to integers for compression, as fpack does it: steps of a part of the noise, with subtractive dithering (FITS 4.0 §10.2).
using DataLab.Fits.Images.Tiles;

namespace DataLab.Fits.Writing;

internal static class Quantizer
{
    /// <summary>The sigma of normal noise from the median of |2x - x(-2) - x(+2)| (Stoehr et al. 2008).</summary>
    private const double SigmaOfMedian = 0.6052697;

    /// <summary>Fewer pixels tell nothing of their noise.</summary>
    private const int LeastPixels = 9;

    /// <summary>Steps must leave room for what the lowest integers mean.</summary>
    private const double MostSteps = 2147483000;

    /// <summary>Makes integers of one tile.</summary>
    /// <param name="tile">1-based number of the tile plus ZDITHER0 less 1.</param>
    /// <param name="levels">Steps to one sigma of the noise.</param>
    /// <param name="keepZeros">Whether pixels that are exactly zero stay so (SUBTRACTIVE_DITHER_2).</param>
    /// <returns>Step and zero point; null where the tile has no noise or too wide a range: it is to be kept exactly.</returns>
    public static (double Scale, double Zero)? Quantize(
        ReadOnlySpan<double> pixels,
        Span<int> integers,
        long tile,
        double levels,
        bool keepZeros
    )
    {
        var (low, high) = (double.MaxValue, double.MinValue);
        foreach (var pixel in pixels)
        {
            if (double.IsInfinity(pixel))
                return null;
            if (!double.IsNaN(pixel))
                (low, high) = (Math.Min(low, pixel), Math.Max(high, pixel));
        }
        var step = Noise(pixels) / levels;
        if (low > high || !(step > 0) || (high - low) / step > MostSteps)
            return null;
        var cursor = new Dither.Cursor(tile);
        for (var i = 0; i < pixels.Length; i++)
        {
            var pixel = pixels[i];
            var number = cursor.From(i)[0];
            integers[i] =
                double.IsNaN(pixel) ? Dither.Null
                : keepZeros && pixel == 0 ? Dither.Zero
                : (int)Math.Round((pixel - low) / step + number - 0.5, MidpointRounding.AwayFromZero);
        }
        return (step, low);
    }

    private static double Noise(ReadOnlySpan<double> pixels)
    {
        var differences = new List<double>(pixels.Length);
        for (var i = 2; i < pixels.Length - 2; i++)
        {
            var difference = Math.Abs(2 * pixels[i] - pixels[i - 2] - pixels[i + 2]);
            if (double.IsFinite(difference))
                differences.Add(difference);
        }
        if (differences.Count < LeastPixels - 4)
            return 0;
        differences.Sort();
        return SigmaOfMedian * differences[differences.Count / 2];
    }
}
