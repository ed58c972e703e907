using System.Collections.Immutable;
using DataLab.Sia.Hips.Building;

namespace DataLab.Sia.Hips.Density;

/// <summary>A HiPS that somebody wants of the density of a table's rows on the sky.</summary>
/// <param name="Table"><c>schema.table</c>, in any case.</param>
/// <param name="Name">Of the HiPS: its folder, and its place under <c>/hips</c>.</param>
public sealed record DensityRequest(string Table, string Name)
{
    /// <summary>Order of the finest tiles, 3 to 20; null for the finest whose pixels hold a few rows on average.</summary>
    public int? Order { get; init; }

    /// <summary>The first picture is what clients show unless asked for values.</summary>
    public ImmutableArray<TileFormat> Formats { get; init; } = [TileFormat.Png, TileFormat.Fits];

    /// <summary>Rows per square degree that are darkest and white; null for those that the counts suggest.</summary>
    public (float Low, float High)? Limits { get; init; }

    /// <summary>Tiles encoded at the same time; each worker takes some 20 MB.</summary>
    public int Workers { get; init; } = Environment.ProcessorCount;
}

/// <summary>What became of a build.</summary>
/// <param name="Tiles">Of the finest order.</param>
/// <param name="Rows">With a position: all that were counted.</param>
/// <param name="Bytes">On disk, all files.</param>
public sealed record DensityReport(int Order, long Tiles, long Rows, double SkyFraction, long Bytes, TimeSpan Duration);
