// Which HDUs a file of cut-outs has, with their headers: all that is known before a pixel is read.
using DataLab.Fits.Images;
using DataLab.Fits.Writing;

namespace DataLab.Fits.Cutouts;

/// <summary>One HDU to be written.</summary>
/// <param name="Header">Whole blocks; with checksums, cards with room for them.</param>
/// <param name="Piece">Its data; null where there are none.</param>
/// <param name="Outside">Stored value of integer pixels outside the mask; null where one is to be found that the pixels do not have.</param>
internal sealed record PlannedHdu(byte[] Header, CutoutHdu? Piece, long? Outside)
{
    /// <summary>Bytes of data without padding.</summary>
    public long DataLength => Piece is null ? 0 : Piece.Section.Count * Piece.Image.Type.Bytes();
}

internal static class CutoutPlan
{
    /// <exception cref="FitsException">There is nothing to write, or the pieces do not fit the options.</exception>
    public static List<PlannedHdu> Of(IReadOnlyList<CutoutPart> parts, CutoutOptions options)
    {
        var pieces = parts.SelectMany(part => part.Hdus.Select(hdu => (Part: part, Hdu: hdu))).ToList();
        if (pieces.Count == 0)
            throw new FitsException("There is nothing to cut out: no HDU was named.");
        foreach (var (_, hdu) in pieces)
        {
            if (hdu.Image.IsEmpty)
                throw new FitsException(
                    $"HDU {hdu.Image.Hdu.Index} of {hdu.Image.Source.Name} has no pixels to cut out."
                );
            hdu.Section.Require(hdu.Image.Axes);
        }
        if (options.Single)
            return pieces.Count == 1
                ? [Image(pieces[0].Part, pieces[0].Hdu, isPrimary: true, merged: true, options)]
                : throw new FitsException($"A single image was asked for; {pieces.Count} pieces were named.");

        var hdus = new List<PlannedHdu>();
        var merged = parts.Count > 1;
        var inPrimary = merged ? -1 : pieces.FindIndex(piece => piece.Hdu.Image.Hdu.Index == 0);
        if (inPrimary >= 0)
            hdus.Add(Image(pieces[inPrimary].Part, pieces[inPrimary].Hdu, isPrimary: true, merged: false, options));
        else
            hdus.Add(Primary(merged ? null : parts[0], pieces.Count, options));
        for (var n = 0; n < pieces.Count; n++)
            if (n != inPrimary)
                hdus.Add(Image(pieces[n].Part, pieces[n].Hdu, isPrimary: false, merged, options));
        return hdus;
    }

    /// <summary>A primary HDU without data: that of the file, or an empty one where there are several files.</summary>
    private static PlannedHdu Primary(CutoutPart? part, int extensions, CutoutOptions options)
    {
        var header = new HeaderBuilder();
        var type = PixelType.UInt8;
        if (part?.Document.Hdus[0] is { } primary)
        {
            header = UserKeywords(primary.Header);
            if (header.Contains("NEXTEND"))
                header.Set("NEXTEND", extensions, "number of extensions");
            // Of pixels that are not written.
            foreach (var keyword in (string[])["BSCALE", "BZERO", "BLANK", "DATAMIN", "DATAMAX"])
                header.Remove(keyword);
        }
        return Planned(header.SetShape(isPrimary: true, [], type), null, 0, options);
    }

