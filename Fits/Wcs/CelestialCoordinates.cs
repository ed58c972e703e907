using System.Collections.Immutable;
using DataLab.Fits.Wcs.Projections;
using DataLab.Fits.Wcs.Regions;
using DataLab.Sky;

namespace DataLab.Fits.Wcs;

/// <summary>From the pixels of an image to the sky and back (FITS 4.0 §8.3). Immutable, thread-safe.</summary>
/// <remarks>
/// Pixel coordinates are those of FITS: the centre of the first pixel is 1. Two pixel axes carry the sky, x along the first of
/// them and y along the second; the coordinates on all other axes are fixed.
/// </remarks>
public sealed class CelestialCoordinates
{
    private readonly Projection projection;
    private readonly (double X, double Y) offset;
    private readonly Matrix3 toFrame;
    private readonly Matrix3 fromFrame;
    private readonly Matrix3 toIcrs;
    private readonly Matrix3 fromIcrs;

    /// <param name="offset">Where the reference point lies in the plane of the projection, degrees.</param>
    /// <param name="rotation">From native to celestial directions.</param>
    internal CelestialCoordinates(
        PixelPlane plane,
        Projection projection,
        (double X, double Y) offset,
        Matrix3 rotation,
        CelestialFrame frame
    )
    {
        (Plane, this.projection, this.offset, Frame) = (plane, projection, offset, frame);
        (toFrame, fromFrame) = (rotation, rotation.Transposed);
        toIcrs = frame.IsRotation ? rotation.Then(frame.Rotation) : rotation;
        fromIcrs = toIcrs.Transposed;
    }

    /// <summary>The axis whose CTYPE is the longitude, from 0.</summary>
    public int LongitudeAxis { get; internal init; }

    /// <summary>The axis whose CTYPE is the latitude, from 0.</summary>
    public int LatitudeAxis { get; internal init; }

    /// <summary>The pixel axis along which x runs, from 0.</summary>
    public int XAxis { get; internal init; }

    /// <summary>The pixel axis along which y runs, from 0; after <see cref="XAxis"/>.</summary>
    public int YAxis { get; internal init; }

    /// <summary>Three letters of FITS 4.0 table 23, or TPV (also for SCAMP's TAN with PV), TNX, ZPX.</summary>
    public string Projection { get; internal init; } = "";

    /// <summary>Whether SIP polynomials bend the pixels.</summary>
    public bool HasSip => Plane.Sip is not null;

    public CelestialFrame Frame { get; }

    /// <summary>Pixel coordinates of the reference point along x and y: CRPIX.</summary>
    public (double X, double Y) ReferencePixel => Plane.Origin;

    /// <summary>Longitude and latitude of the reference point in <see cref="Frame"/>, degrees: CRVAL.</summary>
    public (double Longitude, double Latitude) ReferenceValue { get; internal init; }

    /// <summary>Degrees per pixel: longitude by x, longitude by y, latitude by x, latitude by y; CD1_1 CD1_2 CD2_1 CD2_2 of most images.</summary>
    public ImmutableArray<double> Cd => [Plane.Matrix.Xx, Plane.Matrix.Xy, Plane.Matrix.Yx, Plane.Matrix.Yy];

    /// <summary>Degrees: the root of the area of a pixel at the reference point.</summary>
    public double PixelScale => Plane.Scale;

    /// <summary>Area of a pixel at the reference point, square degrees.</summary>
    public double PixelArea => Plane.Scale * Plane.Scale;

    /// <summary>Direction of y at the reference point, degrees from the frame's north through east, in [0, 360).</summary>
    /// <remarks>Without distortions; NaN where the reference point is not on the projection.</remarks>
    public double PositionAngle
    {
        get
        {
            var step = 1e-3 / Plane.Scale; // three and a half arcseconds
            if (
                !projection.TryToSphere(offset.X, offset.Y, out var here)
                || !projection.TryToSphere(
                    offset.X + step * Plane.Matrix.Xy,
                    offset.Y + step * Plane.Matrix.Yy,
                    out var there
                )
            )
                return double.NaN;
            return Point.PositionAngle(ToPoint(toFrame.Apply(here)), ToPoint(toFrame.Apply(there)));
        }
    }

    internal PixelPlane Plane { get; }

    /// <summary>Whether great circles are straight lines of pixels.</summary>
    internal bool IsGnomonic => Plane.IsLinear && projection is Gnomonic && Frame.IsRotation;

    /// <summary>The native pole, ICRS: where the plane of a gnomonic image touches the sphere.</summary>
    internal Vec3 TangentPoint => toIcrs.Apply(new Vec3(0, 0, 1));

    /// <summary>The position of a pixel coordinate; false where the projection has none.</summary>
    public bool TryToSky(double x, double y, out Point icrs)
    {
        var found = TryToDirection(x, y, out var direction);
        icrs = found ? ToPoint(direction) : default;
        return found;
    }

    /// <summary>The pixel coordinate of a position, wherever that lies to the image; false where the projection has none.</summary>
    public bool TryToPixel(Point icrs, out double x, out double y) =>
        TryToPixel(Vec3.Of(icrs.Ra, icrs.Dec), out x, out y);

