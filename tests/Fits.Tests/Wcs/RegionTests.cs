using DataLab.Fits.Wcs;
using DataLab.Sky;

namespace DataLab.Fits.Tests.Wcs;

/// <summary>Boxes and masks of regions against counting places by hand; footprints.</summary>
[TestFixture]
internal sealed class RegionTests
{
    private const int Width = 40;
    private const int Height = 30;

    private static readonly (string Name, string[] Cards)[] Images =
    [
        (
            "TAN",
            [
                "CTYPE1='RA---TAN'",
                "CTYPE2='DEC--TAN'",
                "CRVAL1=0.01",
                "CRVAL2=30.0",
                "CD1_1=-0.01",
                "CD1_2=0.006",
                "CD2_1=0.006",
                "CD2_2=0.01",
            ]
        ),
        (
            "pole",
            ["CTYPE1='RA---TAN'", "CTYPE2='DEC--TAN'", "CRVAL1=77.0", "CRVAL2=89.95", "CDELT1=-0.01", "CDELT2=0.01"]
        ),
        (
            "SIN",
            ["CTYPE1='RA---SIN'", "CTYPE2='DEC--SIN'", "CRVAL1=200.0", "CRVAL2=-40.0", "CDELT1=-0.5", "CDELT2=0.4"]
        ),
        ("CAR", ["CTYPE1='GLON-CAR'", "CTYPE2='GLAT-CAR'", "CRVAL1=0.0", "CRVAL2=0.0", "CDELT1=-9.0", "CDELT2=6.0"]),
        ("AIT", ["CTYPE1='RA---AIT'", "CTYPE2='DEC--AIT'", "CRVAL1=100.0", "CRVAL2=0.0", "CDELT1=-9.0", "CDELT2=6.0"]),
        (
            "SIP",
            [
                "CTYPE1='RA---TAN-SIP'",
                "CTYPE2='DEC--TAN-SIP'",
                "CRVAL1=359.9",
                "CRVAL2=-30.0",
                "CDELT1=-0.01",
                "CDELT2=0.01",
                "A_ORDER=2",
                "B_ORDER=2",
                "A_2_0=1.0E-3",
                "B_1_1=-1.0E-3",
                "B_0_2=5.0E-4",
            ]
        ),
    ];

    [Test]
    public void The_box_of_a_region_is_the_smallest()
    {
        var faults = new List<string>();
        foreach (var (name, cards) in Images)
        {
            var wcs = Image(cards);
            foreach (var region in Shapes(wcs))
            {
                var box = wcs.BoundsOf(region, Width, Height);
                var found = Count(wcs, region, 1, 1, Width, Height, 8);
                if (
                    found is { } least
                    && (
                        box is not { } b
                        || b.FirstX > least.FirstX
                        || b.LastX < least.LastX
                        || b.FirstY > least.FirstY
                        || b.LastY < least.LastY
                    )
                )
                    faults.Add($"{name} {region}: {box} leaves out some of {least}");
                if (box is not { } tight)
                    continue;
                (double X1, double Y1, double X2, double Y2)[] sides =
                [
                    (tight.FirstX, tight.FirstY, tight.FirstX, tight.LastY),
                    (tight.LastX, tight.FirstY, tight.LastX, tight.LastY),
                    (tight.FirstX, tight.FirstY, tight.LastX, tight.FirstY),
                    (tight.FirstX, tight.LastY, tight.LastX, tight.LastY),
                ];
                foreach (var (x1, y1, x2, y2) in sides)
                {
                    // A circle that only touches has less than this inside the row; those are tested below.
                    var radius = region is Circle circle ? circle.Radius : 1.0;
                    if (
                        radius / wcs.PixelScale > 0.3
                        && !HasVertex(wcs, region, x1, y1, x2, y2)
                        && Count(wcs, region, (long)x1, (long)y1, (long)x2, (long)y2, 25) is null
                    )
                        faults.Add($"{name} {region}: nothing in {x1}..{x2}, {y1}..{y2} of {box}");
                }
            }
        }
        Assert.That(faults, Is.Empty, string.Join("\n", faults));
    }

