using System.Runtime.CompilerServices;

namespace DataLab.Sky;

/// <summary>A direction: X towards (ra 0, dec 0), Y towards (90, 0), Z towards the north pole, of length 1.</summary>
/// <remarks>The length is 1 within a few 1e-16. <c>default</c> is no direction; nothing here returns it.</remarks>
public readonly record struct UnitVector
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal UnitVector(double x, double y, double z) => (X, Y, Z) = (x, y, z);

    public double X { get; }

    public double Y { get; }

    public double Z { get; }

    /// <summary>The direction of a vector of any length.</summary>
    /// <exception cref="ArgumentException">The vector is zero or not finite.</exception>
    public static UnitVector Create(double x, double y, double z)
    {
        var scale = Math.Max(Math.Abs(x), Math.Max(Math.Abs(y), Math.Abs(z)));
        if (!(scale > 0.0) || !double.IsFinite(scale))
        {
            throw new ArgumentException($"The vector ({x}, {y}, {z}) has no direction.");
        }

        return new Vector(x / scale, y / scale, z / scale).Normalised(); // scaled: squares neither overflow nor vanish
    }

    /// <summary>Right ascension and declination; (0, ±90) at the poles.</summary>
    public Point ToPoint()
    {
        var distance = Math.Sqrt(X * X + Y * Y);
        var ra = Angle.Longitude(Angle.ToDegrees(Math.Atan2(Y, X)));
        return new Point(ra, Math.Clamp(Angle.ToDegrees(Math.Atan2(Z, distance)), -90.0, 90.0));
    }

    public static double Dot(UnitVector a, UnitVector b) => a.X * b.X + a.Y * b.Y + a.Z * b.Z;

    /// <summary>Angle between two directions, radians, in [0, π], to about 2e-16 absolute.</summary>
    public static double AngleBetween(UnitVector a, UnitVector b) => Math.Atan2(Vector.Cross(a, b).Length, Dot(a, b));

    /// <summary>The antipode.</summary>
    public static UnitVector operator -(UnitVector v) => new(-v.X, -v.Y, -v.Z);

    public void Deconstruct(out double x, out double y, out double z) => (x, y, z) = (X, Y, Z);
}
