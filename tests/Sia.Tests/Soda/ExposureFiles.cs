using System.Runtime.InteropServices;
using DataLab.Fits.Images;
using DataLab.Fits.Writing;
using DataLab.Sia.Tests.Support;

namespace DataLab.Sia.Tests.Soda;

/// <summary>An exposure of four detectors around a point, packed as DECam's, with its mask and weight; and a cube.</summary>
internal static class ExposureFiles
{
    public const string Image = "c4d_181104_072440_ooi_r_v1.fits.fz";
    public const string Mask = "c4d_181104_072440_ood_r_v1.fits.fz";
    public const string Weight = "c4d_181104_072440_oow_r_v1.fits.fz";

    /// <summary>Pixels of a detector.</summary>
    public const int Width = 300;
    public const int Height = 200;

    /// <summary>Degrees a pixel.</summary>
    public const double Scale = 1e-4;

    /// <summary>Where the corners of the four detectors meet.</summary>
    public const double Ra = 52;
    public const double Dec = -28;

    public static async Task AddAsync(TestImages images)
    {
        images.Write(Image, await ExposureAsync("image", PixelType.Float32));
        images.Write(Mask, await ExposureAsync("dqmask", PixelType.Int32));
        images.Write(Weight, await ExposureAsync("wtmap", PixelType.Float32));
        images.Write("cube.fits", await CubeAsync());
        var report = await images.AddAsync();
        Assert.That(report.Refused, Is.Zero, string.Join("\n", images.Remarks));
    }

    private static async Task<byte[]> ExposureAsync(string product, PixelType type)
    {
        var random = new Random(product.Length);
        var stream = new MemoryStream();
        var writer = new FitsWriter(stream);
        var primary = new HeaderBuilder();
        foreach (
            var (keyword, value) in (ReadOnlySpan<(string, string)>)
                [
                    ("OBJECT", "Field 7"),
                    ("INSTRUME", "DECam"),
                    ("FILTER", "r DECam SDSS c0002 6415.0 1480.0"),
                    ("DATE-OBS", "2018-11-04T07:24:40.000"),
                    ("PRODTYPE", product),
                    ("PROCTYPE", "InstCal"),
                ]
        )
            primary.Set(keyword, value);
        primary.Set("EXPTIME", 86.4);
        await writer.WriteImageAsync(primary, Array.Empty<long>(), PixelType.UInt8, default, default);
        for (var i = 0; i < 4; i++)
        {
            var header = new HeaderBuilder();
            header.Set("EXTNAME", $"N{i + 1}");
            foreach (
                var (keyword, value) in PaintedImage.Wcs(
                    "TAN",
                    Ra,
                    Dec,
                    Width + 0.5 - Width * (i % 2),
                    Height + 0.5 - Height * (i / 2),
                    Scale
                )
            )
                _ = value is string text ? header.Set(keyword, text) : header.Set(keyword, (double)value);
            var bytes =
                type == PixelType.Float32
                    ? MemoryMarshal.AsBytes(Values(n => 100 + 10 * random.NextSingle() + n % Width).AsSpan()).ToArray()
                    : MemoryMarshal.AsBytes(Values(_ => random.Next(4)).AsSpan()).ToArray();
            await writer.WriteCompressedAsync(
                header,
                new long[] { Width, Height },
                type,
                bytes,
                new TileCompression(),
                default
            );
        }
        return stream.ToArray();
    }

    private static T[] Values<T>(Func<int, T> value) => [.. Enumerable.Range(0, Width * Height).Select(value)];

    /// <summary>16 x 12 pixels, 10 channels from 1.4 GHz by 1 MHz, I Q U V; the first pixel has 0, the next 1.</summary>
    private static async Task<byte[]> CubeAsync()
    {
        var header = new HeaderBuilder();
        foreach (
            var (axis, type, value, pixel, step) in (ReadOnlySpan<(int, string, double, double, double)>)
                [
                    (1, "RA---TAN", 10, 8, -1e-3),
                    (2, "DEC--TAN", 20, 6, 1e-3),
                    (3, "FREQ", 1.4e9, 1, 1e6),
                    (4, "STOKES", 1, 1, 1),
                ]
        )
        {
            header.Set($"CTYPE{axis}", type);
            header.Set($"CRVAL{axis}", value);
            header.Set($"CRPIX{axis}", pixel);
            header.Set($"CDELT{axis}", step);
        }
        header.Set("CUNIT3", "Hz");
        var pixels = new byte[4 * 16 * 12 * 10 * 4];
        for (var i = 0; i < pixels.Length / 4; i++)
            System.Buffers.Binary.BinaryPrimitives.WriteSingleBigEndian(pixels.AsSpan(4 * i), i);
        var stream = new MemoryStream();
        await new FitsWriter(stream).WriteImageAsync(
            header,
            new long[] { 16, 12, 10, 4 },
            PixelType.Float32,
            pixels,
            default
        );
        return stream.ToArray();
    }
}
