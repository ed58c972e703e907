using System.Collections.Immutable;
using DataLab.Fits.Cutouts;
using DataLab.Sia.Store;

namespace DataLab.Sia.Soda;

/// <summary>One piece of a request, found: what goes into its file.</summary>
/// <param name="Parts">From which files; none where nothing overlaps.</param>
/// <param name="FileName">That it may be saved as.</param>
public sealed record PlannedPiece(SodaPiece Piece, ImmutableArray<CutoutPart> Parts, string FileName);

/// <summary>The pieces of a request, with their files open until it is disposed.</summary>
public sealed class PlannedCutouts : IAsyncDisposable
{
    private readonly IReadOnlyCollection<OpenedImages> files;

    internal PlannedCutouts(ImmutableArray<PlannedPiece> pieces, IReadOnlyCollection<OpenedImages> files) =>
        (Pieces, this.files) = (pieces, files);

    /// <summary>In the order of the request; those without overlap as well.</summary>
    public ImmutableArray<PlannedPiece> Pieces { get; }

    public bool IsEmpty => Pieces.All(piece => piece.Parts.IsEmpty);

    /// <summary>All pieces for one file: what is cut from one source stays together.</summary>
    public ImmutableArray<CutoutPart> Together() =>
        [
            .. Pieces
                .SelectMany(piece => piece.Parts)
                .GroupBy(part => part.Document, ReferenceEqualityComparer.Instance)
                .Select(group => new CutoutPart(group.First().Document, [.. group.SelectMany(part => part.Hdus)])),
        ];

    public async ValueTask DisposeAsync()
    {
        foreach (var file in files)
            await file.DisposeAsync();
    }
}
