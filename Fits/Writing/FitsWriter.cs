namespace DataLab.Fits.Writing;

/// <summary>Writes a FITS file HDU by HDU to a stream that need not be seekable, with CHECKSUM and DATASUM (FITS 4.0 §4.4.2.7).</summary>
public sealed class FitsWriter(Stream output)
{
    /// <summary>An image whose data are at hand.</summary>
    /// <param name="header">User keywords; what says the shape is set here, and goes first.</param>
    /// <param name="bigEndian">The pixels as a file has them, without padding.</param>
    public Task WriteImageAsync(
        HeaderBuilder header,
        ReadOnlyMemory<long> axes,
        Images.PixelType type,
        ReadOnlyMemory<byte> bigEndian,
        CancellationToken ct
    ) => output is null ? Task.CompletedTask : throw new NotImplementedException();
}
