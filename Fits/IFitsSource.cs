namespace DataLab.Fits;

/// <summary>Random access to the bytes of one file: disk, memory, ranged HTTP, object storage.</summary>
/// <remarks>Thread-safe: many sections may be read at the same time.</remarks>
public interface IFitsSource : IAsyncDisposable
{
    /// <summary>What messages and HISTORY cards call it: a file name without folders.</summary>
    string Name { get; }

    /// <summary>Bytes.</summary>
    long Length { get; }

    /// <summary>Fills the buffer with the bytes from <paramref name="offset"/> on.</summary>
    /// <exception cref="FitsException">The file ends before the buffer is full.</exception>
    void Read(long offset, Span<byte> buffer);

    /// <inheritdoc cref="Read"/>
    ValueTask ReadAsync(long offset, Memory<byte> buffer, CancellationToken ct);
}
