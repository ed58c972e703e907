using System.Runtime.CompilerServices;

namespace DataLab.Sky;

/// <summary>A vector of any length in the frame of <see cref="UnitVector"/>.</summary>
internal readonly record struct Vector(double X, double Y, double Z)
{
    public double Length => Math.Sqrt(X * X + Y * Y + Z * Z);

    internal double LengthSquared => X * X + Y * Y + Z * Z;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Dot(Vector a, Vector b) => a.X * b.X + a.Y * b.Y + a.Z * b.Z;

    /// <summary>a × b to a relative error of a few 1e-16 even for nearly parallel unit vectors.</summary>
    /// <remarks>Computed as (a − b) × (a + b) / 2: the difference of close vectors is exact.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector Cross(Vector a, Vector b)
    {
        var difference = a - b;
        var sum = a + b;
        return new Vector(
            0.5 * (difference.Y * sum.Z - difference.Z * sum.Y),
            0.5 * (difference.Z * sum.X - difference.X * sum.Z),
            0.5 * (difference.X * sum.Y - difference.Y * sum.X)
        );
    }

    /// <summary>The unit vector of this direction; the caller knows that the length is not zero.</summary>
    internal UnitVector Normalised()
    {
        var length = Length;
        return new UnitVector(X / length, Y / length, Z / length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static implicit operator Vector(UnitVector v) => new(v.X, v.Y, v.Z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector operator +(Vector a, Vector b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector operator -(Vector a, Vector b) => new(a.X - b.X, a.Y - b.Y, a.Z - b.Z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector operator *(double factor, Vector v) => new(factor * v.X, factor * v.Y, factor * v.Z);
}
