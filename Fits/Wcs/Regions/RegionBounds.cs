// The smallest box of pixels round the part of a region on an image. Its extremes are extremes of the region's boundary,
// places where that crosses an edge of the image or of the projection, or places of the image inside the region.
using DataLab.Sky;

namespace DataLab.Fits.Wcs.Regions;

internal sealed class RegionBounds
{
    /// <summary>What lies so near to the edge of a pixel touches it.</summary>
    private const double Touch = 1e-9;

    private const int Grid = 24;
    private const int LineSteps = 512;
    private const int Bisections = 60;

    private readonly CelestialCoordinates wcs;
    private readonly Region region;
    private readonly double right;
    private readonly double top;
    private readonly bool isComposed;
    private double minX = double.PositiveInfinity;
    private double minY = double.PositiveInfinity;
    private double maxX = double.NegativeInfinity;
    private double maxY = double.NegativeInfinity;

    private RegionBounds(CelestialCoordinates wcs, Region region, long width, long height)
    {
        (this.wcs, this.region) = (wcs, region);
        (right, top) = (width + 0.5, height + 0.5);
        isComposed = region is RegionUnion or RegionIntersection or RegionComplement;
    }

    private readonly record struct Place(double T, double X, double Y, bool IsValid);

    public static PixelBox? Of(CelestialCoordinates wcs, Region region, long width, long height)
    {
        if (width < 1 || height < 1)
            throw new ArgumentOutOfRangeException(nameof(width), "An image has at least one pixel a side.");
        var search = new RegionBounds(wcs, region, width, height);
        foreach (var curve in RegionCurve.Of(region))
            search.Follow(curve);
        search.LookInside();
        if (!(search.minX <= search.maxX))
            return null;
        search.Grow();
        return new PixelBox(
            Math.Clamp((long)Math.Ceiling(search.minX - 0.5 - Touch), 1, width),
            Math.Clamp((long)Math.Ceiling(search.minY - 0.5 - Touch), 1, height),
            Math.Clamp((long)Math.Floor(search.maxX + 0.5 + Touch), 1, width),
            Math.Clamp((long)Math.Floor(search.maxY + 0.5 + Touch), 1, height)
        );
    }

    private void Follow(RegionCurve curve)
    {
        Place At(double t)
        {
            var valid = wcs.TryToPixel(curve.At(t), out var x, out var y);
            return new Place(t, x, y, valid);
        }
        var places = Enumerable.Range(0, curve.Steps + 1).Select(i => At((double)i / curve.Steps)).ToArray();
        for (var i = 0; i < places.Length; i++)
        {
            Take(places[i]);
            if (i == 0)
                continue;
            Cross(places[i - 1], places[i], At);
            // The way over the start, too, of curves that are closed.
            var next = i + 1 < places.Length ? places[i + 1] : At(1.0 + 1.0 / curve.Steps);
            Turn(places[i - 1], places[i], next, p => p.X, At);
            Turn(places[i - 1], places[i], next, p => p.Y, At);
        }
    }

    /// <summary>A place of the boundary counts if it is on the image.</summary>
    private void Take(Place place)
    {
        if (!place.IsValid || !IsOnImage(place.X, place.Y))
            return;
        if (isComposed && !(wcs.TryToSky(place.X, place.Y, out var sky) && Near(sky)))
            return;
        Add(place.X, place.Y);
    }

    /// <summary>In the region, or so near to it that rounding decides.</summary>
    private bool Near(Point sky) => region.Contains(sky) || region.TryIntersects(new Circle(sky, 1e-11)) == true;

    /// <summary>Where a piece crosses the lines of the image's edges, the edge of the projection, or a seam.</summary>
    private void Cross(Place a, Place b, Func<double, Place> at)
    {
        if (a.IsValid != b.IsValid)
        {
            Take(Limit(a, b, at, (p, _) => p.IsValid == a.IsValid).Near);
            Take(Limit(b, a, at, (p, _) => p.IsValid == b.IsValid).Near);
            return;
        }
        if (!a.IsValid)
            return;
        foreach (var edge in (double[])[0.5, right])
        {
            if (a.X < edge != b.X < edge)
                Both(Limit(a, b, at, (p, _) => p.IsValid && p.X < edge == a.X < edge));
        }
        foreach (var edge in (double[])[0.5, top])
        {
            if (a.Y < edge != b.Y < edge)
                Both(Limit(a, b, at, (p, _) => p.IsValid && p.Y < edge == a.Y < edge));
        }
        var middle = at(0.5 * (a.T + b.T));
        if (
            middle.IsValid
            && Distance(a, b) > 8.0
            && Math.Max(Distance(a, middle), Distance(middle, b)) > 0.8 * Distance(a, b)
        )
            Both(Limit(a, b, at, (p, ends) => Distance(ends.Far, p) > Distance(ends.Near, p)));
    }

