using System.Collections.Immutable;
using DataLab.Sky;

namespace DataLab.Fits.Wcs;

/// <summary>From the pixels of an image to the sky and back (FITS 4.0 §8.3). Immutable, thread-safe.</summary>
/// <remarks>
/// Pixel coordinates are those of FITS: the centre of the first pixel is 1. Two pixel axes carry the sky, x along the first of
/// them and y along the second; the coordinates on all other axes are fixed.
/// </remarks>
public sealed class CelestialCoordinates
{
    internal CelestialCoordinates() { }

    /// <summary>The axis whose CTYPE is the longitude, from 0.</summary>
    public int LongitudeAxis { get; internal init; }

    /// <summary>The axis whose CTYPE is the latitude, from 0.</summary>
    public int LatitudeAxis { get; internal init; }

    /// <summary>The pixel axis along which x runs, from 0.</summary>
    public int XAxis { get; internal init; }

    /// <summary>The pixel axis along which y runs, from 0; after <see cref="XAxis"/>.</summary>
    public int YAxis { get; internal init; }

    /// <summary>Three letters of Calabretta and Greisen 2002, or TPV, TNX, ZPX.</summary>
    public string Projection { get; internal init; } = "";

    /// <summary>Whether SIP polynomials bend the pixels.</summary>
    public bool HasSip { get; internal init; }

    public CelestialFrame Frame { get; internal init; } = new("ICRS", null);

    /// <summary>Pixel coordinates of the reference point along x and y: CRPIX.</summary>
    public (double X, double Y) ReferencePixel { get; internal init; }

    /// <summary>Longitude and latitude of the reference point in <see cref="Frame"/>, degrees: CRVAL.</summary>
    public (double Longitude, double Latitude) ReferenceValue { get; internal init; }

    /// <summary>Degrees per pixel: longitude by x, longitude by y, latitude by x, latitude by y; CD1_1 CD1_2 CD2_1 CD2_2 of most images.</summary>
    public ImmutableArray<double> Cd { get; internal init; } = [];

    /// <summary>Degrees: the root of the area of a pixel at the reference point.</summary>
    public double PixelScale => throw new NotImplementedException();

    /// <summary>Direction of y at the reference point, degrees from the frame's north through east, in [0, 360).</summary>
    public double PositionAngle => throw new NotImplementedException();

    /// <summary>The position of a pixel coordinate; false where the projection has none.</summary>
    public bool TryToSky(double x, double y, out Point icrs) => throw new NotImplementedException();

    /// <summary>The pixel coordinate of a position, wherever that lies to the image; false where the projection has none.</summary>
    public bool TryToPixel(Point icrs, out double x, out double y) => throw new NotImplementedException();

    /// <summary>As <see cref="TryToSky"/>, in the frame of the axes: degrees, longitude in [0, 360).</summary>
    public bool TryToFrame(double x, double y, out double longitude, out double latitude) => throw new NotImplementedException();

    /// <summary>As <see cref="TryToPixel"/>, from the frame of the axes, degrees.</summary>
    public bool TryFromFrame(double longitude, double latitude, out double x, out double y) => throw new NotImplementedException();

    /// <summary>Many positions at once: ICRS degrees, NaN where the projection has none.</summary>
    /// <returns>How many there are.</returns>
    public int ToSky(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> ra, Span<double> dec) => throw new NotImplementedException();

    /// <summary>Many pixel coordinates at once, of ICRS degrees; NaN where the projection has none.</summary>
    /// <returns>How many there are.</returns>
    public int ToPixels(ReadOnlySpan<double> ra, ReadOnlySpan<double> dec, Span<double> x, Span<double> y) => throw new NotImplementedException();

    /// <summary>The outline of an image through its outer pixel edges, 0.5 to N + 0.5, ICRS.</summary>
    /// <param name="width">Pixels along x, at least 1.</param>
    /// <param name="height">Pixels along y, at least 1.</param>
    /// <param name="pointsPerEdge">At least so many arcs an edge; more are taken where edges bend. 1 to 1000.</param>
    /// <returns>Null where no polygon says it: edges off the projection, half of the sky or more, outlines that cross themselves.</returns>
    public Polygon? Footprint(long width, long height, int pointsPerEdge = 1) => throw new NotImplementedException();

    /// <summary>The smallest box that holds the pixels of an image which a region touches, if only at their edges.</summary>
    /// <returns>Null where the region and the image have nothing in common.</returns>
    public PixelBox? BoundsOf(Region region, long width, long height) => throw new NotImplementedException();

    /// <summary>Which pixel centres of a box lie in a region, row by row from the first: index (y - FirstY) * Width + x - FirstX.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The box is empty or holds more than 2^30 pixels.</exception>
    public bool[] PixelsInside(Region region, PixelBox box) => throw new NotImplementedException();

    /// <summary>Which pixel centres of one row lie in a region.</summary>
    /// <param name="y">The row.</param>
    /// <param name="firstX">The pixel of the first answer.</param>
    /// <param name="inside">One answer a pixel.</param>
    public void PixelsInside(Region region, long y, long firstX, Span<bool> inside) => throw new NotImplementedException();
}
