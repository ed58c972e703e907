using System.Globalization;
using DataLab.Adql;
using DataLab.Catalog;
using DataLab.Formats;
using DataLab.Sia.Mocs;
using DataLab.Sky;

namespace DataLab.Host.Serving;

/// <summary>Asks the engine for the cells of a table's positions; it tells them apart, so that only they come to us.</summary>
internal sealed class TableCoverage(ICatalogEngine engine) : ITableCoverage
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    public string? VersionOf(string table) =>
        Find(table) is null ? null : engine.Snapshot.Version.ToString(CultureInfo.InvariantCulture);

    public async Task<Moc> MakeAsync(string table, int order, int mostCells, CancellationToken ct)
    {
        var found =
            Find(table) ?? throw new ServiceException(ErrorKind.NotFound, $"There is no table \"{table}\" any more.");
        var position =
            TablePosition.Find(engine.Snapshot, found)
            ?? throw new ServiceException(
                ErrorKind.UsageError,
                $"The table {found.QualifiedName} has no columns with positions, so it covers no sky."
            );
        var adql = string.Create(
            CultureInfo.InvariantCulture,
            $"SELECT DISTINCT IVO_HEALPIX_INDEX({order}, {position.Coordinates}) AS cell FROM {found.QualifiedName}"
        );
        var query = AdqlQuery.Translate(adql, engine.Snapshot.Adql, engine.Dialect);
        if (!query.Succeeded)
            throw new ServiceException(
                ErrorKind.Fault,
                string.Join(' ', query.Diagnostics.Select(diagnostic => diagnostic.Message))
            );
        var limits = new QueryLimits(Longest) { Purpose = QueryPurpose.Batch };
        await using var rows = await engine.OpenAsync(query, limits, ct);
        var ranges = new List<HealpixRange>();
        while (await rows.ReadAsync(ct) is { } batch)
        {
            using (batch)
            {
                var cells = (ValueVector<long>)batch.Columns[0];
                for (var row = 0; row < batch.Count; row++)
                    if (!cells.IsNull(row) && cells.Values[row] >= 0)
                        ranges.Add(Healpix.Range(order, cells.Values[row]));
            }
            if (ranges.Count > mostCells)
                throw new ServiceException(
                    ErrorKind.LimitExceeded,
                    $"The coverage has more than {mostCells} cells of order {order}; ask for a lower ORDER."
                );
        }
        return Moc.Of(ranges, order);
    }

    private TableMetadata? Find(string table) =>
        engine.Snapshot.Tables.FirstOrDefault(candidate =>
            $"{candidate.SchemaName}.{candidate.Name}".Equals(table, StringComparison.OrdinalIgnoreCase)
        );
}
