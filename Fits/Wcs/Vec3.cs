// Directions and rotations as bare numbers, for the inner loops of projections.
using System.Runtime.CompilerServices;
using DataLab.Sky;

namespace DataLab.Fits.Wcs;

/// <summary>A direction in some frame, of length 1 but for rounding.</summary>
internal readonly record struct Vec3(double X, double Y, double Z)
{
    /// <param name="longitude">Degrees.</param>
    /// <param name="latitude">Degrees.</param>
    public static Vec3 Of(double longitude, double latitude)
    {
        var (sinLongitude, cosLongitude) = Angle.SinCos(longitude);
        var (sinLatitude, cosLatitude) = Angle.SinCos(latitude);
        return new Vec3(cosLatitude * cosLongitude, cosLatitude * sinLongitude, sinLatitude);
    }

    /// <summary>Degrees, in (-180, 180]; 0 at the poles.</summary>
    public double Longitude => Angle.ToDegrees(Math.Atan2(Y, X));

    /// <summary>Degrees, in [-90, 90].</summary>
    public double Latitude => Angle.ToDegrees(Math.Atan2(Z, Math.Sqrt(X * X + Y * Y)));

    public double Length => Math.Sqrt(X * X + Y * Y + Z * Z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Dot(Vec3 a, Vec3 b) => a.X * b.X + a.Y * b.Y + a.Z * b.Z;

    public static Vec3 Cross(Vec3 a, Vec3 b) =>
        new(a.Y * b.Z - a.Z * b.Y, a.Z * b.X - a.X * b.Z, a.X * b.Y - a.Y * b.X);

    public static Vec3 operator +(Vec3 a, Vec3 b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z);

    public static Vec3 operator -(Vec3 a, Vec3 b) => new(a.X - b.X, a.Y - b.Y, a.Z - b.Z);

    public static Vec3 operator *(double factor, Vec3 v) => new(factor * v.X, factor * v.Y, factor * v.Z);

    public Vec3 Normalised() => 1.0 / Length * this;
}

/// <summary>A 3 by 3 matrix, by rows.</summary>
internal sealed record Matrix3(Vec3 First, Vec3 Second, Vec3 Third)
{
    public static Matrix3 Identity { get; } = new(new(1, 0, 0), new(0, 1, 0), new(0, 0, 1));

    public Matrix3 Transposed =>
        new(new(First.X, Second.X, Third.X), new(First.Y, Second.Y, Third.Y), new(First.Z, Second.Z, Third.Z));

    /// <summary>Turns the axes about x, from y towards z.</summary>
    /// <param name="angle">Degrees.</param>
    public static Matrix3 AroundX(double angle)
    {
        var (sin, cos) = Angle.SinCos(angle);
        return new(new(1, 0, 0), new(0, cos, sin), new(0, -sin, cos));
    }

    /// <summary>Turns the axes about y, from z towards x.</summary>
    /// <inheritdoc cref="AroundX"/>
    public static Matrix3 AroundY(double angle)
    {
        var (sin, cos) = Angle.SinCos(angle);
        return new(new(cos, 0, -sin), new(0, 1, 0), new(sin, 0, cos));
    }

    /// <summary>Turns the axes about z, from x towards y.</summary>
    /// <inheritdoc cref="AroundX"/>
    public static Matrix3 AroundZ(double angle)
    {
        var (sin, cos) = Angle.SinCos(angle);
        return new(new(cos, sin, 0), new(-sin, cos, 0), new(0, 0, 1));
    }

    /// <summary>The matrix of a rotation known to the room of the sky.</summary>
    public static Matrix3 Of(FrameRotation rotation)
    {
        Vec3 Column(double x, double y, double z)
        {
            var (u, v, w) = rotation.Rotate(UnitVector.Create(x, y, z));
            return new(u, v, w);
        }
        return new Matrix3(Column(1, 0, 0), Column(0, 1, 0), Column(0, 0, 1)).Transposed;
    }

    /// <summary>This matrix, then another one.</summary>
    public Matrix3 Then(Matrix3 next)
    {
        Vec3 Row(Vec3 row) => row.X * First + row.Y * Second + row.Z * Third;
        return new(Row(next.First), Row(next.Second), Row(next.Third));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vec3 Apply(Vec3 v) => new(Vec3.Dot(First, v), Vec3.Dot(Second, v), Vec3.Dot(Third, v));
}
