// Names of filters, as headers have them, to bands and wavelengths: what filters.csv knows, and what long names of DECam say themselves.
using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace DataLab.Sia.Ingest.Filters;

/// <summary>A filter.</summary>
/// <param name="Name">Short: <c>g</c>, <c>VR</c>, <c>N662</c>, <c>F606W</c>; case matters.</param>
/// <param name="Min">Shortest wavelength that passes at half power, metres.</param>
/// <param name="Effective">Effective wavelength, metres.</param>
/// <param name="Max">Longest wavelength that passes at half power, metres.</param>
public sealed record Band(string Name, double Min, double Effective, double Max);

/// <summary>The bands we know.</summary>
public static partial class FilterTable
{
    /// <summary>Of lines that hold for whichever instrument.</summary>
    private const string Any = "any";

    private static readonly ImmutableArray<Line> Lines = Read();

    /// <summary>What other words there are for a system in TELESCOP, INSTRUME, SURVEY and the like.</summary>
    private static readonly Dictionary<string, string[]> Words = new()
    {
        ["90prime"] = ["90prime", "bok"],
        ["decam"] = ["decam", "decals"],
        ["hst"] = ["hst", "wfpc2", "wfc3", "acs", "hubble"],
        ["irac"] = ["irac"],
        ["lsst"] = ["lsst", "rubin"],
        ["panstarrs"] = ["panstarrs", "pan-starrs", "ps1", "gpc1"],
        ["sdss"] = ["sdss", "2.5m"],
        ["vista"] = ["vista", "vircam"],
    };

    [ThreadStatic]
    private static (string Filter, string? Instrument, Band? Band)? last;

    /// <summary>The band that a filter's name means.</summary>
    /// <param name="filter">As the header has it: <c>r DECam SDSS c0002 6415.0 1480.0</c>, <c>g</c>, <c>F606W</c>.</param>
    /// <param name="instrument">Words that tell the instrument: TELESCOP, INSTRUME and so on; null if none do.</param>
    /// <returns>Null where the name is not known.</returns>
    public static Band? Find(string filter, string? instrument)
    {
        // The images of a file, and mostly of a night, have few filters.
        if (last is { } known && known.Filter == filter && known.Instrument == instrument)
            return known.Band;
        var found = Look(filter, instrument);
        last = (filter, instrument, found);
        return found;
    }

    private static Band? Look(string filter, string? instrument)
    {
        filter = filter.Trim();
        if (filter.Length == 0)
            return null;
        if (LongName().Match(filter) is { Success: true } match)
            return OfLongName(match);
        var context = (instrument + " " + filter).ToLowerInvariant();
        var first = FirstWord().Match(filter).Value;
        return Named(filter, context) ?? Named(first, context);
    }

    /// <summary>A system is told by the instrument; a name is looked for as it is written, then in any case.</summary>
    private static Band? Named(string name, string context)
    {
        foreach (var how in new[] { StringComparison.Ordinal, StringComparison.OrdinalIgnoreCase })
        {
            foreach (var line in Lines)
                if (line.System != Any && Speaks(context, line.System) && line.IsCalled(name, how))
                    return line.Band;
            // Elsewhere r is not R.
            foreach (var line in Lines)
                if (
                    (line.System == Any || line.Band.Name.Length > 2)
                    && line.IsCalled(name, line.Band.Name.Length > 1 ? how : StringComparison.Ordinal)
                )
                    return line.Band;
        }
        return null;
    }

    private static bool Speaks(string context, string system) =>
        Words.TryGetValue(system, out var words)
            ? words.Any(word => context.Contains(word, StringComparison.Ordinal))
            : context.Contains(system, StringComparison.Ordinal);

    /// <summary>DECam's names end in centre and width, Angstrom; zero for what is no filter.</summary>
    private static Band? OfLongName(Match match)
    {
        var centre = double.Parse(match.Groups["centre"].ValueSpan, CultureInfo.InvariantCulture) * 1e-10;
        var width = double.Parse(match.Groups["width"].ValueSpan, CultureInfo.InvariantCulture) * 1e-10;
        return centre > 0 && width > 0 && width < 2 * centre
            ? new Band(match.Groups["band"].Value, centre - width / 2, centre, centre + width / 2)
            : null;
    }

    private static ImmutableArray<Line> Read()
    {
        using var stream = typeof(FilterTable).Assembly.GetManifestResourceStream("filters.csv")!;
        using var text = new StreamReader(stream);
        var lines = ImmutableArray.CreateBuilder<Line>();
        while (text.ReadLine() is { } line)
        {
            if (line.StartsWith('#') || line.StartsWith("system,", StringComparison.Ordinal) || line.Length == 0)
                continue;
            var cells = line.Split(',');
            double Number(int i) => double.Parse(cells[i], CultureInfo.InvariantCulture);
            lines.Add(
                new Line(
                    cells[0],
                    new Band(cells[1], Number(2), Number(3), Number(4)),
                    [cells[1], .. cells[5].Split('|', StringSplitOptions.RemoveEmptyEntries)]
                )
            );
        }
        return lines.ToImmutable();
    }

    private sealed record Line(string System, Band Band, ImmutableArray<string> Names)
    {
        public bool IsCalled(string name, StringComparison how) => Names.Any(known => known.Equals(name, how));
    }

    [GeneratedRegex(
        @"\A(?<band>\S+)\s+(?:DECam|Mosaic)\b.*?\s(?<centre>\d{3,6}(?:\.\d*)?)\s+(?<width>\d{1,6}(?:\.\d*)?)\s*\z",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking
    )]
    private static partial Regex LongName();

    [GeneratedRegex(@"\A[^\s_,;(\[]+", RegexOptions.NonBacktracking)]
    private static partial Regex FirstWord();
}
