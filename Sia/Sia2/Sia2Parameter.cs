using System.Collections.Immutable;
using System.Globalization;
using DataLab.Formats;
using DataLab.Sia.Search;

namespace DataLab.Sia.Sia2;

/// <summary>A parameter of SIA 2.0 §2.1: what it takes, and what a value asks of a row.</summary>
/// <param name="Unit">Of numbers; null for texts.</param>
/// <param name="Columns">Of <c>ivoa.ObsCore</c> that it asks; a table without them has nothing to find.</param>
/// <param name="Condition">One value as a condition of ADQL, unknown or false where the columns are null.</param>
internal sealed record Sia2Parameter(
    string Name,
    string? Unit,
    string Ucd,
    string Description,
    ImmutableArray<string> Columns,
    Func<string, string> Condition
)
{
    /// <summary>Takes one number or two.</summary>
    public bool IsInterval { get; init; }

    /// <summary>Takes whole numbers.</summary>
    public bool IsInteger { get; init; }

    /// <summary>The polarization states of ObsCore 1.1 §4.18.</summary>
    private static readonly string[] States =
    [
        "I",
        "Q",
        "U",
        "V",
        "RR",
        "LL",
        "RL",
        "LR",
        "XX",
        "YY",
        "XY",
        "YX",
        "POLI",
        "POLA",
    ];

    /// <summary>All but ID, which is looked up first, MAXREC and RESPONSEFORMAT.</summary>
    public static ImmutableArray<Sia2Parameter> All { get; } =
    [
        new(
            "POS",
            "deg",
            "pos.outline;obs",
            "Region that the image meets, ICRS: CIRCLE lon lat radius, RANGE lon1 lon2 lat1 lat2, POLYGON lon1 lat1 lon2 lat2 lon3 lat3 ...",
            ["s_region"],
            value => $"1 = INTERSECTS(s_region, {SearchRegion.Adql(SearchRegion.Parse("POS", value))})"
        ),
        Overlap(
            "BAND",
            "m",
            "em.wl;stat.interval",
            "Wavelengths in vacuum that the image has",
            "em_min",
            "em_max",
            "5e-7 6e-7"
        ),
        Overlap(
            "TIME",
            "d",
            "time.interval;obs.exposure",
            "Time when it was exposed, MJD (UTC)",
            "t_min",
            "t_max",
            "57000 57001.5"
        ),
        new(
            "POL",
            null,
            "meta.code;phys.polarization",
            "Polarization state that it has",
            ["pol_states"],
            value =>
                States.Contains(value)
                    ? $"pol_states LIKE '%/{value}/%'"
                    : throw Usage.Wrong("POL", value, "one of " + string.Join(", ", States))
        ),
        Number("FOV", "deg", "phys.angSize;instr.fov", "Size of the field of view", "s_fov", "0.1 1"),
        Number("SPATRES", "arcsec", "pos.angResolution", "Width of a point source", "s_resolution", "-Inf 1.2"),
        Number("SPECRP", "", "spect.resolution", "Spectral resolving power", "em_res_power", "1000 +Inf"),
        Number("EXPTIME", "s", "time.duration;obs.exposure", "Exposure time", "t_exptime", "30 +Inf"),
        Number("TIMERES", "s", "time.resolution", "Resolution in time", "t_resolution", "0 10"),
        Text("COLLECTION", "meta.id", "Collection of images", "obs_collection"),
        Text("FACILITY", "meta.id;instr.tel", "Telescope or observatory", "facility_name"),
        Text("INSTRUMENT", "meta.id;instr", "Instrument", "instrument_name"),
        new(
            "DPTYPE",
            null,
            "meta.code.class",
            "Type of data",
            ["dataproduct_type"],
            value =>
                ImageTypes.All.Contains(value)
                    ? $"dataproduct_type = '{value}'"
                    : throw Usage.Wrong("DPTYPE", value, "image or cube")
        ),
        new(
            "CALIB",
            null,
            "meta.code;obs.calib",
            "Level of calibration, 0 to 4",
            ["calib_level"],
            value =>
                value.Trim() is ['0' or '1' or '2' or '3' or '4'] level
                    ? $"calib_level = {level}"
                    : throw Usage.Wrong("CALIB", value, "a level of calibration, 0, 1, 2, 3 or 4")
        )
        {
            IsInteger = true,
        },
        Text("TARGET", "meta.id;src", "What was looked at, as the observers call it", "target_name"),
        Text("FORMAT", "meta.code.mime", "Media type of what access_url gives", "access_format"),
        new(
            "RELEASEDATE",
            null,
            "time.release",
            "When the image became public: one day or time, or two of them as an interval, 2024-01-31 or 2024-01-31T12:00:00 (UTC)",
            ["obs_release_date"],
            value => ReleaseDates.Parse(value).Holds("obs_release_date")
        ),
    ];

    private static Sia2Parameter Overlap(
        string name,
        string unit,
        string ucd,
        string description,
        string low,
        string high,
        string example
    ) =>
        new(
            name,
            unit,
            ucd,
            description,
            [low, high],
            value => Interval.Parse(name, value, example).Overlaps(low, high)
        )
        {
            IsInterval = true,
        };

    private static Sia2Parameter Number(
        string name,
        string unit,
        string ucd,
        string description,
        string column,
        string example
    ) =>
        new(name, unit, ucd, description, [column], value => Interval.Parse(name, value, example).Holds(column))
        {
            IsInterval = true,
        };

    private static Sia2Parameter Text(string name, string ucd, string description, string column) =>
        new(name, null, ucd, description, [column], value => $"{column} = {AdqlText.Literal(name, value)}");
}

