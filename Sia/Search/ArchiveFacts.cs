using System.Collections.Immutable;
using DataLab.Formats;
using DataLab.Sky;
using Microsoft.Extensions.Logging;

namespace DataLab.Sia.Search;

/// <summary>What a search can find: the words that columns have, and how far their numbers go.</summary>
/// <param name="Words">By column: distinct values in their order; columns with too many are left out.</param>
/// <param name="Ranges">By column: least and greatest number; columns without any are left out.</param>
/// <param name="Collections">Collections with images, by name, with a position where each has one, if any has a position.</param>
internal sealed record ArchiveFacts(
    ImmutableDictionary<string, ImmutableArray<string>> Words,
    ImmutableDictionary<string, (double Least, double Greatest)> Ranges,
    ImmutableSortedDictionary<string, Point?> Collections
)
{
    public static readonly ArchiveFacts Nothing = new(
        ImmutableDictionary<string, ImmutableArray<string>>.Empty,
        ImmutableDictionary<string, (double, double)>.Empty,
        ImmutableSortedDictionary<string, Point?>.Empty
    );

    public ImmutableArray<string> WordsOf(string column) => Words.GetValueOrDefault(column, []);

    /// <summary>The name as the table has it, from one in any case; null if there is no such collection.</summary>
    public string? FindCollection(string name) =>
        Collections.ContainsKey(name)
            ? name
            : Collections.Keys.FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase));
}

/// <summary>The facts of the table as it is published, read once for each publication.</summary>
/// <remarks>While those of a new table are read the old ones are told; only the first caller of all waits.</remarks>
internal sealed partial class ArchiveFactsReader(ImageSearch search, ILogger<ArchiveFactsReader> log)
{
    /// <summary>Values of a column that are told as options.</summary>
    private const int MostWords = 200;

    internal static readonly ImmutableArray<string> WordColumns =
    [
        "instrument_name",
        "facility_name",
        "calib_level",
        "access_format",
        "dataproduct_type",
    ];

    /// <summary>By the column of the least number, the one of the greatest.</summary>
    internal static readonly ImmutableArray<(string Low, string High)> RangeColumns =
    [
        ("em_min", "em_max"),
        ("t_min", "t_max"),
        ("s_fov", "s_fov"),
        ("s_resolution", "s_resolution"),
        ("em_res_power", "em_res_power"),
        ("t_exptime", "t_exptime"),
        ("t_resolution", "t_resolution"),
    ];

    private readonly Lock gate = new();
    private string? readOf;
    private ArchiveFacts? facts;
    private Task<ArchiveFacts>? reading;

    /// <summary>Never fails: what cannot be read is left out until the next time.</summary>
    public ValueTask<ArchiveFacts> GetAsync(CancellationToken ct)
    {
        if (search.Table.Table is not { } table)
            return new(ArchiveFacts.Nothing);
        lock (gate)
        {
            if (readOf == table.EngineName && facts is not null)
                return new(facts);
            reading ??= ReadAsync(table.EngineName);
            return facts is not null ? new(facts) : new(reading.WaitAsync(ct));
        }
    }

    /// <summary>Of the very table that is published now.</summary>
    public async Task<ArchiveFacts> GetCurrentAsync(CancellationToken ct)
    {
        var now = await GetAsync(ct);
        Task<ArchiveFacts>? pending;
        lock (gate)
            pending = reading;
        return pending is null ? now : await pending.WaitAsync(ct);
    }

    private async Task<ArchiveFacts> ReadAsync(string engineName)
    {
        await Task.Yield();
        ArchiveFacts? read = null;
        try
        {
            read = await ReadAsync();
        }
        catch (ServiceException e)
        {
            LogUnread(e.Message, e);
        }
        lock (gate)
        {
            reading = null;
            if (read is not null)
                (readOf, facts) = (engineName, read);
            return facts ?? ArchiveFacts.Nothing;
        }
    }

    private async Task<ArchiveFacts> ReadAsync()
    {
        var table = search.Table;
        var words = ImmutableDictionary.CreateBuilder<string, ImmutableArray<string>>();
        foreach (var column in WordColumns.Where(table.Has))
        {
            var rows = await search.ReadAsync(
                $"SELECT DISTINCT TOP {MostWords + 1} {column} FROM {ImageTable.Name} WHERE {column} IS NOT NULL",
                default
            );
            if (rows.Count <= MostWords)
                words[column] =
                [
                    .. rows.Select(row => System.FormattableString.Invariant($"{row[0]}"))
                        .Order(StringComparer.Ordinal),
                ];
        }
        var collections = await CollectionsAsync(table);
        words["obs_collection"] = [.. collections.Keys.Take(MostWords)];
        return new ArchiveFacts(words.ToImmutable(), await RangesAsync(table), collections);
    }

    private async Task<ImmutableSortedDictionary<string, Point?>> CollectionsAsync(ImageTable table)
    {
        var places =
            table.Has("s_ra") && table.Has("s_dec")
                ? await search.ReadAsync(
                    $"SELECT obs_collection, COUNT(*) AS n, MIN(s_dec) AS dec FROM {ImageTable.Name} GROUP BY obs_collection",
                    default
                )
                : await search.ReadAsync(
                    $"SELECT obs_collection, COUNT(*) AS n FROM {ImageTable.Name} GROUP BY obs_collection",
                    default
                );
        var found = ImmutableSortedDictionary.CreateBuilder<string, Point?>(StringComparer.Ordinal);
        foreach (var row in places)
        {
            if (row[0] is not string name)
                continue;
            Point? point = null;
            if (row.Length > 2 && row[2] is double dec)
            {
                var first = await search.ReadAsync(
                    $"SELECT TOP 1 s_ra FROM {ImageTable.Name} WHERE obs_collection = {AdqlText.Literal("obs_collection", name)} AND s_dec = {AdqlText.Number(dec)}",
                    default
                );
                if (first is [[double ra, ..], ..])
                    point = new Point(ra, dec);
            }
            found[name] = point;
        }
        return found.ToImmutable();
    }

    private async Task<ImmutableDictionary<string, (double, double)>> RangesAsync(ImageTable table)
    {
        var columns = RangeColumns.Where(pair => table.Has(pair.Low) && table.Has(pair.High)).ToList();
        var ranges = ImmutableDictionary.CreateBuilder<string, (double, double)>();
        if (columns.Count == 0)
            return ranges.ToImmutable();
        var asked = columns.Select((pair, i) => $"MIN({pair.Low}) AS low{i}, MAX({pair.High}) AS high{i}");
        var rows = await search.ReadAsync($"SELECT {string.Join(", ", asked)} FROM {ImageTable.Name}", default);
        for (var i = 0; i < columns.Count; i++)
            if (rows[0][2 * i] is double least && rows[0][2 * i + 1] is double greatest)
                ranges[columns[i].Low] = (least, greatest);
        return ranges.ToImmutable();
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "What ivoa.ObsCore holds could not be read for the descriptions of the image services: {Reason}"
    )]
    private partial void LogUnread(string reason, Exception exception);
}
