using FsCheck;
using FsCheck.Fluent;

namespace DataLab.Sky.Tests;

/// <summary>Regions of every kind and size, crowded enough to meet, touch and contain each other.</summary>
public static class RandomRegions
{
    public static Arbitrary<Region> Regions() =>
        Gen.Choose(0, int.MaxValue).Select(seed => Near(new Random(seed), Centre(seed))).ToArbitrary();

    public static Arbitrary<(Region, Region)> Pairs() =>
        Gen.Choose(0, int.MaxValue)
            .Select(seed =>
            {
                var random = new Random(seed);
                var centre = Centre(seed);
                var scale = Math.Pow(10, -7 + 9 * random.NextDouble());
                return (Near(random, centre, scale), Near(random, centre, scale));
            })
            .ToArbitrary();

    /// <summary>A polygon around a centre: one vertex in each direction of a fan, so that the inside is easily told.</summary>
    public static (Point Centre, Point[] Vertices) Star(Random random, Point centre, double size)
    {
        var count = random.Next(3, 15);
        var vertices = new Point[count];
        for (var i = 0; i < count; i++)
        {
            var angle = 360.0 * (i + 0.45 * random.NextDouble()) / count; // no wedge of 180 degrees
            vertices[i] = centre.Towards(angle, size * (0.15 + 0.85 * random.NextDouble()));
        }

        return (centre, vertices);
    }

    public static Point PointIn(Region region, Random random)
    {
        var bounds = region.BoundingCircle;
        for (var i = 0; i < 10000; i++)
        {
            var cosine = 1 - random.NextDouble() * 2 * Math.Pow(Angle.SinCos(0.5 * bounds.Radius).Sin, 2);
            var distance =
                bounds.Radius < 1 ? bounds.Radius * Math.Sqrt(random.NextDouble()) : Angle.ToDegrees(Math.Acos(cosine));
            var point = bounds.Centre.Towards(360 * random.NextDouble(), distance);
            if (region.Contains(point))
            {
                return point;
            }
        }

        return region.Centroid; // too thin to hit
    }

    /// <summary>Places on the outline, as near to it as degrees allow.</summary>
    public static IEnumerable<Point> Rim(Region region, int count) =>
        region.Shape switch
        {
            PointRegion point => [point.Position],
            Circle circle => Enumerable
                .Range(0, count)
                .Select(i => circle.Centre.Towards(360.0 * i / count, circle.Radius)),
            Polygon polygon => polygon.Edges.SelectMany(edge =>
                Enumerable.Range(0, count).Select(i => edge.At(edge.Length * i / count).ToPoint())
            ),
            _ => throw new NotSupportedException(),
        };

    private static Point Centre(int seed) =>
        (seed % 5) switch
        {
            0 => new Point(0, 90 - 1e-4 * (seed % 7)),
            1 => new Point(0, 0),
            _ => Samples.Direction(new Random(seed / 5)).ToPoint(),
        };

    private static Region Near(Random random, Point centre) =>
        Near(random, centre, Math.Pow(10, -9 + 11 * random.NextDouble()));

    private static Region Near(Random random, Point centre, double scale)
    {
        var place = centre.Towards(360 * random.NextDouble(), Math.Min(90, scale) * random.NextDouble());
        var size = scale * Math.Pow(10, -random.NextDouble());
        return random.Next(4) switch
        {
            0 => new PointRegion(place),
            1 => new Circle(place, Math.Min(180, size)),
            2 => new Box(
                place,
                Math.Min(360, size * 3 * random.NextDouble()),
                Math.Min(360, size * 3 * random.NextDouble())
            ),
            _ => new Polygon(Star(random, place, Math.Min(80, size)).Vertices),
        };
    }
}
