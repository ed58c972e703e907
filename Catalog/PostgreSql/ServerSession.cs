using DataLab.Adql;
using DataLab.Adql.Semantics;
using DataLab.Catalog.Uploads;
using DataLab.Formats;

namespace DataLab.Catalog.PostgreSql;

/// <summary>A query with TEMP tables in a transaction of its own.</summary>
internal sealed class ServerSession(
    ServerConnection connection,
    QueryStop stop,
    QueryPurpose purpose,
    UploadLimits uploads,
    Func<Schema> published,
    Action onTableGone
) : QuerySession
{
    private readonly UploadBudget budget = new(uploads);
    private readonly List<Table> tables = [];
    private QueryRows? opened;
    private bool ended;

    public override Schema Adql => published().With([.. tables]);

    public override async Task LoadAsync(string name, RowSource rows)
    {
        ObjectDisposedException.ThrowIf(ended, this);
        try
        {
            stop.Token.ThrowIfCancellationRequested();
            // What fails is undone alone: the next table may be loaded all the same.
            await connection.ExecuteAsync("SAVEPOINT load", stop.Token).ConfigureAwait(false);
            var table = new ServerUpload(connection, name, tables.Count + 1, rows.Fields, budget);
            tables.Add(await table.LoadAsync(rows, stop.Token).ConfigureAwait(false));
            await connection.ExecuteAsync("RELEASE SAVEPOINT load", stop.Token).ConfigureAwait(false);
        }
        catch (TableFormatException)
        {
            await connection.ExecuteAsync("ROLLBACK TO SAVEPOINT load", stop.Token).ConfigureAwait(false);
            throw;
        }
        catch (Exception e) when (stop.Reason is not QueryStop.StopReason.None && e is not TableFormatException)
        {
            throw stop.Reason is QueryStop.StopReason.TimedOut
                ? new ServiceException(
                    ErrorKind.LimitExceeded,
                    $"Loading the uploaded tables took longer than {stop.Limit.TotalSeconds:0.###} s, the time that the whole query may take.",
                    e
                )
                : stop.Explain(e);
        }
        catch (Exception e) when (PostgreSqlErrors.IsOurs(e))
        {
            throw Failed(name, e);
        }
    }

    public override async Task<RowSource> OpenAsync(Translation query)
    {
        ArgumentNullException.ThrowIfNull(query.Sql);
        ObjectDisposedException.ThrowIf(ended, this);
        if (opened is not null)
            throw new InvalidOperationException("A session runs one query.");
        try
        {
            await connection.ExecuteAsync("SET TRANSACTION READ ONLY", stop.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (PostgreSqlErrors.IsOurs(e) || e is OperationCanceledException)
        {
            throw stop.Explain(e);
        }
        opened = new QueryRows(query, purpose, stop, onTableGone);
        await opened.StartAsync(connection, query.Sql).ConfigureAwait(false);
        return opened;
    }

    private static ServiceException Failed(string name, Exception e) =>
        e is Npgsql.PostgresException server
            ? server.SqlState switch
            {
                "53100" or "53200" or "53400" => new ServiceException(
                    ErrorKind.LimitExceeded,
                    $"There is not enough memory or temporary disk space for the uploaded table \"{name}\". Send fewer rows or columns.",
                    e
                ),
                "42501" or "25006" => PostgreSqlErrors.Unavailable(
                    "The catalogue's database takes no uploaded tables from this service. Its operators have to mend that.",
                    e
                ),
                _ when PostgreSqlErrors.IsLost(e) => PostgreSqlErrors.ToServiceException(e, TimeSpan.Zero),
                _ => new ServiceException(
                    ErrorKind.Fault,
                    $"The uploaded table \"{name}\" could not be loaded; the fault has been logged.",
                    e
                ),
            }
            : PostgreSqlErrors.ToServiceException(e, TimeSpan.Zero);

    public override async ValueTask DisposeAsync()
    {
        if (ended)
            return;
        ended = true;
        if (opened is not null)
        {
            await opened.DisposeAsync().ConfigureAwait(false);
            return;
        }
        await connection.DisposeAsync().ConfigureAwait(false);
        await stop.DisposeAsync().ConfigureAwait(false);
    }
}
