namespace DataLab.Sky;

/// <summary>A triangle of great-circle edges, its corners counter-clockwise as seen from outside the sphere.</summary>
public readonly record struct SphericalTriangle(UnitVector A, UnitVector B, UnitVector C)
{
    /// <summary>Inward unit normals of the edges AB, BC and CA: a direction is inside if its product with each is ≥ 0.</summary>
    public (UnitVector Ab, UnitVector Bc, UnitVector Ca) Normals =>
        (Vector.Cross(A, B).Normalised(), Vector.Cross(B, C).Normalised(), Vector.Cross(C, A).Normalised());

    /// <summary>Square degrees.</summary>
    public double Area => Excess(A, B, C) * Angle.SquareDegreesPerSteradian;

    /// <summary>Steradians, in (-2π, 2π), positive if the corners run counter-clockwise.</summary>
    /// <remarks>van Oosterom and Strackee 1983. The products of differences keep the digits of small triangles.</remarks>
    internal static double Excess(UnitVector a, UnitVector b, UnitVector c) =>
        2.0
        * Math.Atan2(Orientation(a, b, c), 1.0 + UnitVector.Dot(a, b) + UnitVector.Dot(b, c) + UnitVector.Dot(c, a));

    /// <summary>a · (b × c), positive if the corners run counter-clockwise.</summary>
    internal static double Orientation(UnitVector a, UnitVector b, UnitVector c)
    {
        var ab = (Vector)b - a;
        var ac = (Vector)c - a;
        return a.X * (ab.Y * ac.Z - ab.Z * ac.Y)
            + a.Y * (ab.Z * ac.X - ab.X * ac.Z)
            + a.Z * (ab.X * ac.Y - ab.Y * ac.X);
    }
}
