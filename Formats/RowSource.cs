using System.Collections.Immutable;

namespace DataLab.Formats;

/// <summary>A table being read, batch by batch: from an engine, a file or a generator. Nothing holds more than a few batches.</summary>
/// <remarks>Disposing the source closes what it reads from. Batches are owned by whoever read them (see <see cref="RowBatch"/>).</remarks>
public abstract class RowSource : IAsyncDisposable
{
    public abstract TableDescription Table { get; }

    public ImmutableArray<Field> Fields => Table.Fields;

    /// <summary>True once rows were left out because a limit was reached (DALI 1.1 §4.4.1); known when the last batch was read.</summary>
    public virtual bool Overflowed => false;

    /// <summary>For people: which limit it was and how to raise it; null if there is nothing to say.</summary>
    public virtual string? OverflowReason => null;

    /// <summary>What is known of all rows, those read already included; null where that is not the number of them. The same at any time.</summary>
    public virtual RowForecast? Forecast => null;

    /// <summary>Threads that a format may encode these rows on; 1 means the thread that writes.</summary>
    public virtual int EncodingThreads => Environment.ProcessorCount;

    /// <summary>The next rows, never an empty batch; null at the end. One read at a time.</summary>
    /// <exception cref="ServiceException">The rest cannot be delivered: time limit, engine fault.</exception>
    /// <exception cref="TableFormatException">A file is not what its format says.</exception>
    public abstract ValueTask<RowBatch?> ReadAsync(CancellationToken ct);

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}

/// <summary>Some consecutive rows of a table: one vector a field, all of the same length.</summary>
/// <remarks>
/// The reader of a batch owns it and disposes it when done, from any thread; it then goes back to the source that made it.
/// Several batches of one source may be alive at once (they are encoded in parallel).
/// </remarks>
public sealed class RowBatch(ImmutableArray<ColumnVector> columns, Action<RowBatch>? giveBack = null) : IDisposable
{
    public ImmutableArray<ColumnVector> Columns { get; } = columns;

    /// <summary>Rows in this batch; at most the length of every vector, and fewer where a limit cut it.</summary>
    public int Count { get; set; }

    public void Dispose() => giveBack?.Invoke(this);
}
