using System.Collections.Concurrent;
using System.Diagnostics;
using DataLab.Catalog.Uploads;

namespace DataLab.Catalog.DuckDb;

/// <content>How the engine goes down.</content>
public sealed partial class DuckDbCatalog
{
    /// <summary>Engines that a query did not leave in time. Kept, so that nothing of them is collected under the query's feet.</summary>
    private static readonly ConcurrentBag<EnginePool> LeftOpen = [];

    private readonly ConcurrentDictionary<UploadSession, bool> sessions = [];

    /// <summary>Stops what runs (its readers get ServiceUnavailable) and closes everything.</summary>
    /// <remarks>
    /// Takes twice <see cref="DuckDbOptions.CloseGrace"/> at most. Sessions that nobody has disposed after the first half are
    /// ended. An engine in which something still runs after the second one is never closed: that would take its
    /// memory away from under native code. Both are told to <see cref="DuckDbOptions.OnProblem"/>.
    /// </remarks>
    public async ValueTask DisposeAsync()
    {
        if (closing.IsCancellationRequested)
            return;
        await closing.CancelAsync().ConfigureAwait(false);
        await watching.ConfigureAwait(false);
        if (!await AreIdleAsync().ConfigureAwait(false))
        {
            EndForgottenSessions();
            await AreIdleAsync().ConfigureAwait(false);
        }
        reading.Dispose();
        // Not one or the other: both are tried.
        if (Close(interactive) & Close(batch))
        {
            refreshing.Dispose();
            closing.Dispose();
        }
    }

    /// <summary>Waits for the grace period at most.</summary>
    private async Task<bool> AreIdleAsync()
    {
        var clock = Stopwatch.StartNew();
        while (!(interactive.IsIdle && batch.IsIdle))
        {
            if (clock.Elapsed >= options.CloseGrace)
                return false;
            await Task.Delay(5).ConfigureAwait(false);
        }
        return true;
    }

    /// <summary>Each ends on its own thread, after what that does now, so nothing is closed while it is used.</summary>
    private void EndForgottenSessions()
    {
        var forgotten = sessions.Keys.ToArray();
        foreach (var session in forgotten)
            _ = session.EndAsync();
        if (forgotten.Length > 0)
            options.OnProblem?.Invoke(
                $"{forgotten.Length} sessions with tables of their own were not disposed when the engine closed, and were ended.",
                null
            );
    }

    private bool Close(EnginePool pool)
    {
        if (pool.IsIdle)
        {
            pool.Dispose();
            return true;
        }
        LeftOpen.Add(pool);
        options.OnProblem?.Invoke(
            "A query does not stop, so its engine stays open until the process ends; the next start removes what it spilled.",
            null
        );
        return false;
    }
}
