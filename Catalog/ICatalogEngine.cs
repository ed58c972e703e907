using DataLab.Adql;
using DataLab.Adql.Dialects;
using DataLab.Formats;

namespace DataLab.Catalog;

/// <summary>A database that holds catalogues and runs translated queries on them.</summary>
public interface ICatalogEngine : IAsyncDisposable
{
    /// <summary>What to translate into for this engine.</summary>
    SqlDialect Dialect { get; }

    /// <summary>The tables as of now. A translation made from it stays good for at least a minute after it is replaced.</summary>
    /// <exception cref="ServiceException">ServiceUnavailable: the engine has not been able to look since the start.</exception>
    CatalogSnapshot Snapshot { get; }

    /// <summary>Starts a query; rows stream as the source is read, and reading never holds more than a few batches.</summary>
    /// <param name="query">A translation that succeeded.</param>
    /// <param name="ct">Stops the query in the engine within a second, also while rows are being read.</param>
    /// <exception cref="ServiceException">LimitExceeded when it runs too long; UsageError when the data defeat it
    /// (a cast that fails, a division the engine refuses); ServiceUnavailable; Fault.</exception>
    Task<RowSource> OpenAsync(Translation query, QueryLimits limits, CancellationToken ct);

    /// <summary>Begins a query that brings tables of its own; a query without any is better off with <see cref="OpenAsync"/>.</summary>
    /// <param name="limits">Of the query, the loading of its tables included.</param>
    /// <param name="ct">Stops whatever the session does, as in <see cref="OpenAsync"/>.</param>
    /// <exception cref="ServiceException">ServiceUnavailable.</exception>
    Task<QuerySession> BeginAsync(QueryLimits limits, UploadLimits uploads, CancellationToken ct);

    /// <summary>Runs a trivial query on the catalogue for /availability.</summary>
    /// <exception cref="ServiceException">ServiceUnavailable with the reason.</exception>
    Task CheckAsync(CancellationToken ct);

    /// <summary>What people should know of an engine that works, as the last <see cref="CheckAsync"/> found it; null for nothing.</summary>
    string? Notice => null;
}

/// <summary>What a query may use up, and how it is run.</summary>
/// <param name="ExecutionDuration">From start until the last row has been read by us; zero or less means no limit.</param>
public sealed record QueryLimits(TimeSpan ExecutionDuration)
{
    public QueryPurpose Purpose { get; init; }

    /// <summary>Told the fraction done, in [0, 1] and never falling, about once a second while the engine computes a batch query,
    /// if it can tell. On any thread; it must not throw.</summary>
    public IProgress<double>? Progress { get; init; }

    /// <summary>Measures the engine's work on the query.</summary>
    public EngineClock Clock { get; init; } = new();
}

/// <summary>Who waits for the answer.</summary>
public enum QueryPurpose
{
    /// <summary>Somebody at the other end of the line: first come, first served.</summary>
    Interactive,

    /// <summary>A job: may never slow down the interactive ones noticeably.</summary>
    Batch,
}
