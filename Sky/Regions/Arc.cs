namespace DataLab.Sky;

/// <summary>An edge: the great-circle arc from <see cref="Start"/> to <see cref="End"/>, at most 180 degrees long.</summary>
internal readonly struct Arc
{
    private readonly Vector _fromStart;
    private readonly Vector _fromEnd;

    public Arc(UnitVector start, UnitVector end)
        : this(start, end, Vector.Cross(start, end).Normalised()) { }

    /// <param name="normal">Pole of the great circle, on the left of the way: it makes arcs of 0 and 180 degrees definite.</param>
    public Arc(UnitVector start, UnitVector end, UnitVector normal)
    {
        (Start, End, Normal) = (start, end, normal);
        _fromStart = Vector.Cross(normal, start);
        _fromEnd = Vector.Cross(end, normal);
    }

    public UnitVector Start { get; }

    public UnitVector End { get; }

    /// <summary>Directions with a positive product lie to the left of the arc's great circle.</summary>
    public UnitVector Normal { get; }

    /// <summary>Radians.</summary>
    public double Length => UnitVector.AngleBetween(Start, End);

    /// <summary>Sine of the height above the arc's great circle, positive on the left.</summary>
    public double Side(UnitVector v) => UnitVector.Dot(Normal, v);

    /// <summary>Angle from a direction to the nearest place of the arc, radians.</summary>
    public double Distance(UnitVector v) =>
        IsBeside(v)
            ? Math.Atan2(Math.Abs(Side(v)), Vector.Cross(Normal, v).Length)
            : Math.Min(UnitVector.AngleBetween(Start, v), UnitVector.AngleBetween(End, v));

    /// <summary>Whether the arc comes nearer to a direction than an angle below 90 degrees.</summary>
    /// <param name="sine">Sine of that angle.</param>
    /// <param name="squaredChord">(2 sin(angle/2))².</param>
    public bool IsWithin(UnitVector v, double sine, double squaredChord) =>
        Math.Abs(Side(v)) <= sine
        && (
            IsBeside(v)
            || ((Vector)Start - v).LengthSquared <= squaredChord
            || ((Vector)End - v).LengthSquared <= squaredChord
        );

    /// <summary>Whether a direction is on the arc.</summary>
    public bool Touches(UnitVector v) => IsWithin(v, Rounding.Boundary, Rounding.Boundary * Rounding.Boundary);

    /// <summary>Whether the arcs have a place in common, if only an end.</summary>
    public bool Touches(Arc other) =>
        Crosses(other) || Touches(other.Start) || Touches(other.End) || other.Touches(Start) || other.Touches(End);

    /// <summary>Whether each arc passes from one side of the other to the other side.</summary>
    public bool Crosses(Arc other)
    {
        var (theirStart, theirEnd) = (Side(other.Start), Side(other.End));
        var (ourStart, ourEnd) = (other.Side(Start), other.Side(End));
        // The last product is negative where the arcs would meet at each other's antipode.
        return theirStart * theirEnd < 0.0 && ourStart * ourEnd < 0.0 && theirStart * ourEnd > 0.0;
    }

    /// <summary>Where an arc that <see cref="Crosses"/> this one does so.</summary>
    public UnitVector Crossing(Arc other)
    {
        var line = Vector.Cross(Normal, other.Normal).Normalised();
        return UnitVector.Dot(line, Start) + UnitVector.Dot(line, End) >= 0.0 ? line : -line;
    }

    /// <summary>How far along the arc's great circle a direction lies from the start, radians, in (-π, π].</summary>
    public double Along(UnitVector v) => Math.Atan2(Vector.Dot(_fromStart, v), UnitVector.Dot(Start, v));

    /// <summary>The place at an angle, radians, from the start.</summary>
    public UnitVector At(double along)
    {
        var (sin, cos) = Math.SinCos(along);
        return (cos * (Vector)Start + sin * _fromStart).Normalised();
    }

    /// <summary>Whether the place of the great circle nearest to a direction is on the arc.</summary>
    private bool IsBeside(UnitVector v) => Vector.Dot(_fromStart, v) >= 0.0 && Vector.Dot(_fromEnd, v) >= 0.0;
}
