using System.Collections.Immutable;

namespace DataLab.Fits.Tables;

/// <summary>What the header says of a column beside its bytes, alike in both kinds of table.</summary>
/// <param name="Index">1-based, as in the keywords.</param>
/// <param name="Name">TTYPEn; <c>colN</c> where it is missing or blank.</param>
/// <param name="Offset">First byte of the column in a row, 0-based.</param>
public abstract record TableColumn(int Index, string Name, int Offset)
{
    /// <summary>TUNITn as written.</summary>
    public string? Unit { get; init; }

    /// <summary>TCOMMn, TDESCn or else the comment of the TTYPEn card.</summary>
    public string? Description { get; init; }

    /// <summary>TUCDn, as STILTS and others write it.</summary>
    public string? Ucd { get; init; }

    /// <summary>TUTYPn.</summary>
    public string? Utype { get; init; }

    /// <summary>TXTYPn.</summary>
    public string? XType { get; init; }

    /// <summary>TSCALn: the physical value is Zero + Scale × stored value (FITS 4.0 §7.3.2).</summary>
    public double Scale { get; init; } = 1;

    /// <summary>TZEROn.</summary>
    public double Zero { get; init; }

    public bool IsScaled => Scale != 1 || Zero != 0;
}

/// <summary>A column of a BINTABLE.</summary>
public sealed record BinaryColumn(int Index, string Name, int Offset, BinaryForm Form)
    : TableColumn(Index, Name, Offset)
{
    /// <summary>TNULLn: the stored integer that means "no value".</summary>
    public long? Null { get; init; }

    /// <summary>TDIMn, first dimension varying fastest; for strings the first is their length. Empty where it does not apply.</summary>
    public ImmutableArray<int> Dimensions { get; init; } = [];
}

/// <summary>How a number or string is spelt in an ASCII table (FITS 4.0 §7.2.1, table 15).</summary>
public enum AsciiType
{
    Character,
    Integer,
    Real,
}

/// <summary>A column of a TABLE.</summary>
/// <param name="Width">Characters.</param>
/// <param name="Decimals">Digits after the point where the text has none (<c>Fw.d</c>); 0 for the others.</param>
public sealed record AsciiColumn(int Index, string Name, int Offset, AsciiType Type, int Width, int Decimals)
    : TableColumn(Index, Name, Offset)
{
    /// <summary>TNULLn: the text that means "no value", without trailing blanks.</summary>
    public string? Null { get; init; }
}
