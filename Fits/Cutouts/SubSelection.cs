using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using DataLab.Fits.Images;

namespace DataLab.Fits.Cutouts;

/// <summary>The SUB parameter of CADC's SODA: an extension and a section of it: <c>[SCI,2][10:20,30:40]</c>.</summary>
/// <param name="Extension">Its number (0 = primary), name, or name and EXTVER; null for the first image.</param>
/// <param name="SectionText">Without brackets; null takes the whole image.</param>
public sealed partial record SubSelection(string? Extension, string? SectionText)
{
    /// <exception cref="FitsException">Not of that form.</exception>
    public static SubSelection Parse(string text)
    {
        var match = Form().Match(text);
        if (!match.Success)
            throw new FitsException(
                $"\"{text}\" is no piece of a file; expected [extension][first:last,first:last], either of which may be missing."
            );
        var (first, second) = (
            match.Groups[1].Value.Trim(),
            match.Groups[2].Success ? match.Groups[2].Value.Trim() : null
        );
        if (second is not null)
            return new SubSelection(first, second);
        return first.AsSpan().IndexOfAny(':', '*') >= 0 ? new SubSelection(null, first) : new SubSelection(first, null);
    }

    /// <summary>The HDU that is meant.</summary>
    /// <exception cref="FitsException">There is none, or it is no image.</exception>
    public Hdu Find(ImmutableArray<Hdu> hdus)
    {
        if (Extension is null)
            return hdus.FirstOrDefault(IsImageWithData)
                ?? throw new FitsException("The file has no image with pixels.");
        var found = ByNumber(hdus) ?? ByName(hdus);
        if (found is null)
            throw new FitsException(
                $"The file has no extension [{Extension}]; it has HDUs 0 to {hdus.Length - 1}: {string.Join(", ", hdus.Select(Name).Take(80))}."
            );
        return found.Kind is HduKind.Image or HduKind.CompressedImage
            ? found
            : throw new FitsException($"Extension [{Extension}] is no image.");
    }

    /// <summary>The section that is meant.</summary>
    /// <inheritdoc cref="Section.Parse"/>
    public Section In(ImmutableArray<long> axes) =>
        SectionText is null ? Section.Whole(axes) : Section.Parse(SectionText, axes);

    private Hdu? ByNumber(ImmutableArray<Hdu> hdus) =>
        int.TryParse(Extension, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < hdus.Length
            ? hdus[number]
            : null;

    /// <summary>EXTNAME regardless of case; of several of one name the first, or the one of that EXTVER.</summary>
    private Hdu? ByName(ImmutableArray<Hdu> hdus)
    {
        var parts = Extension!.Split(',', 2);
        var name = parts[0].Trim();
        long? version = null;
        if (parts.Length == 2)
            version = int.TryParse(
                parts[1].Trim(),
                NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture,
                out var number
            )
                ? number
                : throw new FitsException(
                    $"\"{parts[1].Trim()}\" is no version of an extension (EXTVER); expected a number."
                );
        return hdus.FirstOrDefault(hdu =>
            (
                name.Equals(hdu.Name, StringComparison.OrdinalIgnoreCase)
                || (hdu.Index == 0 && hdu.Name is null && name.Equals("PRIMARY", StringComparison.OrdinalIgnoreCase))
            ) && (version is null || version == (hdu.Header.Find("EXTVER")?.Integer ?? 1))
        );
    }

    private static bool IsImageWithData(Hdu hdu) =>
        hdu.Kind == HduKind.CompressedImage || (hdu.Kind == HduKind.Image && hdu.DataLength > 0);

    private static string Name(Hdu hdu) => hdu.Name is { Length: > 0 } name ? name : "unnamed";

    [GeneratedRegex(@"^\s*\[([^\[\]]+)\]\s*(?:\[([^\[\]]+)\])?\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
