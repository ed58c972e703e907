using DataLab.Fits.Wcs;
using DataLab.Sia.Rasters;
using DataLab.Sia.Tests.Support;
using DataLab.Sky;

namespace DataLab.Sia.Tests.Previews;

/// <summary>Images in fewer values, and images laid onto other grids.</summary>
[Category("AnyEngine")]
public sealed class RasterTests
{
    [TestCase(1, 1, 40, 30, 1)]
    [TestCase(3, 5, 38, 29, 4)]
    [TestCase(1, 1, 40, 30, 7)]
    [TestCase(1, 1, 40, 30, 100)]
    public async Task Squares_of_pixels_are_averaged(int left, int bottom, int right, int top, int factor)
    {
        static float Value(int x, int y) => x % 11 == 0 && y % 3 == 0 ? float.NaN : x * 100 + y;
        var (image, _) = await PaintedImage.OpenAsync(40, 30, Value);
        var box = new PixelBox(left, bottom, right, top);
        var reduced = await RasterReader.ReadAsync(image, (0, 1), box, factor, [], default);
        for (var row = 0; row < reduced.Raster.Height; row++)
        for (var column = 0; column < reduced.Raster.Width; column++)
        {
            var values = new List<float>();
            for (var y = bottom + row * factor; y <= Math.Min(top, bottom + row * factor + factor - 1); y++)
            for (var x = left + column * factor; x <= Math.Min(right, left + column * factor + factor - 1); x++)
                if (!float.IsNaN(Value(x, y)))
                    values.Add(Value(x, y));
            var found = reduced.Raster.Row(row)[column];
            if (values.Count == 0)
                Assert.That(found, Is.NaN);
            else
                Assert.That(found, Is.EqualTo(values.Average()).Within(0.01));
        }
    }

    /// <summary>Where interpolation between nodes would be wrong, each value is computed.</summary>
    [TestCase("TAN", 10, 20, 0.001, 30, 0.002)]
    [TestCase("TAN", 0.05, 0, 0.001, 0, 0.0005)]
    [TestCase("TAN", 200, 89.9, 0.002, 75, 0.004)]
    [TestCase("SIN", 310, -45, 0.01, 200, 0.02)]
    [TestCase("CAR", 0, 0, 1.8, 0, 0.5)]
    [TestCase("AIT", 120, 0, 1.5, 0, 0.4)]
    public async Task Every_value_of_a_grid_finds_its_pixel(
        string projection,
        double ra,
        double dec,
        double scale,
        double turn,
        double step
    )
    {
        var (image, wcs) = await PaintedImage.OpenAsync(
            200,
            100,
            (_, _) => 1,
            PaintedImage.Wcs(projection, ra, dec, 100.5, 50.5, scale, turn)
        );
        var grid = new TangentGrid(new Point(ra + 0.05, dec), step, 150, 130);
        var map = PixelMap.Of(grid, wcs, image.Axes[0], image.Axes[1])!;
        var (found, inside) = (0, 0);
        for (var y = 0; y < grid.Height; y++)
        for (var x = 0; x < grid.Width; x++)
        {
            var isThere = wcs.TryToPixel(grid.At(x, y).ToPoint(), out var px, out var py);
            var place = (X: map.X[y * grid.Width + x], Y: map.Y[y * grid.Width + x]);
            // A twentieth of a value's size, in pixels; that far from the edge both must agree.
            var tolerance = 0.06 * step / scale + 1e-3;
            var margin = isThere
                ? Math.Min(Math.Min(px - 0.5, 200.5 - px), Math.Min(py - 0.5, 100.5 - py))
                : double.NegativeInfinity;
            if (margin > tolerance)
            {
                inside++;
                Assert.That(place.X, Is.EqualTo(px).Within(tolerance), $"{x}, {y}");
                Assert.That(place.Y, Is.EqualTo(py).Within(tolerance), $"{x}, {y}");
            }
            else if (margin < -tolerance)
                Assert.That(place.X, Is.NaN, $"{x}, {y}");
            found += float.IsNaN(place.X) ? 0 : 1;
        }
        Assert.That(inside, Is.GreaterThan(1000));
        Assert.That(found, Is.GreaterThanOrEqualTo(inside));
    }

