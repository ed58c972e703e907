namespace DataLab.Catalog.PostgreSql;

/// <summary>Threads that block on the network, used again: not those that serve HTTP, of which there must always be one free.</summary>
internal static class ReaderThreads
{
    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(20);
    private static readonly object Gate = new();
    private static readonly Queue<Action> Waiting = [];
    private static int idle;

    /// <summary>Runs an action, which must not throw, on a thread of its own.</summary>
    public static void Run(Action action)
    {
        lock (Gate)
        {
            if (idle > Waiting.Count)
            {
                Waiting.Enqueue(action);
                Monitor.Pulse(Gate);
                return;
            }
        }
        new Thread(() => Work(action)) { IsBackground = true, Name = "PostgreSQL rows" }.Start();
    }

    private static void Work(Action first)
    {
        for (var action = first; action is not null; action = Next())
            action();
    }

    /// <summary>Waits for the next action; null if none came for a while.</summary>
    private static Action? Next()
    {
        lock (Gate)
        {
            idle++;
            Action? next;
            for (var isLast = false; !Waiting.TryDequeue(out next) && !isLast; )
                // An action may come just when the wait is over: it is looked for once more.
                isLast = !Monitor.Wait(Gate, IdleTime);
            idle--;
            return next;
        }
    }
}
