using SkiaSharp;

namespace DataLab.Sia.Previews;

/// <summary>Pixels as PNG or JPEG; the only file that sees SkiaSharp.</summary>
internal static class PictureEncoder
{
    private const int JpegQuality = 90;

    /// <param name="pixels">One byte a pixel, from the top.</param>
    public static byte[] Gray(byte[] pixels, int width, int height, PictureFormat format) =>
        Encode(pixels, new SKImageInfo(width, height, SKColorType.Gray8, SKAlphaType.Opaque), format);

    /// <param name="pixels">Red, green, blue and opacity of each pixel, from the top; JPEG shows what is not opaque as it is.</param>
    public static byte[] Colour(byte[] pixels, int width, int height, PictureFormat format) =>
        Encode(
            pixels,
            new SKImageInfo(
                width,
                height,
                SKColorType.Rgba8888,
                format == PictureFormat.Png ? SKAlphaType.Unpremul : SKAlphaType.Opaque
            ),
            format
        );

    private static byte[] Encode(byte[] pixels, SKImageInfo info, PictureFormat format)
    {
        using var image =
            SKImage.FromPixelCopy(info, pixels)
            ?? throw new InvalidOperationException("The picture could not be made.");
        using var data =
            image.Encode(
                format == PictureFormat.Png ? SKEncodedImageFormat.Png : SKEncodedImageFormat.Jpeg,
                JpegQuality
            ) ?? throw new InvalidOperationException("The picture could not be encoded.");
        return data.ToArray();
    }
}