    private void Both((Place Near, Place Far) places)
    {
        Take(places.Near);
        Take(places.Far);
        // On the line itself: the two places lie on either side of it.
        if (places.Near.IsValid && places.Far.IsValid && Distance(places.Near, places.Far) < 1e-3)
        {
            var x = Math.Clamp(0.5 * (places.Near.X + places.Far.X), 0.5, right);
            var y = Math.Clamp(0.5 * (places.Near.Y + places.Far.Y), 0.5, top);
            if (Math.Abs(x - places.Near.X) + Math.Abs(y - places.Near.Y) < 2e-3)
                Take(new Place(0, x, y, true));
        }
    }

    /// <summary>Halves a piece until its ends, on which a test differs, are one.</summary>
    private static (Place Near, Place Far) Limit(
        Place a,
        Place b,
        Func<double, Place> at,
        Func<Place, (Place Near, Place Far), bool> isLikeFirst
    )
    {
        for (var i = 0; i < Bisections; i++)
        {
            var middle = at(0.5 * (a.T + b.T));
            if (isLikeFirst(middle, (a, b)))
                a = middle;
            else
                b = middle;
        }
        return (a, b);
    }

    /// <summary>The extreme between three places of which the middle one is highest or lowest, by golden section.</summary>
    private void Turn(Place a, Place b, Place c, Func<Place, double> value, Func<double, Place> at)
    {
        if (!a.IsValid || !b.IsValid || !c.IsValid)
            return;
        var sign = value(b) >= value(a) && value(b) >= value(c) ? 1.0 : -1.0;
        if (sign < 0.0 && !(value(b) <= value(a) && value(b) <= value(c)))
            return;
        const double golden = 0.3819660112501051;
        var (low, high) = (a.T, c.T);
        for (var i = 0; i < 80 && high - low > 1e-12; i++)
        {
            var (left, other) = (at(low + golden * (high - low)), at(high - golden * (high - low)));
            if (!left.IsValid || !other.IsValid)
                return;
            if (sign * value(left) >= sign * value(other))
                high = other.T;
            else
                low = left.T;
        }
        var extreme = at(0.5 * (low + high));
        Take(extreme);
        // A turn beyond an edge of the image and back is a crossing on both sides of it.
        Cross(a, extreme, at);
        Cross(extreme, c, at);
    }

    private void LookInside()
    {
        for (var i = 0; i <= Grid; i++)
        {
            for (var j = 0; j <= Grid; j++)
                Probe(0.5 + (right - 0.5) * i / Grid, 0.5 + (top - 0.5) * j / Grid);
        }
    }

    /// <summary>Pushes each side outwards while the line beyond it still meets the region.</summary>
    private void Grow()
    {
        for (var round = 0; round < 8; round++)
        {
            var before = (minX, maxX, minY, maxY);
            minX = Push(minX, 0.5, x => AlongColumn(x));
            maxX = Push(maxX, right, x => AlongColumn(x));
            minY = Push(minY, 0.5, y => AlongRow(y));
            maxY = Push(maxY, top, y => AlongRow(y));
            if (before == (minX, maxX, minY, maxY))
                return;
        }
    }

    private static double Push(double side, double end, Func<double, bool> meets)
    {
        var step = Math.Sign(end - side) * 1e-3;
        if (step == 0.0 || Math.Abs(end - side) < 2e-3 || !meets(side + step))
            return side;
        var (inside, outside) = (side + step, end);
        if (meets(end))
            return end;
        while (Math.Abs(outside - inside) > 1e-6)
        {
            var middle = 0.5 * (inside + outside);
            if (meets(middle))
                inside = middle;
            else
                outside = middle;
        }
        return inside;
    }

    private bool AlongColumn(double x) => Meets(i => Probe(x, 0.5 + (top - 0.5) * i / LineSteps));

    private bool AlongRow(double y) => Meets(i => Probe(0.5 + (right - 0.5) * i / LineSteps, y));

    private static bool Meets(Func<int, bool> probe)
    {
        for (var i = 0; i <= LineSteps; i++)
        {
            if (probe(i))
                return true;
        }
        return false;
    }

    private bool Probe(double x, double y)
    {
        if (!wcs.TryToSky(x, y, out var sky) || !region.Contains(sky))
            return false;
        Add(x, y);
        return true;
    }

    private void Add(double x, double y)
    {
        (minX, maxX) = (Math.Min(minX, x), Math.Max(maxX, x));
        (minY, maxY) = (Math.Min(minY, y), Math.Max(maxY, y));
    }

    private bool IsOnImage(double x, double y) =>
        x >= 0.5 - Touch && x <= right + Touch && y >= 0.5 - Touch && y <= top + Touch;

    private static double Distance(Place a, Place b) => Math.Abs(a.X - b.X) + Math.Abs(a.Y - b.Y);
}
