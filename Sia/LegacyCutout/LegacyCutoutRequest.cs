using System.Globalization;
using DataLab.Dali;
using DataLab.Formats;
using DataLab.Sia.Search;
using DataLab.Sky;

namespace DataLab.Sia.LegacyCutout;

/// <summary>The parameters of the cut-out service of NOIRLab's Astro Data Lab, known by the first three letters of their names in any case.</summary>
/// <param name="File">Name of the file; folders in front of it are ignored.</param>
public sealed record LegacyCutoutRequest(string File)
{
    /// <summary>Null for whichever has the file.</summary>
    public string? Collection { get; init; }

    /// <summary>HDU, 0 for the primary one; null for the first image that has the position.</summary>
    public int? Extension { get; init; }

    /// <summary>Ranges of right ascension and declination around a position; null for the whole image.</summary>
    public CoordinateRange? Area { get; init; }

    /// <summary>A picture rather than the pixels.</summary>
    public bool IsPreview { get; init; }

    /// <exception cref="ServiceException">UsageError: which parameter, what it has, what it takes.</exception>
    public static LegacyCutoutRequest Parse(Parameters parameters)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, values) in parameters.All)
            if (name.Length >= 3 && values.FirstOrDefault(value => value.Length > 0) is { } value)
                given.TryAdd(name[..3].ToLowerInvariant(), value);
        var file =
            given.GetValueOrDefault("sia")
            ?? given.GetValueOrDefault("fil")
            ?? throw Usage.Fault("siaRef is missing: the name of a file, such as siaRef=c4d_150110_053718_ooi_z_ls9.fits.fz.");
        if (file[(file.LastIndexOf('/') + 1)..].Length == 0)
            throw Usage.Wrong("siaRef", file, "the name of a file");
        var isWhole = IsSet(given, "cut", false);
        return new LegacyCutoutRequest(file)
        {
            Collection = given.GetValueOrDefault("col"),
            Extension = given.TryGetValue("ext", out var extension) ? Hdu(extension) : null,
            Area = isWhole ? null : ReadArea(given),
            IsPreview = IsSet(given, "pre", true),
        };
    }

    private static int Hdu(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var hdu)
            ? hdu
            : throw Usage.Wrong("extn", text, "the number of an HDU, 0 for the primary one");

    private static CoordinateRange? ReadArea(Dictionary<string, string> given)
    {
        var (pos, size) = (given.GetValueOrDefault("pos"), given.GetValueOrDefault("siz"));
        if (pos is null)
            return size is null ? null : throw Usage.Fault("SIZE was given without POS.");
        var place = Numbers("POS", pos, 2, 2, "right ascension and declination in degrees, such as 52.1,-28.4");
        var (ra, dec) = (place[0], place[1]);
        if (ra is not (>= 0 and <= 360) || dec is not (>= -90 and <= 90))
            throw Usage.Wrong("POS", pos, "right ascension 0 to 360 and declination -90 to 90 degrees");
        const string sizes = "one or two sizes in degrees, above 0 and at most 360 in right ascension and 180 in declination";
        var extent = Numbers("SIZE", size ?? throw Usage.Fault("POS was given without SIZE, in degrees."), 1, 2, sizes);
        var (width, height) = (extent[0], extent[^1]);
        if (width is not (> 0 and <= 360) || height is not (> 0 and <= 180))
            throw Usage.Wrong("SIZE", size, sizes);
        return new CoordinateRange(
            ra - width / 2,
            Math.Max(-90, dec - height / 2),
            ra + width / 2,
            Math.Min(90, dec + height / 2)
        );
    }

    private static double[] Numbers(string name, string text, int fewest, int most, string expected)
    {
        var words = text.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);
        var numbers = new double[words.Length];
        if (words.Length < fewest || words.Length > most)
            throw Usage.Wrong(name, text, expected);
        for (var i = 0; i < words.Length; i++)
            if (
                !double.TryParse(words[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i])
                || !double.IsFinite(numbers[i])
            )
                throw Usage.Wrong(name, text, expected);
        return numbers;
    }

    /// <summary>Whether a switch has a value: <c>t</c>, <c>true</c>, <c>1</c>, or the opposites. Anything else is the switch untouched.</summary>
    private static bool IsSet(Dictionary<string, string> given, string name, bool value) =>
        given.GetValueOrDefault(name)?.ToLowerInvariant() switch
        {
            "t" or "true" or "1" or "yes" => value,
            "f" or "false" or "0" or "no" => !value,
            _ => false,
        };
}
