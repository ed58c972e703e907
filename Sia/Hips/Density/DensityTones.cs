using DataLab.Sia.Previews;
using DataLab.Sia.Rasters;

namespace DataLab.Sia.Hips.Density;

/// <summary>Rows per square degree as shades of gray, by their logarithm; the same density has the same shade at every order.</summary>
/// <param name="low">Rows per square degree of the darkest shade.</param>
/// <param name="high">Of white.</param>
internal sealed class DensityTones(double low, double high)
{
    /// <summary>Of few rows, which are not none.</summary>
    private const int Darkest = 40;

    private const double LowestPart = 0.01;
    private const double HighestPart = 0.999;

    /// <summary>Limits between which almost all pixels are.</summary>
    /// <param name="pixelArea">Of a counted pixel, square degrees.</param>
    public static (float Low, float High) LimitsOf(CountHistogram counts, double pixelArea)
    {
        var (least, most) = (counts.Quantile(LowestPart), counts.Quantile(HighestPart));
        return ((float)(least / pixelArea), (float)(Math.Max(most, 4 * least) / pixelArea));
    }

    /// <param name="format">PNG is transparent where there are no rows.</param>
    public byte[] Encode(CountRaster counts, PictureFormat format) => Encode(Density(counts), format);

    public byte[] Encode(Raster density, PictureFormat format)
    {
        var bytes = new byte[4 * density.Values.Length];
        for (var i = 0; i < density.Values.Length; i++)
            if (Shade(density.Values[i]) is var shade and > 0)
                (bytes[4 * i], bytes[4 * i + 1], bytes[4 * i + 2], bytes[4 * i + 3]) = (shade, shade, shade, 255);
        return PictureEncoder.Colour(bytes, density.Width, density.Height, format);
    }

    /// <summary>Rows per square degree.</summary>
    public static Raster Density(CountRaster counts)
    {
        var values = new float[counts.Values.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)(counts.Values[i] / counts.PixelArea);
        return new Raster(counts.Width, counts.Height, values);
    }

    /// <summary>0 for none.</summary>
    private byte Shade(float density) =>
        density > 0
            ? (byte)(Darkest + (255.5 - Darkest) * Math.Clamp(Math.Log(density / low) / Math.Log(high / low), 0, 1))
            : (byte)0;
}
