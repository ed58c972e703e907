using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using DataLab.Fits.Images;
using DataLab.Fits.Writing;

namespace DataLab.Bench;

/// <summary>Cut-outs over HTTP: 540 x 540 pixels around the point where four packed detectors meet.</summary>
internal static class Soda
{
    private const int Width = 2048;
    private const int Height = 4096;
    private const double Scale = 7e-5;
    private const int Clients = 8;
    private const int Requests = 200;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(6);

    public static async Task MeasureAsync(Bench bench)
    {
        var images = Directory.CreateTempSubdirectory("datalab-soda-").FullName;
        try
        {
            await File.WriteAllBytesAsync(Path.Combine(images, "exposure.fits.fz"), await ExposureAsync());
            await using var server = await bench.StartServerAsync(("Soda:ConcurrencyPerUser", "16"));
            await server.AddImagesAsync(images, "bench");
            using var client = Client.Create();
            // A quarter of the circle's box on each detector.
            var url = new Uri(
                server.Url,
                "soda/sync?ID=" + Uri.EscapeDataString("ivo://datalab.local/bench?exposure.fits.fz") + "&CIRCLE=52%20-28%200.0189"
            );
            Task<byte[]> One() => client.GetByteArrayAsync(url);
            await Latency.SecondsAsync(One, Requests);
            var (p50, p99) = Latency.Percentiles(await Latency.SecondsAsync(One, Requests));
            bench.Report.AtMost("cut-out of four extensions, p50", p50 * 1e3, 20, "ms");
            bench.Report.Note("cut-out of four extensions, p99", p99 * 1e3, "ms");
            bench.Report.Note("bytes of the cut-out", (await One()).Length / 1e6, "MB");
            var clock = Stopwatch.StartNew();
            var counts = await Task.WhenAll(
                Enumerable
                    .Range(0, Clients)
                    .Select(async _ =>
                    {
                        var n = 0;
                        for (; clock.Elapsed < Duration; n++)
                            await One();
                        return n;
                    })
            );
            bench.Report.AtLeast(
                $"cut-outs of four extensions, {Clients} clients",
                counts.Sum() / clock.Elapsed.TotalSeconds,
                60,
                "1/s"
            );
        }
        finally
        {
            Directory.Delete(images, recursive: true);
        }
    }

    private static async Task<byte[]> ExposureAsync()
    {
        var random = new Random(1);
        var stream = new MemoryStream();
        var writer = new FitsWriter(stream);
        for (var i = 0; i < 4; i++)
        {
            var header = new HeaderBuilder().Set("EXTNAME", "N" + (i + 1).ToString(CultureInfo.InvariantCulture));
            header.Set("CTYPE1", "RA---TAN").Set("CTYPE2", "DEC--TAN").Set("CRVAL1", 52.0).Set("CRVAL2", -28.0);
            header.Set("CRPIX1", Width + 0.5 - Width * (i % 2)).Set("CRPIX2", Height + 0.5 - Height * (i / 2));
            header.Set("CD1_1", -Scale).Set("CD1_2", 0.0).Set("CD2_1", 0.0).Set("CD2_2", Scale);
            var pixels = new float[Width * Height];
            for (var n = 0; n < pixels.Length; n++)
                pixels[n] = 300 + 12 * (random.NextSingle() + random.NextSingle() + random.NextSingle() - 1.5f);
            await writer.WriteCompressedAsync(
                header,
                new long[] { Width, Height },
                PixelType.Float32,
                MemoryMarshal.AsBytes(pixels.AsSpan()).ToArray(),
                new TileCompression(),
                CancellationToken.None
            );
        }
        return stream.ToArray();
    }
}
