using DataLab.Sia.Rasters;
using DataLab.Sky;

namespace DataLab.Sia.Hips;

/// <summary>The pixels of a HiPS tile as pictures have them: rows along HEALPix's x, columns along its y (HiPS 1.0 §4.1).</summary>
/// <param name="order">Of the tile, 0 to 20.</param>
/// <param name="tile">HEALPix cell, NESTED.</param>
internal sealed class HipsGrid(int order, long tile) : SkyGrid(TileWidth, TileWidth)
{
    /// <summary>Pixels along the side of a tile.</summary>
    public const int TileWidth = 512;

    /// <summary>Orders between a tile and its pixels.</summary>
    public const int PixelOrders = 9;

    /// <summary>The finest order of tiles whose pixels are HEALPix cells that have a number.</summary>
    public const int MaxOrder = Healpix.MaxOrder - PixelOrders;

    public override UnitVector At(double x, double y) =>
        Healpix.Within(order, tile, (y + 0.5) / TileWidth, (x + 0.5) / TileWidth);
}
