using System.Collections.Immutable;
using System.Globalization;
using DataLab.Fits;
using DataLab.Fits.Cutouts;
using DataLab.Formats;
using DataLab.Sia.Store;

namespace DataLab.Sia.Soda;

/// <summary>From a request for cut-outs to files, HDUs and sections: looks identifiers up, opens files, and counts pixels before any is read.</summary>
public sealed class CutoutPlanner(VisibleImages images, ImageFiles files)
{
    /// <param name="mostPixels">Of all pieces together.</param>
    /// <param name="setting">That has this limit.</param>
    /// <exception cref="ServiceException">
    /// NotFound for what is not there, PermissionDenied for what is not released yet, UsageError for sections outside an image, LimitExceeded,
    /// ServiceUnavailable for files that changed or are damaged.
    /// </exception>
    public async Task<PlannedCutouts> PlanAsync(
        SodaRequest request,
        long mostPixels,
        string setting,
        CancellationToken ct
    )
    {
        var ids = request.Pieces.Select(piece => piece.Id).Distinct().ToList();
        var found = new Dictionary<string, Target>();
        var opened = new Dictionary<long, OpenedImages>();
        try
        {
            foreach (var visible in await images.FindAsync(ids, ct))
                found[visible.Id] = await OpenAsync(visible, request, opened, ct);
            var pixels = 0L;
            var pieces = ImmutableArray.CreateBuilder<PlannedPiece>(request.Pieces.Length);
            foreach (var piece in request.Pieces)
            {
                ct.ThrowIfCancellationRequested();
                var planned = Plan(piece, found[piece.Id], request);
                if (!request.HeadersOnly)
                    pixels = checked(pixels + planned.Sum(part => part.Hdus.Sum(hdu => hdu.Section.Count)));
                if (pixels > mostPixels)
                    throw new ServiceException(
                        ErrorKind.LimitExceeded,
                        $"The request asks for {pixels} pixels or more; the limit is {mostPixels} (Soda:{setting}). Ask for a smaller part{(setting == nameof(SodaOptions.MaxPixels) ? ", or make a job at /soda/async" : "")}."
                    );
                pieces.Add(new PlannedPiece(piece, planned, FileName(found[piece.Id], pieces.Count, request)));
            }
            return new PlannedCutouts(pieces.MoveToImmutable(), opened.Values);
        }
        catch (Exception e)
        {
            foreach (var file in opened.Values)
                await file.DisposeAsync();
            throw e switch
            {
                FitsException => new ServiceException(
                    ErrorKind.ServiceUnavailable,
                    $"The image cannot be read: {e.Message}",
                    e
                ),
                OverflowException => new ServiceException(
                    ErrorKind.LimitExceeded,
                    $"The request asks for more pixels than can be counted; the limit is {mostPixels} (Soda:{setting}).",
                    e
                ),
                _ => e,
            };
        }
    }

    private async Task<Target> OpenAsync(
        VisibleImage visible,
        SodaRequest request,
        Dictionary<long, OpenedImages> opened,
        CancellationToken ct
    )
    {
        var target = visible is { Fault: null, Found: { } found } ? found : throw visible.Fault!;
        var sources = new List<Source> { await SourceAsync(target.File, Named(target), opened, ct) };
        foreach (var product in request.Related)
        {
            // Beside it in the same file, as in tiles of DES; else in a file made together with it.
            var beside =
                target.Image is { } image && !target.File.Images.All(other => other.Product == image.Product)
                    ? target.File.Images.Where(other => other.Product == product && other.Hdu != image.Hdu).ToList()
                    : [];
            if (beside.Count > 0)
                sources.Add(await SourceAsync(target.File, beside, opened, ct));
            foreach (
                var related in target.File.Related.Where(other => other.IsSameSet && other.Product == product)
            )
                if (await RelatedAsync(related, target, opened, ct) is { } source)
                    sources.Add(source);
        }
        return new Target(target, sources);
    }

    /// <summary>The same images of another file: those of the same name, else of the same number.</summary>
    private async Task<Source?> RelatedAsync(
        RelatedFile related,
        FoundImage target,
        Dictionary<long, OpenedImages> opened,
        CancellationToken ct
    )
    {
        if ((await images.FindAsync([related.PublisherDid], ct))[0] is not { Fault: null, Found.File: { } file })
            return null;
        var all = file.Images;
        IReadOnlyList<StoredImage> same = target.Image is not { } image
            ? all
            : all.Where(other => other.ExtName is { } name && name == image.ExtName).ToList() is { Count: > 0 } named
                ? named
                : [.. all.Where(other => other.Hdu == image.Hdu)];
        return same.Count == 0 ? null : await SourceAsync(file, same, opened, ct);
    }

    private async Task<Source> SourceAsync(
        StoredFile file,
        IReadOnlyList<StoredImage> chosen,
        Dictionary<long, OpenedImages> opened,
        CancellationToken ct
    )
    {
        if (!opened.TryGetValue(file.Id, out var open))
            opened[file.Id] = open = await files.OpenAsync(file, ct);
        return new Source(file, open, chosen);
    }

    private static ImmutableArray<StoredImage> Named(FoundImage found) =>
        found.Image is { } image ? [image] : found.File.Images;

    private static ImmutableArray<CutoutPart> Plan(SodaPiece piece, Target target, SodaRequest request)
    {
        var parts = ImmutableArray.CreateBuilder<CutoutPart>();
        for (var i = 0; i < target.Sources.Count; i++)
        {
            var source = target.Sources[i];
            var isNamed = i == 0 && target.Found.Hdu is not null;
            var hdus = new PiecePlanner(source.Open, source.File, request).Plan(piece, source.Images, isNamed);
            if (hdus.Count == 0 && i == 0)
                return [];
            if (hdus.Count > 0)
                parts.Add(new CutoutPart(source.Open.Document, [.. hdus]));
        }
        return parts.ToImmutable();
    }

    private static string FileName(Target target, int number, SodaRequest request)
    {
        var name = target.Found.File.Name;
        foreach (var ending in (string[])[".fz", ".gz", ".fits", ".fit", ".fts"])
            if (name.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
                name = name[..^ending.Length];
        var which = request.Pieces.Length == 1 ? "" : "_" + (number + 1).ToString(CultureInfo.InvariantCulture);
        return $"{name}_{(request.HeadersOnly ? "header" : "cutout")}{which}.fits";
    }

    /// <summary>What an identifier stands for.</summary>
    private sealed record Target(FoundImage Found, List<Source> Sources);

    /// <summary>A file that is cut from, and which of its images.</summary>
    private sealed record Source(StoredFile File, OpenedImages Open, IReadOnlyList<StoredImage> Images);
}
