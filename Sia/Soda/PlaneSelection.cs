// Which pixels of an axis that is not on the sky belong to a range of wavelengths or times, or to states of polarization.
using System.Collections.Immutable;
using DataLab.Fits.Images;
using DataLab.Fits.Wcs;
using DataLab.Sia.Search;

namespace DataLab.Sia.Soda;

internal static class PlaneSelection
{
    /// <summary>The pixels that a range of wavelengths touches; null if it touches none.</summary>
    /// <param name="length">Pixels along the axis.</param>
    /// <param name="band">Metres, in vacuum.</param>
    public static AxisRange? Of(SpectralAxis axis, long length, Interval band) =>
        Of(axis.Bounds(length), axis.ToPixel, length, band);

    /// <summary>The pixels that a range of times touches; null if it touches none.</summary>
    /// <param name="time">MJD, in the scale of the axis.</param>
    public static AxisRange? Of(TimeAxis axis, long length, Interval time) =>
        Of(axis.Bounds(length), axis.ToPixel, length, time);

    /// <summary>The pixels with some states, as few ranges as they make.</summary>
    public static ImmutableArray<AxisRange> Of(PolarizationAxis axis, long length, ImmutableArray<string> states)
    {
        var pixels = Enumerable
            .Range(0, (int)Math.Min(length, axis.States.Length))
            .Where(i => axis.States[i] is { } state && states.Contains(state))
            .Select(i => i + 1L)
            .ToList();
        if (pixels.Count == 0)
            return [];
        var step = pixels.Count > 1 ? pixels[1] - pixels[0] : 1;
        var isEven = Enumerable.Range(1, pixels.Count - 1).All(i => pixels[i] - pixels[i - 1] == step);
        return isEven
            ? [new AxisRange(pixels[0], pixels[^1], step)]
            : [.. pixels.Select(pixel => new AxisRange(pixel, pixel))];
    }

    private static AxisRange? Of(
        (double Min, double Max) bounds,
        Func<double, double> toPixel,
        long length,
        Interval wanted
    )
    {
        if (double.IsNaN(bounds.Min) || wanted.High < bounds.Min || wanted.Low > bounds.Max)
            return null;
        var (a, b) = (toPixel(Math.Max(wanted.Low, bounds.Min)), toPixel(Math.Min(wanted.High, bounds.Max)));
        // Where the axis has no value at its very edge, its outer pixel is meant.
        var first = (long)Math.Clamp(Math.Floor((double.IsNaN(a) || double.IsNaN(b) ? 1 : Math.Min(a, b)) + 0.5), 1, length);
        var last = (long)
            Math.Clamp(Math.Ceiling((double.IsNaN(a) || double.IsNaN(b) ? length : Math.Max(a, b)) - 0.5), 1, length);
        return new AxisRange(Math.Min(first, last), Math.Max(first, last));
    }
}
