using System.Collections.Immutable;
using DataLab.Fits.Images.Tiles;

namespace DataLab.Fits.Images;

/// <summary>One image, plain or kept as compressed tiles (FITS 4.0 §10.1). Immutable, thread-safe, cheap to open: no data are read.</summary>
public sealed class FitsImage
{
    /// <summary>Axes that can be read; NAXIS may be 999, but no image has so many.</summary>
    private const int MaxAxes = 32;

    private readonly TileTable? tiles;

    private FitsImage(IFitsSource source, Hdu hdu)
    {
        Source = source;
        Hdu = hdu;
        if (hdu.Kind == HduKind.CompressedImage)
        {
            tiles = TileTable.Of(hdu);
            Axes = tiles.Axes;
            Type = tiles.Type;
            Header = UncompressedHeader.Of(hdu.Header, tiles);
        }
        else
        {
            Header = hdu.Header;
            Type = (PixelType)Header.RequireInteger("BITPIX", -64, 64);
            var count = (int)Header.RequireInteger("NAXIS", 0, MaxAxes);
            Axes = [.. Enumerable.Range(1, count).Select(n => Header.RequireInteger($"NAXIS{n}", 0, long.MaxValue))];
        }
        Scale = Header.Find("BSCALE")?.Real ?? 1;
        Zero = Header.Find("BZERO")?.Real ?? 0;
        Blank = Type.IsFloat() ? null : Header.Find("BLANK")?.Integer;
    }

    public IFitsSource Source { get; }

    public Hdu Hdu { get; }

    /// <summary>As the uncompressed image has it: ZBITPIX and the like are BITPIX again, what described the tiles is gone.</summary>
    public Header Header { get; }

    /// <summary>NAXIS1 first; empty where the HDU has no data.</summary>
    public ImmutableArray<long> Axes { get; }

    /// <summary>BITPIX.</summary>
    public PixelType Type { get; }

    /// <summary>BSCALE: the physical value is Zero + Scale × stored value (FITS 4.0 §4.4.2.5).</summary>
    public double Scale { get; }

    /// <summary>BZERO.</summary>
    public double Zero { get; }

    /// <summary>BLANK: the stored integer that means "no value"; null for floats and where there is none.</summary>
    public long? Blank { get; }

    public bool IsCompressed => tiles is not null;

    /// <summary>Whether there are pixels at all.</summary>
    public bool IsEmpty => Axes.IsEmpty || Axes.Contains(0);

    /// <summary>Rows of pixels (NAXIS2) that are decoded together: what is read in slabs is read once if they are multiples of it.</summary>
    internal long RowsOfTile => tiles is { Tile.Length: > 1 } ? tiles.Tile[1] : 1;

    /// <exception cref="FitsException">The HDU is no image, or its header contradicts itself or asks for what cannot be read.</exception>
    public static FitsImage Open(IFitsSource source, Hdu hdu)
    {
        if (hdu.Kind is not (HduKind.Image or HduKind.CompressedImage))
            throw new FitsException($"HDU {hdu.Index} is not an image.");
        try
        {
            return new FitsImage(source, hdu);
        }
        catch (FitsException e)
        {
            throw new FitsException($"HDU {hdu.Index}: {e.Message}", e);
        }
    }

    /// <summary>The stored values of a section, bit by bit what funpack makes of it; reads only the tiles it needs.</summary>
    /// <remarks>Where pixels are kept exactly, infinities, denormals and the bits of NaN stay, which funpack does not keep.</remarks>
    /// <exception cref="FitsException">The section lies outside, is larger than 2 GiB, or the data are damaged.</exception>
    public async ValueTask<PixelBlock> ReadAsync(Section section, CancellationToken ct)
    {
        var block = NewBlock(section);
        try
        {
            await FillAsync(block, ct).ConfigureAwait(false);
            return block;
        }
        catch (FitsException e)
        {
            block.Dispose();
            throw new FitsException($"HDU {Hdu.Index} of {Source.Name}: {e.Message}", e);
        }
        catch
        {
            block.Dispose();
            throw;
        }
    }

    private PixelBlock NewBlock(Section section)
    {
        section.Require(Axes);
        tiles?.TilePixels();
        if (section.Count > int.MaxValue / Type.Bytes())
            throw new FitsException($"The section {section} needs more than 2 GiB.");
        return new PixelBlock(section, Type);
    }

    private ValueTask FillAsync(PixelBlock block, CancellationToken ct) =>
        block.Count == 0 ? ValueTask.CompletedTask
        : tiles is not null ? TileReader.ReadAsync(Source, tiles, block, ct)
        : PlainReader.ReadAsync(this, block, ct);

    /// <summary>The physical values of a section: BSCALE and BZERO applied, BLANK as NaN.</summary>
    /// <param name="into">At least as many values as the section has pixels, NAXIS1 varying fastest.</param>
    /// <inheritdoc cref="ReadAsync"/>
    public async ValueTask ReadScaledAsync(Section section, Memory<float> into, CancellationToken ct)
    {
        using var block = await ReadAsync(section, ct).ConfigureAwait(false);
        PhysicalValues.Fill(this, block, into.Span[..block.Count]);
    }

    /// <inheritdoc cref="ReadScaledAsync(Section, Memory{float}, CancellationToken)"/>
    public async ValueTask ReadScaledAsync(Section section, Memory<double> into, CancellationToken ct)
    {
        using var block = await ReadAsync(section, ct).ConfigureAwait(false);
        PhysicalValues.Fill(this, block, into.Span[..block.Count]);
    }
}
