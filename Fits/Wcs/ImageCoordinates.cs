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

    /// <summary>Wavelength; null where the image has no spectral axis that can be used.</summary>
    public SpectralAxis? Spectral { get; private init; }

    /// <summary>Time; null where the image has no axis of time that can be used.</summary>
    public TimeAxis? Time { get; private init; }

    /// <summary>Polarization; null where the image has no such axis.</summary>
    public PolarizationAxis? Polarization { get; private init; }

    /// <summary>Reads the coordinates; bad ones give null and a note, never an exception.</summary>
    /// <param name="header">Of an image; of a compressed one, as the uncompressed image would have it.</param>
    /// <param name="alternate">Blank for the primary description, or A to Z (FITS 4.0 §8.2.1).</param>
    /// <exception cref="ArgumentOutOfRangeException">The alternate is neither.</exception>
    public static ImageCoordinates Parse(Header header, char alternate = ' ')
    {
        if (alternate is not (' ' or (>= 'A' and <= 'Z') or (>= 'a' and <= 'z')))
            throw new ArgumentOutOfRangeException(
                nameof(alternate),
                alternate,
                "An alternate is a letter from A to Z."
            );
        var notes = new WcsNotes();
        var axes = new AxisTable(header, alternate == ' ' ? "" : char.ToUpperInvariant(alternate).ToString(), notes);
        if (Enumerable.Range(0, axes.Count).All(i => axes.Type(i).Length == 0))
        {
            notes.Add("The header has no world coordinates: no CTYPE.");
            return new ImageCoordinates { Notes = notes.All };
        }
        var celestial = new CelestialReader(header, axes, notes).Read();
        return new ImageCoordinates
        {
            Celestial = celestial,
            Spectral = SpectralReader.Read(axes, notes),
            Time = TimeReader.Read(header, axes, notes),
            Polarization = PolarizationReader.Read(axes, notes),
            Notes = notes.All,
        };
    }
}
