namespace DataLab.Sky;

/// <summary>A closed set of positions on the sphere, ICRS: its boundary belongs to it.</summary>
/// <remarks>
/// ADQL 2.1 §4.2. All edges are great circles or circles, all predicates are exact to 2e-15 rad (4e-10 arcsec): what lies
/// nearer to a boundary than that counts as on it.
/// </remarks>
public abstract record Region
{
    /// <summary>Thickness of a boundary, radians: 4e-10 arcsec.</summary>
    public const double Tolerance = Rounding.Boundary;

    private protected Region() { }

    /// <summary>Area, square degrees.</summary>
    public abstract double Area { get; }

    /// <summary>Centre of gravity; ADQL 2.1 §4.2.10 CENTROID.</summary>
    public abstract Point Centroid { get; }

    /// <summary>A circle that contains the region; close to the smallest, not always the smallest.</summary>
    public abstract Circle BoundingCircle { get; }

    /// <summary>Whether a position is in the region, boundary included.</summary>
    public bool Contains(Point position) => Contains(position.ToUnitVector());

    /// <inheritdoc cref="Contains(Point)"/>
    public abstract bool Contains(UnitVector direction);

    /// <summary>Whether <paramref name="other"/> lies wholly in this region; boundaries may touch (ADQL 2.1 §4.2.12 CONTAINS).</summary>
    public bool Contains(Region other) => RegionPairs.Contains(Shape, other.Shape);

    /// <summary>Whether the regions have a position in common, if only on their boundaries (ADQL 2.1 §4.2.17 INTERSECTS).</summary>
    public bool Intersects(Region other) => RegionPairs.Intersects(Shape, other.Shape);

    /// <summary>The region as an ADQL expression.</summary>
    public abstract override string ToString();

    /// <summary>The point, circle or polygon that a derived shape (a box) stands for.</summary>
    internal virtual Region Shape => this;

    /// <summary>How a disc lies to the region. Only <see cref="Overlap.Partial"/> may be said without proof.</summary>
    /// <param name="radius">Radians, at least 0; the answer allows for rounding of the disc's centre and of this method.</param>
    internal abstract Overlap OverlapWith(UnitVector centre, double radius);
}

/// <summary>How a disc lies to a region.</summary>
internal enum Overlap
{
    /// <summary>No position in common.</summary>
    None,

    /// <summary>Some positions may be common.</summary>
    Partial,

    /// <summary>The whole disc lies in the region.</summary>
    Full,
}
