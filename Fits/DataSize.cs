// How many bytes of data follow a header: BITPIX, NAXIS, PCOUNT, GCOUNT (FITS 4.0 §4.4.1), in checked arithmetic.
namespace DataLab.Fits;

internal static class DataSize
{
    /// <summary>More than any file system holds; keeps sums and small multiples of offsets from overflowing.</summary>
    public const long MaxLength = 1L << 56;

    /// <exception cref="FitsException">A mandatory keyword is missing or out of range, or the product is absurd.</exception>
    public static long Of(Header header)
    {
        var bitpix = header.RequireInteger("BITPIX", -64, 64);
        if (bitpix is not (8 or 16 or 32 or 64 or -32 or -64))
            throw new FitsException($"BITPIX is {bitpix}; expected 8, 16, 32, 64, -32 or -64.");
        var dimensions = (int)header.RequireInteger("NAXIS", 0, 999);
        if (dimensions == 0)
            return 0;
        var groups = IsRandomGroups(header);
        Int128 elements = 1;
        for (var n = groups ? 2 : 1; n <= dimensions; n++)
        {
            elements *= header.RequireInteger($"NAXIS{n}", 0, long.MaxValue);
            if (elements > MaxLength)
                throw TooLong();
        }
        elements += header.IntegerOr("PCOUNT", 0, 0, long.MaxValue);
        if (elements > MaxLength)
            throw TooLong();
        elements *= header.IntegerOr("GCOUNT", 1, 0, long.MaxValue);
        var bytes = elements <= MaxLength ? elements * (Math.Abs(bitpix) / 8) : elements;
        return bytes <= MaxLength ? (long)bytes : throw TooLong();
    }

    /// <summary>GROUPS = T with an empty first axis (FITS 4.0 §6.1.1).</summary>
    public static bool IsRandomGroups(Header header) =>
        header.Find("SIMPLE") is not null
        && header.Find("GROUPS")?.Logical == true
        && header.Find("NAXIS")?.Integer > 1
        && header.Find("NAXIS1")?.Integer == 0;

    public static long Padded(long length) =>
        (length + Header.BlockLength - 1) / Header.BlockLength * Header.BlockLength;

    private static FitsException TooLong() =>
        new($"NAXISn, PCOUNT and GCOUNT ask for more than {MaxLength} bytes of data.");
}
