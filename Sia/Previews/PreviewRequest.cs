using System.Collections.Immutable;
using System.Globalization;
using DataLab.Dali;
using DataLab.Fits.Wcs;
using DataLab.Formats;
using DataLab.Sia.Rasters;
using DataLab.Sia.Search;
using DataLab.Sky;

namespace DataLab.Sia.Previews;

/// <summary>What a picture is encoded as.</summary>
public enum PictureFormat
{
    Png,
    Jpeg,
}

/// <summary>A picture that somebody wants of an image, of all images of a file, or of three files as red, green and blue.</summary>
/// <param name="Ids">Publisher identifiers: one, or red, green and blue.</param>
public sealed record PreviewRequest(ImmutableArray<string> Ids)
{
    /// <summary>Part of the sky; null for all.</summary>
    public Region? Area { get; init; }

    /// <summary>Part of one image, instead of <see cref="Area"/>; along the axes that carry the sky.</summary>
    public PixelBox? Box { get; init; }

    /// <summary>Longest side of the picture, pixels; it is never larger than the image.</summary>
    public int Pixels { get; init; } = 512;

    public Stretch Stretch { get; init; } = Stretch.Asinh;

    /// <summary>Values that are black and white; null for those that zscale finds.</summary>
    public (float Low, float High)? Limits { get; init; }

    public PictureFormat Format { get; init; } = PictureFormat.Png;

    /// <summary>Dark sources on a light sky.</summary>
    public bool Invert { get; init; }

    /// <summary>North up, east to the left; otherwise the image's own rows. Pictures of several images always are.</summary>
    public bool NorthUp { get; init; }

    public string MediaType => Format == PictureFormat.Png ? "image/png" : "image/jpeg";

    /// <summary>Reads ID, POS and SIZE or CIRCLE, WIDTH, STRETCH, RANGE, FORMAT, INVERT and ORIENT.</summary>
    /// <param name="images">How many: 1, or 3 for a colour picture.</param>
    /// <exception cref="ServiceException">UsageError: which parameter, what it has, what it takes.</exception>
    public static PreviewRequest Parse(Parameters parameters, PreviewOptions options, int images)
    {
        ImmutableArray<string> ids =
        [
            .. parameters
                .Multiple("ID")
                .SelectMany(id => images == 1 ? [id] : id.Split(' '))
                .Where(id => id.Length > 0),
        ];
        if (ids.Length != images)
            throw Bad(
                images == 1
                    ? $"{ids.Length} identifiers were given; ID takes one, the obs_publisher_did of an image or of a file."
                    : $"{ids.Length} identifiers were given; a colour picture takes three: red, green and blue, each as ID=."
            );
        return new PreviewRequest(ids)
        {
            Area = ReadArea(parameters),
            Pixels = ReadPixels(parameters.Single("WIDTH"), options),
            Stretch = One(parameters, "STRETCH", Stretch.Asinh),
            Limits = ReadLimits(parameters.Single("RANGE")),
            Format = ReadFormat(parameters.Single("FORMAT")),
            Invert = ReadFlag(parameters, "INVERT"),
            NorthUp = parameters.Single("ORIENT")?.ToLowerInvariant() switch
            {
                null or "pixels" => false,
                "north" => true,
                var other => throw Bad($"ORIENT is \"{Usage.Shorten(other)}\"; expected north or pixels."),
            },
        };
    }

