using DataLab.Adql;
using DataLab.Adql.Semantics;
using DataLab.Formats;

namespace DataLab.Catalog;

/// <summary>One query with tables of its own: they are loaded, the query is translated against <see cref="Adql"/>, and run.</summary>
/// <remarks>
/// Nobody else sees the tables, and nothing is left of them when the session or the rows it gave are disposed. One call at a
/// time. The execution duration and the token given to <see cref="ICatalogEngine.BeginAsync"/> hold for all calls together.
/// </remarks>
public abstract class QuerySession : IAsyncDisposable
{
    /// <summary>Schema that the tables of a session are in (TAP 1.1 §2.7.5 UPLOAD).</summary>
    public const string SchemaName = "TAP_UPLOAD";

    /// <summary>The catalogue's tables as of now, and those loaded so far as <c>TAP_UPLOAD.name</c>.</summary>
    public abstract Schema Adql { get; }

    /// <summary>Reads a table to its end. The caller disposes <paramref name="rows"/>.</summary>
    /// <param name="name">Unquoted, without the schema; not one that was loaded before, in any case.</param>
    /// <exception cref="ServiceException">LimitExceeded: more rows, columns or bytes than allowed, no memory left, or too slow;
    /// UsageError: a table without columns; ServiceUnavailable.</exception>
    /// <exception cref="TableFormatException">The source is not what its format says.</exception>
    public abstract Task LoadAsync(string name, RowSource rows);

    /// <summary>Starts the query, once. The session ends with the rows; if this fails the caller disposes it.</summary>
    /// <param name="query">A translation against <see cref="Adql"/> that succeeded.</param>
    /// <exception cref="ServiceException">As of <see cref="ICatalogEngine.OpenAsync"/>.</exception>
    public abstract Task<RowSource> OpenAsync(Translation query);

    public abstract ValueTask DisposeAsync();
}

/// <summary>How much the tables of one session may hold, all together.</summary>
/// <param name="Bytes">As stored: eight for a double, null or not; sixteen and its length for a text or list.</param>
public sealed record UploadLimits(long Rows, long Bytes)
{
    /// <summary>Columns of one table.</summary>
    public int Columns { get; init; } = 5000;
}
