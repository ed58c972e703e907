namespace DataLab.Sky.Tests;

/// <summary>The fixed samples that the tests and their oracle share.</summary>
internal static class Samples
{
    private static readonly double[] SpecialRa =
    [
        0,
        -0.0,
        360,
        359.99999999999994,
        1e-300,
        1e-14,
        45,
        90,
        135,
        180,
        225,
        270,
        315,
        22.5,
        67.5,
    ];

    private static readonly double[] SpecialDec =
    [
        0,
        90,
        -90,
        89.99999999999999,
        -89.99999999999999,
        89.9999999,
        1e-14,
        -1e-14,
        1e-300,
        41.810314895778596,
        -41.810314895778596,
        41.81031489577859,
        41.81031489577861,
        41.8103148957786,
        89.43,
        -89.43,
        82,
        -82,
    ];

    /// <summary>Directions spread evenly over the sphere.</summary>
    public static UnitVector[] Vectors(int count)
    {
        var random = new Random(20260701);
        return [.. Enumerable.Range(0, count).Select(_ => Direction(random))];
    }

    /// <summary>
    /// Degrees: even over the sphere, mixed with poles, the wrap, |z| = 2/3, positions a hair off those, and exact corners and
    /// centres of cells of small orders.
    /// </summary>
    public static (double[] Ra, double[] Dec) Positions(int count)
    {
        var random = new Random(20260702);
        var special = (from ra in SpecialRa from dec in SpecialDec select (ra, dec)).ToList();
        for (var order = 0; order <= 5; order++)
        {
            for (var cell = 0L; cell < Healpix.PixelCount(order); cell++)
            {
                var centre = Healpix.Pix2Ang(order, cell);
                special.Add((centre.Ra, centre.Dec));
                foreach (var corner in Healpix.Boundaries(order, cell, 2))
                {
                    var point = corner.ToPoint();
                    special.Add((point.Ra, point.Dec));
                }
            }
        }

        var (ras, decs) = (new double[count], new double[count]);
        for (var i = 0; i < count; i++)
        {
            if (i < special.Count)
            {
                (ras[i], decs[i]) = special[i];
                continue;
            }

            var point = Direction(random).ToPoint();
            (ras[i], decs[i]) = (point.Ra, point.Dec);
            if (i % 10 == 0)
            {
                var polar = Math.Pow(10, -14 * random.NextDouble());
                decs[i] = random.Next(2) == 0 ? 90 - polar : polar - 90;
            }
            else if (i % 10 == 1)
            {
                ras[i] = 90 * random.Next(5) + (random.NextDouble() - 0.5) * Math.Pow(10, -14 * random.NextDouble());
                ras[i] = Angle.Longitude(ras[i]);
            }
        }

        return (ras, decs);
    }

    /// <summary>NESTED indices: all of them if few enough, else the first, the last, the ends of faces and random ones.</summary>
    public static long[] Cells(int order, int count)
    {
        var total = Healpix.PixelCount(order);
        if (total <= count)
        {
            return [.. Enumerable.Range(0, (int)total).Select(i => (long)i)];
        }

        var random = new Random(order);
        var face = total / 12;
        var cells = new List<long>();
        for (var i = 0; i < 12; i++)
        {
            var corners = new[] { 0, face / 3, 2 * (face / 3), face - 1 }; // south, east, west and north corner of the face
            cells.AddRange(corners.Select(corner => i * face + corner));
        }

        while (cells.Count < count)
        {
            cells.Add(random.NextInt64(total));
        }

        return [.. cells];
    }

    /// <summary>Pairs from 1e-9 arcsec to antipodal, in random directions, at all latitudes.</summary>
    public static List<(Point A, Point B)> Pairs()
    {
        var random = new Random(20260703);
        var pairs = new List<(Point, Point)>();
        for (var i = 0; i < 3000; i++)
        {
            var a = Direction(random).ToPoint();
            if (i % 5 == 0)
            {
                a = new Point(a.Ra, Math.CopySign(90 - Math.Pow(10, -12 * random.NextDouble()), a.Dec));
            }

            var distance = Math.Pow(10, -12.5 + 14.5 * random.NextDouble());
            var angle = 2 * Math.PI * random.NextDouble();
            var dec = Math.Clamp(a.Dec + distance * Math.Cos(angle), -90, 90);
            var b = new Point(a.Ra + distance * Math.Sin(angle), dec);
            pairs.Add((a, i % 4 == 0 ? new Point(b.Ra + 180, -b.Dec) : b));
        }

        return pairs;
    }

    /// <summary>Circles from 1e-7 arcsec to beyond a hemisphere, with an order at which listing their cells is cheap.</summary>
    public static List<(Circle Circle, int Order)> Discs()
    {
        var random = new Random(20260704);
        var discs = new List<(Circle, int)>();
        for (var i = 0; i < 400; i++)
        {
            var centre = Direction(random).ToPoint();
            centre = (i % 8) switch
            {
                0 => new Point(centre.Ra, Math.CopySign(90 - 1e-3 * random.NextDouble(), centre.Dec)),
                1 => new Point(90 * random.Next(4), centre.Dec),
                2 => new Point(centre.Ra, Math.CopySign(41.810314895778596, centre.Dec)),
                _ => centre,
            };
            var radius = Math.Pow(10, -10.5 + 12.7 * random.NextDouble());
            var order = Math.Clamp((int)Math.Log2(58.6 / radius) + 4, 0, Healpix.MaxOrder);
            discs.Add((new Circle(centre, radius), order));
        }

        return discs;
    }

    public static UnitVector Direction(Random random)
    {
        var z = 2 * random.NextDouble() - 1;
        var (sin, cos) = Math.SinCos(2 * Math.PI * random.NextDouble());
        var axis = Math.Sqrt((1 - z) * (1 + z));
        return UnitVector.Create(axis * cos, axis * sin, z);
    }
}
