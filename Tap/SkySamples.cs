using System.Collections.Concurrent;
using DataLab.Adql;
using DataLab.Catalog;
using DataLab.Formats;
using DataLab.Sky;
using Microsoft.Extensions.Logging;
using Table = DataLab.Adql.Semantics.Table;

namespace DataLab.Tap;

/// <summary>For each table with positions a place on the sky where it has a row, for examples and test queries.</summary>
public sealed partial class SkySamples(ICatalogEngine engine, ILogger<SkySamples> log)
{
    private static readonly QueryLimits Limits = new(TimeSpan.FromSeconds(10));

    /// <summary>By the engine's name, which changes with each publication of a table.</summary>
    private readonly ConcurrentDictionary<string, Point> known = new();

    /// <returns>Null when the table has no position in two columns, no row with one, or does not answer.</returns>
    public async Task<Point?> FindAsync(Table table, CancellationToken ct)
    {
        if (table.Position is not { IsPoint: false } position)
            return null;
        if (known.TryGetValue(table.EngineName, out var point))
            return point;
        var (ra, dec) = (AdqlName.Write(position.Ra), AdqlName.Write(position.Dec));
        // (0, 0) is what many a catalogue writes for "no position".
        var adql =
            $"SELECT TOP 1 CAST({ra} AS DOUBLE PRECISION) AS x, CAST({dec} AS DOUBLE PRECISION) AS y FROM {NameOf(table)} "
            + $"WHERE {ra} BETWEEN 0 AND 360 AND {dec} BETWEEN -90 AND 90 AND ({ra} <> 0 OR {dec} <> 0)";
        try
        {
            if (await FirstAsync(adql, ct) is not { } found)
                return null;
            return known.GetOrAdd(table.EngineName, found);
        }
        catch (ServiceException e)
        {
            LogNoSample(NameOf(table), e.Message, e);
            return null;
        }
    }

    /// <summary>The table as a query names it.</summary>
    public static string NameOf(Table table) => AdqlName.Write(table.SchemaName) + "." + AdqlName.Write(table.Name);

    private async Task<Point?> FirstAsync(string adql, CancellationToken ct)
    {
        var query = AdqlQuery.Translate(adql, engine.Snapshot.Adql, engine.Dialect);
        if (!query.Succeeded)
            throw new ServiceException(ErrorKind.Fault, string.Join('\n', query.Diagnostics));
        await using var rows = await engine.OpenAsync(query, Limits, ct);
        using var batch = await rows.ReadAsync(ct);
        if (batch is null || batch.Count == 0)
            return null;
        var (x, y) = ((ValueVector<double>)batch.Columns[0], (ValueVector<double>)batch.Columns[1]);
        return new Point(x.Values[0], y.Values[0]);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "No sample position of {Table} could be found: {Reason}")]
    private partial void LogNoSample(string table, string reason, Exception exception);
}
