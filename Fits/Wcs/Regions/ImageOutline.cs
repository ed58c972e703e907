using DataLab.Sky;
namespace DataLab.Fits.Wcs.Regions;
internal sealed class ImageOutline(CelestialCoordinates wcs, long width, long height)
{
    public Polygon? Footprint(int pointsPerEdge) => throw new NotImplementedException($"{wcs}{width}{height}");
}
internal static class RegionBounds
{
    public static PixelBox? Of(CelestialCoordinates wcs, Region region, long width, long height) => throw new NotImplementedException($"{wcs}{region}{width}{height}");
}
internal sealed class RegionMask(CelestialCoordinates wcs, Region region)
{
    public bool[] Of(PixelBox box) => throw new NotImplementedException($"{wcs}{region}");
    public void Row(long y, long firstX, Span<bool> inside) => throw new NotImplementedException($"{wcs}{region}");
}
