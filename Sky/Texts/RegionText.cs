using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace DataLab.Sky;

/// <summary>Regions as text: STC-S as TAP 1.0 §6 has it, DALI 1.2 shapes and lists of shapes, and coverage maps.</summary>
/// <remarks>
/// Angles are degrees. The order of a polygon's vertices does not matter: see <see cref="Polygon"/>. Words may be in any case;
/// reference positions are read over, since regions are directions.
/// </remarks>
public static class RegionText
{
    /// <summary>Characters read; a longer text is no region.</summary>
    public const int MaxLength = 4_000_000;

    /// <param name="frame">The frame that the text names, in upper case; null if it names none.</param>
    /// <param name="error">What is wrong, at which character, and what is expected.</param>
    public static bool TryRead(
        string text,
        [NotNullWhen(true)] out Region? region,
        out string? frame,
        [NotNullWhen(false)] out string? error
    )
    {
        ArgumentNullException.ThrowIfNull(text);
        (region, frame, error) = (null, null, null);
        if (text.Length > MaxLength)
        {
            error = $"The text of the region has {text.Length} characters; at most {MaxLength} are read";
            return false;
        }

        if (IsMoc(text))
        {
            var isRead = MocText.TryRead(text, out var moc, out error);
            region = moc;
            return isRead;
        }

        var reader = new RegionReader(text);
        try
        {
            region = reader.Read();
            frame = reader.Frame;
            return true;
        }
        catch (FormatException e)
        {
            error = e.Message;
            return false;
        }
    }

    /// <summary>Whether coordinates in a frame are taken for ICRS: it is, or agrees to better than most catalogues, or is not known.</summary>
    /// <param name="frame">As <see cref="TryRead"/> gives it.</param>
    public static bool IsEquatorial(string? frame) =>
        frame is null or "ICRS" or "FK5" or "J2000" or "UNKNOWNFRAME" or "UNKNOWN";

    /// <summary>The numbers of a DALI point, circle or polygon: <c>12.3 45.6</c>.</summary>
    /// <returns>Null if something else than finite numbers is there, or too many of them.</returns>
    public static double[]? Numbers(ReadOnlySpan<char> text)
    {
        var numbers = new List<double>();
        foreach (var range in text.SplitAny(' ', '\t', '\n', '\r'))
        {
            if (text[range].IsEmpty)
            {
                continue;
            }

            if (
                numbers.Count == 2 * RegionReader.MostVertices
                || !double.TryParse(text[range], NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                || !double.IsFinite(number)
            )
            {
                return null;
            }

            numbers.Add(number);
        }

        return [.. numbers];
    }

    /// <summary>STC-S, or the text of a coverage map; reads back to the same region.</summary>
    /// <param name="frame">The word for the frame of the coordinates; null for ICRS.</param>
    /// <exception cref="NotSupportedException">A coverage map inside a tree, which STC-S has no word for.</exception>
    public static string Write(Region region, string? frame = null)
    {
        ArgumentNullException.ThrowIfNull(region);
        return region is Moc moc ? MocText.Write(moc) : Phrase(region, (frame ?? "ICRS") + " ");
    }

    private static string Phrase(Region region, string frame) =>
        region switch
        {
            PointRegion { Position: var p } => Shown($"Position {frame}{p.Ra} {p.Dec}"),
            Circle { Radius: >= 180.0 } => $"AllSky {frame}".TrimEnd(),
            Circle c => Shown($"Circle {frame}{c.Centre.Ra} {c.Centre.Dec} {c.Radius}"),
            Ellipse e => Shown(
                $"Ellipse {frame}{e.Centre.Ra} {e.Centre.Dec} {e.SemiMajor} {e.SemiMinor} {e.PositionAngle}"
            ),
            Box b => Shown($"Box {frame}{b.Centre.Ra} {b.Centre.Dec} {b.Width} {b.Height}"),
            CoordinateRange r => Shown($"PositionInterval {frame}{r.West} {r.South} {r.East} {r.North}"),
            Polygon p => $"Polygon {frame}{string.Join(" ", p.Vertices)}",
            RegionUnion u => $"Union {frame}({string.Join(" ", u.Parts.Select(part => Phrase(part, "")))})",
            RegionIntersection i =>
                $"Intersection {frame}({string.Join(" ", i.Parts.Select(part => Phrase(part, "")))})",
            RegionComplement c => $"Not {frame}({Phrase(c.Inner, "")})",
            _ => throw new NotSupportedException($"STC-S has no word for {region.GetType().Name}."),
        };

    private static string Shown(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>A map begins with an order and a slash; no other region has a slash.</summary>
    private static bool IsMoc(ReadOnlySpan<char> text)
    {
        var start = text.TrimStart();
        if (!start.IsEmpty && start[0] is 's' or 'S')
        {
            start = start[1..];
        }

        var digits = start.IndexOfAnyExceptInRange('0', '9');
        return digits > 0 && start[digits] == '/';
    }
}
