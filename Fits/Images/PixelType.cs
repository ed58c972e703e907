namespace DataLab.Fits.Images;

/// <summary>How a pixel is stored: BITPIX (FITS 4.0 §4.4.1.1, table 8).</summary>
public enum PixelType
{
    UInt8 = 8,
    Int16 = 16,
    Int32 = 32,
    Int64 = 64,
    Float32 = -32,
    Float64 = -64,
}

/// <summary>What BITPIX says.</summary>
public static class PixelTypes
{
    /// <summary>Bytes of one pixel.</summary>
    public static int Bytes(this PixelType type) => Math.Abs((int)type) / 8;

    public static bool IsFloat(this PixelType type) => type < 0;
}
