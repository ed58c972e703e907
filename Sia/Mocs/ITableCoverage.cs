using DataLab.Formats;
using DataLab.Sky;

namespace DataLab.Sia.Mocs;

/// <summary>Where the tables of the archive have positions; whoever knows how to query them says so.</summary>
public interface ITableCoverage
{
    /// <summary>Changes when a table may have; null if there is none of that name.</summary>
    /// <param name="table"><c>schema.table</c>, in any case.</param>
    string? VersionOf(string table);

    /// <summary>The cells with positions.</summary>
    /// <exception cref="ServiceException">UsageError: the table has no positions. LimitExceeded: more cells, or it takes too long.</exception>
    Task<Moc> MakeAsync(string table, int order, int mostCells, CancellationToken ct);
}
