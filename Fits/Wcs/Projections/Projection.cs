// What every projection answers: between the plane of intermediate coordinates and the sphere of native ones.
using DataLab.Sky;

namespace DataLab.Fits.Wcs.Projections;

/// <summary>A projection of the sphere (Calabretta and Greisen 2002, "Paper II"; FITS 4.0 §8.3).</summary>
/// <remarks>The plane is in degrees; a radian of the sphere is <see cref="Radius"/> long in it.</remarks>
internal abstract class Projection
{
    /// <summary>Degrees in a radian.</summary>
    protected const double Radius = 180.0 / Math.PI;

    /// <summary>What may lie beyond an edge by rounding alone, degrees.</summary>
    protected const double Slack = 1e-10;

    /// <summary>Native latitude of the reference point, degrees.</summary>
    public abstract double ReferenceLatitude { get; }

    /// <summary>The native direction of a place in the plane; false where there is none.</summary>
    public abstract bool TryToSphere(double x, double y, out Vec3 native);

    /// <summary>The place of a native direction; false where it has none or lies behind another one.</summary>
    public abstract bool TryToPlane(Vec3 native, out double x, out double y);

    protected static bool Fail(out double x, out double y)
    {
        (x, y) = (double.NaN, double.NaN);
        return false;
    }

    /// <summary>A sine or cosine brought back into [-1, 1] if only rounding took it out; false otherwise.</summary>
    protected static bool TryClip(ref double value)
    {
        if (!(Math.Abs(value) <= 1.0 + 1e-12))
            return false;
        value = Math.Clamp(value, -1.0, 1.0);
        return true;
    }
}

/// <summary>A projection written in native longitude φ and latitude θ, degrees.</summary>
internal abstract class AngularProjection : Projection
{
    public override double ReferenceLatitude => 0.0;

    public sealed override bool TryToSphere(double x, double y, out Vec3 native)
    {
        native = default;
        if (
            !TryToAngles(x, y, out var phi, out var theta)
            || !(Math.Abs(phi) <= 180.0 + Slack)
            || !(Math.Abs(theta) <= 90.0 + Slack)
        )
            return false;
        native = Vec3.Of(phi, Math.Clamp(theta, -90.0, 90.0));
        return true;
    }

    public sealed override bool TryToPlane(Vec3 native, out double x, out double y) =>
        (TryFromAngles(native.Longitude, native.Latitude, out x, out y) && double.IsFinite(x) && double.IsFinite(y))
        || Fail(out x, out y);

    protected abstract bool TryToAngles(double x, double y, out double phi, out double theta);

    protected abstract bool TryFromAngles(double phi, double theta, out double x, out double y);

    protected static double Sin(double degrees) => Angle.SinCos(degrees).Sin;

    protected static double Cos(double degrees) => Angle.SinCos(degrees).Cos;

    /// <summary>Degrees.</summary>
    protected static double Atan2(double y, double x) => Math.Atan2(y, x) * Radius;

    /// <summary>Degrees.</summary>
    protected static double Asin(double value) => Math.Asin(value) * Radius;
}
