// DATASEC and its kin: which pixels are data, and where on the detector they lie.
using System.Globalization;
using System.Text.RegularExpressions;
using DataLab.Fits.Images;
using DataLab.Fits.Writing;

namespace DataLab.Fits.Cutouts;

/// <summary>Sections named by keywords: those in pixels of the image are shifted and clipped, those on the detector follow them; what no longer holds is dropped.</summary>
internal sealed partial class DetectorSections(Header header, Section section)
{
    private readonly bool simple = section.Axes.Length >= 2 && section.Axes.All(axis => axis.Step == 1);

    public void Apply(HeaderBuilder to)
    {
        foreach (var card in header.Cards)
        {
            if (Names().Match(card.Keyword) is not { Success: true } match || card.Text is not { } text)
                continue;
            var moved = simple && TryParse(text) is { } box ? Move(match, box) : null;
            if (moved is null)
                to.Remove(card.Keyword);
            else
                to.Set(card.Keyword, moved.ToString()!, Plain(card.Comment));
        }
    }

    private Box? Move(Match match, Box box)
    {
        var suffix = match.Groups["suffix"].Value;
        if (match.Groups["image"].Success)
            return box.IsForward ? Clip(box)?.Shift(section.Axes[0].First - 1, section.Axes[1].First - 1) : null;
        // On the detector: as much is cut from each side as from the data that lie there.
        var data = header.Find("DATASEC" + suffix)?.Text is { } text ? TryParse(text) : null;
        if (data is null && suffix.Length == 0)
            data = new Box(1, header.Find("NAXIS1")?.Integer ?? 0, 1, header.Find("NAXIS2")?.Integer ?? 0);
        if (data is not { IsForward: true } from || Clip(from) is not { } kept || !box.IsAsLargeAs(from))
            return null;
        var (x1, x2) = Follow(box.X1, box.X2, kept.X1 - from.X1, from.X2 - kept.X2);
        var (y1, y2) = Follow(box.Y1, box.Y2, kept.Y1 - from.Y1, from.Y2 - kept.Y2);
        return new Box(x1, x2, y1, y2);
    }

    /// <summary>Takes pixels off both ends of a range that may run backwards.</summary>
    private static (long, long) Follow(long first, long last, long before, long after) =>
        first <= last ? (first + before, last - after) : (first - before, last + after);

    private Box? Clip(Box box)
    {
        var (x, y) = (section.Axes[0], section.Axes[1]);
        var kept = new Box(
            Math.Max(box.X1, x.First),
            Math.Min(box.X2, x.Last),
            Math.Max(box.Y1, y.First),
            Math.Min(box.Y2, y.Last)
        );
        return kept.IsForward ? kept : null;
    }

    private static Box? TryParse(string text)
    {
        var match = Form().Match(text);
        if (!match.Success)
            return null;
        Span<long> numbers = stackalloc long[4];
        for (var n = 0; n < 4; n++)
            if (
                !int.TryParse(
                    match.Groups[n + 1].ValueSpan,
                    NumberStyles.AllowLeadingSign,
                    CultureInfo.InvariantCulture,
                    out var number
                )
            )
                return null;
            else
                numbers[n] = number;
        return new Box(numbers[0], numbers[1], numbers[2], numbers[3]);
    }

    private static string? Plain(string comment) =>
        comment.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0 ? comment : null;

    [GeneratedRegex(
        "^((?<image>DATASEC|TRIMSEC|BIASSEC)|DETSEC|CCDSEC|AMPSEC|ORIGSEC)(?<suffix>[A-Z0-9]?)$",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Names();

    [GeneratedRegex(
        @"^\s*\[\s*(-?\d+)\s*:\s*(-?\d+)\s*,\s*(-?\d+)\s*:\s*(-?\d+)\s*\]\s*$",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Form();

    private readonly record struct Box(long X1, long X2, long Y1, long Y2)
    {
        public bool IsForward => X1 <= X2 && Y1 <= Y2;

        public bool IsAsLargeAs(Box other) =>
            Math.Abs(X2 - X1) == other.X2 - other.X1 && Math.Abs(Y2 - Y1) == other.Y2 - other.Y1;

        public Box Shift(long x, long y) => new(X1 - x, X2 - x, Y1 - y, Y2 - y);

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"[{X1}:{X2},{Y1}:{Y2}]");
    }
}
