namespace DataLab.Sia.Rasters;

/// <summary>Three bands as one colour picture that keeps the colours of bright sources (Lupton et al. 2004).</summary>
/// <param name="Low">Of red, green and blue: what is black.</param>
/// <param name="Range">Of red, green and blue: what is added to black for full brightness on a linear scale.</param>
/// <param name="Softening">How far beyond the range the picture goes on getting brighter: Lupton's Q.</param>
public sealed record ColourTones(
    (float R, float G, float B) Low,
    (float R, float G, float B) Range,
    double Softening = 8
)
{
    /// <summary>Four bytes a value: red, green, blue, and opacity, 0 where no band has a value.</summary>
    public byte[] ToBytes(Raster red, Raster green, Raster blue)
    {
        var bytes = new byte[red.Values.Length * 4];
        for (var i = 0; i < red.Values.Length; i++)
        {
            var isBlank = float.IsNaN(red.Values[i]) && float.IsNaN(green.Values[i]) && float.IsNaN(blue.Values[i]);
            if (isBlank)
                continue;
            var r = Part(red.Values[i], Low.R, Range.R);
            var g = Part(green.Values[i], Low.G, Range.G);
            var b = Part(blue.Values[i], Low.B, Range.B);
            var brightness = (r + g + b) / 3;
            var factor = brightness > 0 ? Math.Asinh(Softening * brightness) / (Softening * brightness) : 0;
            // So that full brightness is reached at ten times the range.
            factor *= Softening / Math.Asinh(Softening * 10);
            (r, g, b) = (r * factor, g * factor, b * factor);
            // Too bright a colour is dimmed as a whole: cutting one band off would change it.
            var most = Math.Max(1, Math.Max(r, Math.Max(g, b)));
            bytes[4 * i] = Byte(r / most);
            bytes[4 * i + 1] = Byte(g / most);
            bytes[4 * i + 2] = Byte(b / most);
            bytes[4 * i + 3] = 255;
        }
        return bytes;
    }

    private static double Part(float value, float low, float range) =>
        float.IsNaN(value) || !(range > 0) ? 0 : Math.Max(0, (value - (double)low) / range);

    private static byte Byte(double part) => (byte)(255 * Math.Clamp(part, 0, 1) + 0.5);
}
