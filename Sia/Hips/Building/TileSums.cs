using DataLab.Sia.Rasters;
using DataLab.Sky;

namespace DataLab.Sia.Hips.Building;

/// <summary>Coarser tiles made of finer ones.</summary>
internal static class TileSums
{
    /// <summary>Tiles of Allsky in a row (HiPS 1.0 §4.3.2).</summary>
    public const int AllskyColumns = 27;

    /// <summary>Pixels along the side of a tile in Allsky.</summary>
    public const int AllskyWidth = 64;

    public const int AllskyOrder = 3;

    /// <summary>A tile of its four children, four pixels averaged to one.</summary>
    /// <param name="children">By number; null where there is none.</param>
    public static Raster Parent(IReadOnlyList<Raster?> children)
    {
        const int half = HipsGrid.TileWidth / 2;
        var parent = Raster.Blank(HipsGrid.TileWidth, HipsGrid.TileWidth);
        for (var child = 0; child < 4; child++)
            if (children[child] is { } raster)
                Shrink(raster, 2, parent, (child >> 1) * half, (child & 1) * half);
        return parent;
    }

    /// <summary>Puts a tile of order 3 into its place.</summary>
    public static void AddToAllsky(Raster allsky, long tile, Raster raster) =>
        Shrink(
            raster,
            HipsGrid.TileWidth / AllskyWidth,
            allsky,
            (int)(tile % AllskyColumns) * AllskyWidth,
            (int)(tile / AllskyColumns) * AllskyWidth
        );

    /// <summary>Pixels of Allsky.</summary>
    public static (int Width, int Height) AllskySize
    {
        get
        {
            var rows = (int)((Healpix.PixelCount(AllskyOrder) + AllskyColumns - 1) / AllskyColumns);
            return (AllskyColumns * AllskyWidth, rows * AllskyWidth);
        }
    }

    public static Raster BlankAllsky() => Raster.Blank(AllskySize.Width, AllskySize.Height);

    /// <summary>The cells where a tile has values, of an order that is some orders finer than the tile.</summary>
    /// <param name="finer">0 to 9.</param>
    public static IEnumerable<HealpixRange> Cells(int order, long tile, Raster raster, int finer)
    {
        var side = HipsGrid.TileWidth >> finer;
        for (var cell = 0; cell < 1 << (2 * finer); cell++)
        {
            var (row, column) = (Bits(cell) * side, Bits(cell >> 1) * side);
            if (HasValue(raster, row, column, side))
                yield return Healpix.Range(order + finer, (tile << (2 * finer)) + cell);
        }
    }

    /// <summary>Every other bit, from the lowest one.</summary>
    public static int Bits(long interleaved)
    {
        var gathered = 0;
        for (var bit = 0; bit < 16; bit++)
            gathered |= (int)(interleaved >> (2 * bit) & 1) << bit;
        return gathered;
    }

    private static bool HasValue(Raster raster, int row, int column, int side)
    {
        for (var y = row; y < row + side; y++)
            foreach (var value in raster.Row(y).Slice(column, side))
                if (!float.IsNaN(value))
                    return true;
        return false;
    }

    private static void Shrink(Raster from, int factor, Raster into, int left, int top)
    {
        for (var y = 0; y < from.Height / factor; y++)
        for (var x = 0; x < from.Width / factor; x++)
        {
            var (sum, count) = (0.0, 0);
            for (var dy = 0; dy < factor; dy++)
                foreach (var value in from.Row(y * factor + dy).Slice(x * factor, factor))
                    if (!float.IsNaN(value))
                        (sum, count) = (sum + value, count + 1);
            if (count > 0)
                into.Values[(top + y) * into.Width + left + x] = (float)(sum / count);
        }
    }
}
