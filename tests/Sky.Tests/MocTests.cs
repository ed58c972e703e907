using System.Diagnostics;
using System.Globalization;

namespace DataLab.Sky.Tests;

/// <summary>Coverage maps as pymoc reads and writes them, and what sets of cells must obey.</summary>
[TestFixture]
public class MocTests
{
    [Test]
    public void Random_maps_have_the_normal_form_and_the_area_that_pymoc_gives_them()
    {
        var random = new Random(12);
        var texts = Enumerable.Range(0, 300).Select(_ => RandomText(random)).ToList();
        var answers = Pymoc(texts);
        Assert.That(answers, Has.Length.EqualTo(texts.Count));
        for (var i = 0; i < texts.Count; i++)
        {
            Assert.That(MocText.TryRead(texts[i], out var moc, out var error), Is.True, error);
            var parts = answers[i].Split('\t');
            // How fine the map was made is no part of pymoc's normal form.
            var normal = string.Join(' ', MocText.Write(moc!).Split(' ').Where(part => !part.EndsWith('/')));
            Assert.That(normal, Is.EqualTo(parts[1]), texts[i]);
            var area = double.Parse(parts[0], CultureInfo.InvariantCulture);
            Assert.That(moc!.Area, Is.EqualTo(area).Within(1e-12 * area), texts[i]);
        }
    }

    [Test]
    public void The_map_of_a_circle_has_the_cells_that_healpy_finds_in_it()
    {
        var discs = Samples.Discs();
        for (var i = 0; i < discs.Count; i++)
        {
            var (circle, order) = discs[i];
            if (Moc.Covering(circle, order, 4_000_000) is not { } moc)
            {
                continue;
            }

            var missing = Oracle
                .Indices($"disc{i}")
                .Where(cell => Point.Separation(Healpix.Pix2Ang(order, cell), circle.Centre) <= circle.Radius)
                .Where(cell => moc.OverlapWith(order, cell) != Overlap.Full);
            Assert.That(missing, Is.Empty, $"{circle}");
            Assert.That(moc.Cells.All(cell => cell.Order <= order), $"{circle}");
        }
    }

    [Test]
    public void A_map_and_its_complement_share_nothing_and_make_the_sky()
    {
        var random = new Random(13);
        for (var i = 0; i < 200; i++)
        {
            Assert.That(MocText.TryRead(RandomText(random), out var moc, out _), Is.True);
            var rest = moc!.Complement();
            Assert.That(moc.Intersects(rest), Is.False);
            Assert.That(moc.Area + rest.Area, Is.EqualTo(Angle.SphereArea).Within(1e-9));
            Assert.That(rest.Complement(), Is.EqualTo(moc));
            var position = new Point(360 * random.NextDouble(), 180 * random.NextDouble() - 90);
            Assert.That(moc.Contains(position), Is.Not.EqualTo(rest.Contains(position)));
        }
    }

    [Test]
    public void Too_fine_a_map_of_a_large_region_is_none()
    {
        Assert.That(Moc.Covering(new Circle(new Point(1, 2), 50), 20, 10_000), Is.Null);
        Assert.That(
            Moc.Covering(new Circle(new Point(1, 2), 50), 5, 10_000)!.Contains(new Circle(new Point(1, 2), 49)),
            Is.True
        );
        Assert.That(
            Moc.Covering(new Circle(new Point(1, 2), 180), 29, 10)!.Area,
            Is.EqualTo(Angle.SphereArea).Within(1e-9)
        );
    }

    [Test]
    public void The_centre_of_a_map_is_that_of_its_finest_cells()
    {
        Assert.That(MocText.TryRead("0/1 2/5,100 6/40000", out var moc, out _), Is.True);
        var sum = default(Vector);
        foreach (var (order, cell) in moc!.Cells)
        {
            var pieces = 1L << (2 * (9 - order));
            for (var piece = cell * pieces; piece < (cell + 1) * pieces; piece++)
            {
                sum += Healpix.Pix2Vec(9, piece);
            }
        }

        Assert.That(Point.Separation(moc.Centroid, sum.Normalised().ToPoint()) * 3600, Is.LessThan(1));
    }

    private static string RandomText(Random random)
    {
        var parts = new List<string>();
        var order = random.Next(4);
        for (var n = random.Next(1, 5); n > 0 && order <= 29; n--)
        {
            var cells = Enumerable
                .Range(0, random.Next(1, 40))
                .Select(_ =>
                {
                    var first = random.NextInt64(Math.Min(Healpix.PixelCount(order), 500));
                    var last = Math.Min(first + random.Next(9), Healpix.PixelCount(order) - 1);
                    return random.Next(2) == 0 || last == first ? $"{first}" : $"{first}-{last}";
                });
            parts.Add($"{order}/{string.Join(',', cells)}");
            order += random.Next(1, 9);
        }

        return string.Join(' ', parts);
    }

    /// <summary>A missing Python or package fails the test: it would prove nothing.</summary>
    private static string[] Pymoc(List<string> texts)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllLines(file, texts);
            var script = Path.Combine(AppContext.BaseDirectory, "oracle", "moc.py");
            var start = new ProcessStartInfo("/usr/bin/python3", ["-W", "ignore", script, file])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var python = Process.Start(start)!;
            var errors = python.StandardError.ReadToEndAsync();
            var answers = python.StandardOutput.ReadToEnd();
            python.WaitForExit();
            Assert.That(python.ExitCode, Is.Zero, errors.Result);
            return answers.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
