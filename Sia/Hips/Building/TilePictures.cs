using DataLab.Sia.Previews;
using DataLab.Sia.Rasters;

namespace DataLab.Sia.Hips.Building;

/// <summary>Values of one band, or of red, green and blue, as pictures.</summary>
/// <param name="limits">Of each band: values that are black and white.</param>
internal sealed class TilePictures(IReadOnlyList<(float Low, float High)> limits)
{
    private const int Samples = 200_000;

    /// <summary>White is where so many of all values are darker, or this far above the sky, whichever is brighter.</summary>
    private const double White = 0.995;

    private const float WhiteSigmas = 12;

    /// <summary>Those of the formats of tiles that are pictures, with the ends of names.</summary>
    public static IEnumerable<(PictureFormat Format, string Extension)> Formats(IEnumerable<TileFormat> formats)
    {
        if (formats.Contains(TileFormat.Png))
            yield return (PictureFormat.Png, "png");
        if (formats.Contains(TileFormat.Jpg))
            yield return (PictureFormat.Jpeg, "jpg");
    }

    /// <param name="rasters">One a band; null where a band has nothing.</param>
    public byte[] Encode(IReadOnlyList<Raster?> rasters, PictureFormat format)
    {
        var shape = rasters.First(raster => raster is not null)!;
        var bytes =
            rasters.Count == 1
                ? Gray(shape)
                : new ColourTones(
                    (limits[0].Low, limits[1].Low, limits[2].Low),
                    (limits[0].High - limits[0].Low, limits[1].High - limits[1].Low, limits[2].High - limits[2].Low)
                ).ToBytes(Or(rasters[0], shape), Or(rasters[1], shape), Or(rasters[2], shape));
        return PictureEncoder.Colour(bytes, shape.Width, shape.Height, format);
    }

    /// <summary>Limits that suit the values of some tiles: black is a little below the sky, which is dark then at every order.</summary>
    public static (float Low, float High) LimitsOf(IReadOnlyList<Raster> tiles)
    {
        var stride = Math.Max(1, (int)(tiles.Sum(tile => (long)tile.Values.Length) / Samples));
        var values = new List<float>();
        foreach (var tile in tiles)
            for (var i = 0; i < tile.Values.Length; i += stride)
                if (float.IsFinite(tile.Values[i]))
                    values.Add(tile.Values[i]);
        if (values.Count == 0)
            return (0, 1);
        values.Sort();
        var sky = values[values.Count / 2];
        var sigma = sky - values[(int)(0.16 * (values.Count - 1))];
        var (low, high) = (sky - sigma, Math.Max(sky + WhiteSigmas * sigma, values[(int)(White * (values.Count - 1))]));
        return high > low ? (low, high) : (low, low + 1);
    }

    private byte[] Gray(Raster raster)
    {
        var shades = new Tones(limits[0].Low, limits[0].High, Stretch.Asinh).ToBytes(raster);
        var bytes = new byte[4 * shades.Length];
        for (var i = 0; i < shades.Length; i++)
            if (!float.IsNaN(raster.Values[i]))
                (bytes[4 * i], bytes[4 * i + 1], bytes[4 * i + 2], bytes[4 * i + 3]) = (
                    shades[i],
                    shades[i],
                    shades[i],
                    255
                );
        return bytes;
    }

    private static Raster Or(Raster? raster, Raster shape) => raster ?? Raster.Blank(shape.Width, shape.Height);
}
