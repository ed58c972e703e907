namespace DataLab.Fits.Wcs;

/// <summary>A linear axis of time (FITS 4.0 §9).</summary>
public sealed class TimeAxis
{
    private readonly double reference;
    private readonly double value;
    private readonly double step;

    internal TimeAxis(int axis, string scale, double reference, double value, double step)
    {
        (Axis, Scale) = (axis, scale);
        (this.reference, this.value, this.step) = (reference, value, step);
    }

    /// <summary>Its place among the axes, from 0.</summary>
    public int Axis { get; }

    /// <summary>The time scale of the axis: UTC, TAI, TT, TDB ... (FITS 4.0 §9.2.1). Values stay in it.</summary>
    public string Scale { get; }

    /// <summary>Time at a pixel coordinate, MJD in <see cref="Scale"/>; the centre of the first pixel is 1.</summary>
    public double ToMjd(double pixel) => reference + value + step * pixel;

    /// <summary>Pixel coordinate of a time, MJD in <see cref="Scale"/>.</summary>
    public double ToPixel(double mjd) => (mjd - reference - value) / step;

    /// <summary>First and last instant of the axis, MJD: its outer pixel edges.</summary>
    /// <param name="length">Pixels, at least 1.</param>
    public (double Min, double Max) Bounds(long length)
    {
        var (a, b) = (ToMjd(0.5), ToMjd(length + 0.5));
        return (Math.Min(a, b), Math.Max(a, b));
    }
}
