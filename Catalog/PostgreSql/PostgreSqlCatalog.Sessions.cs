using DataLab.Formats;
using Npgsql;

namespace DataLab.Catalog.PostgreSql;

/// <content>Queries with tables of their own.</content>
public sealed partial class PostgreSqlCatalog
{
    /// <inheritdoc/>
    /// <remarks>
    /// The session is one transaction on a connection of its own: it begins READ WRITE, in which TEMP tables are made and filled, and is
    /// READ ONLY from the query on. The tables are gone with the transaction, however that ends.
    /// </remarks>
    public async Task<QuerySession> BeginAsync(QueryLimits limits, UploadLimits uploads, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        try
        {
            var (connection, stop) = await ConnectAsync(inTransaction: true, SessionWish.Unknown, limits, ct)
                .ConfigureAwait(false);
            return new ServerSession(connection, stop, limits, uploads, () => Snapshot.Adql, Heed);
        }
        catch (ServiceException e) when (e.InnerException is PostgresException { SqlState: "0A000" or "25006" } replica)
        {
            throw ServerSession.TakesNoTables(replica);
        }
    }
}
