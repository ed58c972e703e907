namespace DataLab.Sky;

/// <summary>Two discs about one centre: one that holds a region, and one that lies wholly in it.</summary>
/// <param name="Centre">ICRS; of the region's bounding circle.</param>
/// <param name="Inner">Degrees, at least 0; null where the centre is not in the region.</param>
/// <param name="Outer">Degrees, 0 to 180. 180 also for what may be empty: an empty region lies in every other.</param>
public readonly record struct RegionExtent(Point Centre, double? Inner, double Outer)
{
    private const int Halvings = 8;

    /// <summary>Degrees: discs inside are smaller by what their computation may round.</summary>
    private const double Rounded = 1e-11;

    public static RegionExtent Of(Region region)
    {
        ArgumentNullException.ThrowIfNull(region);
        if (region is RegionIntersection { Parts.IsEmpty: true })
        {
            return new RegionExtent(new Point(0, 0), null, 180.0);
        }

        var shape = region.Shape;
        var bounds = shape.BoundingCircle;
        var inner = shape.Contains(bounds.Centre) ? InnerOf(shape, bounds) : (double?)null;
        return new RegionExtent(bounds.Centre, inner, inner is not null || HasPositions(shape) ? bounds.Radius : 180.0);
    }

    /// <summary>Some position is in the region for certain.</summary>
    public bool IsOfSomething => Inner is not null || Outer < 180.0;

    private static double InnerOf(Region shape, Circle bounds)
    {
        var inner = shape switch
        {
            PointRegion => 0.0,
            Circle circle => circle.Radius,
            Polygon polygon => Angle.ToDegrees(polygon.DistanceToOutline(bounds.Axis)) - Rounded,
            _ => Searched(shape, bounds),
        };
        return Math.Max(0.0, inner);
    }

    /// <summary>The largest disc, to a few hundredths, that is proven to lie in the region.</summary>
    private static double Searched(Region shape, Circle bounds)
    {
        if (shape.OverlapWith(bounds.Axis, bounds.RadiusRad) == Overlap.Full)
        {
            return bounds.Radius;
        }

        var (least, most) = (0.0, bounds.Radius);
        for (var i = 0; i < Halvings; i++)
        {
            var middle = 0.5 * (least + most);
            if (shape.OverlapWith(bounds.Axis, Angle.ToRadians(middle)) == Overlap.Full)
            {
                least = middle;
            }
            else
            {
                most = middle;
            }
        }

        return least - Rounded;
    }

    private static bool HasPositions(Region region) =>
        region switch
        {
            Moc moc => !moc.IsEmpty,
            RegionUnion union => union.Parts.Any(part => Of(part).IsOfSomething),
            RegionIntersection or RegionComplement => false,
            _ => true,
        };
}
