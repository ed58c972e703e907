using DataLab.Sia.Hips.Building;
using DataLab.Sky;

namespace DataLab.Sia.Hips.Density;

/// <summary>Rows in each pixel of a tile, or of all tiles of order 3; from the top, as pictures show them (HiPS 1.0 §4.2).</summary>
/// <param name="Order">HEALPix order of a pixel.</param>
internal sealed record CountRaster(int Order, int Width, int Height, long[] Values)
{
    private const int TilePixels = HipsGrid.TileWidth * HipsGrid.TileWidth;

    /// <param name="order">Of the tile.</param>
    public static CountRaster Tile(int order) =>
        new(order + HipsGrid.PixelOrders, HipsGrid.TileWidth, HipsGrid.TileWidth, new long[TilePixels]);

    public static CountRaster Allsky()
    {
        var (width, height) = TileSums.AllskySize;
        return new(TileSums.AllskyOrder + AllskyOrders, width, height, new long[width * height]);
    }

    /// <summary>Orders between a tile and its pixels in Allsky.</summary>
    private const int AllskyOrders = 6;

    /// <summary>Adds to the pixel of a cell.</summary>
    /// <param name="inside">Number of the pixel among those of the tile, NESTED.</param>
    public void Add(long inside, long rows) =>
        Values[TileSums.Bits(inside) * HipsGrid.TileWidth + TileSums.Bits(inside >> 1)] += rows;

    /// <summary>Puts a tile of order 3 into its place in Allsky, summed.</summary>
    public void AddToAllsky(long number, CountRaster tile)
    {
        const int factor = HipsGrid.TileWidth / TileSums.AllskyWidth;
        var left = (int)(number % TileSums.AllskyColumns) * TileSums.AllskyWidth;
        var top = (int)(number / TileSums.AllskyColumns) * TileSums.AllskyWidth;
        for (var y = 0; y < tile.Height; y++)
        for (var x = 0; x < tile.Width; x++)
            Values[(top + y / factor) * Width + left + x / factor] += tile.Values[y * tile.Width + x];
    }

    /// <summary>Square degrees of a pixel.</summary>
    public double PixelArea => Healpix.PixelArea(Order);
}
