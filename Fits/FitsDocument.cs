using System.Collections.Immutable;

namespace DataLab.Fits;

/// <summary>All HDUs of a file by their headers; data are read past. Immutable and thread-safe.</summary>
public sealed class FitsDocument
{
    private FitsDocument(IFitsSource source, ImmutableArray<Hdu> hdus)
    {
        Source = source;
        Hdus = hdus;
    }

    /// <summary>Where it was read from; whoever opened that disposes it.</summary>
    public IFitsSource Source { get; }

    /// <summary>The primary HDU first; at least one.</summary>
    public ImmutableArray<Hdu> Hdus { get; }

    /// <exception cref="FitsException">Not FITS, cut short, or a header without END or with impossible sizes.</exception>
    public static ValueTask<FitsDocument> OpenAsync(IFitsSource source, CancellationToken ct) =>
        throw new NotImplementedException();
}
