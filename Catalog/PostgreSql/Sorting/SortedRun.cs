using System.Buffers.Binary;

namespace DataLab.Catalog.PostgreSql;

/// <summary>A file of rows in the order of their cells: cell, length and bytes of each.</summary>
/// <param name="Marks">Cells of some rows, in order, and where in the file they begin; the first row is one of them.</param>
internal sealed record SortedRun(string File, long Rows, IReadOnlyList<(long Cell, long Offset)> Marks)
{
    /// <summary>Bytes before a row: its cell, eight, and its length, four.</summary>
    public const int Header = 12;

    /// <summary>Where to begin so as not to miss a row of a cell, or one after it.</summary>
    public long OffsetOf(long cell)
    {
        var (low, high) = (0, Marks.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Marks[middle].Cell < cell)
                low = middle + 1;
            else
                high = middle;
        }
        // Rows of the cell may begin before the first mark that has it.
        return low == 0 ? 0 : Marks[low - 1].Offset;
    }
}

/// <summary>Writes one.</summary>
internal sealed class RunWriter(string file) : IDisposable
{
    /// <summary>Rows from mark to mark.</summary>
    private const int Stride = 1024;

    private readonly FileStream stream = new(
        file,
        FileMode.Create,
        FileAccess.Write,
        FileShare.Read,
        bufferSize: 1 << 18
    );
    private readonly List<(long, long)> marks = [];
    private long rows;
    private long offset;

    public void Write(long cell, ReadOnlySpan<byte> row)
    {
        if (rows++ % Stride == 0)
            marks.Add((cell, offset));
        Span<byte> header = stackalloc byte[SortedRun.Header];
        BinaryPrimitives.WriteInt64LittleEndian(header, cell);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], row.Length);
        stream.Write(header);
        stream.Write(row);
        offset += SortedRun.Header + row.Length;
    }

    /// <summary>Ends the file. It is never needed after a crash, so that it is not brought to the disk by force.</summary>
    public SortedRun Complete()
    {
        stream.Dispose();
        return new SortedRun(file, rows, marks);
    }

    public void Dispose() => stream.Dispose();
}

/// <summary>Reads the rows of a range of cells.</summary>
internal sealed class RunReader : IDisposable
{
    private const int Buffer = 1 << 18;

    private readonly FileStream stream;
    private readonly long last;
    private byte[] bytes = new byte[Buffer];
    private int start;
    private int end;
    private int length;

    /// <param name="last">Inclusive.</param>
    public RunReader(SortedRun run, long first, long last)
    {
        this.last = last;
        stream = new FileStream(run.File, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        stream.Position = run.OffsetOf(first);
        while (Next() && Cell < first) { }
        IsBefore = true;
    }

    /// <summary>The first row is there before it is asked for.</summary>
    private bool IsBefore { get; set; }

    public long Cell { get; private set; }

    /// <summary>Until the next one.</summary>
    public ReadOnlySpan<byte> Row => bytes.AsSpan(start + SortedRun.Header, length);

    public bool HasRow { get; private set; }

    /// <summary>Goes to the next row; false after the last.</summary>
    public bool Next()
    {
        if (IsBefore)
        {
            IsBefore = false;
            return HasRow;
        }
        if (HasRow)
            start += SortedRun.Header + length;
        HasRow = Has(SortedRun.Header);
        if (!HasRow)
            return false;
        Cell = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(start));
        length = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(start + 8));
        HasRow = Cell <= last;
        if (HasRow && !Has(SortedRun.Header + length))
            throw new EndOfStreamException($"The file {stream.Name} ends within a row.");
        return HasRow;
    }

    /// <summary>Makes so many bytes be there; false at the end of the file.</summary>
    private bool Has(int count)
    {
        if (end - start >= count)
            return true;
        if (bytes.Length < count)
            Array.Resize(ref bytes, Math.Max(count, 2 * bytes.Length));
        bytes.AsSpan(start..end).CopyTo(bytes);
        (start, end) = (0, end - start);
        while (end < count)
        {
            var read = stream.Read(bytes.AsSpan(end));
            if (read == 0)
                return end == 0 ? false : throw new EndOfStreamException($"The file {stream.Name} ends within a row.");
            end += read;
        }
        return true;
    }

    public void Dispose() => stream.Dispose();
}
