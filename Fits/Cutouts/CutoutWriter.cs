using DataLab.Fits.Writing;

namespace DataLab.Fits.Cutouts;

/// <summary>Writes pieces of images as one FITS file, with flat memory.</summary>
/// <remarks>
/// One file: its primary header, without data unless a piece is of it, and an IMAGE extension for each piece. Several files: an empty
/// primary HDU, and each extension has the keywords of its file's primary header as well.
/// </remarks>
public static class CutoutWriter
{
    /// <summary>Data up to this are decoded once and kept; larger ones twice, since their sum goes before them. Bytes.</summary>
    private const long KeptBytes = 64 << 20;

    /// <summary>Bytes of the whole file, known before the first one is written.</summary>
    /// <exception cref="FitsException">There is nothing to write, or the pieces do not fit the options.</exception>
    public static long LengthOf(IReadOnlyList<CutoutPart> parts, CutoutOptions options) =>
        CutoutPlan.Of(parts, options).Sum(hdu => hdu.Header.Length + DataSize.Padded(hdu.DataLength));

    /// <exception cref="FitsException">
    /// As <see cref="LengthOf"/>, before anything is written; or a source is damaged: what was written by then is worthless.
    /// </exception>
    public static async Task WriteAsync(
        Stream output,
        IReadOnlyList<CutoutPart> parts,
        CutoutOptions options,
        CancellationToken ct
    )
    {
        foreach (var hdu in CutoutPlan.Of(parts, options))
        {
            if (hdu.Piece is null)
                await output.WriteAsync(hdu.Header, ct).ConfigureAwait(false);
            else if (hdu.DataLength <= KeptBytes)
                await WriteKeptAsync(output, hdu, options, ct).ConfigureAwait(false);
            else
                await WriteSlabsAsync(output, hdu, options, ct).ConfigureAwait(false);
            await FitsWriter.WritePaddingAsync(output, hdu.DataLength, ct).ConfigureAwait(false);
        }
    }

    private static async Task WriteKeptAsync(Stream output, PlannedHdu hdu, CutoutOptions options, CancellationToken ct)
    {
        using var block = await hdu.Piece!.Image.ReadAsync(hdu.Piece.Section, ct).ConfigureAwait(false);
        var outside = hdu.Outside ?? 0;
        if (hdu.Outside is null)
        {
            var unused = new UnusedValue(hdu.Piece.Image);
            unused.Add(block);
            outside = unused.Stamp(hdu.Header);
        }
        CutoutData.Finish(hdu, block, outside);
        if (options.Checksums)
        {
            var sum = new Checksum();
            sum.Add(block.Bytes);
            Checksum.Stamp(hdu.Header, sum);
        }
        await output.WriteAsync(hdu.Header, ct).ConfigureAwait(false);
        await output.WriteAsync(block.Memory, ct).ConfigureAwait(false);
    }

    private static async Task WriteSlabsAsync(
        Stream output,
        PlannedHdu hdu,
        CutoutOptions options,
        CancellationToken ct
    )
    {
        var image = hdu.Piece!.Image;
        var slabs = CutoutData.Slabs(image, hdu.Piece.Section).ToList();
        var outside = hdu.Outside ?? 0;
        if (hdu.Outside is null)
        {
            var unused = new UnusedValue(image);
            foreach (var slab in slabs)
            {
                using var block = await image.ReadAsync(slab, ct).ConfigureAwait(false);
                unused.Add(block);
            }
            outside = unused.Stamp(hdu.Header);
        }
        if (options.Checksums)
        {
            var sum = new Checksum();
            foreach (var slab in slabs)
            {
                using var block = await image.ReadAsync(slab, ct).ConfigureAwait(false);
                CutoutData.Finish(hdu, block, outside);
                sum.Add(block.Bytes);
            }
            Checksum.Stamp(hdu.Header, sum);
        }
        await output.WriteAsync(hdu.Header, ct).ConfigureAwait(false);
        foreach (var slab in slabs)
        {
            using var block = await image.ReadAsync(slab, ct).ConfigureAwait(false);
            CutoutData.Finish(hdu, block, outside);
            await output.WriteAsync(block.Memory, ct).ConfigureAwait(false);
        }
    }
}
