namespace DataLab.Formats.VoTable;

/// <summary>A stream of bytes taken in pieces of known size.</summary>
internal sealed class BinaryInput(Stream stream, int maxPiece) : IDisposable
{
    private byte[] buffer = new byte[64 * 1024];
    private int start;
    private int end;

    /// <summary>True when there is nothing more.</summary>
    public bool IsAtEnd
    {
        get
        {
            if (start == end)
                Fill(1);
            return start == end;
        }
    }

    /// <summary>The next bytes, valid until the next call.</summary>
    /// <exception cref="EndOfStreamException">There are fewer.</exception>
    /// <exception cref="InvalidDataException">More than the longest cell allowed.</exception>
    public ReadOnlySpan<byte> Take(long size)
    {
        if (end - start < size)
        {
            if (size > maxPiece)
                throw new InvalidDataException($"a cell of {size} bytes is longer than the {maxPiece} allowed");
            Fill((int)size);
            if (end - start < size)
                throw new EndOfStreamException("the data end");
        }
        var piece = buffer.AsSpan(start, (int)size);
        start += (int)size;
        return piece;
    }

    public void Dispose() => stream.Dispose();

    private void Fill(int size)
    {
        buffer.AsSpan(start, end - start).CopyTo(buffer);
        (start, end) = (0, end - start);
        while (end < size)
        {
            // Grown as bytes arrive, not as a count promises them.
            if (end == buffer.Length)
                Array.Resize(ref buffer, (int)Math.Min(2L * buffer.Length, Array.MaxLength));
            var read = stream.Read(buffer.AsSpan(end));
            if (read == 0)
                return;
            end += read;
        }
    }
}
