namespace DataLab.Fits.Wcs;

/// <summary>The frame of celestial axes (FITS 4.0 §8.3) and its way to ICRS.</summary>
public sealed class CelestialFrame
{
    internal CelestialFrame(string name, double? equinox) => (Name, Equinox) = (name, equinox);

    /// <summary>ICRS, FK5, FK4, FK4-NO-E, GALACTIC, SUPERGALACTIC or ECLIPTIC.</summary>
    public string Name { get; }

    /// <summary>Equinox in years, Besselian for FK4, else Julian; null where the frame has none.</summary>
    public double? Equinox { get; }
}
