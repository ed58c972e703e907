using System.Globalization;

namespace DataLab.Differential.Tests.Evaluation;

/// <summary>Whether a point is in a region that is given as a text: STC-S, DALI or a coverage map, as far as they are generated.</summary>
internal static class RegionTexts
{
    /// <returns>1 or 0; null when the text is no region.</returns>
    public static long? Contains(string text, double[] point)
    {
        if (char.IsAsciiDigit(text[0]))
            return InCells(text, point) ? 1 : 0;
        var words = new Queue<string>(
            text.Replace("(", " ( ", StringComparison.Ordinal)
                .Replace(")", " ) ", StringComparison.Ordinal)
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
        );
        return Inside(words, point) switch
        {
            null => null,
            true => 1,
            false => 0,
        };
    }

    /// <summary>Reads one shape from the words.</summary>
    private static bool? Inside(Queue<string> words, double[] point)
    {
        var kind = words.Dequeue().ToUpperInvariant();
        if (words.TryPeek(out var frame) && frame is "ICRS" or "GALACTIC" or "FK5" or "J2000")
            words.Dequeue();
        if (frame == "GALACTIC")
            point = Galactic(point);
        switch (kind)
        {
            case "CIRCLE":
                var circle = Numbers(words);
                return Sphere.Distance(point[0], point[1], circle[0], circle[1]) <= circle[2];
            case "POLYGON":
                return Sphere.Inside(point, Numbers(words));
            case "UNION":
                return Parts(words, point).Contains(true);
            case "INTERSECTION":
                return !Parts(words, point).Contains(false);
            case "DIFFERENCE":
                return Parts(words, point) is [true, false];
            case "NOT":
                return Parts(words, point) is [false];
            default:
                return null;
        }
    }

    /// <summary>Galactic coordinates of an ICRS position, by the angles of the Hipparcos catalogue (ESA SP-1200, volume 1, §1.5.3).</summary>
    private static double[] Galactic(double[] point)
    {
        const double radian = Math.PI / 180;
        var (away, dec, pole) = ((point[0] - 192.85948) * radian, point[1] * radian, 27.12825 * radian);
        var sine = Math.Sin(dec) * Math.Sin(pole) + Math.Cos(dec) * Math.Cos(pole) * Math.Cos(away);
        var longitude = Math.Atan2(
            Math.Cos(dec) * Math.Sin(away),
            Math.Sin(dec) * Math.Cos(pole) - Math.Cos(dec) * Math.Sin(pole) * Math.Cos(away)
        );
        return [((122.93192 - longitude / radian) % 360 + 360) % 360, Math.Asin(Math.Clamp(sine, -1, 1)) / radian];
    }

    private static List<bool> Parts(Queue<string> words, double[] point)
    {
        var parts = new List<bool>();
        words.Dequeue();
        while (words.Peek() != ")")
            parts.Add(Inside(words, point) ?? throw new InvalidOperationException("No such part"));
        words.Dequeue();
        return parts;
    }

    private static double[] Numbers(Queue<string> words)
    {
        var numbers = new List<double>();
        while (words.TryPeek(out var word) && double.TryParse(word, CultureInfo.InvariantCulture, out var number))
        {
            numbers.Add(number);
            words.Dequeue();
        }
        return [.. numbers];
    }

    private static bool InCells(string map, double[] point) =>
        map.Split(' ')
            .Select(part => part.Split('/'))
            .Any(part =>
            {
                var cell = Cell(int.Parse(part[0], CultureInfo.InvariantCulture), point[0], point[1]);
                return part[1].Split(',').Any(one => long.Parse(one, CultureInfo.InvariantCulture) == cell);
            });

    /// <summary>The HEALPix cell, NESTED, of a position: by the projection of Gorski et al. 2005, §4.1 and §5.3.</summary>
    public static long Cell(int order, double lon, double lat)
    {
        var side = 1L << order;
        var z = Math.Sin(lat * Math.PI / 180);
        var quarters = ((lon % 360 + 360) % 360) / 90;
        long face;
        long x;
        long y;
        if (Math.Abs(z) <= 2.0 / 3)
        {
            // Along lines that rise and fall; their numbers tell face and place.
            var (rise, fall) = (side * (0.5 + quarters - z * 0.75), side * (0.5 + quarters + z * 0.75));
            var (up, down) = ((long)Math.Floor(rise), (long)Math.Floor(fall));
            var (faceUp, faceDown) = (up / side, down / side);
            face =
                faceUp == faceDown ? (faceUp & 3) + 4
                : faceUp < faceDown ? faceUp & 3
                : (faceDown & 3) + 8;
            x = down % side;
            y = side - 1 - up % side;
        }
        else
        {
            var quarter = Math.Min(3, (int)quarters);
            var rest = quarters - quarter;
            var height = side * Math.Sqrt(3 * (1 - Math.Abs(z)));
            var (a, b) = (Math.Min(side - 1, (long)(rest * height)), Math.Min(side - 1, (long)((1 - rest) * height)));
            (face, x, y) = z > 0 ? (quarter, side - 1 - b, side - 1 - a) : (quarter + 8, a, b);
        }
        var cell = 0L;
        for (var bit = 0; bit < order; bit++)
            cell |= ((x >> bit & 1) << (2 * bit)) | ((y >> bit & 1) << (2 * bit + 1));
        return face * side * side + cell;
    }
}
