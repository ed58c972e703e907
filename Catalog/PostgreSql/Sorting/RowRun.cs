namespace DataLab.Catalog.PostgreSql;

/// <summary>Rows in memory, as COPY takes them, with the cell of each.</summary>
internal sealed class RowRun
{
    private long[] cells = new long[1024];
    private int[] starts = new int[1024];

    public CopyBuffer Bytes { get; } = new();

    public int Count { get; private set; }

    /// <summary>What comes into <see cref="Bytes"/> from here on is a row.</summary>
    public void Begin(long cell)
    {
        if (Count == cells.Length)
        {
            Array.Resize(ref cells, 2 * Count);
            Array.Resize(ref starts, 2 * Count);
        }
        cells[Count] = cell;
        starts[Count++] = Bytes.Length;
    }

    /// <summary>Writes the rows by cell, those of a cell as they came, and forgets them.</summary>
    public SortedRun Spill(string file, CancellationToken ct)
    {
        var order = new int[Count];
        for (var i = 0; i < order.Length; i++)
            order[i] = i;
        var sorted = cells.AsSpan(0, Count).ToArray();
        Array.Sort(sorted, order);
        for (var first = 0; first < order.Length; )
        {
            var next = first + 1;
            while (next < order.Length && sorted[next] == sorted[first])
                next++;
            order.AsSpan(first..next).Sort();
            first = next;
        }
        using var writer = new RunWriter(file);
        var bytes = Bytes.Content.Span;
        for (var i = 0; i < order.Length; i++)
        {
            if (i % 4096 == 0)
                ct.ThrowIfCancellationRequested();
            var row = order[i];
            var end = row + 1 < Count ? starts[row + 1] : bytes.Length;
            writer.Write(sorted[i], bytes[starts[row]..end]);
        }
        Count = 0;
        Bytes.Clear();
        return writer.Complete();
    }
}
