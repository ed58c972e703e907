namespace DataLab.Catalog.PostgreSql;

/// <summary>The rows of some runs in the order of their cells; those of one cell in the order of the runs.</summary>
internal sealed class RowMerge : IDisposable
{
    private readonly RunReader[] readers;
    private readonly PriorityQueue<int, (long Cell, int Run)> waiting;
    private int current = -1;

    /// <param name="first">First cell.</param>
    /// <param name="last">Last cell, inclusive.</param>
    public RowMerge(IReadOnlyList<SortedRun> runs, long first, long last)
    {
        readers = new RunReader[runs.Count];
        waiting = new PriorityQueue<int, (long, int)>(runs.Count, new ByCell());
        try
        {
            for (var i = 0; i < readers.Length; i++)
            {
                readers[i] = new RunReader(runs[i], first, last);
                if (readers[i].Next())
                    waiting.Enqueue(i, (readers[i].Cell, i));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public long Cell => readers[current].Cell;

    /// <summary>Until the next one.</summary>
    public ReadOnlySpan<byte> Row => readers[current].Row;

    /// <summary>Goes to the next row; false after the last.</summary>
    public bool Next()
    {
        if (current < 0)
            return waiting.TryDequeue(out current, out _) || (current = -1) >= 0;
        if (!readers[current].Next())
        {
            var isMore = waiting.TryDequeue(out var next, out _);
            current = isMore ? next : -1;
            return isMore;
        }
        current = waiting.EnqueueDequeue(current, (readers[current].Cell, current));
        return true;
    }

    public void Dispose()
    {
        foreach (var reader in readers)
            reader?.Dispose();
    }

    private sealed class ByCell : IComparer<(long Cell, int Run)>
    {
        public int Compare((long Cell, int Run) x, (long Cell, int Run) y) =>
            x.Cell < y.Cell ? -1
            : x.Cell > y.Cell ? 1
            : x.Run - y.Run;
    }
}
