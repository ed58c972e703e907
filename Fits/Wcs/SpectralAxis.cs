namespace DataLab.Fits.Wcs;

/// <summary>A spectral axis (FITS 4.0 §8.4) as vacuum wavelengths.</summary>
public sealed class SpectralAxis
{
    internal SpectralAxis(int axis, string type) => (Axis, Type) = (axis, type);

    /// <summary>Its place among the axes, from 0.</summary>
    public int Axis { get; }

    /// <summary>CTYPE without blanks, such as FREQ or WAVE-F2W.</summary>
    public string Type { get; }

    /// <summary>Vacuum wavelength, metres, at a pixel coordinate (the centre of the first is 1); NaN where there is none.</summary>
    public double ToWavelength(double pixel) => throw new NotImplementedException();

    /// <summary>Pixel coordinate of a vacuum wavelength in metres; NaN where there is none.</summary>
    public double ToPixel(double metres) => throw new NotImplementedException();

    /// <summary>Shortest and longest wavelength, metres, between the outer pixel edges.</summary>
    /// <param name="length">Pixels, at least 1.</param>
    public (double Min, double Max) Bounds(long length) => throw new NotImplementedException();
}
