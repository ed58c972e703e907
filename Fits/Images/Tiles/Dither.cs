// Subtractive dithering (FITS 4.0 §10.2, appendix I): the same 10000 random numbers everywhere, begun at a place that the tile's number gives.
namespace DataLab.Fits.Images.Tiles;

internal static class Dither
{
    private const int Length = 10_000;

    /// <summary>What DITHER_2 stores for a pixel that is exactly zero.</summary>
    public const int Zero = -2147483646;

    /// <summary>What fpack stores for a pixel that is not a number.</summary>
    public const int Null = -2147483647;

    private static readonly float[] Numbers = Make();

    /// <summary>The generator of Park and Miller, in double precision as the standard has it.</summary>
    private static float[] Make()
    {
        const double a = 16807,
            m = 2147483647;
        var numbers = new float[Length];
        double seed = 1;
        for (var i = 0; i < Length; i++)
        {
            var product = a * seed;
            seed = product - m * (int)(product / m);
            numbers[i] = (float)(seed / m);
        }
        return numbers;
    }

    /// <summary>A place in the sequence of one tile.</summary>
    /// <param name="tile">1-based number of the tile plus ZDITHER0 less 1.</param>
    public struct Cursor(long tile)
    {
        private int seed = (int)((((tile - 1) % Length) + Length) % Length);
        private int start = -1;
        private int begin;

        /// <summary>Random numbers from the pixel on, up to where the sequence starts anew; at least one.</summary>
        /// <param name="pixel">0-based in the tile; never before the one asked last.</param>
        public ReadOnlySpan<float> From(int pixel)
        {
            if (start < 0)
                start = StartOf(seed);
            while (pixel - begin >= Length - start)
            {
                begin += Length - start;
                seed = seed + 1 == Length ? 0 : seed + 1;
                start = StartOf(seed);
            }
            return Numbers.AsSpan(start + pixel - begin);
        }

        private static int StartOf(int seed) => (int)(Numbers[seed] * 500);
    }
}
