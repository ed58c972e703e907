using DataLab.Sky;

namespace DataLab.Sia.Rasters;

/// <summary>Where the values of a raster lie on the sky.</summary>
public abstract class SkyGrid(int width, int height)
{
    public int Width { get; } = width;

    public int Height { get; } = height;

    /// <summary>Positions in a row of the grid; <paramref name="x"/> and <paramref name="y"/> from 0 at the centre of the first value of the first row.</summary>
    public abstract UnitVector At(double x, double y);
}

/// <summary>A gnomonic picture of the sky, north up and east to the left; the first row is the top.</summary>
public sealed class TangentGrid : SkyGrid
{
    private readonly double sinRa;
    private readonly double cosRa;
    private readonly double sinDec;
    private readonly double cosDec;
    private readonly double step;

    /// <param name="centre">In the middle of the picture.</param>
    /// <param name="scale">Degrees between values, at the centre.</param>
    public TangentGrid(Point centre, double scale, int width, int height)
        : base(width, height)
    {
        (sinRa, cosRa) = Math.SinCos(double.DegreesToRadians(centre.Ra));
        (sinDec, cosDec) = Math.SinCos(double.DegreesToRadians(centre.Dec));
        step = Math.Tan(double.DegreesToRadians(scale));
    }

    public override UnitVector At(double x, double y)
    {
        var east = -(x - (Width - 1) / 2.0) * step;
        var north = -(y - (Height - 1) / 2.0) * step;
        // Towards the centre from the axis of the sky, then along north and east.
        var outward = cosDec - north * sinDec;
        return UnitVector.Create(
            outward * cosRa - east * sinRa,
            outward * sinRa + east * cosRa,
            sinDec + north * cosDec
        );
    }
}
