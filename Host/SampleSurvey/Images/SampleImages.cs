// Front door of the sample images: exposures of Field169, painted from the catalogue of the same survey.
//
//   ImagePlan     which exposures, which parts of the camera        CameraWindow   a part of a CCD, its coordinates
//   SamplePixels  image, mask and weights of a window               StarLight, PixelNoise   what they are made of
//   SampleHeaders names of files, keywords
using System.Runtime.InteropServices;
using DataLab.Fits.Images;
using DataLab.Fits.Wcs;
using DataLab.Fits.Writing;

namespace DataLab.Host.SampleSurvey;

/// <summary>Makes image files like DECam's: each exposure as image, mask and weight map (<c>ooi</c>, <c>ood</c>, <c>oow</c>).</summary>
public static class SampleImages
{
    /// <summary>Steps to one sigma of the noise; what is lost is a thousandth of it.</summary>
    private const double Levels = 4;

    /// <summary>Writes the files that are not there yet; each is whole or not at all.</summary>
    /// <param name="folder">Made if it is not there.</param>
    /// <param name="progress">Told the fraction done.</param>
    /// <returns>Files that were written.</returns>
    public static async Task<int> MakeAsync(
        SampleSurveyOptions options,
        string folder,
        IProgress<double>? progress,
        CancellationToken ct
    )
    {
        options.Validate();
        Directory.CreateDirectory(folder);
        var plan = ImagePlan.Make(new Catalogue(options));
        var missing = plan
            .Exposures.Where(exposure =>
                "dwi".Any(product => !File.Exists(Path.Combine(folder, SampleHeaders.FileName(exposure, product))))
            )
            .ToList();
        var (done, written) = (0, 0);
        await Parallel.ForEachAsync(
            missing,
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = ct },
            async (exposure, token) =>
            {
                Interlocked.Add(ref written, await MakeAsync(plan, exposure, options.Seed, folder, token));
                progress?.Report(Interlocked.Increment(ref done) / (double)missing.Count);
            }
        );
        return written;
    }

    private static async Task<int> MakeAsync(
        ImagePlan plan,
        Exposure exposure,
        int seed,
        string folder,
        CancellationToken ct
    )
    {
        const string products = "dwi";
        var paths = products
            .Select(product => Path.Combine(folder, SampleHeaders.FileName(exposure, product)))
            .ToArray();
        var streams = paths.Select(path => File.Create(path + ".part")).ToArray();
        try
        {
            var writers = new FitsWriter[products.Length];
            for (var i = 0; i < products.Length; i++)
            {
                writers[i] = new FitsWriter(streams[i]);
                await writers[i]
                    .WriteImageAsync(
                        SampleHeaders.Primary(exposure, products[i]),
                        ReadOnlyMemory<long>.Empty,
                        PixelType.UInt8,
                        default,
                        ct
                    );
            }
            foreach (var window in plan.Windows)
            {
                var headers = products.Select(product => SampleHeaders.Extension(exposure, window, product)).ToArray();
                var wcs = ImageCoordinates.Parse(headers[2].ToHeader()).Celestial!;
                var pixels = SamplePixels.Make(plan, exposure, window, wcs, seed);
                long[] axes = [window.Width, window.Height];
                var compression = new TileCompression(Levels, Seed: exposure.Number % 10_000 + 1);
                await writers[0]
                    .WriteCompressedAsync(headers[0], axes, PixelType.Int32, Bytes(pixels.Mask), compression, ct);
                await writers[1]
                    .WriteCompressedAsync(headers[1], axes, PixelType.Float32, Bytes(pixels.Weight), compression, ct);
                await writers[2]
                    .WriteCompressedAsync(headers[2], axes, PixelType.Float32, Bytes(pixels.Image), compression, ct);
            }
        }
        finally
        {
            foreach (var stream in streams)
                await stream.DisposeAsync();
        }
        foreach (var path in paths)
            File.Move(path + ".part", path, overwrite: true);
        return paths.Length;
    }

    private static byte[] Bytes<T>(T[] pixels)
        where T : struct => MemoryMarshal.AsBytes(pixels.AsSpan()).ToArray();
}
