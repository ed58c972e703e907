using System.Collections.Immutable;
using DataLab.Fits.Images;

namespace DataLab.Fits.Cutouts;

/// <summary>Which pixels of a plane lie inside a region; asked row by row.</summary>
public interface IPixelMask
{
    /// <summary>The axis along a row, 0-based.</summary>
    int FirstAxis { get; }

    /// <summary>The axis across the rows, 0-based.</summary>
    int SecondAxis { get; }

    /// <summary>Says for the pixels of one row whether they are inside.</summary>
    /// <param name="first">Pixels along the row, of the whole image.</param>
    /// <param name="second">The row: 1-based pixel of the whole image.</param>
    /// <param name="inside">As many as the range counts.</param>
    void Fill(AxisRange first, long second, Span<bool> inside);
}

/// <summary>A piece of one image.</summary>
/// <param name="Mask">Pixels outside become BLANK or NaN; null keeps all.</param>
public sealed record CutoutHdu(FitsImage Image, Section Section, IPixelMask? Mask = null)
{
    /// <summary>A sentence for HISTORY, such as what was asked for; null adds none.</summary>
    public string? Note { get; init; }
}

/// <summary>What is cut from one file, in the order it is written.</summary>
/// <param name="Document">Gives the primary header, and the file's name for HISTORY.</param>
public sealed record CutoutPart(FitsDocument Document, ImmutableArray<CutoutHdu> Hdus);

/// <summary>How cut-outs are put into one file.</summary>
public sealed record CutoutOptions
{
    /// <summary>One image in the primary HDU, the keywords of the source's primary header merged into its own; needs exactly one piece.</summary>
    public bool Single { get; init; }

    /// <summary>Headers without data: each HDU has NAXIS = 0.</summary>
    public bool HeadersOnly { get; init; }

    /// <summary>Adds CHECKSUM and DATASUM. Off for the fastest answer.</summary>
    public bool Checksums { get; init; } = true;
}
