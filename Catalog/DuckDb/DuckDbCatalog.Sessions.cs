using DataLab.Catalog.Uploads;

namespace DataLab.Catalog.DuckDb;

/// <content>Queries with tables of their own.</content>
public sealed partial class DuckDbCatalog
{
    /// <inheritdoc/>
    /// <remarks>
    /// The session has a worker's thread and a connection of its own, in whose TEMP tables the uploads lie: closing the connection
    /// is all it takes to be rid of them, and no other query ever runs on it.
    /// </remarks>
    public async Task<QuerySession> BeginAsync(QueryLimits limits, UploadLimits uploads, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var pool = limits.Purpose is QueryPurpose.Batch ? batch : interactive;
        var worker = await TakeWorkerAsync(pool, pool.Workers, limits, ct).ConfigureAwait(false);
        Interlocked.Increment(ref running);
        UploadSession? session = null;
        void End()
        {
            if (session is not null)
                sessions.TryRemove(session, out _);
            pool.Workers.GiveBack(worker);
            Interlocked.Decrement(ref running);
            pool.Leave();
        }
        try
        {
            var connection = pool.Connect();
            if (limits.Progress is not null)
                connection.CountProgress();
            var place = new UploadPlace(connection, worker, () => snapshot.Adql, closing.Token)
            {
                Acquire = names => attachments.Acquire(names, pool),
                End = End,
            };
            session = new UploadSession(place, limits, uploads, ct);
            sessions.TryAdd(session, true);
            return session;
        }
        catch (EngineException e)
        {
            End();
            throw e.ToServiceException();
        }
    }
}
