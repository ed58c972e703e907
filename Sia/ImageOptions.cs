using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace DataLab.Sia;

/// <summary>Settings of the image store; section <c>Images</c> of the configuration.</summary>
public sealed record ImageOptions
{
    [Description(
        "Naming authority in the identifiers of images, `ivo://AUTHORITY/COLLECTION?PATH`: the one your registry knows you by. What is published keeps the old one until `datalab images publish`."
    )]
    [RegularExpression("[A-Za-z0-9][A-Za-z0-9._~-]{2,62}")]
    public string Authority { get; init; } = "datalab.local";

    [Description(
        "Folder that the folders of collections are kept relative to, an absolute path: it may then be mounted elsewhere on another server. Empty to keep absolute paths."
    )]
    public string? Folder { get; init; }

    [Description(
        "Whether images that are not released yet are listed in `ivoa.ObsCore`, marked as proprietary; otherwise nobody learns of them. Their pixels are kept back either way."
    )]
    public bool ListUnreleased { get; init; }

    [Description("Image files that stay open, with their headers read, for those who come back to them.")]
    [Range(1, 10_000)]
    public int OpenFiles { get; init; } = 64;

    [Description("The most bytes that a file packed with gzip may unpack to.")]
    [Range(1, long.MaxValue)]
    public long UnpackedBytes { get; init; } = 4L << 30;
}
