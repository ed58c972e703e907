using System.Buffers.Binary;
using DataLab.Fits;
using DataLab.Fits.Images;
using DataLab.Fits.Wcs;
using DataLab.Fits.Writing;

namespace DataLab.Sia.Tests.Support;

/// <summary>Images of 32-bit floats with values of the test's own.</summary>
internal static class PaintedImage
{
    public static async Task<byte[]> FileAsync(
        int width,
        int height,
        Func<int, int, float> value,
        params (string Keyword, object Value)[] cards
    )
    {
        var pixels = new byte[4 * width * height];
        for (var y = 0; y < height; y++)
        for (var x = 0; x < width; x++)
            BinaryPrimitives.WriteSingleBigEndian(pixels.AsSpan(4 * (y * width + x)), value(x + 1, y + 1));
        var header = new HeaderBuilder();
        foreach (var (keyword, content) in cards)
            _ = content switch
            {
                string text => header.Set(keyword, text),
                int number => header.Set(keyword, (long)number),
                double number => header.Set(keyword, number),
                _ => throw new ArgumentException(keyword),
            };
        var stream = new MemoryStream();
        await new FitsWriter(stream).WriteImageAsync(
            header,
            new long[] { width, height },
            PixelType.Float32,
            pixels,
            default
        );
        return stream.ToArray();
    }

    public static async Task<(FitsImage Image, CelestialCoordinates Wcs)> OpenAsync(
        int width,
        int height,
        Func<int, int, float> value,
        params (string Keyword, object Value)[] cards
    )
    {
        var document = await FitsDocument.OpenAsync(
            new MemorySource(await FileAsync(width, height, value, cards)),
            default
        );
        var image = FitsImage.Open(document.Source, document.Hdus[0]);
        return (image, ImageCoordinates.Parse(image.Header).Celestial!);
    }

    /// <summary>A star on a flat sky: pixel coordinates and width of a Gaussian.</summary>
    public static Func<int, int, float> Star(double x, double y, double sigma, float peak = 1000, float sky = 10) =>
        (px, py) => sky + peak * (float)Math.Exp(-((px - x) * (px - x) + (py - y) * (py - y)) / (2 * sigma * sigma));

    /// <summary>Coordinates of any projection, turned by an angle.</summary>
    /// <param name="scale">Degrees a pixel.</param>
    public static (string, object)[] Wcs(
        string projection,
        double ra,
        double dec,
        double x,
        double y,
        double scale,
        double turn = 0
    )
    {
        var (sin, cos) = Math.SinCos(double.DegreesToRadians(turn));
        return
        [
            ("CTYPE1", "RA---" + projection),
            ("CTYPE2", "DEC--" + projection),
            ("CRVAL1", ra),
            ("CRVAL2", dec),
            ("CRPIX1", x),
            ("CRPIX2", y),
            ("CD1_1", -scale * cos),
            ("CD1_2", scale * sin),
            ("CD2_1", scale * sin),
            ("CD2_2", scale * cos),
            ("RADESYS", "ICRS"),
        ];
    }
}
