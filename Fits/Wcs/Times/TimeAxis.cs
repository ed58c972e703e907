namespace DataLab.Fits.Wcs;

/// <summary>A linear axis of time (FITS 4.0 §9).</summary>
public sealed class TimeAxis
{
    private readonly double reference;
    private readonly double step;
    private readonly double zero;

    /// <param name="zero">Pixel coordinate at which the time is <paramref name="reference"/>, MJD.</param>
    /// <param name="step">Days per pixel, not 0.</param>
    internal TimeAxis(int axis, string scale, double zero, double reference, double step)
    {
        (Axis, Scale) = (axis, scale);
        (this.zero, this.reference, this.step) = (zero, reference, step);
    }

    /// <summary>The pixel axis along which it runs, from 0.</summary>
    public int Axis { get; }

    /// <summary>The time scale of the axis: UTC, TAI, TT, TDB ... (FITS 4.0 §9.2.1). Values stay in it.</summary>
    public string Scale { get; }

    /// <summary>Time at a pixel coordinate, MJD in <see cref="Scale"/>; the centre of the first pixel is 1.</summary>
    public double ToMjd(double pixel) => reference + step * (pixel - zero);

    /// <summary>Pixel coordinate of a time, MJD in <see cref="Scale"/>.</summary>
    public double ToPixel(double mjd) => zero + (mjd - reference) / step;

    /// <summary>First and last instant of the axis, MJD in <see cref="Scale"/>: its outer pixel edges.</summary>
    /// <param name="length">Pixels, at least 1.</param>
    public (double Min, double Max) Bounds(long length)
    {
        var (a, b) = (ToMjd(0.5), ToMjd(length + 0.5));
        return (Math.Min(a, b), Math.Max(a, b));
    }
}
