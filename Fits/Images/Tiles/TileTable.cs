using System.Collections.Immutable;
using System.Globalization;
using DataLab.Fits.Tables;

namespace DataLab.Fits.Images.Tiles;

/// <summary>How a compressed image lies in its binary table (FITS 4.0 §10.1): one row a tile.</summary>
internal sealed class TileTable
{
    /// <summary>Tiles that need more memory are refused.</summary>
    public const long MaxTileBytes = 256L << 20;

    /// <summary>CFITSIO has six; more than this nobody writes.</summary>
    private const int MaxAxes = 32;

    private readonly Header header;

    private TileTable(Hdu hdu, BinaryLayout layout)
    {
        header = hdu.Header;
        Layout = layout;
        DataOffset = hdu.DataOffset;
        Type = TypeOf(header);
        (Codec, var name) = CodecOf(header);
        var dimensions = (int)header.RequireInteger("ZNAXIS", 0, MaxAxes);
        Axes =
        [
            .. Enumerable.Range(1, dimensions).Select(n => header.RequireInteger($"ZNAXIS{n}", 0, DataSize.MaxLength)),
        ];
        Tile = [.. Enumerable.Range(1, dimensions).Select(TileLength)];
        Counts = [.. Axes.Zip(Tile, (axis, tile) => axis == 0 ? 0 : (axis - 1) / tile + 1)];
        RequireRows();
        Compressed = Column("COMPRESSED_DATA");
        Gzipped = Column("GZIP_COMPRESSED_DATA");
        Plain = Column("UNCOMPRESSED_DATA");
        ScaleColumn = Column("ZSCALE");
        ZeroColumn = Column("ZZERO");
        BlankColumn = Column("ZBLANK");
        if (Compressed is null && Gzipped is null && Plain is null)
            throw new FitsException($"The compressed image ({name}) has no column COMPRESSED_DATA.");
        foreach (var column in (BinaryColumn?[])[Compressed, Gzipped, Plain])
            if (column is { Form.IsVariable: false })
                throw new FitsException($"Column {column.Name} of a compressed image must have variable length (1PB).");
        Scale = header.Find("ZSCALE")?.Real;
        Zero = header.Find("ZZERO")?.Real;
        Blank = header.Find("ZBLANK")?.Integer ?? header.Find("BLANK")?.Integer;
        Quantization = QuantizationOf();
        DitherSeed =
            header.Find("ZDITHER0")?.Integer is { } seed && seed is > int.MinValue and < int.MaxValue ? seed : 1;
        BlockSize = (int)Math.Clamp(Parameter("BLOCKSIZE", 1) ?? 32, 0, int.MaxValue);
        BytePix = (int)Math.Clamp(Parameter("BYTEPIX", 2) ?? 4, 0, int.MaxValue);
        if (BlockSize < 16 && BytePix > 8)
            (BlockSize, BytePix) = (BytePix, BlockSize);
        Smooth = Codec == Codec.Hcompress && (Parameter("SMOOTH", 2) ?? 0) != 0;
        if (Codec == Codec.Rice && (BlockSize < 1 || BytePix is not (1 or 2 or 4)))
            throw new FitsException(
                $"RICE_1 has BLOCKSIZE {BlockSize} and BYTEPIX {BytePix}; expected at least 1, and 1, 2 or 4."
            );
        IsBiased = Codec == Codec.Plio && Type == PixelType.Int16 && header.Find("BZERO")?.Real == 32768;
    }

    public BinaryLayout Layout { get; }

    public long DataOffset { get; }

    public PixelType Type { get; }

    public Codec Codec { get; }

    public ImmutableArray<long> Axes { get; }

    /// <summary>ZTILEn, at most the axis.</summary>
    public ImmutableArray<long> Tile { get; }

    /// <summary>Tiles along each axis; the last one of an axis may be shorter.</summary>
    public ImmutableArray<long> Counts { get; }

    public BinaryColumn? Compressed { get; }

    public BinaryColumn? Gzipped { get; }

    public BinaryColumn? Plain { get; }

    public BinaryColumn? ScaleColumn { get; }

    public BinaryColumn? ZeroColumn { get; }

    public BinaryColumn? BlankColumn { get; }

    public double? Scale { get; }

    public double? Zero { get; }

    public long? Blank { get; }

    public Quantization Quantization { get; }

    public long DitherSeed { get; }

    public int BlockSize { get; }

    public int BytePix { get; }

    public bool Smooth { get; }

    /// <summary>PLIO knows no negative numbers: unsigned 16-bit pixels were stored 32768 higher.</summary>
    public bool IsBiased { get; }

    /// <exception cref="FitsException">The header contradicts itself or asks for what cannot be read.</exception>
    public static TileTable Of(Hdu hdu) => new(hdu, BinaryLayout.Of(hdu.Header));

