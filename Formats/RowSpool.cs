using System.Runtime.InteropServices;
using DataLab.Formats.Encoders;

namespace DataLab.Formats;

/// <summary>The rows of a table set aside, to be read again as often as needed: in memory while they are few, then in a temporary file.</summary>
/// <param name="maxBytes">More are an error.</param>
internal sealed class RowSpool(TableDescription table, long maxBytes) : IAsyncDisposable
{
    private const int InMemory = 4 << 20;
    private const int HeadLength = 2 * sizeof(int);

    private Stream stream = new MemoryStream();
    private int usualLength = 1 << 14;

    public long Rows { get; private set; }

    /// <summary>Bytes set aside, in this process's own layout.</summary>
    public long Length => stream.Length;

    /// <summary>Sets the rows of a batch aside; the caller keeps the batch.</summary>
    /// <exception cref="ServiceException">LimitExceeded beyond the limit, ServiceUnavailable when the disk takes no more.</exception>
    public void Add(RowBatch batch)
    {
        using var block = new ByteBuffer(usualLength);
        Span<int> head = [batch.Count, 0];
        block.Append(MemoryMarshal.AsBytes(head));
        foreach (var column in batch.Columns)
            VectorBytes.Write(column, batch.Count, block);
        head[1] = block.Length - HeadLength;
        MemoryMarshal.AsBytes(head).CopyTo(block.Start);
        usualLength = Math.Max(usualLength, block.Length + block.Length / 8);
        if (stream.Length + block.Length > maxBytes)
            throw new ServiceException(
                ErrorKind.LimitExceeded,
                $"In this format a table may take {maxBytes} bytes before it is sent; ask for fewer rows or columns, or for another format."
            );
        Write(block.Written);
        Rows += batch.Count;
    }

    /// <summary>All rows from the first on. One reader at a time; disposing it leaves the rows where they are.</summary>
    public RowSource Read()
    {
        stream.Position = 0;
        return new Reader(stream, table);
    }

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private void Write(ReadOnlySpan<byte> block)
    {
        try
        {
            if (stream is MemoryStream memory && memory.Length + block.Length > InMemory)
            {
                stream = Spool.TemporaryFile();
                memory.WriteTo(stream);
            }
            stream.Write(block);
        }
        catch (IOException e)
        {
            throw new ServiceException(
                ErrorKind.ServiceUnavailable,
                "There is no room left for the temporary copy that this format needs; try again later, or ask for another format.",
                e
            );
        }
    }

    private sealed class Reader(Stream stream, TableDescription table) : RowSource
    {
        private readonly BatchPool pool = new(table.Fields);
        private byte[] block = [];

        public override TableDescription Table => table;

        public override ValueTask<RowBatch?> ReadAsync(CancellationToken ct)
        {
            ct.ThrowIfCancellationRequested();
            Span<int> head = stackalloc int[2];
            if (stream.ReadAtLeast(MemoryMarshal.AsBytes(head), HeadLength, throwOnEndOfStream: false) == 0)
                return ValueTask.FromResult<RowBatch?>(null);
            var (rows, length) = (head[0], head[1]);
            if (block.Length < length)
                block = new byte[length];
            stream.ReadExactly(block, 0, length);
            ReadOnlySpan<byte> from = block.AsSpan(0, length);
            var columns = pool.Rent();
            foreach (var column in columns)
                VectorBytes.Read(column, rows, ref from);
            return ValueTask.FromResult<RowBatch?>(pool.Batch(columns, rows));
        }
    }
}
