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
    public virtual bool Contains(Point position) => Contains(position.ToUnitVector());

    /// <inheritdoc cref="Contains(Point)"/>
    public abstract bool Contains(UnitVector direction);

    /// <summary>Whether <paramref name="other"/> lies wholly in this region; boundaries may touch (ADQL 2.1 §4.2.12 CONTAINS).</summary>
    /// <returns>
    /// Null where that could not be told: of pairs that <see cref="RegionPairs"/> has no formula for, when their boundaries run close
    /// to each other for long. What is nearer than a milliarcsecond counts as touching for those pairs.
    /// </returns>
    public bool? TryContains(Region other)
    {
        using var effort = Effort.Begin();
        return Effort.Spend(1) ? RegionPairs.Contains(Shape, other.Shape) : null;
    }

    /// <summary>Whether the regions have a position in common, if only on their boundaries (ADQL 2.1 §4.2.17 INTERSECTS).</summary>
    /// <returns>Null as in <see cref="TryContains"/>.</returns>
    public bool? TryIntersects(Region other)
    {
        using var effort = Effort.Begin();
        return Effort.Spend(1) ? RegionPairs.Intersects(Shape, other.Shape) : null;
    }

    /// <inheritdoc cref="TryContains"/>
    /// <exception cref="InvalidOperationException">It could not be told.</exception>
    public bool Contains(Region other) => TryContains(other) ?? throw Undecided();

    /// <inheritdoc cref="TryIntersects"/>
    /// <exception cref="InvalidOperationException">It could not be told.</exception>
    public bool Intersects(Region other) => TryIntersects(other) ?? throw Undecided();

    /// <summary>The region as an ADQL expression.</summary>
    public abstract override string ToString();

    /// <summary>The point, circle or polygon that a derived shape (a box) stands for.</summary>
    internal virtual Region Shape => this;

    /// <summary>Shapes to look at to tell how a cell lies; a polygon counts by its edges.</summary>
    internal virtual int Weight => 1;

    /// <summary>How a disc lies to the region. Only <see cref="Overlap.Partial"/> may be said without proof.</summary>
    /// <param name="radius">Radians, at least 0; the answer allows for rounding of the disc's centre and of this method.</param>
    internal abstract Overlap OverlapWith(UnitVector centre, double radius);

    /// <summary>How a cell lies to the region: positions whose index names the cell, whoever rounded it.</summary>
    internal virtual Overlap OverlapWith(int order, long cell)
    {
        var place = CellGrid.FromNested(order, cell);
        var centre = CellGrid.ToVector(CellGrid.Centre(order, place));
        return OverlapWith(centre, CellExtent.Radius(order, place) + Rounding.Cell);
    }

    private static InvalidOperationException Undecided() =>
        new("The boundaries of the regions run too close to each other to compare them.");
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