    /// <summary>Pixels of a whole tile.</summary>
    /// <exception cref="FitsException">More than <see cref="MaxTileBytes"/> hold.</exception>
    public int TilePixels()
    {
        Int128 pixels = 1;
        foreach (var length in Tile)
        {
            pixels *= length;
            if (pixels * Math.Max(4, Type.Bytes()) > MaxTileBytes)
                throw new FitsException(
                    $"Tiles of {string.Join(" x ", Tile)} pixels need more than {MaxTileBytes >> 20} MiB each, which is refused."
                );
        }
        return (int)pixels;
    }

    private static PixelType TypeOf(Header header)
    {
        var bits = header.RequireInteger("ZBITPIX", -64, 64);
        return Enum.IsDefined((PixelType)bits)
            ? (PixelType)bits
            : throw new FitsException($"ZBITPIX is {bits}; expected 8, 16, 32, 64, -32 or -64.");
    }

    private static (Codec, string) CodecOf(Header header)
    {
        var name = header.Find("ZCMPTYPE")?.Text?.Trim() ?? throw new FitsException("The header has no ZCMPTYPE.");
        var codec = name.ToUpperInvariant() switch
        {
            "RICE_1" or "RICE_ONE" => Codec.Rice,
            "GZIP_1" => Codec.Gzip,
            "GZIP_2" => Codec.ShuffledGzip,
            "HCOMPRESS_1" => Codec.Hcompress,
            "PLIO_1" => Codec.Plio,
            "NOCOMPRESS" => Codec.None,
            _ => throw new FitsException(
                $"ZCMPTYPE is '{name}'; expected RICE_1, GZIP_1, GZIP_2, HCOMPRESS_1, PLIO_1 or NOCOMPRESS."
            ),
        };
        return (codec, name);
    }

    /// <summary>Rows of pixels where ZTILEn are missing (FITS 4.0 §10.1.1).</summary>
    private long TileLength(int n)
    {
        var length = header.IntegerOr($"ZTILE{n}", n == 1 ? Math.Max(1, Axes[0]) : 1, 1, long.MaxValue);
        return Math.Min(length, Math.Max(1, Axes[n - 1]));
    }

    private void RequireRows()
    {
        Int128 tiles = Counts.IsEmpty ? 0 : 1;
        Int128 pixels = 1;
        for (var n = 0; n < Counts.Length; n++)
        {
            tiles *= Counts[n];
            pixels *= Axes[n];
            if (tiles > Layout.RowCount || pixels > DataSize.MaxLength)
                break;
        }
        if (tiles != Layout.RowCount)
            throw new FitsException(
                $"The compressed image has {Layout.RowCount} rows; {string.Join(" x ", Axes)} pixels in tiles of "
                    + $"{string.Join(" x ", Tile)} need another number."
            );
        if (pixels > DataSize.MaxLength)
            throw new FitsException($"ZNAXISn ask for more than {DataSize.MaxLength} pixels.");
    }

    private BinaryColumn? Column(string name) =>
        Layout.Columns.FirstOrDefault(column => column.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private Quantization QuantizationOf()
    {
        var scaled = ScaleColumn is not null || Scale is not null;
        if (!Type.IsFloat())
            return scaled ? Quantization.NoDither : Quantization.None;
        if (!scaled)
            return Quantization.None;
        return header.Find("ZQUANTIZ")?.Text?.Trim().ToUpperInvariant() switch
        {
            "NONE" => Quantization.None,
            "SUBTRACTIVE_DITHER_1" => Quantization.Dither1,
            "SUBTRACTIVE_DITHER_2" => Quantization.Dither2,
            null or "NO_DITHER" => Quantization.NoDither,
            var other => throw new FitsException(
                $"ZQUANTIZ is '{other}'; expected NONE, NO_DITHER, SUBTRACTIVE_DITHER_1 or SUBTRACTIVE_DITHER_2."
            ),
        };
    }

    /// <summary>A parameter of the codec, by its name, else by the place it usually has.</summary>
    private long? Parameter(string name, int place)
    {
        for (var n = 1; n <= 9; n++)
            if (string.Equals(header.Find("ZNAME", n)?.Text?.Trim(), name, StringComparison.OrdinalIgnoreCase))
                return header.Find("ZVAL", n)?.Real is { } value && double.IsFinite(value)
                    ? (long)Math.Clamp(value, int.MinValue, int.MaxValue)
                    : throw new FitsException(
                        string.Create(CultureInfo.InvariantCulture, $"ZVAL{n} ({name}) is not a number.")
                    );
        return header.Find("ZNAME", place) is null ? header.Find("ZVAL", place)?.Integer : null;
    }
}
