using System.Runtime.InteropServices;

namespace DataLab.Formats;

/// <summary>The rows of a table set aside, to be read again as often as needed: in memory while they are few, then in a temporary file.</summary>
/// <param name="maxBytes">More are an error.</param>
/// <param name="threads">See <see cref="RowSource.EncodingThreads"/>.</param>
internal sealed class RowSpool(TableDescription table, int threads, long maxBytes) : IDisposable
{
    private const int InMemory = 4 << 20;

    private Stream stream = new MemoryStream();
    private long length;

    public long Rows { get; private set; }

    /// <summary>Sets the rows of a batch aside; the caller keeps the batch.</summary>
    /// <exception cref="ServiceException">LimitExceeded beyond the limit, ServiceUnavailable when the disk takes no more.</exception>
    public void Add(RowBatch batch)
    {
        length += sizeof(int);
        foreach (var column in batch.Columns)
            length += VectorBytes.Length(column, batch.Count);
        if (length > maxBytes)
            throw new ServiceException(
                ErrorKind.LimitExceeded,
                $"In this format a table may take {maxBytes} bytes before it is sent; ask for fewer rows or columns, or for another format."
            );
        try
        {
            if (stream is MemoryStream memory && length > InMemory)
            {
                stream = Spool.TemporaryFile();
                memory.WriteTo(stream);
            }
            Span<int> count = [batch.Count];
            stream.Write(MemoryMarshal.AsBytes(count));
            foreach (var column in batch.Columns)
                VectorBytes.Write(column, batch.Count, stream);
        }
        catch (IOException e)
        {
            throw NoRoom(e);
        }
        Rows += batch.Count;
    }

    /// <summary>All rows from the first on. One reader at a time; disposing it leaves the rows where they are.</summary>
    /// <exception cref="ServiceException">ServiceUnavailable when the disk takes no more.</exception>
    public RowSource Read()
    {
        try
        {
            stream.Position = 0; // Flushes what waits to be written.
        }
        catch (IOException e)
        {
            throw NoRoom(e);
        }
        return new Reader(stream, table, threads);
    }

    /// <summary>Gives the memory or the room on the disk back, a large file's in the background: the answer does not wait for it.</summary>
    public void Dispose()
    {
        var closing = stream;
        if (closing is MemoryStream)
            closing.Dispose();
        else
            _ = Task.Run(() => Close(closing));
    }

    private static void Close(Stream file)
    {
        try
        {
            file.Dispose();
        }
        catch (IOException)
        {
            // What waited to be written found no room, as Add or Read has said; the file is gone all the same.
        }
    }

    private static ServiceException NoRoom(IOException e) =>
        new(
            ErrorKind.ServiceUnavailable,
            "There is no room left for the temporary copy that this format needs; try again later, or ask for another format.",
            e
        );

    private sealed class Reader(Stream stream, TableDescription table, int threads) : RowSource
    {
        private readonly BatchPool pool = new(table.Fields);

        public override TableDescription Table => table;

        public override int EncodingThreads => threads;

        public override ValueTask<RowBatch?> ReadAsync(CancellationToken ct)
        {
            ct.ThrowIfCancellationRequested();
            Span<int> count = stackalloc int[1];
            if (stream.ReadAtLeast(MemoryMarshal.AsBytes(count), sizeof(int), throwOnEndOfStream: false) == 0)
                return ValueTask.FromResult<RowBatch?>(null);
            var columns = pool.Rent();
            foreach (var column in columns)
                VectorBytes.Read(column, count[0], stream);
            return ValueTask.FromResult<RowBatch?>(pool.Batch(columns, count[0]));
        }
    }
}
