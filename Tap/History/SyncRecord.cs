using DataLab.Dali;
using DataLab.Formats;
using DataLab.Uws;
using DataLab.Uws.History;

namespace DataLab.Tap.History;

/// <summary>Follows one synchronous query to its end and puts it into the history.</summary>
internal sealed class SyncRecord(QueryHistory history, Caller caller, TapRequest request)
{
    private readonly DateTimeOffset start = DateTimeOffset.UtcNow;

    /// <summary>What <paramref name="opening"/> gives; if it fails the query has ended already.</summary>
    public async Task<RowSource> FollowAsync(Task<RowSource> opening)
    {
        try
        {
            return await opening;
        }
        catch (OperationCanceledException)
        {
            Add(ExecutionPhase.Aborted, null, null);
            throw;
        }
        catch (Exception e)
        {
            // Other exceptions are faults of ours, whose text is not for users.
            var isTheirs = e is ServiceException { Kind: not ErrorKind.Fault } or TableFormatException;
            Add(ExecutionPhase.Error, isTheirs ? e.Message : "Something went wrong on our side.", null);
            throw;
        }
    }

    /// <param name="abandoned">The client went away.</param>
    public void Finish(TableOutcome outcome, bool abandoned) =>
        Add(
            abandoned ? ExecutionPhase.Aborted
                : outcome.Status.Value == QueryStatus.Error ? ExecutionPhase.Error
                : ExecutionPhase.Completed,
            outcome.Status.Message,
            outcome
        );

    private void Add(ExecutionPhase phase, string? message, TableOutcome? outcome) =>
        history.Add(
            new HistoryEntry("tap", "sync", request.Query, caller, start, DateTimeOffset.UtcNow, phase)
            {
                RunId = request.RunId,
                Rows = outcome?.Rows,
                Bytes = outcome?.Bytes,
                Error = phase == ExecutionPhase.Error ? message : null,
            }
        );
}
