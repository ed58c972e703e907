using DataLab.Formats;
using DataLab.Uws;
using DataLab.Uws.History;

namespace DataLab.Tap.History;

/// <summary>Follows one synchronous query to its end and puts it into the history.</summary>
internal sealed class SyncRecord(QueryHistory history, Caller caller, TapRequest request)
{
    private readonly DateTimeOffset start = DateTimeOffset.UtcNow;
    private int added;

    /// <summary>The rows of <paramref name="open"/>, which record themselves when they are disposed; a failure to open is recorded at once.</summary>
    public async Task<RowSource> FollowAsync(Task<RowSource> open)
    {
        try
        {
            return new FollowedRows(await open, this);
        }
        catch (Exception e)
        {
            Add(e, 0);
            throw;
        }
    }

    private void Add(Exception? failure, long rows)
    {
        if (Interlocked.Exchange(ref added, 1) != 0)
            return;
        var outcome = failure switch
        {
            null => ExecutionPhase.Completed,
            OperationCanceledException => ExecutionPhase.Aborted,
            _ => ExecutionPhase.Error,
        };
        history.Add(
            new HistoryEntry("tap", "sync", request.Query, caller, start, DateTimeOffset.UtcNow, outcome)
            {
                RunId = request.RunId,
                Rows = rows,
                Error = outcome == ExecutionPhase.Error ? TextOf(failure!) : null,
            }
        );
    }

    // Other exceptions are faults of ours, whose text is not for users.
    private static string TextOf(Exception failure) =>
        failure is ServiceException { Kind: not ErrorKind.Fault } or TableFormatException
            ? failure.Message
            : "Something went wrong on our side.";

    private sealed class FollowedRows(RowSource inner, SyncRecord record) : RowSource
    {
        private long rows;

        // Until the last row has been read, an end means that nobody wanted the rest.
        private Exception? failure = new OperationCanceledException();

        public override TableDescription Table => inner.Table;

        public override bool Overflowed => inner.Overflowed;

        public override string? OverflowReason => inner.OverflowReason;

        public override async ValueTask<RowBatch?> ReadAsync(CancellationToken ct)
        {
            try
            {
                var batch = await inner.ReadAsync(ct);
                if (batch is null)
                    failure = null;
                else
                    rows += batch.Count;
                return batch;
            }
            catch (Exception e)
            {
                failure = e;
                throw;
            }
        }

        public override async ValueTask DisposeAsync()
        {
            await inner.DisposeAsync();
            record.Add(failure, rows);
            await base.DisposeAsync();
        }
    }
}
