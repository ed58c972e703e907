using System.Collections.Immutable;
using System.Globalization;
using DataLab.Dali;
using DataLab.Formats;
using DataLab.Formats.VoTable;
using DataLab.Sia.Search;
using DataLab.Sky;

namespace DataLab.Sia.Sia1;

/// <summary>How an image and the region asked lie to each other (SIA 1.0 §4.1).</summary>
public enum Intersection
{
    /// <summary>They have a position in common.</summary>
    Overlaps,

    /// <summary>The image holds the region.</summary>
    Covers,

    /// <summary>The region holds the image.</summary>
    Enclosed,

    /// <summary>The image holds the centre of the region.</summary>
    Center,
}

/// <summary>The parameters of one query, checked (SIA 1.0 §4.1; MAXREC and RESPONSEFORMAT of DALI 1.1 §3.4).</summary>
/// <param name="Centre">POS, ICRS; null where only the columns are asked for.</param>
/// <param name="Width">Of SIZE, degrees of right ascension: a range of the coordinate, not of the sky.</param>
/// <param name="Height">Of SIZE, degrees of declination.</param>
/// <param name="MediaTypes">Of the images wanted, in the order of the rows; none where there are none to be had.</param>
/// <param name="IsMetadata">FORMAT=METADATA: the columns and the parameters.</param>
/// <param name="Verbosity">VERB: 0 to 3.</param>
/// <param name="MaxRec">MAXREC, or null when absent; not yet capped.</param>
internal sealed record Sia1Request(
    Point? Centre,
    double Width,
    double Height,
    Intersection Intersection,
    ImmutableArray<string> MediaTypes,
    bool IsMetadata,
    int Verbosity,
    long? MaxRec,
    ITableFormat Format
)
{
    public const string Fits = "image/fits";
    public const string Png = "image/png";

    /// <summary>What SIA 1.0 §4.2 calls for, in the serialisation that the oldest clients read.</summary>
    public static readonly ITableFormat DefaultFormat = new VoTableFormat(VoTableSerialization.TableData)
    {
        MediaType = "text/xml;content=x-votable",
    };

    private const string Graphic = "GRAPHIC";

    private const string Example = "for example POS=52.1,-28.4&SIZE=0.1";

    /// <exception cref="ServiceException">UsageError naming parameter, value and what is expected.</exception>
    public static Sia1Request Parse(Parameters parameters, TableFormats formats)
    {
        var format = parameters.Single("FORMAT") ?? "ALL";
        var isMetadata = format.Trim().Equals("METADATA", StringComparison.OrdinalIgnoreCase);
        var centre = isMetadata && parameters.Single("POS") is null ? default(Point?) : Position(parameters);
        var (width, height) = isMetadata && parameters.Single("SIZE") is null ? (0, 0) : Size(parameters);
        return new Sia1Request(
            centre,
            width,
            height,
            ReadIntersection(parameters),
            isMetadata ? [] : MediaTypesOf(format),
            isMetadata,
            ReadVerbosity(parameters),
            SearchParameters.MaxRec(parameters),
            SearchParameters.Format(parameters, formats, DefaultFormat)
        );
    }

    /// <summary>The condition that an image has to meet; null if no position was given.</summary>
    public string? Condition => Centre is { } centre ? Intersects(centre) : null;

    private string Intersects(Point centre)
    {
        var point = $"POINT({AdqlText.Number(centre.Ra)}, {AdqlText.Number(centre.Dec)})";
        if (Intersection == Intersection.Center || (Width == 0 && Height == 0 && Intersection != Intersection.Enclosed))
            return $"1 = CONTAINS({point}, s_region)";
        var range = SearchRegion.Adql(Range(centre));
        return Intersection switch
        {
            Intersection.Covers => $"1 = CONTAINS({range}, s_region)",
            Intersection.Enclosed => $"1 = CONTAINS(s_region, {range})",
            _ => $"1 = INTERSECTS(s_region, {range})",
        };
    }

    /// <summary>Over 0 the lesser end is west of it; beyond a pole there is nothing.</summary>
    private CoordinateRange Range(Point centre)
    {
        var (south, north) = (Math.Max(-90, centre.Dec - Height / 2), Math.Min(90, centre.Dec + Height / 2));
        return Width >= 360
            ? new CoordinateRange(0, south, 360, north)
            : new CoordinateRange(
                Angle.Longitude(centre.Ra - Width / 2),
                south,
                Angle.Longitude(centre.Ra + Width / 2),
                north
            );
    }

    private static Point Position(Parameters parameters)
    {
        const string expected =
            "right ascension and declination, ICRS, in decimal degrees with a comma between, such as 52.1,-28.4";
        var text =
            parameters.Single("POS")
            ?? throw Usage.Fault($"POS is missing: a search takes POS and SIZE in degrees, {Example}.");
        if (Numbers(text) is not [var ra, var dec])
            throw Usage.Wrong("POS", text, expected);
        if (ra is not (>= -360 and <= 360))
            throw Usage.Wrong("POS", text, "a right ascension from 0 to 360 degrees");
        if (dec is not (>= -90 and <= 90))
            throw Usage.Wrong("POS", text, "a declination from -90 to 90 degrees");
        return new Point(ra, dec);
    }

    private static (double Width, double Height) Size(Parameters parameters)
    {
        var text =
            parameters.Single("SIZE")
            ?? throw Usage.Fault($"SIZE is missing: a search takes POS and SIZE in degrees, {Example}.");
        if (Numbers(text) is not ([_] or [_, _]) || Numbers(text) is not { } sizes)
            throw Usage.Wrong(
                "SIZE",
                text,
                "one number of degrees, or two with a comma between: of right ascension and of declination"
            );
        if (sizes.Any(size => size < 0))
            throw Usage.Wrong("SIZE", text, "no negative number");
        return (sizes[0], sizes[^1]);
    }

    /// <summary>Numbers with commas between; null if they are none.</summary>
    private static double[]? Numbers(string text)
    {
        var words = text.Split(',', StringSplitOptions.TrimEntries);
        var numbers = new double[words.Length];
        for (var i = 0; i < words.Length; i++)
            if (
                !double.TryParse(words[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i])
                || !double.IsFinite(numbers[i])
            )
                return null;
        return numbers;
    }

    private static Intersection ReadIntersection(Parameters parameters)
    {
        if (parameters.Single("INTERSECT") is not { } text)
            return Intersection.Overlaps;
        foreach (var value in Enum.GetValues<Intersection>())
            if (text.Trim().Equals(value.ToString(), StringComparison.OrdinalIgnoreCase))
                return value;
        throw Usage.Wrong("INTERSECT", text, "COVERS, ENCLOSED, CENTER or OVERLAPS");
    }

    private static int ReadVerbosity(Parameters parameters) =>
        parameters.Single("VERB")?.Trim() switch
        {
            null => 2,
            ['0' or '1' or '2' or '3'] digit => digit[0] - '0',
            var text => throw Usage.Wrong("VERB", text, "0, 1, 2 or 3"),
        };

    /// <summary>
    /// Cut-outs are FITS, and PNG for those who want pictures. ALL means FITS: the same image in two formats would be two rows
    /// to clients that ask for nothing in particular.
    /// </summary>
    private static ImmutableArray<string> MediaTypesOf(string format)
    {
        var text = format.Trim();
        if (text.Equals("ALL", StringComparison.OrdinalIgnoreCase))
            return [Fits];
        if (text.StartsWith(Graphic, StringComparison.OrdinalIgnoreCase))
        {
            var rest = text[Graphic.Length..];
            if (rest.Length == 0 || rest.Equals("-ALL", StringComparison.OrdinalIgnoreCase))
                return [Png];
            if (rest[0] != '-')
                throw Usage.Wrong("FORMAT", format, "GRAPHIC, GRAPHIC-ALL or GRAPHIC- with a list of media types");
            return rest[1..].Split(',', StringSplitOptions.TrimEntries).Any(type => IsType(type, Png)) ? [Png] : [];
        }
        var wanted = text.Split(',', StringSplitOptions.TrimEntries);
        return [.. new[] { Fits, Png }.Where(type => wanted.Any(asked => IsType(asked, type)))];
    }

    /// <summary>With or without the word before the slash, and FITS under its other name.</summary>
    private static bool IsType(string asked, string type) =>
        asked.Equals(type, StringComparison.OrdinalIgnoreCase)
        || asked.Equals(type[(type.IndexOf('/', StringComparison.Ordinal) + 1)..], StringComparison.OrdinalIgnoreCase)
        || (type == Fits && asked.Equals("application/fits", StringComparison.OrdinalIgnoreCase));
}