    [TestCase(0.0005, 0)]
    [TestCase(0.001, 40)]
    [TestCase(0.004, 200)]
    public async Task A_star_is_where_the_sky_has_it_and_as_bright(double step, double turn)
    {
        var (image, wcs) = await PaintedImage.OpenAsync(
            300,
            300,
            PaintedImage.Star(180, 120, 12),
            PaintedImage.Wcs("TAN", 50, -60, 150.5, 150.5, 0.001, turn)
        );
        Assert.That(wcs.TryToSky(180, 120, out var star));
        var size = (int)(0.3 / step);
        var canvas = new SkyCanvas(new TangentGrid(new Point(50.01, -60.01), step, size, size));
        Assert.That(await SkyPainter.PaintAsync(canvas, image, wcs, [], 0, 10, default));
        var raster = canvas.ToRaster();
        var (sum, sumX, sumY, peak) = (0.0, 0.0, 0.0, 0f);
        for (var y = 0; y < raster.Height; y++)
        for (var x = 0; x < raster.Width; x++)
        {
            var value = raster.Row(y)[x];
            if (!(value > 1))
                continue;
            (sum, sumX, sumY, peak) = (sum + value, sumX + value * x, sumY + value * y, Math.Max(peak, value));
        }
        var centre = canvas.Grid.At(sumX / sum, sumY / sum).ToPoint();
        Assert.That(Point.Separation(centre, star), Is.LessThan(0.1 * step + 1e-5));
        // The brightness of a surface does not depend on the grid; its sum does.
        Assert.That(sum * step * step, Is.EqualTo(1000 * 2 * Math.PI * 0.012 * 0.012).Within(1).Percent);
        Assert.That(peak, Is.EqualTo(1000).Within(step > 0.002 ? 8 : 2).Percent);
    }

    [Test]
    public async Task Overlapping_images_are_averaged_by_their_distance_from_the_edge()
    {
        var canvas = new SkyCanvas(new TangentGrid(new Point(10, 0), 0.001, 200, 20));
        foreach (var (x, value) in new[] { (120.5, 1f), (20.5, 3f) })
        {
            var (image, wcs) = await PaintedImage.OpenAsync(
                140,
                60,
                (_, _) => value,
                PaintedImage.Wcs("TAN", 10, 0, x, 30.5, 0.001)
            );
            await SkyPainter.PaintAsync(canvas, image, wcs, [], 20, 0, default);
        }
        var row = canvas.ToRaster().Row(10).ToArray();
        // East, and so the first image, is on the left; values go from one to the other without a step.
        Assert.That(row[2], Is.EqualTo(1).Within(1e-3));
        Assert.That(row[^3], Is.EqualTo(3).Within(1e-3));
        for (var i = 1; i < row.Length; i++)
            Assert.That(Math.Abs(row[i] - row[i - 1]), Is.LessThan(0.15), $"value {i}");
    }

    [Test]
    public void Tones_go_from_black_to_white()
    {
        foreach (var stretch in Enum.GetValues<Stretch>())
        {
            var tones = new Tones(10, 20, stretch);
            Assert.That(tones.Of(9), Is.Zero);
            Assert.That(tones.Of(10), Is.Zero);
            Assert.That(tones.Of(20), Is.EqualTo(1).Within(1e-12));
            Assert.That(tones.Of(1e30f), Is.EqualTo(1).Within(1e-12));
            Assert.That(tones.Of(13), Is.GreaterThanOrEqualTo(0.3 - 1e-9).And.LessThan(1));
            Assert.That(tones.Of(float.NaN), Is.NaN);
        }
        Assert.That(new Tones(5, 5, Stretch.Linear).Of(5), Is.Zero);
    }

    [Test]
    public void Colours_stay_where_sources_are_bright()
    {
        Raster One(float value) => new(1, 1, [value]);
        var tones = new ColourTones((0, 0, 0), (10, 10, 10));
        var faint = tones.ToBytes(One(2), One(1), One(0.5f));
        var bright = tones.ToBytes(One(2000), One(1000), One(500));
        Assert.That(faint[0] / (double)faint[1], Is.EqualTo(2).Within(0.1));
        Assert.That(bright, Is.EqualTo(new byte[] { 255, 128, 64, 255 }));
        Assert.That(tones.ToBytes(One(float.NaN), One(float.NaN), One(float.NaN))[3], Is.Zero);
        Assert.That(
            tones.ToBytes(One(float.NaN), One(5), One(-3)),
            Is.EqualTo(new byte[] { 0, tones.ToBytes(One(0), One(5), One(0))[1], 0, 255 })
        );
    }
}
