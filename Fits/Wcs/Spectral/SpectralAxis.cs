using DataLab.Fits.Wcs.Spectral;

namespace DataLab.Fits.Wcs;

/// <summary>A spectral axis (FITS 4.0 §8.4) as vacuum wavelengths.</summary>
/// <remarks>In the frame of rest that SPECSYS names: velocities of observers are not taken off.</remarks>
public sealed class SpectralAxis
{
    private readonly SpectralQuantity quantity;
    private readonly SpectralQuantity regular;
    private readonly double shift;
    private readonly double reference;
    private readonly bool logarithmic;

    /// <param name="meaning">The quantity of CTYPE, the one in which pixels are equidistant, and whether their logarithms are instead.</param>
    /// <param name="step">SI units of the quantity per pixel, at the reference.</param>
    /// <param name="zero">Pixel coordinate of the reference.</param>
    /// <param name="reference">Value there, SI units.</param>
    internal SpectralAxis(
        int axis,
        string type,
        (SpectralQuantity Quantity, SpectralQuantity Regular, bool Logarithmic) meaning,
        double step,
        double zero,
        double reference
    )
    {
        (Axis, Type, ReferencePixel) = (axis, type, zero);
        (quantity, regular, logarithmic) = meaning;
        this.reference = reference;
        var wavelength = quantity.ToWavelength(reference);
        if (logarithmic || ReferenceEquals(quantity, regular))
            (shift, Rate) = (reference, step);
        else
            (shift, Rate) = (
                regular.FromWavelength(wavelength),
                step * quantity.Slope(wavelength) / regular.Slope(wavelength)
            );
    }

    /// <summary>The pixel axis along which it runs, from 0.</summary>
    public int Axis { get; }

    /// <summary>CTYPE without blanks, such as FREQ or WAVE-F2W.</summary>
    public string Type { get; }

    /// <summary>CRPIX.</summary>
    public double ReferencePixel { get; }

    internal bool IsUsable =>
        double.IsFinite(Rate)
        && Rate != 0.0
        && double.IsFinite(shift)
        && IsWavelength(quantity.ToWavelength(reference));

    /// <summary>Units of the regular quantity per pixel.</summary>
    private double Rate { get; }

    /// <summary>The quantity of CTYPE in SI units (Hz, J, 1/m, m/s, m) at a pixel coordinate; NaN where there is none.</summary>
    public double ToValue(double pixel)
    {
        var wavelength = ToWavelength(pixel);
        return double.IsNaN(wavelength) ? double.NaN : quantity.FromWavelength(wavelength);
    }

    /// <summary>Vacuum wavelength, metres, at a pixel coordinate (the centre of the first is 1); NaN where there is none.</summary>
    public double ToWavelength(double pixel)
    {
        var along = Rate * (pixel - ReferencePixel);
        var wavelength = logarithmic
            ? quantity.ToWavelength(reference * Math.Exp(along / reference))
            : regular.ToWavelength(shift + along);
        return IsWavelength(wavelength) ? wavelength : double.NaN;
    }

    /// <summary>Pixel coordinate of a vacuum wavelength in metres; NaN where there is none.</summary>
    public double ToPixel(double metres)
    {
        if (!IsWavelength(metres))
            return double.NaN;
        var along = logarithmic
            ? reference * Math.Log(quantity.FromWavelength(metres) / reference)
            : regular.FromWavelength(metres) - shift;
        var pixel = ReferencePixel + along / Rate;
        return double.IsFinite(pixel) ? pixel : double.NaN;
    }

    /// <summary>Shortest and longest wavelength, metres, between the outer pixel edges.</summary>
    /// <param name="length">Pixels, at least 1.</param>
    /// <returns>From the centres of the outer pixels where an edge has no wavelength; NaN where those have none either.</returns>
    public (double Min, double Max) Bounds(long length)
    {
        var first = ToWavelength(0.5) is var a && double.IsNaN(a) ? ToWavelength(1.0) : a;
        var last = ToWavelength(length + 0.5) is var b && double.IsNaN(b) ? ToWavelength(length) : b;
        return (Math.Min(first, last), Math.Max(first, last));
    }

    private static bool IsWavelength(double metres) => metres > 0.0 && double.IsFinite(metres);
}
