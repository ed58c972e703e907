using System.Runtime.CompilerServices;

namespace DataLab.Sky;

/// <summary>The tolerances of this room, and comparisons of angles that keep them.</summary>
internal static class Rounding
{
    /// <summary>
    /// A boundary is this thick, radians (4e-10 arcsec). A position written in degrees, turned into a vector and tested
    /// against an edge is off by less than 1.5e-15.
    /// </summary>
    public const double Boundary = 2e-15;

    /// <summary>
    /// How far, radians, a position may lie outside the cell that its index names: rounding of the index, at most 2e-15, and
    /// of an index computed elsewhere from the same degrees, with room to spare.
    /// </summary>
    public const double Cell = 1e-14;

    /// <summary>Whether two directions are farther apart than an angle in radians, to about 1e-15 rad for any angle.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Exceeds(UnitVector a, UnitVector b, double angle)
    {
        if (angle < 0.0)
        {
            return true;
        }

        if (angle >= Math.PI)
        {
            return false;
        }

        // The shorter chord, to b or to its antipode, is the one that resolves the angle.
        if (angle <= Math.PI / 2.0)
        {
            var half = Math.Sin(0.5 * angle);
            return ((Vector)a - b).LengthSquared > 4.0 * half * half;
        }

        var rest = Math.Sin(0.5 * (Math.PI - angle));
        return ((Vector)a + b).LengthSquared < 4.0 * rest * rest;
    }
}
