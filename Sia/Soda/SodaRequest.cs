using System.Collections.Immutable;
using System.Globalization;
using DataLab.Dali;
using DataLab.Fits;
using DataLab.Fits.Cutouts;
using DataLab.Formats;
using DataLab.Sia.Descriptors;
using DataLab.Sia.Search;
using DataLab.Sia.Store;
using DataLab.Sky;

namespace DataLab.Sia.Soda;

/// <summary>How several pieces are put together.</summary>
public enum SodaFormat
{
    /// <summary>One file with an extension for each piece.</summary>
    Fits,
    Tar,
    Zip,
}

/// <summary>One combination of the values of a request (SODA 1.0 §3.2): a file, or an image, and what is wanted of it. Null: no such filter.</summary>
/// <param name="Region">ICRS.</param>
/// <param name="Band">Metres, in vacuum.</param>
/// <param name="Time">MJD.</param>
public sealed record SodaPiece(string Id, Region? Region, Interval? Band, Interval? Time, SubSelection? Sub);

/// <summary>The parameters of a request for cut-outs, checked (SODA 1.0 §3.3).</summary>
/// <param name="Pieces">At least one; each identifier with each region, band, time and section.</param>
public sealed record SodaRequest(ImmutableArray<SodaPiece> Pieces)
{
    private const int LongestSub = 1000;

    /// <summary>Polarization states, all together one filter; empty for none.</summary>
    public ImmutableArray<string> States { get; init; } = [];

    /// <summary>Product types of what is cut out too, from what goes with the images; see <see cref="ProductTypes"/>.</summary>
    public ImmutableArray<string> Related { get; init; } = [];

    /// <summary>META: no pixels.</summary>
    public bool HeadersOnly { get; init; }

    /// <summary>Pixels outside the region become NaN or BLANK.</summary>
    public bool Mask { get; init; }

    public SodaFormat Format { get; init; } = SodaFormat.Fits;

    /// <exception cref="ServiceException">UsageError: which parameter, what it has, what it takes. LimitExceeded: which limit.</exception>
    public static SodaRequest Parse(Parameters parameters, SodaOptions options, bool isJob)
    {
        var ids = Values(parameters, SodaParameters.Id).Distinct().ToList();
        if (ids.Count == 0)
            throw Usage.Fault("ID is missing: the obs_publisher_did of a file or an image, as ivoa.ObsCore has it.");
        if (ids.Count > options.MaxIds)
            throw Above("identifiers", ids.Count, "MaxIds", options.MaxIds, isJob);
        var regions = Regions(parameters);
        var bands = Intervals(parameters, SodaParameters.Band, "4e-7 7e-7");
        var times = Intervals(parameters, SodaParameters.Time, "57000 57010.5");
        var subs = Values(parameters, SodaParameters.Sub).Select(Sub).ToList();
        if (subs.Count > 0 && regions.Count + bands.Count + times.Count > 0)
            throw Usage.Fault(
                "SUB names pixels and cannot go with POS, CIRCLE, POLYGON, BAND or TIME, which name them another way; make two requests."
            );
        var count =
            (long)ids.Count
            * Math.Max(1, regions.Count)
            * Math.Max(1, bands.Count)
            * Math.Max(1, times.Count)
            * Math.Max(1, subs.Count);
        var most = isJob ? options.AsyncMaxFiles : options.MaxFiles;
        if (count > most)
            throw Above("pieces", count, isJob ? "AsyncMaxFiles" : "MaxFiles", most, isJob);
        return new SodaRequest([
            .. from id in ids
            from region in OrNone(regions)
            from band in OrNone(bands)
            from time in OrNone(times)
            from sub in OrNone(subs)
            select new SodaPiece(id, region, band, time, sub),
        ])
        {
            States = [.. Values(parameters, SodaParameters.Pol).Select(State).Distinct()],
            Related = [.. Values(parameters, SodaParameters.Related).SelectMany(Products).Distinct()],
            HeadersOnly = Flag(parameters, SodaParameters.Meta),
            Mask = Flag(parameters, SodaParameters.Mask),
            Format = ReadFormat(parameters.Single(SodaParameters.Format)),
        };
    }

    private static List<Region> Regions(Parameters parameters) =>
        [
            .. Values(parameters, SodaParameters.Pos).Select(value => SearchRegion.Parse(SodaParameters.Pos, value)),
            .. Shapes(parameters, SodaParameters.Circle),
            .. Shapes(parameters, SodaParameters.Polygon),
        ];

    /// <summary>The shape is the name of the parameter.</summary>
    private static IEnumerable<Region> Shapes(Parameters parameters, string name) =>
        Values(parameters, name).Select(value => Shape(name, value));

    private static Region Shape(string name, string value)
    {
        try
        {
            return SearchRegion.Parse(name, $"{name} {value}");
        }
        catch (ServiceException e)
        {
            // Told as it was given.
            throw Usage.Fault(e.Message.Replace($"\"{name} ", "\"", StringComparison.Ordinal));
        }
    }

    private static List<Interval?> Intervals(Parameters parameters, string name, string example) =>
        [.. Values(parameters, name).Select(value => (Interval?)Interval.Parse(name, value, example))];

    private static SubSelection Sub(string text)
    {
        if (text.Length > LongestSub)
            throw Usage.Wrong(SodaParameters.Sub, text, $"at most {LongestSub} characters");
        try
        {
            return SubSelection.Parse(text);
        }
        catch (FitsException e)
        {
            throw Usage.Fault($"{SodaParameters.Sub}: {e.Message}");
        }
    }

    private static string State(string text) =>
        SodaParameters.States.FirstOrDefault(state => state.Equals(text, StringComparison.OrdinalIgnoreCase))
        ?? throw Usage.Wrong(SodaParameters.Pol, text, "a state such as " + string.Join(", ", SodaParameters.States));

    private static IEnumerable<string> Products(string text) =>
        text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(word =>
                word.ToLowerInvariant() switch
                {
                    "mask" => ProductTypes.Mask,
                    "weight" => ProductTypes.Weight,
                    _ => throw Usage.Wrong(
                        SodaParameters.Related,
                        text,
                        string.Join(" or ", SodaParameters.RelatedProducts)
                    ),
                }
            );

    private static bool Flag(Parameters parameters, string name) =>
        parameters.Single(name)?.ToLowerInvariant() switch
        {
            null or "false" or "0" => false,
            "true" or "1" => true,
            var other => throw Usage.Wrong(name, other, "true or false"),
        };

    private static SodaFormat ReadFormat(string? text) =>
        text?.ToLowerInvariant() switch
        {
            null or "fits" or "application/fits" or "image/fits" => SodaFormat.Fits,
            "tar" or "application/x-tar" => SodaFormat.Tar,
            "zip" or "application/zip" => SodaFormat.Zip,
            _ => throw Usage.Wrong(SodaParameters.Format, text, string.Join(", ", SodaParameters.Formats)),
        };

    /// <summary>Without those that are empty, which count as not given.</summary>
    private static IEnumerable<string> Values(Parameters parameters, string name) =>
        parameters.Multiple(name).Select(value => value.Trim()).Where(value => value.Length > 0);

    private static List<T> OrNone<T>(List<T> values) => values.Count == 0 ? [default!] : values;

    private static ServiceException Above(string what, long count, string setting, long most, bool isJob) =>
        new(
            ErrorKind.LimitExceeded,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The request asks for {count} {what}; the limit is {most} (Soda:{setting}). {(isJob ? "Make several jobs." : setting == "MaxIds" ? "Make several requests." : "Make several requests, or a job at /soda/async.")}"
            )
        );
}