    private static PlannedHdu Image(
        CutoutPart part,
        CutoutHdu piece,
        bool isPrimary,
        bool merged,
        CutoutOptions options
    )
    {
        var image = piece.Image;
        var header = UserKeywords(image.Header);
        new PixelTransform(image.Header, piece.Section).Apply(header);
        new DetectorSections(image.Header, piece.Section).Apply(header);
        foreach (var keyword in (string[])["DATAMIN", "DATAMAX"])
            header.Remove(keyword);
        if (isPrimary || merged)
            header.Remove("INHERIT");
        if (merged && image.Hdu.Index > 0)
            header = Merged(part.Document.Hdus[0].Header, header);
        var name = image.Hdu.Name is { Length: > 0 } extension && IsPlain(extension) ? $" ({extension})" : "";
        header.AddText(
            "HISTORY",
            $"Cut out of {Printable(image.Source.Name)}, HDU {image.Hdu.Index}{name}, pixels {piece.Section}."
        );
        if (piece.Note is { } note)
            header.AddText("HISTORY", Printable(note));
        var outside = piece.Mask is null ? 0 : Outside(header, image);
        var axes = piece.Section.Axes.Select(axis => axis.Count).ToArray();
        if (!options.HeadersOnly)
            return Planned(header.SetShape(isPrimary, axes, image.Type), piece, outside, options);
        header.AddText(
            "HISTORY",
            $"Header only: BITPIX would be {(int)image.Type}, the axes {string.Join(" x ", axes)}."
        );
        return Planned(header.SetShape(isPrimary, [], image.Type), null, 0, options);
    }

    /// <summary>The stored value that stands for "no pixel"; null where there is none yet: the header has room for it then.</summary>
    private static long? Outside(HeaderBuilder header, FitsImage image)
    {
        if (image.Type.IsFloat())
        {
            header.AddText("HISTORY", "Pixels outside the region are NaN.");
            return 0;
        }
        if (image.Blank is { } blank)
        {
            header.AddText("HISTORY", "Pixels outside the region are BLANK.");
            return blank;
        }
        header.Set("BLANK", 0, "outside the region");
        header.AddText("HISTORY", "Pixels outside the region are BLANK, a value that no pixel inside has.");
        return null;
    }

    private static PlannedHdu Planned(HeaderBuilder header, CutoutHdu? piece, long? outside, CutoutOptions options)
    {
        if (options.Checksums)
            Checksum.Reserve(header);
        var bytes = header.ToBytes();
        if (options.Checksums && piece is null)
            Checksum.Stamp(bytes, new Checksum());
        return new PlannedHdu(bytes, piece, outside);
    }

    /// <summary>All cards but those of the shape and the sums.</summary>
    private static HeaderBuilder UserKeywords(Header header)
    {
        var kept = new HeaderBuilder();
        foreach (var card in header.Cards)
            if (!HeaderBuilder.IsShape(card.Keyword) && card.Keyword is not ("CHECKSUM" or "DATASUM"))
                kept.Add(card);
        return kept;
    }

    /// <summary>The file's primary keywords, then those of the image, which win; what FITSIO writes into every header is left.</summary>
    private static HeaderBuilder Merged(Header primary, HeaderBuilder own)
    {
        var all = new HeaderBuilder();
        foreach (var card in primary.Cards)
        {
            var text = card.Keyword is "COMMENT" or "HISTORY" or "";
            var boilerplate =
                card.Comment.Contains("FITS (Flexible Image Transport System)", StringComparison.Ordinal)
                || card.Comment.Contains("Astrophysics', volume 376", StringComparison.Ordinal);
            var ofPixels =
                card.Keyword
                is "CHECKSUM"
                    or "DATASUM"
                    or "EXTNAME"
                    or "EXTVER"
                    or "NEXTEND"
                    or "BSCALE"
                    or "BZERO"
                    or "BLANK"
                    or "DATAMIN"
                    or "DATAMAX"
                    or "INHERIT";
            if (
                HeaderBuilder.IsShape(card.Keyword)
                || ofPixels
                || (text ? boilerplate || card.Keyword == "" : own.Contains(card.Keyword))
            )
                continue;
            all.Add(card);
        }
        return all.AddAll(own);
    }

    private static bool IsPlain(string text) => text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0;

    private static string Printable(string text) =>
        IsPlain(text) ? text : string.Concat(text.Select(c => c is >= ' ' and <= '~' ? c : '?'));
}
