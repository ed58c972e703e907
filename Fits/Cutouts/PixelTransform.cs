// What a header says in pixels of the image, said again in pixels of a section: new = (old - first) / step + 1.
using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using DataLab.Fits.Images;
using DataLab.Fits.Writing;

namespace DataLab.Fits.Cutouts;

/// <summary>Moves the reference pixels of all world coordinate systems (FITS 4.0 §8.2) and IRAF's physical coordinates to a section.</summary>
internal sealed partial class PixelTransform(Header header, Section section)
{
    private ImmutableArray<AxisRange> Axes => section.Axes;

    public void Apply(HeaderBuilder to)
    {
        foreach (var alternate in Alternates())
            Reference(to, alternate);
        if (Axes.Any(axis => axis.Step != 1))
            Scale(to);
        Physical(to);
        Plate(to);
    }

    /// <summary>Letters of the coordinate systems the header describes; blank is the primary one.</summary>
    private SortedSet<string> Alternates()
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var card in header.Cards)
            if (Described().Match(card.Keyword) is { Success: true } match)
                found.Add(match.Groups["a"].Value);
        return found;
    }

    private void Reference(HeaderBuilder to, string alternate)
    {
        for (var n = 1; n <= Axes.Length; n++)
        {
            var keyword = $"CRPIX{n}{alternate}";
            var card = header.Find(keyword);
            if (card is { Real: null } || (card is null && !Describes(n, alternate)))
                continue;
            // Where it is absent it is 0.
            Set(to, keyword, ToSection(n, card?.Real ?? 0), card?.Comment ?? "reference pixel");
        }
    }

    private bool Describes(int n, string alternate) =>
        header.Find($"CTYPE{n}{alternate}") is not null || header.Find($"CRVAL{n}{alternate}") is not null;

    private double ToSection(int n, double pixel) => (pixel - Axes[n - 1].First) / Axes[n - 1].Step + 1;

    /// <summary>Larger pixels: each coefficient that counts pixels of an axis grows with the axis' step.</summary>
    private void Scale(HeaderBuilder to)
    {
        foreach (var card in header.Cards)
        {
            if (card.Real is not { } value)
                continue;
            if (Matrix().Match(card.Keyword) is { Success: true } matrix)
                Set(to, card.Keyword, value * Step(matrix.Groups["j"].Value), card.Comment);
            else if (Distortion().Match(card.Keyword) is { Success: true } sip)
                Set(to, card.Keyword, value * Power(sip), card.Comment);
            else if (
                Increment().Match(card.Keyword) is { Success: true } increment
                && !HasMatrix(increment.Groups["a"].Value)
            )
                Set(to, card.Keyword, value * Step(increment.Groups["j"].Value), card.Comment);
        }
        foreach (var alternate in Alternates().Where(HasRotation))
            for (var n = 1; n <= Axes.Length; n++)
                if (Axes[n - 1].Step != 1 && header.Find($"PC{n}_{n}{alternate}") is null)
                    Set(to, $"PC{n}_{n}{alternate}", Axes[n - 1].Step, "larger pixels");
    }

    /// <summary>SIP: polynomials of pixel offsets that give pixel offsets, along x (A, AP) or y (B, BP).</summary>
    private double Power(Match sip)
    {
        var (p, q) = (Number(sip.Groups["p"].Value), Number(sip.Groups["q"].Value));
        var along = sip.Groups["name"].Value[0] == 'A' ? "1" : "2";
        return Math.Pow(Step("1"), p) * Math.Pow(Step("2"), q) / Step(along);
    }

    private bool HasMatrix(string alternate) =>
        HasRotation(alternate) || header.Cards.Any(card => IsMatrix(card.Keyword, "CD", alternate));

    private bool HasRotation(string alternate) => header.Cards.Any(card => IsMatrix(card.Keyword, "PC", alternate));

    private static bool IsMatrix(string keyword, string name, string alternate) =>
        Matrix().Match(keyword) is { Success: true } match
        && match.Groups["name"].Value == name
        && match.Groups["a"].Value == alternate;

    private double Step(string axis) => Number(axis) is var n && n >= 1 && n <= Axes.Length ? Axes[n - 1].Step : 1;

    private static int Number(string digits) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>IRAF: pixel = LTM × physical + LTV; the physical pixels stay those of the first image.</summary>
    private void Physical(HeaderBuilder to)
    {
        for (var i = 1; i <= Axes.Length; i++)
        {
            var step = Axes[i - 1].Step;
            Set(to, $"LTV{i}", ToSection(i, header.Find("LTV", i)?.Real ?? 0), "offset of the original pixels");
            for (var j = 1; j <= Axes.Length; j++)
            {
                var card = header.Find($"LTM{i}_{j}");
                if (card is not null || i == j)
                    Set(to, $"LTM{i}_{j}", (card?.Real ?? 1) / step, "from original pixels");
            }
        }
    }

    /// <summary>CNPIXn: the corner of a scan on its plate, in pixels.</summary>
    private void Plate(HeaderBuilder to)
    {
        for (var n = 1; n <= Math.Min(2, Axes.Length); n++)
            if (header.Find("CNPIX", n) is { Real: { } corner } card && Axes[n - 1].Step == 1)
                Set(to, card.Keyword, corner + Axes[n - 1].First - 1, card.Comment);
    }

    private static void Set(HeaderBuilder to, string keyword, double value, string comment)
    {
        if (!double.IsFinite(value))
            return;
        var isPlain = comment.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0;
        to.Set(keyword, value, isPlain ? comment : null);
    }

    [GeneratedRegex("^(CRPIX|CTYPE|CRVAL|CDELT)[0-9]+(?<a>[A-Z]?)$", RegexOptions.CultureInvariant)]
    private static partial Regex Described();

    [GeneratedRegex("^(?<name>CD|PC)[0-9]+_(?<j>[0-9]+)(?<a>[A-Z]?)$", RegexOptions.CultureInvariant)]
    private static partial Regex Matrix();

    [GeneratedRegex("^CDELT(?<j>[0-9]+)(?<a>[A-Z]?)$", RegexOptions.CultureInvariant)]
    private static partial Regex Increment();

    [GeneratedRegex("^(?<name>AP?|BP?)_(?<p>[0-9]+)_(?<q>[0-9]+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Distortion();
}