    /// <summary>All that decides what the picture looks like, but for the files.</summary>
    internal string Key =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{string.Join(' ', Ids)}|{Area}|{Box}|{Pixels}|{Stretch}|{Limits}|{Format}|{Invert}|{NorthUp}"
        );

    private static Region? ReadArea(Parameters parameters)
    {
        var (circle, pos) = (parameters.Single("CIRCLE"), parameters.Single("POS"));
        if (circle is null && pos is null)
            return parameters.Single("SIZE") is null ? null : throw Bad("SIZE was given without POS.");
        if (circle is not null && pos is not null)
            throw Bad("Both CIRCLE and POS were given; one of them says which part is shown.");
        if (circle is not null)
        {
            var numbers = Numbers(
                "CIRCLE",
                circle,
                ' ',
                3,
                3,
                "right ascension, declination and radius in degrees, between blanks"
            );
            Check("CIRCLE", numbers[0], numbers[1], numbers[2]);
            return new Circle(new Point(numbers[0], numbers[1]), numbers[2]);
        }
        var place = Numbers("POS", pos!, ',', 2, 2, "right ascension and declination in degrees, with a comma between");
        var size = Numbers(
            "SIZE",
            parameters.Single("SIZE") ?? throw Bad("POS was given without SIZE, in degrees."),
            ',',
            1,
            2,
            "one or two sizes in degrees, with a comma between"
        );
        Check("POS", place[0], place[1], 0);
        var (width, height) = (size[0], size[^1]);
        if (!(width > 0 && width <= 90 && height > 0 && height <= 90))
            throw Bad(
                $"SIZE is \"{Usage.Shorten(parameters.Single("SIZE")!)}\"; expected sizes above 0 and at most 90 degrees."
            );
        return new Box(new Point(place[0], place[1]), width, height);
    }

    private static void Check(string parameter, double ra, double dec, double radius)
    {
        if (!(ra is >= 0 and <= 360 && dec is >= -90 and <= 90))
            throw Bad($"{parameter} names no position: right ascension 0 to 360, declination -90 to 90 degrees.");
        if (!(radius is >= 0 and <= 90))
            throw Bad(
                $"{parameter} has a radius of {radius.ToString(CultureInfo.InvariantCulture)}; expected 0 to 90 degrees."
            );
    }

    private static double[] Numbers(string parameter, string text, char between, int fewest, int most, string expected)
    {
        var parts = text.Split(between, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var numbers = new double[parts.Length];
        for (var i = 0; i < parts.Length; i++)
            if (
                !double.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i])
                || !double.IsFinite(numbers[i])
            )
                throw Bad($"{parameter} is \"{Usage.Shorten(text)}\"; expected {expected}.");
        return parts.Length >= fewest && parts.Length <= most
            ? numbers
            : throw Bad($"{parameter} is \"{Usage.Shorten(text)}\"; expected {expected}.");
    }

    private static int ReadPixels(string? text, PreviewOptions options)
    {
        if (text is null)
            return Math.Min(options.DefaultPixels, options.MaxPixels);
        return
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var pixels)
            && pixels >= 16
            && pixels <= options.MaxPixels
            ? pixels
            : throw Bad(
                $"WIDTH is \"{Usage.Shorten(text)}\"; expected the longest side in pixels, 16 to {options.MaxPixels}."
            );
    }

    private static (float, float)? ReadLimits(string? text)
    {
        if (text is null)
            return null;
        var numbers = Numbers("RANGE", text, ' ', 2, 2, "the values that are black and white, with a blank between");
        return ((float)numbers[0], (float)numbers[1]) is var (low, high) && low < high
            ? (low, high)
            : throw Bad($"RANGE is \"{Usage.Shorten(text)}\"; expected the smaller value first.");
    }

    private static PictureFormat ReadFormat(string? text) =>
        text?.ToLowerInvariant() switch
        {
            null or "png" or "image/png" => PictureFormat.Png,
            "jpg" or "jpeg" or "image/jpeg" => PictureFormat.Jpeg,
            _ => throw Bad($"FORMAT is \"{Usage.Shorten(text)}\"; expected image/png or image/jpeg."),
        };

    private static bool ReadFlag(Parameters parameters, string name) =>
        parameters.Single(name)?.ToLowerInvariant() switch
        {
            null or "false" or "0" => false,
            "true" or "1" => true,
            var other => throw Bad($"{name} is \"{Usage.Shorten(other)}\"; expected true or false."),
        };

    private static T One<T>(Parameters parameters, string name, T absent)
        where T : struct, Enum
    {
        var text = parameters.Single(name);
        if (text is null)
            return absent;
        return
            Enum.GetNames<T>().FirstOrDefault(known => known.Equals(text, StringComparison.OrdinalIgnoreCase))
                is { } found
            ? Enum.Parse<T>(found)
            : throw Bad(
                $"{name} is \"{Usage.Shorten(text)}\"; expected {string.Join(", ", Enum.GetNames<T>().Select(n => n.ToLowerInvariant()))}."
            );
    }

    private static ServiceException Bad(string message) => new(ErrorKind.UsageError, message);
}
