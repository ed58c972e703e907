using System.Text.RegularExpressions;
using DataLab.Conformance.Documents;
using DataLab.Conformance.Images;

namespace DataLab.Conformance.ObsCore;

/// <summary>What values of ObsCore's columns have to be; each rule names the records that are wrong.</summary>
internal static partial class ObsCoreValues
{
    private static readonly HashSet<string> ProductTypes =
    [
        "image",
        "cube",
        "spectrum",
        "sed",
        "timeseries",
        "visibility",
        "event",
        "measurements",
    ];

    private static readonly string[] Axes = ["s_xel1", "s_xel2", "t_xel", "em_xel", "pol_xel"];

    private static readonly HashSet<string> Polarizations =
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

    /// <summary>Every rule.</summary>
    public static IEnumerable<string> All(VoTableData table) =>
        new Func<VoTableData, IEnumerable<string>>[]
        {
            ProductType,
            CalibrationLevel,
            AccessUrl,
            AccessFormat,
            Size,
            Centre,
            FieldOfView,
            Region,
            SpatialResolution,
            Times,
            Exposure,
            TimeResolution,
            Wavelengths,
            ResolvingPower,
            Polarization,
            Ucd,
            Counts,
        }.SelectMany(rule => rule(table));

    public static IEnumerable<string> Null(VoTableData table, string column) =>
        table.Index(column) < 0 ? [] : Wrong(table, row => row[column] is null ? $"no {column}" : null);

    public static IEnumerable<string> ProductType(VoTableData table) =>
        Each(table, "dataproduct_type", ProductTypes.Contains);

    public static IEnumerable<string> CalibrationLevel(VoTableData table) =>
        Each(table, "calib_level", text => text is "0" or "1" or "2" or "3" or "4");

    public static IEnumerable<string> AccessUrl(VoTableData table) => Each(table, "access_url", ImageServices.IsUrl);

    public static IEnumerable<string> AccessFormat(VoTableData table) =>
        Each(table, "access_format", text => MediaType().IsMatch(text));

    public static IEnumerable<string> Size(VoTableData table) => Numbers(table, "access_estsize", 0, 1e15);

    public static IEnumerable<string> Centre(VoTableData table) =>
        Numbers(table, "s_ra", 0, 360).Concat(Numbers(table, "s_dec", -90, 90));

    public static IEnumerable<string> FieldOfView(VoTableData table) => Numbers(table, "s_fov", 0, 360);

    public static IEnumerable<string> SpatialResolution(VoTableData table) => Numbers(table, "s_resolution", 0, 1.3e6);

    public static IEnumerable<string> Exposure(VoTableData table) => Numbers(table, "t_exptime", 0, 1e11);

    public static IEnumerable<string> TimeResolution(VoTableData table) => Numbers(table, "t_resolution", 0, 1e11);

    public static IEnumerable<string> ResolvingPower(VoTableData table) => Numbers(table, "em_res_power", 0, 1e15);

    /// <summary>MJD between the years 1650 and 2200, the end not before the start.</summary>
    public static IEnumerable<string> Times(VoTableData table) =>
        Numbers(table, "t_min", -76000, 125000)
            .Concat(Numbers(table, "t_max", -76000, 125000))
            .Concat(Ordered(table, "t_min", "t_max"));

    /// <summary>Metres: above nothing, below the longest radio waves.</summary>
    public static IEnumerable<string> Wavelengths(VoTableData table) =>
        Numbers(table, "em_min", 0, 1e8)
            .Concat(Numbers(table, "em_max", double.Epsilon, 1e8))
            .Concat(Ordered(table, "em_min", "em_max"));

    public static IEnumerable<string> Polarization(VoTableData table) =>
        Each(
            table,
            "pol_states",
            text =>
                text.Length > 2
                && text[0] == '/'
                && text[^1] == '/'
                && text[1..^1].Split('/').All(Polarizations.Contains)
        );

    public static IEnumerable<string> Ucd(VoTableData table) => Each(table, "o_ucd", text => UcdForm().IsMatch(text));

    public static IEnumerable<string> Counts(VoTableData table) =>
        Axes.SelectMany(column => Numbers(table, column, -1, 1e15));

    /// <summary>A circle, polygon or other shape in STC-S, or the numbers of a DALI shape.</summary>
    public static IEnumerable<string> Region(VoTableData table)
    {
        if (table.Index("s_region") is not (>= 0 and var index))
            return [];
        var field = table.Fields[index];
        return Wrong(
            table,
            row => row["s_region"] is { } text && !IsRegion(field, text) ? $"s_region \"{Cut(text)}\"" : null
        );
    }

    public static IEnumerable<string> Repeated(VoTableData table, string column) =>
        table
            .Column(column)
            .OfType<string>()
            .GroupBy(value => value, StringComparer.Ordinal)
            .Where(group => group.Count() > 1)
            .Select(group => $"{group.Key} {group.Count()} times");

    private static bool IsRegion(VoField field, string text)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var numbers = words.Select(ObsCoreRow.ParseNumber).ToArray();
        if (!field.IsText)
            return field.XType switch
            {
                "circle" => numbers is [>= 0 and <= 360, >= -90 and <= 90, >= 0],
                _ => IsOutline(numbers),
            };
        var shape = words[0].ToUpperInvariant();
        var coordinates = numbers.SkipWhile((number, i) => i == 0 || (number is null && i < 4)).ToArray();
        return shape switch
        {
            "POLYGON" => IsOutline(coordinates),
            "CIRCLE" => coordinates is [>= 0 and <= 360, >= -90 and <= 90, >= 0],
            "BOX" or "POSITION" or "UNION" or "INTERSECTION" or "MULTIPOLYGON" or "ELLIPSE" or "NOT" or "RANGE" => true,
            _ => false,
        };
    }

    private static bool IsOutline(double?[] numbers) =>
        numbers.Length >= 6
        && numbers.Length % 2 == 0
        && numbers.Where((_, i) => i % 2 == 0).All(ra => ra is null or (>= 0 and <= 360))
        && numbers.Where((_, i) => i % 2 == 1).All(dec => dec is null or (>= -90 and <= 90));

    private static IEnumerable<string> Each(VoTableData table, string column, Func<string, bool> fits) =>
        Wrong(table, row => row[column] is { } text && !fits(text) ? $"{column} \"{Cut(text)}\"" : null);

    private static IEnumerable<string> Numbers(VoTableData table, string column, double least, double most) =>
        Each(table, column, text => ObsCoreRow.ParseNumber(text) is { } number && number >= least && number <= most);

    private static IEnumerable<string> Ordered(VoTableData table, string low, string high) =>
        Wrong(
            table,
            row =>
                row.Number(low) > row.Number(high) ? $"{low} {row[low]} above {high} {row[high]}"
                : row[low] is null != row[high] is null ? $"only one of {low} and {high}"
                : null
        );

    private static IEnumerable<string> Wrong(VoTableData table, Func<ObsCoreRow, string?> problem) =>
        from row in ObsCoreRow.Of(table)
        let found = problem(row)
        where found is not null
        select $"{found} of {row.Did}";

    private static string Cut(string text) => text.Length > 60 ? text[..60] + "..." : text;

    [GeneratedRegex(@"^[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+(\s*;\s*[A-Za-z0-9_.+-]+\s*=\s*[^;\s]+)*$")]
    public static partial Regex MediaType();

    [GeneratedRegex(@"^[A-Za-z]+(\.[A-Za-z0-9-]+)*(;\s*[A-Za-z]+(\.[A-Za-z0-9-]+)*)*$")]
    private static partial Regex UcdForm();
}
