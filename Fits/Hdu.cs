namespace DataLab.Fits;

/// <summary>What the data of an HDU are.</summary>
public enum HduKind
{
    /// <summary>The primary HDU or an IMAGE extension; may hold no data at all.</summary>
    Image,

    /// <summary>The deprecated random groups of radio interferometry (FITS 4.0 §6).</summary>
    RandomGroups,
    AsciiTable,
    BinaryTable,

    /// <summary>An image kept as a binary table of compressed tiles (FITS 4.0 §10.1): ZIMAGE = T.</summary>
    CompressedImage,

    /// <summary>A table kept as a binary table of compressed columns (FITS 4.0 §10.3): ZTABLE = T.</summary>
    CompressedTable,

    /// <summary>An extension of another name.</summary>
    Other,
}

/// <summary>A header and data unit (FITS 4.0 §3.2).</summary>
/// <param name="Index">0 for the primary HDU.</param>
/// <param name="HeaderOffset">Bytes from the start of the file.</param>
/// <param name="DataOffset">Bytes from the start of the file, a multiple of 2880.</param>
/// <param name="DataLength">Bytes of data without the padding after them.</param>
public sealed record Hdu(int Index, Header Header, HduKind Kind, long HeaderOffset, long DataOffset, long DataLength)
{
    /// <summary>EXTNAME; null if it has none.</summary>
    public string? Name => Header.Find("EXTNAME")?.Text?.Trim();

    /// <summary>Where the next HDU begins, bytes from the start of the file.</summary>
    internal long End => DataOffset + DataSize.Padded(DataLength);
}
