using System.Collections.Immutable;
using DataLab.Fits.Images;

namespace DataLab.Fits.Cutouts;

/// <summary>The SUB parameter of CADC's SODA: an extension and a section of it: <c>[SCI,2][10:20,30:40]</c>.</summary>
/// <param name="Extension">Its number (0 = primary), name, or name and EXTVER; null for the first image.</param>
/// <param name="SectionText">Without brackets; null takes the whole image.</param>
public sealed record SubSelection(string? Extension, string? SectionText)
{
    /// <exception cref="FitsException">Not of that form.</exception>
    public static SubSelection Parse(string text) => throw new NotImplementedException();

    /// <summary>The HDU that is meant.</summary>
    /// <exception cref="FitsException">There is none, or it is no image.</exception>
    public Hdu Find(ImmutableArray<Hdu> hdus) => throw new NotImplementedException();

    /// <summary>The section that is meant.</summary>
    /// <inheritdoc cref="Section.Parse"/>
    public Section In(ImmutableArray<long> axes) => throw new NotImplementedException();
}
