using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;

namespace DataLab.Sky;

/// <summary>Reads one text of STC-S or of DALI shapes; <see cref="FormatException"/> says what is wrong and where.</summary>
internal sealed class RegionReader(string text)
{
    /// <summary>To make a polygon takes time that grows with the square of its vertices.</summary>
    public const int MostVertices = 2000;

    /// <summary>Shapes of a text.</summary>
    private const int MostShapes = 1000;

    /// <summary>Unions, intersections and negations one inside another.</summary>
    private const int MostDepth = 16;

    private const string Shapes =
        "Position, Circle, Ellipse, Box, Polygon, Convex, PositionInterval, Range, AllSky, Union, Intersection, Difference or Not";

    private static readonly FrozenSet<string> Frames = Words(
        "ICRS FK5 FK4 J2000 B1950 GALACTIC GALACTIC_I GALACTIC_II SUPER_GALACTIC SUPERGALACTIC ECLIPTIC UNKNOWNFRAME UNKNOWN"
    );

    private static readonly FrozenSet<string> ReferencePositions = Words(
        "GEOCENTER BARYCENTER HELIOCENTER TOPOCENTER EMBARYCENTER MOON LSR LSRK LSRD GALACTIC_CENTER LOCAL_GROUP_CENTER "
            + "RELOCATABLE UNKNOWNREFPOS"
    );

    private int _at;
    private int _shapes;
    private int _vertices;

    /// <summary>The frame named; null if none is.</summary>
    public string? Frame { get; private set; }

    public Region Read()
    {
        var parts = ImmutableArray.CreateBuilder<Region>();
        while (Peek() != '\0')
        {
            var start = _at;
            // Behind a region STC-S may name a position that stands for it.
            if (Word() is not { } word)
            {
                throw Fault(start, parts.Count == 0 ? Shapes : "the end of the region");
            }

            if (parts.Count > 0 && word == "POSITION")
            {
                Coordinates(Header());
            }
            else
            {
                parts.Add(Phrase(word, start, 0));
            }
        }

        if (_at < text.Length)
        {
            throw Fault(_at, "the end of the region"); // a NUL
        }

        return parts.Count switch
        {
            0 => throw new FormatException($"The text of the region is empty; expected {Shapes}"),
            1 => parts[0],
            _ => new RegionUnion(parts.ToImmutable()),
        };
    }

    private Region Phrase(string word, int start, int depth)
    {
        if (++_shapes > MostShapes)
        {
            throw Fault(start, $"at most {MostShapes} shapes in a region");
        }

        if (depth > MostDepth)
        {
            throw Fault(start, $"at most {MostDepth} operators one inside another");
        }

        switch (word)
        {
            case "UNION":
                return new RegionUnion(Operands(depth));
            case "INTERSECTION":
                return new RegionIntersection(Operands(depth));
            case "NOT":
                return new RegionComplement(
                    Operands(depth) is [var operand] ? operand : throw Fault(start, "one region after Not")
                );
            case "DIFFERENCE":
                return Operands(depth) is [var from, var without]
                    ? new RegionIntersection([from, new RegionComplement(without)])
                    : throw Fault(start, "two regions after Difference");
            case "ALLSKY":
                Header();
                Units();
                return new Circle(new Point(0, 0), 180.0);
        }

        var numbers = Numbers(Header());
        Units();
        try
        {
            return Shape(word, numbers, start);
        }
        catch (ArgumentException e)
        {
            throw Fault(start, e.Message.Split(" (Parameter", 2)[0].TrimEnd('.'), isExpected: false);
        }
    }

    private Region Shape(string word, List<double> n, int start)
    {
        switch (word)
        {
            case "POSITION" or "POINT":
                Expect(2, "a longitude and a latitude");
                return new PointRegion(At(0));
            case "CIRCLE":
                Expect(3, "a longitude, a latitude and a radius");
                return new Circle(At(0), n[2]);
            case "ELLIPSE":
                Expect(5, "a longitude, a latitude, two half axes and a position angle");
                return n[2] == n[3] ? new Circle(At(0), n[2]) : new Ellipse(At(0), n[2], n[3], n[4]);
            case "BOX":
                Expect(4, "a longitude, a latitude, a width and a height");
                return new Box(At(0), n[2], n[3]);
            case "POSITIONINTERVAL":
                Expect(4, "a longitude and a latitude, twice");
                return new CoordinateRange(n[0], n[1], n[2], n[3]);
            case "RANGE":
                Expect(4, "two longitudes and two latitudes");
                return new CoordinateRange(n[0], n[2], n[1], n[3]);
            case "CONVEX":
                return Convex(n, start);
            case "POLYGON":
                if (n.Count < 6 || n.Count % 2 != 0)
                {
                    throw Fault(start, $"at least three pairs of a longitude and a latitude, not {n.Count} numbers");
                }

                if ((_vertices += n.Count / 2) > MostVertices)
                {
                    throw Fault(start, $"at most {MostVertices} vertices in a region");
                }

                return new Polygon(Enumerable.Range(0, n.Count / 2).Select(i => At(2 * i)));
            default:
                throw Fault(start, Shapes);
        }

        void Expect(int count, string what)
        {
            if (n.Count != count)
            {
                throw Fault(start, $"{what}, not {n.Count} numbers");
            }
        }

        Point At(int i) => new(n[i], n[i + 1]);
    }