    /// <summary>As <see cref="TryToSky"/>, in the frame of the axes: degrees, longitude in [0, 360).</summary>
    public bool TryToFrame(double x, double y, out double longitude, out double latitude)
    {
        (longitude, latitude) = (double.NaN, double.NaN);
        if (!TryToNative(x, y, out var native))
            return false;
        (longitude, latitude) = ToPoint(toFrame.Apply(native));
        return true;
    }

    /// <summary>As <see cref="TryToPixel(Point, out double, out double)"/>, from the frame of the axes.</summary>
    /// <param name="longitude">Degrees.</param>
    /// <param name="latitude">Degrees; false beyond [-90, 90].</param>
    public bool TryFromFrame(double longitude, double latitude, out double x, out double y)
    {
        (x, y) = (double.NaN, double.NaN);
        return double.IsFinite(longitude)
            && Math.Abs(latitude) <= 90.0
            && TryFromNative(fromFrame.Apply(Vec3.Of(longitude, latitude)), out x, out y);
    }

    /// <summary>Many positions at once: ICRS degrees, NaN where the projection has none.</summary>
    /// <returns>How many there are.</returns>
    /// <exception cref="ArgumentException">The spans are not equally long.</exception>
    public int ToSky(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> ra, Span<double> dec)
    {
        Same(x.Length, y.Length, ra.Length, dec.Length);
        var count = 0;
        for (var i = 0; i < x.Length; i++)
        {
            if (TryToSky(x[i], y[i], out var icrs))
            {
                (ra[i], dec[i]) = icrs;
                count++;
            }
            else
            {
                (ra[i], dec[i]) = (double.NaN, double.NaN);
            }
        }
        return count;
    }

    /// <summary>Many pixel coordinates at once, of ICRS degrees; NaN where the projection has none.</summary>
    /// <returns>How many there are.</returns>
    /// <exception cref="ArgumentException">The spans are not equally long.</exception>
    public int ToPixels(ReadOnlySpan<double> ra, ReadOnlySpan<double> dec, Span<double> x, Span<double> y)
    {
        Same(ra.Length, dec.Length, x.Length, y.Length);
        var count = 0;
        for (var i = 0; i < ra.Length; i++)
        {
            (x[i], y[i]) = (double.NaN, double.NaN);
            if (Point.TryCreate(ra[i], dec[i], out var icrs) && TryToPixel(icrs, out x[i], out y[i]))
                count++;
        }
        return count;
    }

    /// <summary>The outline of an image through its outer pixel edges, 0.5 to N + 0.5, ICRS.</summary>
    /// <param name="width">Pixels along x, at least 1.</param>
    /// <param name="height">Pixels along y, at least 1.</param>
    /// <param name="pointsPerEdge">At least so many arcs an edge, 1 to 1000; more are taken where edges bend by more than a tenth of a pixel.</param>
    /// <returns>Null where no polygon says it: edges off the projection, half of the sky or more, outlines that cross themselves.</returns>
    public Polygon? Footprint(long width, long height, int pointsPerEdge = 1) =>
        new ImageOutline(this, width, height).Footprint(pointsPerEdge);

    /// <summary>The smallest box that holds the pixels of an image which a region touches, if only at their edges.</summary>
    /// <returns>Null where the region and the image have nothing in common.</returns>
    public PixelBox? BoundsOf(Region icrsRegion, long width, long height) =>
        RegionBounds.Of(this, icrsRegion, width, height);

    /// <summary>Which pixel centres of a box lie in a region, row by row from the first: index (y - FirstY) * Width + x - FirstX.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The box is empty or holds more than 2^30 pixels.</exception>
    public bool[] PixelsInside(Region icrsRegion, PixelBox box) => new RegionMask(this, icrsRegion).Of(box);

    /// <summary>Which pixel centres of one row lie in a region.</summary>
    /// <param name="y">The row.</param>
    /// <param name="firstX">The pixel of the first answer.</param>
    /// <param name="inside">One answer a pixel.</param>
    public void PixelsInside(Region icrsRegion, long y, long firstX, Span<bool> inside) =>
        new RegionMask(this, icrsRegion).Row(y, firstX, inside);

    /// <summary>ICRS.</summary>
    internal bool TryToDirection(double x, double y, out Vec3 icrs)
    {
        icrs = default;
        if (!TryToNative(x, y, out var native))
            return false;
        icrs = toIcrs.Apply(native);
        if (!Frame.IsRotation)
            icrs = Frame.ToIcrs(icrs);
        return true;
    }

    internal bool TryToPixel(Vec3 icrs, out double x, out double y) =>
        TryFromNative(fromIcrs.Apply(Frame.IsRotation ? icrs : Frame.FromIcrs(icrs)), out x, out y);

    private bool TryToNative(double x, double y, out Vec3 native)
    {
        Plane.ToPlane(x, y, out var u, out var v);
        native = default;
        return double.IsFinite(u)
            && double.IsFinite(v)
            && projection.TryToSphere(u + offset.X, v + offset.Y, out native);
    }

    private bool TryFromNative(Vec3 native, out double x, out double y)
    {
        (x, y) = (double.NaN, double.NaN);
        return projection.TryToPlane(native, out var u, out var v)
            && Plane.TryToPixel(u - offset.X, v - offset.Y, out x, out y);
    }

    private static Point ToPoint(Vec3 direction) => new(direction.Longitude, direction.Latitude);

    private static void Same(int a, int b, int c, int d)
    {
        if (a != b || a != c || a != d)
            throw new ArgumentException("All spans must have the same length.");
    }
}
