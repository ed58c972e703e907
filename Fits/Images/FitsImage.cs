using System.Collections.Immutable;

namespace DataLab.Fits.Images;

/// <summary>One image, plain or kept as compressed tiles (FITS 4.0 §10.1). Immutable, thread-safe, cheap to open: no data are read.</summary>
public sealed class FitsImage
{
    private FitsImage(IFitsSource source, Hdu hdu, Header header, ImmutableArray<long> axes)
    {
        Source = source;
        Hdu = hdu;
        Header = header;
        Axes = axes;
    }

    public IFitsSource Source { get; }

    public Hdu Hdu { get; }

    /// <summary>As the uncompressed image has it: ZBITPIX and the like are BITPIX again, what described the tiles is gone.</summary>
    public Header Header { get; }

    /// <summary>NAXIS1 first; empty where the HDU has no data.</summary>
    public ImmutableArray<long> Axes { get; }

    /// <summary>BITPIX.</summary>
    public PixelType Type { get; private init; }

    /// <summary>BSCALE: the physical value is Zero + Scale × stored value (FITS 4.0 §4.4.2.5).</summary>
    public double Scale { get; private init; } = 1;

    /// <summary>BZERO.</summary>
    public double Zero { get; private init; }

    /// <summary>BLANK: the stored integer that means "no value"; null for floats and where there is none.</summary>
    public long? Blank { get; private init; }

    public bool IsCompressed => Hdu.Kind == HduKind.CompressedImage;

    /// <exception cref="FitsException">The HDU is no image, or its header contradicts itself or asks for what cannot be read.</exception>
    public static FitsImage Open(IFitsSource source, Hdu hdu) => throw new NotImplementedException();

    /// <summary>The stored values of a section, bit by bit what funpack makes of it; reads only the tiles it needs.</summary>
    /// <exception cref="FitsException">The section lies outside, is larger than 2 GiB, or the data are damaged.</exception>
    public ValueTask<PixelBlock> ReadAsync(Section section, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>The physical values of a section: BSCALE and BZERO applied, BLANK as NaN.</summary>
    /// <param name="into">At least as many values as the section has pixels, NAXIS1 varying fastest.</param>
    /// <inheritdoc cref="ReadAsync"/>
    public ValueTask ReadScaledAsync(Section section, Memory<float> into, CancellationToken ct) =>
        throw new NotImplementedException();

    /// <inheritdoc cref="ReadScaledAsync(Section, Memory{float}, CancellationToken)"/>
    public ValueTask ReadScaledAsync(Section section, Memory<double> into, CancellationToken ct) =>
        throw new NotImplementedException();
}