    /// <summary>Half-spaces, each as a vector and the least product with it: circles around the vectors.</summary>
    private RegionIntersection Convex(List<double> n, int start)
    {
        if (n.Count == 0 || n.Count % 4 != 0)
        {
            throw Fault(start, "a vector x y z and a cosine for each half-space");
        }

        _shapes += n.Count / 4;
        if (_shapes > MostShapes)
        {
            throw Fault(start, $"at most {MostShapes} shapes in a region");
        }

        var parts = ImmutableArray.CreateBuilder<Region>(n.Count / 4);
        for (var i = 0; i < n.Count; i += 4)
        {
            if (!(Math.Abs(n[i + 3]) <= 1.0))
            {
                throw Fault(start, "a cosine between -1 and 1 for each half-space");
            }

            var centre = UnitVector.Create(n[i], n[i + 1], n[i + 2]).ToPoint();
            parts.Add(new Circle(centre, Angle.ToDegrees(Math.Acos(n[i + 3]))));
        }

        return new RegionIntersection(parts.MoveToImmutable());
    }

    private ImmutableArray<Region> Operands(int depth)
    {
        Header();
        Open();
        var parts = ImmutableArray.CreateBuilder<Region>();
        while (Peek() != ')')
        {
            var start = _at;
            parts.Add(Phrase(Word() ?? throw Fault(start, $"{Shapes}, or a closing bracket"), start, depth + 1));
        }

        _at++;
        Units();
        return parts.Count > 0 ? parts.ToImmutable() : throw Fault(_at - 1, "at least one region in brackets");
    }

    private void Open()
    {
        if (Peek() != '(')
        {
            throw Fault(_at, "an opening bracket");
        }

        _at++;
    }

    /// <summary>Frame, reference position, flavour, and how much of the region is filled; returns where the numbers begin.</summary>
    private int Header()
    {
        while (true)
        {
            Peek();
            var start = _at;
            var word = Word();
            if (word is null)
            {
                return start;
            }

            if (Frames.Contains(word))
            {
                if (Frame is not null && Frame != word)
                {
                    throw Fault(start, $"one frame in a region, {Frame}");
                }

                Frame = word;
            }
            else if (word == "FILLFACTOR")
            {
                Peek();
                _ = Number() ?? throw Fault(_at, "a number after fillfactor");
            }
            else if (word is "CARTESIAN2" or "CARTESIAN3" or "SPHERICAL3" or "CART2")
            {
                throw Fault(start, "coordinates on the sphere, SPHERICAL2");
            }
            else if (word is not ("SPHERICAL2" or "CART3") && !ReferencePositions.Contains(word))
            {
                throw Fault(start, "a frame such as ICRS, or numbers");
            }
        }
    }

    private void Units()
    {
        if (Peek() is not ('u' or 'U'))
        {
            return;
        }

        var start = _at;
        if (Word() != "UNIT")
        {
            _at = start; // Union
            return;
        }

        do
        {
            Peek();
            start = _at;
            if (Word() != "DEG")
            {
                throw Fault(start, "degrees: unit deg");
            }
        } while (Peek() is 'd' or 'D' && text.AsSpan(_at).StartsWith("deg", StringComparison.OrdinalIgnoreCase));
    }

    private void Coordinates(int start)
    {
        if (Numbers(start).Count != 2)
        {
            throw Fault(start, "a longitude and a latitude");
        }

        Units();
    }

    private List<double> Numbers(int start)
    {
        var numbers = new List<double>();
        while (Peek() is not ('\0' or '(' or ')') && Number() is { } number)
        {
            if (numbers.Count == 4 * MostVertices)
            {
                throw Fault(start, $"at most {MostVertices} vertices in a region");
            }

            numbers.Add(number);
        }

        return numbers;
    }

    private double? Number()
    {
        var end = _at;
        while (end < text.Length && !IsSeparator(text[end]) && text[end] is not ('(' or ')'))
        {
            end++;
        }

        if (end == _at || char.IsAsciiLetter(text[_at]))
        {
            return null;
        }

        if (
            !double.TryParse(
                text.AsSpan(_at, end - _at),
                NumberStyles.Float,
                CultureInfo.InvariantCulture,
                out var number
            ) || !double.IsFinite(number)
        )
        {
            throw Fault(_at, "a finite number of degrees");
        }

        _at = end;
        return number;
    }

    /// <summary>Skips separators.</summary>
    /// <returns>The next character; NUL at the end.</returns>
    private char Peek()
    {
        while (_at < text.Length && IsSeparator(text[_at]))
        {
            _at++;
        }

        return _at < text.Length ? text[_at] : '\0';
    }

    private string? Word()
    {
        Peek();
        var end = _at;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_'))
        {
            end++;
        }

        if (end == _at || !char.IsAsciiLetter(text[_at]))
        {
            return null;
        }

        var word = text[_at..end].ToUpperInvariant();
        _at = end;
        return word;
    }

    private FormatException Fault(int at, string what, bool isExpected = true)
    {
        var piece = text.AsSpan(Math.Min(at, text.Length));
        var end = piece.IndexOfAny(" \n()");
        piece = end > 0 ? piece[..end] : piece[..Math.Min(1, piece.Length)];
        var shown = piece.Length > 30 ? piece[..30] : piece;
        var found = shown.IsEmpty ? "ends" : $"has \"{shown}\"";
        return new FormatException(
            string.Create(
                CultureInfo.InvariantCulture,
                $"The region {found} at character {at + 1}{(isExpected ? "; expected " : ": ")}{what}"
            )
        );
    }

    private static bool IsSeparator(char c) => char.IsWhiteSpace(c) || c == ',';

    private static FrozenSet<string> Words(string words) => words.Split(' ').ToFrozenSet();
}
