using System.Collections.Concurrent;

namespace DataLab.Catalog.DuckDb;

/// <summary>A thread with a connection of its own, on which queries run one after another.</summary>
/// <remarks>The engine blocks its caller for as long as it computes: that must not be a thread of the pool that serves HTTP.</remarks>
internal sealed class EngineWorker : IDisposable
{
    private readonly BlockingCollection<Action<EngineConnection>> work = [];
    private readonly Thread thread;

    public EngineWorker(EngineConnection connection, int number, QueryPurpose purpose)
    {
        Connection = connection;
        if (purpose is QueryPurpose.Batch)
        {
            thread = BatchThread.Start($"DuckDB job {number}", Run);
            return;
        }
        thread = new Thread(Run) { IsBackground = true, Name = $"DuckDB {number}" };
        thread.Start();
    }

    public EngineConnection Connection { get; }

    /// <summary>Runs something on the worker's thread, after what it does now. It must not throw.</summary>
    public void Post(Action<EngineConnection> action) => work.Add(action);

    private void Run()
    {
        foreach (var action in work.GetConsumingEnumerable())
            action(Connection);
    }

    /// <summary>Waits until the last query has ended, then closes the connection.</summary>
    public void Dispose()
    {
        work.CompleteAdding();
        thread.Join();
        Connection.Dispose();
        work.Dispose();
    }
}

/// <summary>At most so many workers, started when first needed, the last used taken first.</summary>
internal sealed class EngineWorkers(EngineInstance instance, int most, QueryPurpose purpose) : IDisposable
{
    private readonly SemaphoreSlim free = new(most);
    private readonly ConcurrentStack<EngineWorker> idle = new();
    private int started;

    public int Most => most;

    /// <summary>A worker for one query; give it back.</summary>
    public async Task<EngineWorker> TakeAsync(CancellationToken ct)
    {
        await free.WaitAsync(ct).ConfigureAwait(false);
        if (idle.TryPop(out var worker))
            return worker;
        try
        {
            var connection = instance.Connect();
            if (purpose is QueryPurpose.Batch)
                connection.CountProgress();
            return new EngineWorker(connection, Interlocked.Increment(ref started), purpose);
        }
        catch
        {
            free.Release();
            throw;
        }
    }

    public void GiveBack(EngineWorker worker)
    {
        idle.Push(worker);
        free.Release();
    }

    /// <summary>Closes all workers; every one must have been given back.</summary>
    public void Dispose()
    {
        while (idle.TryPop(out var worker))
            worker.Dispose();
        free.Dispose();
    }
}
