namespace DataLab.Sia.Hips.Density;

/// <summary>How often pixels hold how many rows: exactly up to a thousand, above in steps of 2%.</summary>
internal sealed class CountHistogram
{
    private const int Exact = 1024;
    private const double Steps = 36;

    private readonly long[] pixels = new long[Exact + (int)(54 * Steps)];

    /// <summary>In all pixels.</summary>
    public long Rows { get; private set; }

    /// <summary>With rows.</summary>
    public long Pixels { get; private set; }

    /// <summary>Of one pixel.</summary>
    public long Most { get; private set; }

    public void Add(long rows)
    {
        pixels[rows < Exact ? (int)rows : Exact + (int)(Steps * Math.Log2(rows / (double)Exact))]++;
        (Rows, Pixels, Most) = (Rows + rows, Pixels + 1, Math.Max(Most, rows));
    }

    /// <summary>So many rows, or fewer, are in this part of the pixels that have rows.</summary>
    public double Quantile(double part)
    {
        var (bin, seen) = (0, 0L);
        while (bin < pixels.Length - 1 && (seen += pixels[bin]) < part * Pixels)
            bin++;
        return bin < Exact ? bin : Math.Min(Most, Exact * Math.Pow(2, (bin + 1 - Exact) / Steps));
    }
}
