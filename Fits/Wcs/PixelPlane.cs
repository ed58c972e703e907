// Pixels to intermediate world coordinates and back: SIP, the matrix, and TPV, TNX or ZPX.
using DataLab.Fits.Wcs.Distortions;

namespace DataLab.Fits.Wcs;

/// <summary>The part of a description before the projection (FITS 4.0 §8.1, figure 2). The plane is in degrees.</summary>
internal sealed class PixelPlane
{
    private readonly double determinant;

    /// <summary>CRPIX along x and y.</summary>
    public required (double X, double Y) Origin { get; init; }

    /// <summary>Degrees per pixel: longitude by x, longitude by y, latitude by x, latitude by y.</summary>
    public required (double Xx, double Xy, double Yx, double Yy) Matrix
    {
        get;
        init
        {
            field = value;
            determinant = value.Xx * value.Yy - value.Xy * value.Yx;
        }
    }

    /// <summary>What the fixed coordinates on other axes add, degrees.</summary>
    public (double X, double Y) Offset { get; init; }

    public SipDistortion? Sip { get; init; }

    public Distortion? Bend { get; init; }

    /// <summary>Degrees: the root of the area of a pixel.</summary>
    public double Scale => Math.Sqrt(Math.Abs(determinant));

    /// <summary>Whether straight lines stay straight.</summary>
    public bool IsLinear => Sip is null && Bend is null;

    /// <summary>False for matrices without an inverse, or so nearly that numbers lose their meaning.</summary>
    public bool IsRegular
    {
        get
        {
            var (a, b, c, d) = Matrix;
            var size = Math.Sqrt((a * a + b * b) * (c * c + d * d));
            return double.IsFinite(size) && size > 1e-200 && Math.Abs(determinant) > 1e-12 * size;
        }
    }

    public void ToPlane(double x, double y, out double u, out double v)
    {
        var (dx, dy) = (x - Origin.X, y - Origin.Y);
        if (Sip is not null)
        {
            var bent = Sip.Apply(dx, dy);
            (dx, dy) = (bent.U, bent.V);
        }
        var m = Matrix;
        u = m.Xx * dx + m.Xy * dy + Offset.X;
        v = m.Yx * dx + m.Yy * dy + Offset.Y;
        if (Bend is not null)
        {
            var bent = Bend.Apply(u, v);
            (u, v) = (bent.U, bent.V);
        }
    }

    public bool TryToPixel(double u, double v, out double x, out double y)
    {
        (x, y) = (double.NaN, double.NaN);
        if (Bend is not null && !Bend.TryUndo(u, v, 1e-13 * Scale, out u, out v))
            return false;
        (u, v) = (u - Offset.X, v - Offset.Y);
        var m = Matrix;
        var dx = (m.Yy * u - m.Xy * v) / determinant;
        var dy = (m.Xx * v - m.Yx * u) / determinant;
        if (Sip is not null && !Sip.TryUndo(dx, dy, 1e-13, out dx, out dy))
            return false;
        (x, y) = (dx + Origin.X, dy + Origin.Y);
        return double.IsFinite(x) && double.IsFinite(y);
    }
}
