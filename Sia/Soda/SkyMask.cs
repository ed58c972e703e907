using DataLab.Fits.Cutouts;
using DataLab.Fits.Images;
using DataLab.Fits.Wcs;
using DataLab.Sky;

namespace DataLab.Sia.Soda;

/// <summary>The pixels whose centres lie in a region.</summary>
internal sealed class SkyMask(CelestialCoordinates wcs, Region region) : IPixelMask
{
    public int FirstAxis => wcs.XAxis;

    public int SecondAxis => wcs.YAxis;

    public void Fill(AxisRange first, long second, Span<bool> inside) =>
        wcs.PixelsInside(region, second, first.First, inside);
}
