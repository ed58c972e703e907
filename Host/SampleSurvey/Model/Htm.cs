namespace DataLab.Host.SampleSurvey;

/// <summary>The Hierarchical Triangular Mesh: which spherical triangle of a given depth holds a direction.</summary>
/// <remarks>
/// Kunszt, Szalay and Thakar 2001, "The Hierarchical Triangular Mesh". Ids of the eight octants are S0…S3 = 8…11 and
/// N0…N3 = 12…15; each level appends two bits. A direction on an edge belongs to the first child that has it.
/// </remarks>
internal static class Htm
{
    private static readonly Direction North = new(0, 0, 1);
    private static readonly Direction South = new(0, 0, -1);
    private static readonly Direction[] Equator = [new(1, 0, 0), new(0, 1, 0), new(-1, 0, 0), new(0, -1, 0)];

    /// <returns>The id of the trixel, in [8·4^depth, 16·4^depth).</returns>
    /// <param name="depth">Subdivisions of an octant; ids fit an int up to 13.</param>
    public static int Index(Direction d, int depth)
    {
        var (id, a, b, c) = Octant(d);
        for (var level = 0; level < depth; level++)
        {
            var (bc, ca, ab) = (b.Middle(c), a.Middle(c), a.Middle(b));
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
    private static (int Id, Direction A, Direction B, Direction C) Octant(Direction d)
    {
        // Quarter of the equator, eastward from ra = 0.
        var quarter = d.X >= 0 ? (d.Y >= 0 ? 0 : 3) : (d.Y >= 0 ? 1 : 2);
        var (west, east) = (Equator[quarter], Equator[(quarter + 1) % 4]);
        // The northern octants are numbered westward: N3 begins at ra = 0, N0 ends there.
        return d.Z < 0 ? (8 + quarter, west, South, east) : (15 - quarter, east, North, west);
    }

    /// <summary>True where <paramref name="d"/> is left of the great circle from one corner to the next, or on it.</summary>
    private static bool IsLeft(Direction from, Direction to, Direction d) => from.Cross(to).Dot(d) >= 0;
}
