namespace DataLab.Fits.Wcs;

/// <summary>A rectangle of whole pixels: both ends belong to it, the first pixel of an image is (1, 1).</summary>
/// <remarks>X runs along <see cref="CelestialCoordinates.XAxis"/>, Y along <see cref="CelestialCoordinates.YAxis"/>.</remarks>
public readonly record struct PixelBox(long FirstX, long FirstY, long LastX, long LastY)
{
    /// <summary>Pixels along x.</summary>
    public long Width => LastX - FirstX + 1;

    /// <summary>Pixels along y.</summary>
    public long Height => LastY - FirstY + 1;
}
