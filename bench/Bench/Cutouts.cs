using System.Diagnostics;
using System.Globalization;
using DataLab.Fits;
using DataLab.Fits.Cutouts;
using DataLab.Fits.Images;

namespace DataLab.Bench;

/// <summary>Pieces of compressed images against astropy and CFITSIO's fitscopy, and headers read in a second.</summary>
internal static class Cutouts
{
    private const string Section = "[1201:1740,2001:2541]";
    private const int Runs = 30;
    private const int Extensions = 9;
    private const int Files = 300;

    /// <summary>A CCD of floats, packed as DECam's are, and files of nine small extensions with headers as long as DECam's.</summary>
    private const string Make = """
        import subprocess, sys
        import numpy as np
        from astropy.io import fits
        folder = sys.argv[1]
        rng = np.random.default_rng(1)
        def header(cards):
            h = fits.Header()
            h['CTYPE1'], h['CTYPE2'], h['CRPIX1'], h['CRPIX2'] = 'RA---TAN', 'DEC--TAN', 1024.0, 2048.0
            h['CRVAL1'], h['CRVAL2'], h['CD1_1'], h['CD2_2'] = 185.0, -31.0, 7e-5, 7e-5
            for n in range(cards):
                h[f'KEY{n}'] = (n * 1.25, 'what this keyword says')
            return h
        ccd = fits.ImageHDU(rng.normal(300, 12, (4096, 2048)).astype('f4'), header(150))
        fits.HDUList([fits.PrimaryHDU(header=header(150)), ccd]).writeto(f'{folder}/ccd.fits')
        subprocess.run(['fpack', '-q', '16', f'{folder}/ccd.fits'], check=True)
        small = [fits.ImageHDU(np.zeros((64, 2048), 'i2'), header(120)) for _ in range(9)]
        fits.HDUList([fits.PrimaryHDU(header=header(250)), *small]).writeto(f'{folder}/many.fits')
        """;

    /// <summary>The best of some runs, as ours are: seconds.</summary>
    private const string Astropy = """
        import sys, time, warnings
        from astropy.io import fits
        from astropy.nddata import Cutout2D
        from astropy.wcs import WCS
        warnings.simplefilter('ignore')
        best = 1e9
        for _ in range(7):
            start = time.perf_counter()
            with fits.open(f'{sys.argv[1]}/ccd.fits.fz') as f:
                Cutout2D(f[1].data, (1469.5, 2270), (541, 540), wcs=WCS(f[1].header)).data.sum()
            best = min(best, time.perf_counter() - start)
        print(best)
        """;

    public static async Task MeasureAsync(Bench bench)
    {
        var folder = Directory.CreateTempSubdirectory("datalab-cutouts-").FullName;
        try
        {
            Run("/usr/bin/python3", "-c", Make, folder);
            var path = Path.Combine(folder, "ccd.fits.fz");
            var ours = await BestAsync(() => CutAsync(path, Section));
            var astropy = double.Parse(Run("/usr/bin/python3", "-c", Astropy, folder), CultureInfo.InvariantCulture);
            var fitscopy = await BestAsync(() =>
                Task.Run(() => Run("fitscopy", $"{path}[1]{Section}", "!" + Path.Combine(folder, "cut.fits")))
            );
            // What the program costs before it has read a pixel is no cost of CFITSIO's.
            var start = await BestAsync(() => Task.Run(() => Run("fitscopy")));
            bench.Report.Note("cut-out of 540 x 541 from a Rice CCD, with sums", ours * 1e3, "ms");
            bench.Report.AtLeast("astropy's Cutout2D of the same, in ours", astropy / ours, 5, "x");
            bench.Report.AtMost("ours, in CFITSIO's fitscopy less its start", ours / (fitscopy - start), 1.5, "x");
            bench.Report.AtLeast("cut-outs of two threads, in those of one", await ScalingAsync(path), 1.8, "x");
            bench.Report.AtLeast(
                $"files of {Extensions} extensions whose headers are read",
                await HeadersAsync(Path.Combine(folder, "many.fits")),
                300,
                "files/s"
            );
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task CutAsync(string path, string section)
    {
        await using var source = FileSource.Open(path);
        var file = await FitsDocument.OpenAsync(source, CancellationToken.None);
        var image = FitsImage.Open(source, file.Hdus[1]);
        var piece = new CutoutHdu(image, Fits.Images.Section.Parse(section, image.Axes));
        await CutoutWriter.WriteAsync(
            Stream.Null,
            [new CutoutPart(file, [piece])],
            new CutoutOptions(),
            CancellationToken.None
        );
    }

    /// <summary>Pieces so small that each is decoded on one thread: how many more two at a time are in a second.</summary>
    private static async Task<double> ScalingAsync(string path)
    {
        async Task ManyAsync()
        {
            for (var n = 0; n < 60; n++)
                await CutAsync(path, $"[1201:1740,{1 + 60 * n}:{60 + 60 * n}]");
        }
        var one = await BestAsync(() => Task.Run(ManyAsync), 8);
        var two = await BestAsync(() => Task.WhenAll(Task.Run(ManyAsync), Task.Run(ManyAsync)), 8);
        return 2 * one / two;
    }

    private static async Task<double> HeadersAsync(string path)
    {
        var seconds = await BestAsync(
            async () =>
            {
                for (var n = 0; n < Files; n++)
                {
                    await using var source = FileSource.Open(path);
                    await FitsDocument.OpenAsync(source, CancellationToken.None);
                }
            },
            4
        );
        return Files / seconds;
    }

    private static async Task<double> BestAsync(Func<Task> work, int runs = Runs)
    {
        var best = double.MaxValue;
        for (var run = 0; run < runs; run++)
        {
            var clock = Stopwatch.StartNew();
            await work();
            best = Math.Min(best, clock.Elapsed.TotalSeconds);
        }
        return best;
    }

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        // fitscopy without arguments tells how it is used, and says it went well.
        return process.ExitCode == 0 || arguments.Length == 0
            ? output
            : throw new InvalidOperationException($"{program}: {errors.Result}");
    }
}
