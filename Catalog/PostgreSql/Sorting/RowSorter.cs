using System.Collections.Immutable;
using DataLab.Catalog.Ingest;
using DataLab.Formats;

namespace DataLab.Catalog.PostgreSql;

/// <summary>
/// Sorts rows outside of memory, in the form that COPY takes: each is written once, kept in runs that are sorted in memory and spilled,
/// and merged on its way into the database. Sorting and spilling a run goes on beside the reading of the next.
/// </summary>
internal sealed class RowSorter : ITableBuilder
{
    /// <summary>Bytes of a run; two are in memory at a time.</summary>
    private const int UsualRun = 96 << 20;

    /// <summary>Runs that are merged at a time: with a buffer each, no more memory than one run.</summary>
    private const int UsualFanIn = 256;

    private readonly string folder;
    private readonly int bytesPerRun;
    private readonly int fanIn;
    private readonly CellWriter[] writers;
    private readonly ImmutableArray<Field> fields;
    private readonly int cellColumn;
    private readonly CancellationTokenSource interrupted = new();
    private readonly List<SortedRun> runs = [];
    private Task<SortedRun>? writing;
    private RowRun filling = new();
    private RowRun spare = new();
    private SortedRows? sorted;

    /// <param name="folder">For the runs; whoever made it removes it.</param>
    public RowSorter(IngestRequest request, IngestColumns columns, string folder, int fanIn = UsualFanIn)
    {
        (this.folder, this.fanIn) = (folder, fanIn);
        bytesPerRun = request.MemoryLimit > 0 ? (int)Math.Clamp(request.MemoryLimit / 4, 1 << 10, UsualRun) : UsualRun;
        fields = columns.Stored;
        // Instants are texts until all of them have been seen.
        writers = [.. fields.Select(field => CellWriter.For(WireTypes.Element(field), field))];
        // Parts on servers are ranges of cells.
        cellColumn =
            columns.Footprint is not null && request.Shards is null ? columns.Fields.Length
            : columns.Position is null ? -1
            : fields.Length - 1;
    }

    /// <inheritdoc/>
    public long MendedStrings => writers.Sum(writer => writer.MendedStrings);

    /// <summary>The rows in order, after <see cref="Finish"/>.</summary>
    public SortedRows Sorted => sorted ?? throw new InvalidOperationException("The rows are not sorted yet.");

    /// <inheritdoc/>
    public void Append(ReadOnlySpan<ColumnVector> vectors, int count)
    {
        for (var i = 0; i < writers.Length; i++)
            writers[i].From(vectors[i]);
        var cells = cellColumn < 0 ? null : (ValueVector<long>)vectors[cellColumn];
        for (var row = 0; row < count; row++)
        {
            filling.Begin(
                cells is null ? 0
                : cells.IsNull(row) ? SortedRows.Nowhere
                : cells.Values[row]
            );
            filling.Bytes.Short((short)writers.Length);
            foreach (var writer in writers)
                writer.Write(row, filling.Bytes);
            if (filling.Bytes.Length >= bytesPerRun)
                Spill();
        }
    }

    /// <inheritdoc/>
    public void Finish(StoredTable stored, IReadOnlyCollection<Field> instants, Action<IngestStage> stage)
    {
        stage(IngestStage.Sorting);
        Spill();
        Collect();
        // Neighbours are merged, so that rows of one cell stay in their order.
        while (runs.Count > fanIn)
        {
            var merged = runs.Chunk(fanIn).Select(Merged).ToList();
            runs.Clear();
            runs.AddRange(merged);
        }
        var names = instants.Select(field => field.Name).ToHashSet();
        sorted = new SortedRows(
            [.. runs],
            [.. fields.Index().Where(field => names.Contains(field.Item.Name)).Select(field => field.Index)]
        );
        if (sorted.Rows != stored.Table.Rows)
            throw new InvalidOperationException($"{stored.Table.Rows} rows were read but {sorted.Rows} sorted.");
    }

    private void Spill()
    {
        if (filling.Count == 0)
            return;
        Collect();
        (var full, filling, spare) = (filling, spare, filling);
        var file = Next();
        writing = Task.Run(() => full.Spill(file, interrupted.Token), interrupted.Token);
    }

    /// <summary>Waits for the run that is being written.</summary>
    private void Collect()
    {
        if (writing is null)
            return;
        runs.Add(writing.GetAwaiter().GetResult());
        writing = null;
    }

    private SortedRun Merged(SortedRun[] some)
    {
        if (some.Length == 1)
            return some[0];
        using var writer = new RunWriter(Next());
        using (var merge = new RowMerge(some, long.MinValue, long.MaxValue))
            while (merge.Next())
            {
                interrupted.Token.ThrowIfCancellationRequested();
                writer.Write(merge.Cell, merge.Row);
            }
        foreach (var run in some)
            File.Delete(run.File);
        return writer.Complete();
    }

    private int files;

    private string Next() => Path.Combine(folder, $"run{++files}");

    /// <inheritdoc/>
    public void Interrupt() => interrupted.Cancel();

    public void Dispose()
    {
        interrupted.Cancel();
        try
        {
            writing?.Wait();
        }
        catch (AggregateException)
        {
            // Told of when it was waited for, or of no interest any more.
        }
        interrupted.Dispose();
    }
}
