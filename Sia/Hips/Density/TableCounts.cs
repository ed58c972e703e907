using System.Runtime.CompilerServices;
using DataLab.Adql;
using DataLab.Catalog;
using DataLab.Formats;
using DataLab.Sky;

namespace DataLab.Sia.Hips.Density;

/// <summary>A part of the sky that is counted by one query: cells of <see cref="TableCounts.CoarseOrder"/>, ends included.</summary>
internal readonly record struct SkyPart(long First, long Last);

/// <summary>Asks the engine how many rows of a table are in each cell.</summary>
internal sealed class TableCounts
{
    /// <summary>Cells of 14 arcmin: no more than the engine counts at once, whatever the table.</summary>
    public const int CoarseOrder = 8;

    /// <summary>Rows that one query groups: so many groups, at most, are in the engine's memory.</summary>
    public const long RowsOfPart = 20_000_000;

    private static readonly QueryLimits Limits = new(TimeSpan.Zero) { Purpose = QueryPurpose.Batch };

    private readonly ICatalogEngine engine;
    private readonly TablePosition position;

    /// <param name="name"><c>schema.table</c>, in any case.</param>
    /// <exception cref="ServiceException">NotFound: there is no such table. UsageError: it has no positions.</exception>
    public TableCounts(ICatalogEngine engine, string name)
    {
        this.engine = engine;
        Table =
            engine.Snapshot.Tables.FirstOrDefault(table =>
                $"{table.SchemaName}.{table.Name}".Equals(name, StringComparison.OrdinalIgnoreCase)
            )
            ?? throw new ServiceException(
                ErrorKind.NotFound,
                $"There is no table \"{name}\"; a table is named as schema.table, and \"datalab tables\" lists them."
            );
        position =
            TablePosition.Find(engine.Snapshot, Table)
            ?? throw new ServiceException(
                ErrorKind.UsageError,
                $"The table {Table.QualifiedName} has no columns with positions in degrees, so it has no density on the sky."
            );
    }

    public TableMetadata Table { get; }

    /// <summary>Rows in each cell of <see cref="CoarseOrder"/> that has any, in the order of cells.</summary>
    /// <exception cref="ServiceException">NotFound: no row has a position.</exception>
    public async Task<List<(long Cell, long Rows)>> CoarseAsync(CancellationToken ct)
    {
        var cells = new List<(long, long)>();
        await foreach (var cell in AskAsync(CoarseOrder, "", ct))
            cells.Add(cell);
        return cells.Count > 0
            ? cells
            : throw new ServiceException(
                ErrorKind.NotFound,
                $"The table {Table.QualifiedName} has no row with a position."
            );
    }

    /// <summary>Rows in each cell of an order that has any, in the order of cells.</summary>
    /// <param name="parts">Of the whole sky, in order.</param>
    /// <exception cref="ServiceException">ServiceUnavailable: the table was replaced meanwhile, so that parts would be of two tables.</exception>
    public async IAsyncEnumerable<(long Cell, long Rows)> CellsAsync(
        int order,
        IReadOnlyList<SkyPart> parts,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        var began = RelationName();
        foreach (var part in parts)
        {
            if (RelationName() != began)
                throw new ServiceException(
                    ErrorKind.ServiceUnavailable,
                    $"The table {Table.QualifiedName} was replaced while it was counted; build the HiPS again."
                );
            var where =
                parts.Count == 1
                    ? ""
                    : FormattableString.Invariant(
                        $" WHERE 1 = CONTAINS({position.Point}, MOC('{CoarseOrder}/{part.First}-{part.Last}'))"
                    );
            await foreach (var cell in AskAsync(order, where, ct))
                yield return cell;
        }
    }

    /// <summary>Parts of the sky with no more rows than can be counted at once, unless a single cell has.</summary>
    public static List<SkyPart> Split(IReadOnlyList<(long Cell, long Rows)> cells, long rowsOfPart)
    {
        var parts = new List<SkyPart>();
        var (first, rows) = (0L, 0L);
        foreach (var (cell, count) in cells)
        {
            if (rows > 0 && rows + count > rowsOfPart)
            {
                parts.Add(new SkyPart(first, cell - 1));
                (first, rows) = (cell, 0);
            }
            rows += count;
        }
        parts.Add(new SkyPart(first, Healpix.PixelCount(CoarseOrder) - 1));
        return parts;
    }

    private async IAsyncEnumerable<(long Cell, long Rows)> AskAsync(
        int order,
        string where,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        var cell = FormattableString.Invariant($"IVO_HEALPIX_INDEX({order}, {position.Coordinates})");
        var adql =
            $"SELECT {cell} AS cell, COUNT(*) AS n FROM {Table.QualifiedName}{where} GROUP BY {cell} ORDER BY cell";
        var query = AdqlQuery.Translate(adql, engine.Snapshot.Adql, engine.Dialect);
        if (!query.Succeeded)
            throw new ServiceException(
                ErrorKind.Fault,
                string.Join(' ', query.Diagnostics.Select(diagnostic => diagnostic.Message))
            );
        await using var rows = await engine.OpenAsync(query, Limits, ct);
        while (await rows.ReadAsync(ct) is { } batch)
            using (batch)
            {
                var (cells, counts) = ((ValueVector<long>)batch.Columns[0], (ValueVector<long>)batch.Columns[1]);
                for (var row = 0; row < batch.Count; row++)
                    if (!cells.IsNull(row) && cells.Values[row] >= 0)
                        yield return (cells.Values[row], counts.Values[row]);
            }
    }

    private string? RelationName() =>
        engine
            .Snapshot.Adql.Tables.FirstOrDefault(table =>
                table.SchemaName == Table.SchemaName && table.Name == Table.Name
            )
            ?.EngineName;
}
