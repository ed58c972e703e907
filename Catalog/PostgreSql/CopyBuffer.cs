using System.Buffers.Binary;

namespace DataLab.Catalog.PostgreSql;

/// <summary>Bytes on their way to the server; grows to hold at least one row.</summary>
internal sealed class CopyBuffer
{
    private byte[] bytes = new byte[1 << 17];

    public int Length { get; private set; }

    /// <summary>So much is in it that it should be sent.</summary>
    public bool IsLaden => Length > 1 << 16;

    public ReadOnlyMemory<byte> Content => bytes.AsMemory(0, Length);

    public void Clear() => Length = 0;

    public void Null() => Number(-1);

    /// <summary>The length of a cell and the place for its bytes, which must be filled at once.</summary>
    public Span<byte> Cell(int length)
    {
        Number(length);
        return Take(length);
    }

    /// <summary>Begins a cell whose length is known later.</summary>
    public int Open()
    {
        Number(0);
        return Length;
    }

    /// <param name="cell">What <see cref="Open"/> gave.</param>
    public void Close(int cell) => BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(cell - 4), Length - cell);

    public void Number(int value) => BinaryPrimitives.WriteInt32BigEndian(Take(4), value);

    public void Short(short value) => BinaryPrimitives.WriteInt16BigEndian(Take(2), value);

    public void Append(ReadOnlySpan<byte> more) => more.CopyTo(Take(more.Length));

    private Span<byte> Take(int count)
    {
        if (bytes.Length - Length < count)
            Array.Resize(ref bytes, (int)Math.Min(Math.Max(2L * bytes.Length, (long)Length + count), Array.MaxLength));
        Length += count;
        return bytes.AsSpan(Length - count, count);
    }
}
