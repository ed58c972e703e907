using System.Collections.Immutable;

namespace DataLab.Sia.Hips.Building;

/// <summary>What tiles are encoded as.</summary>
public enum TileFormat
{
    Jpg,
    Png,
    Fits,
}

/// <summary>A HiPS that somebody wants of a collection of images.</summary>
/// <param name="Name">Of the HiPS: its folder, and its place under <c>/hips</c>.</param>
/// <param name="Bands">Values of <c>obs_bandpass</c>: none for all images, one, or three for red, green and blue.</param>
public sealed record HipsRequest(string Collection, string Name, ImmutableArray<string> Bands)
{
    /// <summary>Order of the finest tiles, 0 to 20; null for pixels as small as those of the images.</summary>
    public int? Order { get; init; }

    public ImmutableArray<TileFormat> Formats { get; init; } = [TileFormat.Png];

    /// <summary>Values that are black and white; null for those that the pixels suggest.</summary>
    public (float Low, float High)? Limits { get; init; }

    /// <summary>Tiles computed at the same time; each worker takes some 200 MB.</summary>
    public int Workers { get; init; } = Environment.ProcessorCount;
}

/// <summary>How far a build has come.</summary>
/// <param name="Stage">What is being done, for people.</param>
public sealed record HipsProgress(string Stage, long Done, long All);

/// <summary>What became of a build.</summary>
/// <param name="Tiles">Of the finest order.</param>
/// <param name="Bytes">On disk, all files.</param>
public sealed record HipsReport(int Order, long Tiles, long Images, double SkyFraction, long Bytes, TimeSpan Duration);