    [TestCase(20.0, 15.0, 0.01, 20, 15, 20, 15, TestName = "Inside one pixel")]
    [TestCase(-4.5, 15.0, 5.01, 1, 15, 1, 15, TestName = "Centre off the image, touching it")]
    [TestCase(-4.5, 15.0, 4.99, 0, 0, 0, 0, TestName = "Just off the image")]
    [TestCase(20.0, 15.0, 1000.0, 1, 1, 40, 30, TestName = "All of the image")]
    [TestCase(0.0, 0.0, 0.715, 1, 1, 1, 1, TestName = "A corner")]
    [TestCase(0.0, 0.0, 0.70, 0, 0, 0, 0, TestName = "Short of a corner")]
    [TestCase(20.0, 15.0, 2.01, 18, 13, 22, 17, TestName = "Edges by a hundredth")]
    public void Circles_of_pixels(double x, double y, double radius, long x1, long y1, long x2, long y2)
    {
        // Pixels of a ten-thousandth of a degree: flat to a part in a billion.
        var wcs = Image([
            "CTYPE1='RA---TAN'",
            "CTYPE2='DEC--TAN'",
            "CRVAL1=0.0",
            "CRVAL2=10.0",
            "CDELT1=-1.0E-4",
            "CDELT2=1.0E-4",
        ]);
        Assert.That(wcs.TryToSky(x, y, out var centre));
        var box = wcs.BoundsOf(new Circle(centre, radius * 1e-4), Width, Height);
        Assert.That(box, Is.EqualTo(x1 == 0 ? (PixelBox?)null : new PixelBox(x1, y1, x2, y2)));
    }

    [Test]
    public void Half_the_sky_and_more_on_huge_images()
    {
        string[] cards =
        [
            "CTYPE1='RA---TAN'",
            "CTYPE2='DEC--TAN'",
            "CRPIX1=1.0E6",
            "CRPIX2=1.0E6",
            "CRVAL1=10.0",
            "CRVAL2=0.0",
            "CDELT1=-2.0E-5",
            "CDELT2=2.0E-5",
        ];
        var wcs = Image(cards, centred: false);
        const long size = 2_000_000;
        Assert.That(
            wcs.BoundsOf(new Circle(new Point(10, 0), 179), size, size),
            Is.EqualTo(new PixelBox(1, 1, size, size))
        );
        Assert.That(wcs.BoundsOf(new Circle(new Point(190, 0), 60), size, size), Is.Null);
        Assert.That(wcs.TryToSky(1_234_567, 777_777, out var place));
        Assert.That(
            wcs.BoundsOf(new Circle(place, 1e-6), size, size),
            Is.EqualTo(new PixelBox(1_234_567, 777_777, 1_234_567, 777_777))
        );
    }

    [Test]
    public void Masks_have_each_pixel_whose_centre_is_inside()
    {
        var faults = new List<string>();
        foreach (var (name, cards) in Images)
        {
            var wcs = Image(cards);
            foreach (var region in Shapes(wcs))
            {
                var mask = wcs.PixelsInside(region, new PixelBox(-3, -2, Width, Height));
                for (var i = 0; i < mask.Length; i++)
                {
                    var (x, y) = (i % (Width + 4) - 3, i / (Width + 4) - 2);
                    if (mask[i] != (wcs.TryToSky(x, y, out var sky) && region.Contains(sky)))
                        faults.Add($"{name} {region}: ({x}, {y})");
                }
            }
        }
        Assert.That(faults, Is.Empty);
    }

    [Test]
    public void A_mask_of_no_or_of_too_many_pixels_is_refused() =>
        Assert.Multiple(() =>
        {
            var wcs = Image(Images[0].Cards);
            var circle = new Circle(new Point(0, 30), 1);
            Assert.That(
                () => wcs.PixelsInside(circle, new PixelBox(1, 1, 0, 5)),
                Throws.TypeOf<ArgumentOutOfRangeException>()
            );
            Assert.That(
                () => wcs.PixelsInside(circle, new PixelBox(1, 1, 1L << 40, 1L << 40)),
                Throws.TypeOf<ArgumentOutOfRangeException>()
            );
        });

    [Test]
    public void Footprints_hold_what_is_on_the_image()
    {
        foreach (var (name, cards) in Images)
        {
            var wcs = Image(cards);
            var outline = wcs.Footprint(Width, Height);
            if (name is "CAR" or "AIT")
            {
                Assert.That(outline, Is.Null, name);
                continue;
            }
            var random = new Random(5);
            for (var i = 0; i < 2000; i++)
            {
                var (x, y) = (random.NextDouble() * 60 - 10, random.NextDouble() * 50 - 10);
                // Nearer to an edge than its bulge, either answer is right.
                if (
                    Math.Min(
                        Math.Min(Math.Abs(x - 0.5), Math.Abs(x - 40.5)),
                        Math.Min(Math.Abs(y - 0.5), Math.Abs(y - 30.5))
                    ) < 0.12
                )
                    continue;
                if (wcs.TryToSky(x, y, out var sky))
                    Assert.That(
                        outline!.Contains(sky),
                        Is.EqualTo(x is > 0.5 and < 40.5 && y is > 0.5 and < 30.5),
                        $"{name} {x} {y}"
                    );
            }
        }
    }

