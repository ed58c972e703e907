using DataLab.Fits.Images;

namespace DataLab.Fits.Writing;

/// <summary>Writes a FITS file HDU by HDU to a stream that need not be seekable, with CHECKSUM and DATASUM (FITS 4.0 §4.4.2.7).</summary>
/// <remarks>The first HDU is the primary one; the stream is left open. Not thread-safe.</remarks>
public sealed class FitsWriter(Stream output)
{
    private int count;

    /// <summary>An image whose data are at hand.</summary>
    /// <param name="header">User keywords; what says the shape is set here, and goes first.</param>
    /// <param name="axes">NAXIS1 first; empty for an HDU without data.</param>
    /// <param name="bigEndian">The pixels as a file has them, without padding.</param>
    /// <exception cref="ArgumentException">The pixels are not as many as the axes say.</exception>
    public Task WriteImageAsync(
        HeaderBuilder header,
        ReadOnlyMemory<long> axes,
        PixelType type,
        ReadOnlyMemory<byte> bigEndian,
        CancellationToken ct
    )
    {
        var length = axes.IsEmpty ? 0 : type.Bytes();
        foreach (var axis in axes.Span)
            length = checked((int)(length * axis));
        if (length != bigEndian.Length)
            throw new ArgumentException($"{bigEndian.Length} bytes of pixels; the axes ask for {length}.");
        return WriteAsync(header.SetShape(count == 0, axes.Span, type), bigEndian, ct);
    }

    /// <summary>An image packed in tiles (FITS 4.0 §10.1), which fpack's users unpack with funpack. An empty primary HDU is put before it if it is the first.</summary>
    /// <param name="pixels">In the machine's byte order.</param>
    /// <inheritdoc cref="TileCompressor.Compress"/>
    public async Task WriteCompressedAsync(
        HeaderBuilder header,
        ReadOnlyMemory<long> axes,
        PixelType type,
        ReadOnlyMemory<byte> pixels,
        TileCompression options,
        CancellationToken ct
    )
    {
        if (count == 0)
            await WriteImageAsync(new HeaderBuilder(), ReadOnlyMemory<long>.Empty, PixelType.UInt8, default, ct)
                .ConfigureAwait(false);
        var (table, data) = TileCompressor.Compress(header, axes.Span, type, pixels.Span, options);
        await WriteAsync(table, data, ct).ConfigureAwait(false);
    }

    /// <summary>An HDU whose header is complete but for the sums.</summary>
    internal async Task WriteAsync(HeaderBuilder header, ReadOnlyMemory<byte> data, CancellationToken ct)
    {
        Checksum.Reserve(header);
        var bytes = header.ToBytes();
        var sum = new Checksum();
        sum.Add(data.Span);
        Checksum.Stamp(bytes, sum);
        await output.WriteAsync(bytes, ct).ConfigureAwait(false);
        await output.WriteAsync(data, ct).ConfigureAwait(false);
        await WritePaddingAsync(output, data.Length, ct).ConfigureAwait(false);
        count++;
    }

    /// <summary>Zeros to a whole block.</summary>
    internal static async ValueTask WritePaddingAsync(Stream output, long length, CancellationToken ct)
    {
        var missing = (int)(DataSize.Padded(length) - length);
        if (missing > 0)
            await output.WriteAsync(new byte[missing], ct).ConfigureAwait(false);
    }
}
