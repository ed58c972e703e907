namespace DataLab.Sky;

/// <summary>The Hierarchical Triangular Mesh: which spherical triangle of a given depth holds a direction.</summary>
/// <remarks>
/// Kunszt, Szalay and Thakar 2001, "The Hierarchical Triangular Mesh". Ids of the eight octants are S0…S3 = 8…11 and
/// N0…N3 = 12…15; each level appends two bits. A direction on an edge belongs to the first child that has it.
/// </remarks>
public static class Htm
{
    /// <summary>The deepest level whose ids fit in 63 bits.</summary>
    public const int MaxDepth = 29;

    private static readonly Vector North = new(0, 0, 1);
    private static readonly Vector South = new(0, 0, -1);
    private static readonly Vector[] Equator = [new(1, 0, 0), new(0, 1, 0), new(-1, 0, 0), new(0, -1, 0)];

    /// <returns>The id of the triangle, in [8·4^depth, 16·4^depth).</returns>
    /// <param name="depth">Subdivisions of an octant, 0 to 29; ids fit an int up to 13.</param>
    public static long Index(int depth, Point position) => Index(depth, position.ToUnitVector());

    /// <inheritdoc cref="Index(int, Point)"/>
    public static long Index(int depth, UnitVector direction)
    {
        if ((uint)depth > MaxDepth)
            throw new ArgumentOutOfRangeException(nameof(depth), depth, "A depth of the mesh lies between 0 and 29.");
        Vector d = direction;
        var (id, a, b, c) = Octant(d);
        for (var level = 0; level < depth; level++)
        {
            var (bc, ca, ab) = (Middle(b, c), Middle(c, a), Middle(a, b));
            if (IsLeft(ab, ca, d))
                (id, b, c) = (id * 4, ab, ca);
            else if (IsLeft(bc, ab, d))
                (id, a, b, c) = (id * 4 + 1, b, bc, ab);
            else if (IsLeft(ca, bc, d))
                (id, a, b, c) = (id * 4 + 2, c, ca, bc);
            else
                (id, a, b, c) = (id * 4 + 3, bc, ca, ab);
        }
        return id;
    }

    /// <summary>The octant of a direction with its corners, counter-clockwise seen from outside.</summary>
    private static (long Id, Vector A, Vector B, Vector C) Octant(Vector d)
    {
        // Quarter of the equator, eastward from ra = 0.
        var quarter =
            d.X >= 0 ? (d.Y >= 0 ? 0 : 3)
            : d.Y >= 0 ? 1
            : 2;
        var (west, east) = (Equator[quarter], Equator[(quarter + 1) % 4]);
        // The northern octants are numbered westward: N3 begins at ra = 0, N0 ends there.
        return d.Z < 0 ? (8 + quarter, west, South, east) : (15 - quarter, east, North, west);
    }

    private static Vector Middle(Vector a, Vector b) => (a + b).Normalised();

    /// <summary>True where <paramref name="d"/> is left of the great circle from one corner to the next, or on it.</summary>
    private static bool IsLeft(Vector from, Vector to, Vector d) => Vector.Dot(Vector.Cross(from, to), d) >= 0;
}
