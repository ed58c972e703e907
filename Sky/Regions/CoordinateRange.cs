using System.Globalization;

namespace DataLab.Sky;

/// <summary>A range of right ascension and one of declination: bounded by meridians and parallels, boundary included.</summary>
/// <remarks>DALI 1.2 §3.3.8 range; STC-S PositionInterval.</remarks>
public sealed record CoordinateRange : Region
{
    /// <summary>What one unit in the last place of a degree amounts to, and more: positions are compared in degrees.</summary>
    private const double Slack = 1e-13;

    private readonly double _width;

    /// <param name="west">Least right ascension, degrees.</param>
    /// <param name="south">Least declination, degrees, in [-90, 90].</param>
    /// <param name="east">Greatest right ascension; less than <paramref name="west"/> where the range crosses 0.</param>
    /// <param name="north">Greatest declination, degrees, not below <paramref name="south"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A coordinate is not in its range.</exception>
    public CoordinateRange(double west, double south, double east, double north)
    {
        if (!double.IsFinite(west) || !double.IsFinite(east))
        {
            throw new ArgumentOutOfRangeException(
                nameof(west),
                "A right ascension must be a finite number of degrees."
            );
        }

        if (!(south >= -90.0 && south <= north && north <= 90.0))
        {
            throw new ArgumentOutOfRangeException(
                nameof(south),
                "The declinations of a range must lie between -90 and 90 degrees, the lesser first."
            );
        }

        (West, South, East, North) = (west, south, east, north);
        _width = east - west >= 360.0 ? 360.0 : Angle.Longitude(east - west);
    }

    public double West { get; }

    public double South { get; }

    public double East { get; }

    public double North { get; }

    public override double Area =>
        _width
        * Angle.Degree
        * 2.0
        * Angle.SinCos(0.5 * (North - South)).Sin
        * Angle.SinCos(0.5 * (North + South)).Cos
        * Angle.SquareDegreesPerSteradian;

    public override Point Centroid
    {
        get
        {
            // ∫ cos²δ dδ and ∫ sin δ cos δ dδ between the parallels, and the same around the axis.
            double Half(double dec) => 0.5 * Angle.ToRadians(dec) + 0.25 * Angle.SinCos(2.0 * dec).Sin;
            var (sinNorth, sinSouth) = (Angle.SinCos(North).Sin, Angle.SinCos(South).Sin);
            var outward = (Half(North) - Half(South)) * 2.0 * Angle.SinCos(0.5 * _width).Sin;
            var upward = 0.5 * (sinNorth - sinSouth) * (sinNorth + sinSouth) * Angle.ToRadians(_width);
            var middle = new Point(West + 0.5 * _width, 0.0).ToUnitVector();
            var sum = new Vector(outward * middle.X, outward * middle.Y, upward);
            // A line, a point, or a band around the equator has its middle where its ranges have theirs.
            return sum.Length > 1e-12
                ? sum.Normalised().ToPoint()
                : new Point(West + 0.5 * _width, 0.5 * (South + North));
        }
    }

    public override Circle BoundingCircle
    {
        get
        {
            if (_width >= 180.0)
            {
                return South >= 0.0 ? new Circle(new Point(0, 90), 90.0 - South)
                    : North <= 0.0 ? new Circle(new Point(0, -90), 90.0 + North)
                    : new Circle(new Point(0, 0), 180.0);
            }

            // The farthest place of a parallel's arc is one of its ends; of a meridian's, an end or its highest point.
            var centre = new Point(West + 0.5 * _width, 0.5 * (South + North));
            var nearest = Math.Min(Math.Abs(South), Math.Abs(North));
            var widest = South <= 0.0 && North >= 0.0 ? 0.0 : nearest;
            var farthest = 0.5 * (North - South) + 0.5 * _width * Angle.SinCos(widest).Cos;
            return new Circle(centre, Math.Min(180.0, farthest + Slack));
        }
    }

    public override bool Contains(Point position) =>
        position.Dec >= South - Slack
        && position.Dec <= North + Slack
        && (_width >= 360.0 || 90.0 - Math.Abs(position.Dec) < Slack || IsBetween(position.Ra));

    public override bool Contains(UnitVector direction) => Contains(direction.ToPoint());

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"RANGE({West}, {East}, {South}, {North})");

    internal override Overlap OverlapWith(UnitVector centre, double radius)
    {
        var place = centre.ToPoint();
        var reach = Angle.ToDegrees(radius) + 2.0 * Slack;
        if (place.Dec - reach > North || place.Dec + reach < South)
        {
            return Overlap.None;
        }

        var isInside = place.Dec + reach <= North && place.Dec - reach >= South;
        if (_width >= 360.0)
        {
            return isInside ? Overlap.Full : Overlap.Partial;
        }

        if (Math.Abs(place.Dec) + reach >= 90.0)
        {
            return Overlap.Partial; // all meridians meet at a pole
        }

        // How far east and west a disc reaches.
        var ratio = Angle.SinCos(reach).Sin / Angle.SinCos(place.Dec).Cos;
        var aside = Angle.ToDegrees(Math.Asin(Math.Min(1.0, ratio))) * (1.0 + 1e-12) + Slack;
        var offset = Angle.Longitude(place.Ra - West);
        if (offset - aside > _width && offset + aside < 360.0)
        {
            return Overlap.None;
        }

        return isInside && offset - aside >= 0.0 && offset + aside <= _width ? Overlap.Full : Overlap.Partial;
    }

    private bool IsBetween(double ra)
    {
        var offset = Angle.Longitude(ra - West);
        return offset <= _width + Slack || offset >= 360.0 - Slack;
    }
}
