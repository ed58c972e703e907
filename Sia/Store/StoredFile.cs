using System.Collections.Immutable;
using DataLab.Formats;

namespace DataLab.Sia.Store;

/// <summary>A file of a collection, as it was when it was read last.</summary>
/// <param name="Path">Relative to the collection's folder, slashes between.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Modified">Of the file, UTC.</param>
/// <param name="Md5">Hexadecimal, lower case; null unless asked for when it was read.</param>
/// <param name="ReleaseTime">When it becomes public; null if it is.</param>
/// <param name="Facts">What holds for the whole file.</param>
/// <param name="Images">Its image HDUs, plain and compressed, in the file's order. Those without data are left out.</param>
/// <param name="Related">Other files of the same exposure.</param>
public sealed record StoredFile(
    long Id,
    StoredCollection Collection,
    string Path,
    long Size,
    DateTime Modified,
    string? Md5,
    DateTimeOffset? ReleaseTime,
    ColumnValues Facts,
    ImmutableArray<StoredImage> Images,
    ImmutableArray<RelatedFile> Related
)
{
    /// <summary>Without folders.</summary>
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    /// <summary>As Data Lab calls it: <c>image</c>, <c>wtmap</c>, <c>dqmask</c>, ...; see <see cref="ProductTypes"/>. HDUs may differ.</summary>
    public string? Product => Facts.Text("prodtype");

    /// <summary>Of one of its images; null if the HDU is none.</summary>
    public StoredImage? Image(int hdu) => Images.FirstOrDefault(image => image.Hdu == hdu);

    /// <summary>Not released yet: nobody is to see its pixels.</summary>
    public bool IsHidden(DateTimeOffset now) => ReleaseTime > now;

    /// <summary>Where the file is now: no link leads out of the collection's folder.</summary>
    /// <exception cref="ServiceException">NotFound: the file went away, or is no longer below the folder.</exception>
    public string Locate() =>
        SafePath.Below(Collection.Folder, Path)
        ?? throw new ServiceException(
            ErrorKind.NotFound,
            $"The file {Path} of the collection {Collection.Name} is listed, but no longer there."
        );
}

/// <summary>An image HDU of a file.</summary>
/// <param name="Hdu">0 for the primary HDU.</param>
/// <param name="Facts">What holds for it, the file's facts included where it has no others.</param>
public sealed record StoredImage(int Hdu, ColumnValues Facts)
{
    /// <summary>EXTNAME; null if it has none.</summary>
    public string? ExtName => Facts.Text("extname");

    /// <summary>See <see cref="ProductTypes"/>.</summary>
    public string? Product => Facts.Text("prodtype");

    /// <summary>NAXIS1 first; of the image, also where it is compressed.</summary>
    public ImmutableArray<long> Axes => [.. Facts.Integers("im_naxis") ?? []];

    /// <summary>Kept as compressed tiles.</summary>
    public bool IsCompressed => Facts.Text("im_compression") is not null;

    /// <summary>Vertices of the outline, ICRS degrees, ra and dec by turns; null for an image that is not on the sky.</summary>
    public ImmutableArray<double>? Outline => Facts.Reals("s_region") is { } numbers ? [.. numbers] : null;
}

/// <summary>A file of the same exposure as another.</summary>
/// <param name="PublisherDid">Of the file.</param>
/// <param name="Product">See <see cref="ProductTypes"/>.</param>
/// <param name="ProcType">Raw, InstCal, MasterCal, Resampled, Stack; null if not known.</param>
/// <param name="IsSameSet">Made together, pixel by pixel: the weight map or the mask of the very image. Otherwise another stage of processing.</param>
public sealed record RelatedFile(
    long Id,
    string Path,
    string PublisherDid,
    string? Product,
    string? ProcType,
    bool IsSameSet,
    long Size,
    DateTimeOffset? ReleaseTime
);

/// <summary>What was found for a reference.</summary>
/// <param name="Hdu">That the reference names; null for the file. It may name one that is no image.</param>
public sealed record FoundImage(StoredFile File, int? Hdu)
{
    /// <summary>The image that is named; null for the file, or if the HDU is no image.</summary>
    public StoredImage? Image => Hdu is { } hdu ? File.Image(hdu) : null;
}
