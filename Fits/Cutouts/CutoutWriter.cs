namespace DataLab.Fits.Cutouts;

/// <summary>Writes pieces of images as one FITS file, row by row with flat memory.</summary>
public static class CutoutWriter
{
    /// <summary>Bytes of the whole file, known before the first one is written.</summary>
    /// <exception cref="FitsException">There is nothing to write, or the pieces do not fit the options.</exception>
    public static long LengthOf(IReadOnlyList<CutoutPart> parts, CutoutOptions options) =>
        throw new NotImplementedException();

    /// <exception cref="FitsException">A source is damaged; what was written by then is worthless.</exception>
    public static Task WriteAsync(
        Stream output,
        IReadOnlyList<CutoutPart> parts,
        CutoutOptions options,
        CancellationToken ct
    ) => throw new NotImplementedException();
}
