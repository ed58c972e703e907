using System.Text;
using DataLab.Sky;
using DuckDB.NET.Native;

namespace DataLab.Catalog.DuckDb;

/// <summary>A column of shapes: lists of numbers, or texts. A shape that repeats is made once.</summary>
/// <remarks>
/// Lists are of degrees: 2 numbers a point, 3 a circle, 4 a box (centre, width, height), 5 an ellipse (centre, half axis, axis
/// ratio, position angle), 6 and more the vertices of a polygon. Texts are what <see cref="RegionText"/> reads, in any frame that
/// <see cref="RegionFrames"/> knows; all shapes are in ICRS.
/// </remarks>
internal abstract unsafe class ShapeColumn(EngineVector vector)
{
    private readonly ulong* valid = vector.Validity;

    public static ShapeColumn Of(EngineVector vector, bool isText) => isText ? new Texts(vector) : new Lists(vector);

    /// <returns>Null if the cell is null, or no shape.</returns>
    public Region? At(int row) => EngineVector.IsValid(valid, row) ? Shape(row) : null;

    private protected abstract Region? Shape(int row);

    private sealed class Lists(EngineVector vector) : ShapeColumn(vector)
    {
        private readonly DuckDBListEntry* entries = (DuckDBListEntry*)vector.Data;
        private readonly double* numbers = (double*)vector.ListChild.Data;
        private readonly ulong* validNumbers = vector.ListChild.Validity;
        private double[]? last;
        private Region? shape;

        private protected override Region? Shape(int row)
        {
            var (start, length) = ((long)entries[row].Offset, (int)entries[row].Length);
            var span = new ReadOnlySpan<double>(numbers + start, length);
            if (validNumbers is not null)
            {
                for (var i = 0; i < length; i++)
                {
                    if (!EngineVector.IsValid(validNumbers, (int)start + i))
                        return null;
                }
            }
            if (last is null || !span.SequenceEqual(last))
            {
                last = span.ToArray();
                shape = ShapeNumbers.Read(span);
            }
            return shape;
        }
    }

    private sealed class Texts(EngineVector vector) : ShapeColumn(vector)
    {
        private readonly byte* data = vector.Data;
        private byte[]? last;
        private Region? shape;

        /// <summary>Where the last text lies: a constant lies in one place for all rows.</summary>
        private byte* place;

        private protected override Region? Shape(int row)
        {
            var text = EngineText.At(data, row);
            fixed (byte* here = text)
            {
                if (here == place && last is not null && text.Length == last.Length)
                    return shape;
                place = here;
            }
            if (last is null || !text.SequenceEqual(last))
                (last, shape) = ReadTexts.Find(text);
            return shape;
        }
    }
}

/// <summary>Shapes read from texts lately on this thread: the regions of a query are read once, not once for each block of rows.</summary>
internal static class ReadTexts
{
    /// <summary>More than a block has rows, so that a text that occurs several times in a query is read once for all of them.</summary>
    private const int MostTexts = 2 * EngineVector.MaxRows;

    private const int MostBytes = 4 << 20;

    [ThreadStatic]
    private static Dictionary<int, (byte[] Text, Region? Shape)>? known;

    [ThreadStatic]
    private static int bytes;

    /// <returns>The text, and its shape; in ICRS; null if it is none, or in a frame that is not known.</returns>
    public static (byte[] Text, Region? Shape) Find(ReadOnlySpan<byte> text)
    {
        var shapes = known ??= [];
        var hash = new HashCode();
        hash.AddBytes(text);
        var key = hash.ToHashCode();
        if (shapes.TryGetValue(key, out var found) && text.SequenceEqual(found.Text))
            return found;
        if (shapes.Count >= MostTexts || bytes > MostBytes)
        {
            shapes.Clear();
            bytes = 0;
        }
        bytes += text.Length;
        return shapes[key] = (text.ToArray(), Read(text));
    }

    /// <summary>The shape of a text, in ICRS; null as in <see cref="Find"/>.</summary>
    public static Region? Read(ReadOnlySpan<byte> text) =>
        text.Length <= RegionText.MaxLength
        && RegionText.TryRead(Encoding.UTF8.GetString(text), out var region, out var frame, out _)
            ? region.ToIcrs(frame)
            : null;
}

/// <summary>Shapes as lists of numbers.</summary>
internal static class ShapeNumbers
{
    /// <returns>Null if the numbers are no shape.</returns>
    public static Region? Read(ReadOnlySpan<double> n)
    {
        if (n.Length == 2 || n.Length > 2 && n.Length < 6)
        {
            if (!Point.TryCreate(n[0], n[1], out var centre))
                return null;
            return n.Length switch
            {
                2 => new PointRegion(centre),
                3 when n[2] is >= 0 and <= 180 => new Circle(centre, n[2]),
                4 when n[2] is >= 0 and <= 360 && n[3] is >= 0 and <= 360 => new Box(centre, n[2], n[3]),
                5 when n[2] is >= 0 and < 90 && n[3] is >= 0 and <= 1 && double.IsFinite(n[4]) => Ellipse.OfRatio(
                    centre,
                    n[2],
                    n[3],
                    n[4]
                ),
                _ => null,
            };
        }
        if (n.Length < 6 || n.Length % 2 != 0 || n.Length > 2 * Adql.AdqlLimits.Vertices)
            return null;
        var vertices = new Point[n.Length / 2];
        for (var i = 0; i < vertices.Length; i++)
        {
            if (!Point.TryCreate(n[2 * i], n[2 * i + 1], out vertices[i]))
                return null;
        }
        return Polygon.TryCreate(vertices, out var polygon, out _) ? polygon : null;
    }

    /// <summary>A point, circle or polygon; null for other regions.</summary>
    public static double[]? Write(Region region) =>
        region switch
        {
            PointRegion point => [point.Position.Ra, point.Position.Dec],
            Circle circle => [circle.Centre.Ra, circle.Centre.Dec, circle.Radius],
            Polygon polygon => [.. polygon.Vertices.SelectMany(vertex => new[] { vertex.Ra, vertex.Dec })],
            Box { Equivalent: Polygon outline } => Write(outline),
            _ => null,
        };
}
