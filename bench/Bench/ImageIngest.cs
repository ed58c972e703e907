using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using DataLab.Fits.Images;
using DataLab.Fits.Writing;

namespace DataLab.Bench;

/// <summary>Lists exposures of nine packed detectors, whose headers are as long as DECam's, as an operator does: <c>datalab images add</c>.</summary>
internal static class ImageIngest
{
    private const int Files = 6000;
    private const int Detectors = 9;
    private const int Side = 64;

    /// <summary>Cards of a detector beside those that describe the image.</summary>
    private const int OtherCards = 120;

    /// <summary>Stands for the number of the exposure, eight digits.</summary>
    private const string Number = "77777777";

    public static async Task MeasureAsync(Bench bench)
    {
        var folder = Directory.CreateTempSubdirectory("datalab-images-").FullName;
        try
        {
            var images = Directory.CreateDirectory(Path.Combine(folder, "images")).FullName;
            var exposure = await ExposureAsync();
            var places = PlacesOf(exposure, Number);
            for (var file = 0; file < Files; file++)
            {
                var number = (10_000_000 + file).ToString(CultureInfo.InvariantCulture);
                foreach (var place in places)
                    Encoding.ASCII.GetBytes(number, exposure.AsSpan(place));
                await File.WriteAllBytesAsync(Path.Combine(images, $"c4d_{number}_ooi_r_v1.fits.fz"), exposure);
            }
            var clock = Stopwatch.StartNew();
            await ServerProcess.RunAsync("images", "add", images, "--collection", "bench", "--data", folder);
            var first = Files / clock.Elapsed.TotalSeconds;
            clock.Restart();
            await ServerProcess.RunAsync("images", "add", images, "--collection", "bench", "--data", folder);
            var again = Files / clock.Elapsed.TotalSeconds;
            bench.Report.AtLeast($"images add, files of {Detectors} extensions", first, 300, "1/s");
            bench.Report.Note("images add, files that are listed already", again, "1/s");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static List<int> PlacesOf(byte[] bytes, string text)
    {
        var sought = Encoding.ASCII.GetBytes(text);
        var places = new List<int>();
        for (int from = 0, at; (at = bytes.AsSpan(from).IndexOf(sought)) >= 0; from += at + sought.Length)
            places.Add(from + at);
        return places;
    }

    private static async Task<byte[]> ExposureAsync()
    {
        var random = new Random(1);
        var stream = new MemoryStream();
        var writer = new FitsWriter(stream);
        var primary = new HeaderBuilder()
            .Set("OBSERVAT", "CTIO")
            .Set("TELESCOP", "CTIO 4.0-m telescope")
            .Set("INSTRUME", "DECam")
            .Set("OBJECT", "field " + Number)
            .Set("EXPNUM", long.Parse(Number, CultureInfo.InvariantCulture))
            .Set("FILTER", "r DECam SDSS c0002 6415.0 1480.0")
            .Set("EXPTIME", 86.4)
            .Set("DATE-OBS", "2018-11-04T03:12:45.123456")
            .Set("MJD-OBS", 58426.13385559)
            .Set("OBSTYPE", "object")
            .Set("PROCTYPE", "InstCal")
            .Set("PRODTYPE", "image")
            .Set("AIRMASS", 1.12)
            .Set("MAGZERO", 31.2);
        await writer.WriteImageAsync(
            primary,
            ReadOnlyMemory<long>.Empty,
            PixelType.UInt8,
            default,
            CancellationToken.None
        );
        var pixels = new float[Side * Side];
        for (var n = 0; n < pixels.Length; n++)
            pixels[n] = 300 + 12 * (random.NextSingle() + random.NextSingle() - 1);
        for (var i = 0; i < Detectors; i++)
        {
            var header = new HeaderBuilder().Set("EXTNAME", "N" + (i + 1).ToString(CultureInfo.InvariantCulture));
            header.Set("CTYPE1", "RA---TPV").Set("CTYPE2", "DEC--TPV").Set("CRVAL1", 52.0).Set("CRVAL2", -28.0);
            header.Set("CUNIT1", "deg").Set("CUNIT2", "deg").Set("EQUINOX", 2000.0).Set("RADESYS", "ICRS");
            header.Set("CRPIX1", Side / 2.0 - Side * (i % 3)).Set("CRPIX2", Side / 2.0 - Side * (i / 3));
            header.Set("CD1_1", -7e-5).Set("CD1_2", 1e-8).Set("CD2_1", 1e-8).Set("CD2_2", 7e-5);
            foreach (var axis in new[] { 1, 2 })
            foreach (var term in Enumerable.Range(0, 11).Where(term => term != 3))
                header.Set($"PV{axis}_{term}", term == 1 ? 1.0 : 1e-5 * random.NextDouble());
            for (var card = 0; card < OtherCards; card++)
                header.Set(
                    "KEY" + card.ToString("D4", CultureInfo.InvariantCulture),
                    random.NextDouble(),
                    "one of many facts"
                );
            await writer.WriteCompressedAsync(
                header,
                new long[] { Side, Side },
                PixelType.Float32,
                MemoryMarshal.AsBytes(pixels.AsSpan()).ToArray(),
                new TileCompression(),
                CancellationToken.None
            );
        }
        return stream.ToArray();
    }
}