/// <summary>A range of days or times, ends included; a day ends where the next one begins.</summary>
/// <param name="From">Null for no bound.</param>
/// <param name="Until">The first moment after it; null for no bound.</param>
internal sealed record ReleaseDates(DateTime? From, DateTime? Until)
{
    private const string Expected =
        "one or two dates such as 2024-01-31 or 2024-01-31T12:00:00, with -Inf or +Inf for an open end";

    private static readonly (string Form, TimeSpan Length)[] Forms =
    [
        ("yyyy-MM-dd", TimeSpan.FromDays(1)),
        ("yyyy-MM-ddTHH:mm:ss", TimeSpan.FromSeconds(1)),
        ("yyyy-MM-ddTHH:mm:ss.FFF", TimeSpan.FromMilliseconds(1)),
    ];

    /// <exception cref="ServiceException">UsageError.</exception>
    public static ReleaseDates Parse(string text)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length is not (1 or 2))
            throw Usage.Wrong("RELEASEDATE", text, Expected);
        var from = words is ["-Inf" or "-inf", _] ? null : Read(words[0])?.First;
        var until = words is [_, "+Inf" or "Inf" or "+inf"] ? null : Read(words[^1])?.End;
        return from >= until ? throw Usage.Wrong("RELEASEDATE", text, "the earlier date first") : new(from, until);

        (DateTime First, DateTime End)? Read(string word)
        {
            foreach (var (form, length) in Forms)
                if (
                    DateTime.TryParseExact(
                        word.TrimEnd('Z'),
                        form,
                        CultureInfo.InvariantCulture,
                        DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                        out var date
                    )
                    && date.Year < 9999
                )
                    return (date, date + length);
            throw Usage.Wrong("RELEASEDATE", text, Expected);
        }
    }

    /// <summary>Of a column with ISO dates as text: those sort as they follow each other.</summary>
    public string Holds(string column)
    {
        var bounds = new List<string>();
        if (From is { } from)
            bounds.Add($"{column} >= '{Write(from)}'");
        if (Until is { } until)
            bounds.Add($"{column} < '{Write(until)}'");
        return bounds.Count == 0 ? $"{column} IS NOT NULL" : "(" + string.Join(" AND ", bounds) + ")";
    }

    /// <summary>Midnight without a time, so that days written alone are not before it.</summary>
    private static string Write(DateTime time) =>
        time.ToString(
            time.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd"
                : time.Millisecond == 0 ? "yyyy-MM-ddTHH:mm:ss"
                : "yyyy-MM-ddTHH:mm:ss.fff",
            CultureInfo.InvariantCulture
        );
}
