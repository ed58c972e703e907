using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace DataLab.Sia.Previews;

/// <summary>Limits of the pictures that are made of images; section <c>Previews</c> of the configuration.</summary>
public sealed record PreviewOptions
{
    [Description("The longest side of a picture where a request names none, pixels.")]
    [Range(16, 8192)]
    public int DefaultPixels { get; init; } = 512;

    [Description("The longest side that a request may name, pixels.")]
    [Range(16, 8192)]
    public int MaxPixels { get; init; } = 2048;

    [Description("The most pixels of images that are read for one picture; more is refused.")]
    [Range(1_000_000, long.MaxValue)]
    public long MaxPixelsRead { get; init; } = 2_000_000_000;

    [Description("Pictures that are made at once; further ones wait, and users take turns.")]
    [Range(1, 1000)]
    public int Concurrency { get; init; } = Math.Max(2, Environment.ProcessorCount);

    [Description("Folder where pictures are kept, relative to the folder `cache` in the state folder unless absolute.")]
    public string Folder { get; init; } = "previews";

    [Description("Bytes of pictures that are kept; the ones not asked for longest go first. 0 keeps none.")]
    [Range(0, long.MaxValue)]
    public long CacheBytes { get; init; } = 1L << 30;
}
