// What a detector saw: the objects of the catalogue, noise, and what is wrong with some pixels.
using DataLab.Fits.Wcs;

namespace DataLab.Host.SampleSurvey;

/// <summary>Codes of the mask, as the pipeline of DECam has them since version 3.5.</summary>
internal static class MaskCode
{
    public const int Bad = 1;
    public const int Saturated = 3;
    public const int CosmicRay = 5;
}

/// <summary>Pixels of a window in one exposure, row by row.</summary>
/// <param name="Image">Adu above the sky.</param>
/// <param name="Mask">See <see cref="MaskCode"/>; 0 for good pixels.</param>
/// <param name="Weight">1 / variance of the sky, adu^-2; 0 for bad pixels.</param>
internal sealed record SamplePixels(float[] Image, int[] Mask, float[] Weight)
{
    /// <summary>Where a pixel is full, adu.</summary>
    public const double Saturation = 45_000;

    /// <summary>Light fainter than this part of the noise is not painted.</summary>
    private const double Faintest = 0.02;

    private const double CosmicRaysPerMegapixel = 12;

    public static SamplePixels Make(
        ImagePlan plan,
        Exposure exposure,
        CameraWindow window,
        CelestialCoordinates wcs,
        int seed
    )
    {
        var random = RandomStream.For(seed, Purpose.Pixels, exposure.Number, window.Ccd.Number);
        var (width, height) = (window.Width, window.Height);
        var image = new float[width * height];
        var mask = new int[image.Length];
        var noise = SkyNoise(exposure);
        foreach (var thing in plan.Objects)
            if (wcs.TryToPixel(new Sky.Point(thing.Ra, thing.Dec), out var x, out var y))
                Light(thing, exposure, seed).AddTo(image, width, height, x, y, Faintest * noise);
        PixelNoise.AddTo(image, noise, window.Ccd.Gain, ref random);
        AddCosmicRays(image, mask, width, height, ref random);
        var full = (float)(Saturation - exposure.Sky);
        for (var i = 0; i < image.Length; i++)
            if (image[i] > full)
                (image[i], mask[i]) = (full, MaskCode.Saturated);
        MendColumns(image, mask, window);
        var weight = new float[image.Length];
        for (var i = 0; i < weight.Length; i++)
            weight[i] = mask[i] == 0 ? (float)(1 / (noise * noise)) : 0;
        return new SamplePixels(image, mask, weight);
    }

    /// <summary>Magnitude of one adu in the whole exposure.</summary>
    /// <remarks>Instrumental magnitudes of the catalogue are 25 - 2.5 log10(adu per second).</remarks>
    public static double ZeroPoint(Exposure exposure) =>
        Math.Round(25 - exposure.ZeroPoint + 2.5 * Math.Log10(exposure.Seconds), 4);

    /// <summary>Noise of a pixel without a source, adu: that with which the catalogue's limits agree.</summary>
    /// <remarks>A fit of the profile to a point source weighs as many pixels as 1 / the sum of the profile squared.</remarks>
    public static double SkyNoise(Exposure exposure)
    {
        var flux = Math.Pow(10, -0.4 * (exposure.Depth - ZeroPoint(exposure)));
        var alpha = Fwhm(exposure) / (2 * Math.Sqrt(Math.Pow(2, 1 / StarLight.Beta) - 1));
        const double beta = StarLight.Beta;
        var pixels = Math.PI * alpha * alpha * (2 * beta - 1) / ((beta - 1) * (beta - 1));
        return flux / 5 / Math.Sqrt(pixels);
    }

    /// <summary>Of a star, pixels.</summary>
    public static double Fwhm(Exposure exposure) => exposure.Seeing / Mosaic.PixelScale;

    private static StarLight Light(in SkyObject thing, Exposure exposure, int seed)
    {
        var flux = Math.Pow(
            10,
            -0.4 * (LightCurve.Magnitude(thing, exposure.Band, exposure.Mjd) - ZeroPoint(exposure))
        );
        if (!thing.IsExtended)
            return new StarLight(flux, Fwhm(exposure));
        var random = RandomStream.For(seed, Purpose.GalaxyShape, thing.Field.Id, thing.Run);
        // Half of the light of a galaxy of 24 mag lies within 0.3 arcsec; brighter ones are larger.
        var halfLight = Math.Clamp(0.3 * Math.Pow(10, 0.13 * (24 - thing.Magnitude[Band.I.Index])), 0.15, 4);
        var fwhm = Math.Sqrt(exposure.Seeing * exposure.Seeing + 4 * halfLight * halfLight);
        var thin = 0.35 + 0.65 * random.Uniform();
        return new StarLight(
            flux,
            fwhm / Mosaic.PixelScale,
            Math.Sqrt(exposure.Seeing * exposure.Seeing + 4 * halfLight * halfLight * thin * thin) / fwhm,
            Math.PI * random.Uniform()
        );
    }

    /// <summary>Short bright tracks, a pixel wide.</summary>
    private static void AddCosmicRays(float[] image, int[] mask, int width, int height, ref RandomStream random)
    {
        var count = (int)(CosmicRaysPerMegapixel * image.Length / 1e6);
        for (var ray = 0; ray < count; ray++)
        {
            var (x, y) = (random.Uniform(0, width), random.Uniform(0, height));
            var (length, turn, light) = (
                random.Uniform(2, 25),
                random.Uniform(0, 2 * Math.PI),
                random.Uniform(300, 6000)
            );
            var (sin, cos) = Math.SinCos(turn);
            for (var along = 0.0; along < length; along += 0.7)
            {
                var (column, row) = ((int)(x + along * cos), (int)(y + along * sin));
                if (column < 0 || row < 0 || column >= width || row >= height || mask[row * width + column] != 0)
                    continue;
                image[row * width + column] += (float)light;
                mask[row * width + column] = MaskCode.CosmicRay;
            }
        }
    }

    /// <summary>Columns that do not work are the same in every exposure; they are filled from their neighbours.</summary>
    private static void MendColumns(float[] image, int[] mask, CameraWindow window)
    {
        for (var bad = 0; bad < 3; bad++)
        {
            var column = (window.Ccd.Number * 331 + bad * 677) % (Mosaic.Columns - 2) + 2 - window.FirstX;
            if (column < 1 || column >= window.Width - 1)
                continue;
            for (var row = 0; row < window.Height; row++)
            {
                var i = row * window.Width + column;
                (image[i], mask[i]) = ((image[i - 1] + image[i + 1]) / 2, MaskCode.Bad);
            }
        }
    }
}
