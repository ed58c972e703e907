namespace DataLab.Sky;

/// <summary>A rotation of the axes: takes the coordinates of a direction in one frame to those in another.</summary>
public sealed class FrameRotation
{
    private readonly Vector _x;
    private readonly Vector _y;
    private readonly Vector _z;

    /// <param name="x">The new x axis in the old frame; likewise the others.</param>
    private FrameRotation(Vector x, Vector y, Vector z) => (_x, _y, _z) = (x, y, z);

    /// <summary>Changes nothing.</summary>
    public static FrameRotation Identity { get; } = new(new(1, 0, 0), new(0, 1, 0), new(0, 0, 1));

    /// <summary>The way back.</summary>
    public FrameRotation Inverse => new(new(_x.X, _y.X, _z.X), new(_x.Y, _y.Y, _z.Y), new(_x.Z, _y.Z, _z.Z));

    /// <summary>Turns the axes around the x axis, from y towards z.</summary>
    /// <param name="angle">Degrees.</param>
    public static FrameRotation AroundX(double angle)
    {
        var (sin, cos) = Angle.SinCos(angle);
        return new(new(1, 0, 0), new(0, cos, sin), new(0, -sin, cos));
    }

    /// <summary>Turns the axes around the y axis, from z towards x.</summary>
    /// <inheritdoc cref="AroundX"/>
    public static FrameRotation AroundY(double angle)
    {
        var (sin, cos) = Angle.SinCos(angle);
        return new(new(cos, 0, -sin), new(0, 1, 0), new(sin, 0, cos));
    }

    /// <summary>Turns the axes around the z axis, from x towards y.</summary>
    /// <inheritdoc cref="AroundX"/>
    public static FrameRotation AroundZ(double angle)
    {
        var (sin, cos) = Angle.SinCos(angle);
        return new(new(cos, sin, 0), new(-sin, cos, 0), new(0, 0, 1));
    }

    /// <summary>This rotation, then another one.</summary>
    public FrameRotation Then(FrameRotation next)
    {
        Vector Combine(Vector row) => row.X * _x + row.Y * _y + row.Z * _z;
        return new FrameRotation(Combine(next._x), Combine(next._y), Combine(next._z));
    }

    /// <summary>The direction's coordinates in the new frame.</summary>
    public UnitVector Rotate(UnitVector direction) =>
        new Vector(Vector.Dot(_x, direction), Vector.Dot(_y, direction), Vector.Dot(_z, direction)).Normalised();

    /// <summary>The position's longitude and latitude in the new frame, in the places of Ra and Dec.</summary>
    public Point Rotate(Point position) => Rotate(position.ToUnitVector()).ToPoint();
}