    [Test]
    public void Scale_and_direction_of_an_image()
    {
        var wcs = Image([
            "CTYPE1='RA---TAN'",
            "CTYPE2='DEC--TAN'",
            "CRVAL1=50.0",
            "CRVAL2=30.0",
            "CDELT1=-1.0E-4",
            "CDELT2=4.0E-4",
            "CROTA2=30.0",
        ]);
        Assert.That(wcs.PixelScale, Is.EqualTo(2e-4).Within(1e-16));
        Assert.That(wcs.PixelArea, Is.EqualTo(4e-8).Within(1e-20));
        // North is turned by CROTA2 from y towards -x: y points that far from north, through west.
        Assert.That(wcs.PositionAngle, Is.EqualTo(330).Within(0.2));
        Assert.That(wcs.TryToFrame(20.5, 15.5, out var ra, out var dec) && wcs.TryToFrame(20.5, 25.5, out _, out _));
        wcs.TryToSky(20.5, 25.5, out var up);
        Assert.That(Point.PositionAngle(new Point(ra, dec), up), Is.EqualTo(wcs.PositionAngle).Within(1e-3));
    }

    private static CelestialCoordinates Image(string[] cards, bool centred = true)
    {
        string[] reference = centred ? ["CRPIX1=20.5", "CRPIX2=15.5"] : [];
        var read = ImageCoordinates.Parse(
            WcsOracle.Header(["NAXIS=2", $"NAXIS1={Width}", $"NAXIS2={Height}", .. reference, .. cards])
        );
        Assert.That(read.Celestial, Is.Not.Null, string.Join(' ', read.Notes));
        return read.Celestial!;
    }

    private static IEnumerable<Region> Shapes(CelestialCoordinates wcs)
    {
        var random = new Random(11);
        for (var i = 0; i < 5; i++)
        {
            if (!wcs.TryToSky(random.NextDouble() * 50 - 5, random.NextDouble() * 40 - 5, out var at))
                continue;
            var size = Math.Min(80, wcs.PixelScale * (1 + 12 * random.NextDouble()));
            yield return new Circle(at, size);
            yield return new Box(at, size, 0.5 * size);
            var aside = Math.Min(170, size / Math.Max(0.01, Math.Cos(at.Dec * Math.PI / 180)));
            yield return new CoordinateRange(
                at.Ra - aside,
                Math.Max(-90, at.Dec - size),
                at.Ra + aside,
                Math.Min(90, at.Dec + 0.6 * size)
            );
            yield return new Polygon([at, at.Towards(20, size), at.Towards(70, 0.4 * size), at.Towards(120, size)]);
        }
    }

    /// <summary>Whether a corner, which may be too thin to be met by counting, lies in pixels.</summary>
    private static bool HasVertex(
        CelestialCoordinates wcs,
        Region region,
        double x1,
        double y1,
        double x2,
        double y2
    ) =>
        region is Polygon polygon
        && polygon.Vertices.Any(v =>
            wcs.TryToPixel(v, out var x, out var y)
            && Math.Round(x) >= x1
            && Math.Round(x) <= x2
            && Math.Round(y) >= y1
            && Math.Round(y) <= y2
        );

    /// <summary>The box of the pixels that have places of the region on a grid through them.</summary>
    private static PixelBox? Count(
        CelestialCoordinates wcs,
        Region region,
        long x1,
        long y1,
        long x2,
        long y2,
        int steps
    )
    {
        PixelBox? box = null;
        for (var i = 0; i <= (x2 - x1 + 1) * steps; i++)
        {
            for (var j = 0; j <= (y2 - y1 + 1) * steps; j++)
            {
                var (x, y) = (x1 - 0.5 + (double)i / steps, y1 - 0.5 + (double)j / steps);
                if (!wcs.TryToSky(x, y, out var sky) || !region.Contains(sky))
                    continue;
                if (steps > 20)
                    return new PixelBox(x1, y1, x2, y2);
                var (px, py) = (Math.Clamp((long)Math.Round(x), x1, x2), Math.Clamp((long)Math.Round(y), y1, y2));
                box = box is not { } b
                    ? new PixelBox(px, py, px, py)
                    : new PixelBox(
                        Math.Min(b.FirstX, px),
                        Math.Min(b.FirstY, py),
                        Math.Max(b.LastX, px),
                        Math.Max(b.LastY, py)
                    );
            }
        }
        return box;
    }
}
