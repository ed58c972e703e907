namespace DataLab.Fits;

/// <summary>The data of one HDU as a stream of exactly <see cref="Hdu.DataLength"/> bytes; a file that ends early throws.</summary>
internal sealed class HduData(FitsFile file, Hdu hdu) : Stream
{
    private long at;

    public override bool CanRead => true;

    public override bool CanSeek => file.CanSeek;

    public override bool CanWrite => false;

    public override long Length => hdu.DataLength;

    public override long Position
    {
        get => at;
        set
        {
            if (!file.CanSeek)
                throw new NotSupportedException("The file cannot be rewound.");
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            at = value;
            file.Seek(hdu.DataOffset + value);
        }
    }

    public override int Read(Span<byte> buffer)
    {
        var want = Want(buffer.Length);
        return want == 0 ? 0 : Count(file.Read(buffer[..want]));
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var want = Want(buffer.Length);
        return want == 0 ? 0 : Count(await file.ReadAsync(buffer[..want], cancellationToken).ConfigureAwait(false));
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin) =>
        Position =
            offset
            + origin switch
            {
                SeekOrigin.Begin => 0,
                SeekOrigin.Current => at,
                _ => Length,
            };

    public override void Flush() { }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int Want(int room) => (int)Math.Clamp(hdu.DataLength - at, 0, room);

    private int Count(int found)
    {
        if (found == 0)
            throw FitsFile.CutShort(hdu, at);
        at += found;
        return found;
    }
}
