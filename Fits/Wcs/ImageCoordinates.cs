using System.Collections.Immutable;

namespace DataLab.Fits.Wcs;

/// <summary>The coordinates of an image, from its header (FITS 4.0 §8). Immutable, thread-safe.</summary>
public sealed class ImageCoordinates
{
    private ImageCoordinates() { }

    /// <summary>What was wrong or could not be used, as sentences; at most 100.</summary>
    public ImmutableArray<string> Notes { get; private init; } = [];

    /// <summary>Position on the sky; null where the header has none that can be used.</summary>
    public CelestialCoordinates? Celestial { get; private init; }

    public SpectralAxis? Spectral { get; private init; }

    public TimeAxis? Time { get; private init; }

    public PolarizationAxis? Polarization { get; private init; }

    /// <summary>Reads the coordinates; bad ones give null and a note, never an exception.</summary>
    /// <param name="header">Of an image; of a compressed one, as the uncompressed image would have it.</param>
    /// <param name="alternate">Blank for the primary description, or A to Z (FITS 4.0 §8.2.1).</param>
    public static ImageCoordinates Parse(Header header, char alternate = ' ') => throw new NotImplementedException();
}
