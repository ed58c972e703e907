using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using DataLab.Formats;

namespace DataLab.Catalog.PostgreSql;

/// <summary>Cuts the bytes of <c>COPY ... TO STDOUT (FORMAT BINARY)</c> into rows and those into batches.</summary>
/// <remarks>
/// PostgreSQL documentation, COPY "Binary Format": a header, then for each row the number of columns and for each cell its
/// length, -1 for null, and its bytes; -1 in place of the number of columns ends it. Used by one thread at a time.
/// </remarks>
internal sealed class CopyReader : IDisposable
{
    private const int BatchRows = 2048;

    /// <summary>Bytes after which a batch is full even with fewer rows, so that wide rows do not pile up.</summary>
    private const int BatchBytes = 1 << 20;

    private const int MinRoom = 1 << 15;

    /// <summary>Signature (11), flags (4) and the length of the extension (4).</summary>
    private const int HeaderLength = 19;

    /// <summary>More than are alive at once between engine, encoders and writer.</summary>
    private const int KeptBatches = 16;

    private readonly CellReader[] readers;
    private readonly BatchPool pool;
    private byte[] buffer = ArrayPool<byte>.Shared.Rent(1 << 17);
    private int start;
    private int end;
    private bool headed;
    private ImmutableArray<ColumnVector> columns;
    private int rows;
    private long bytes;

    /// <param name="types">What the engine delivers, one a field.</param>
    public CopyReader(ImmutableArray<Field> fields, ReadOnlySpan<uint> types)
    {
        if (types.Length != fields.Length)
            throw new InvalidOperationException(
                $"The engine delivers {types.Length} columns where {fields.Length} were announced."
            );
        pool = new BatchPool(fields, KeptBatches);
        readers = new CellReader[fields.Length];
        for (var i = 0; i < readers.Length; i++)
            readers[i] = CellReader.For(types[i], fields[i]);
    }

    /// <summary>The end mark was read.</summary>
    public bool Ended { get; private set; }

    /// <summary>Where the next bytes go; never empty.</summary>
    public Memory<byte> Room
    {
        get
        {
            if (start == end)
                (start, end) = (0, 0);
            if (buffer.Length - end >= MinRoom)
                return buffer.AsMemory(end);
            if (start > 0)
            {
                buffer.AsSpan(start, end - start).CopyTo(buffer);
                (start, end) = (0, end - start);
            }
            if (buffer.Length - end < MinRoom)
                Grow();
            return buffer.AsMemory(end);
        }
    }

    /// <summary>Enough has come in that parsing is worth while.</summary>
    public bool IsLaden => buffer.Length - end < MinRoom;

    /// <summary>So many bytes were put into <see cref="Room"/>.</summary>
    public void Filled(int count) => end += count;

    /// <summary>A full batch, or null when there are no more whole rows than fit one.</summary>
    /// <exception cref="ServiceException">A value does not fit the promised type.</exception>
    public RowBatch? Next()
    {
        if (!headed && !ReadHeader())
            return null;
        var unread = buffer.AsSpan(start, end - start);
        var before = unread.Length;
        while (rows < BatchRows && bytes + before - unread.Length < BatchBytes && !Ended)
        {
            var length = RowLength(unread);
            if (length < 0)
                break;
            if (length > 0)
                ReadRow(unread[2..length]);
            unread = unread[Math.Max(2, length)..];
        }
        bytes += before - unread.Length;
        start = end - unread.Length;
        return rows == BatchRows || bytes >= BatchBytes ? Last() : null;
    }

    /// <summary>What was read since the last batch; null if there is nothing.</summary>
    public RowBatch? Last()
    {
        if (rows == 0)
            return null;
        var batch = pool.Batch(columns, rows);
        (columns, rows, bytes) = (default, 0, 0);
        return batch;
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(2L * buffer.Length, Array.MaxLength));
        buffer.AsSpan(0, end).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }

    /// <summary>Gives the buffer back; batches are the readers' own.</summary>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
    }

    private bool ReadHeader()
    {
        if (end - start < HeaderLength)
            return false;
        var extension = BinaryPrimitives.ReadInt32BigEndian(buffer.AsSpan(start + HeaderLength - 4));
        if (end - start < HeaderLength + extension)
            return false;
        start += HeaderLength + extension;
        return headed = true;
    }

    /// <summary>Bytes of the first row; -1 if it is not whole, 0 at the end mark.</summary>
    private int RowLength(ReadOnlySpan<byte> unread)
    {
        if (unread.Length < 2)
            return -1;
        var count = BinaryPrimitives.ReadInt16BigEndian(unread);
        if (count < 0)
        {
            Ended = true;
            return 0;
        }
        if (count != readers.Length)
            throw new InvalidDataException($"A row has {count} cells where {readers.Length} were announced.");
        var at = 2;
        for (var i = 0; i < count; i++)
        {
            if (unread.Length - at < 4)
                return -1;
            var length = BinaryPrimitives.ReadInt32BigEndian(unread[at..]);
            at += 4;
            if (length <= 0)
                continue;
            if (unread.Length - at < length)
                return -1;
            at += length;
        }
        return at;
    }

    private void ReadRow(ReadOnlySpan<byte> cells)
    {
        if (rows == 0)
            Begin();
        foreach (var reader in readers)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(cells);
            cells = cells[4..];
            if (length < 0)
            {
                reader.AppendNull();
                continue;
            }
            reader.Append(cells[..length]);
            cells = cells[length..];
        }
        rows++;
    }

    private void Begin()
    {
        columns = pool.Rent();
        for (var i = 0; i < readers.Length; i++)
        {
            columns[i].Reset(0);
            readers[i].Into(columns[i]);
        }
    }
}
