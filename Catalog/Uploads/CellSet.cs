using DataLab.Sky;

namespace DataLab.Catalog.Uploads;

/// <summary>Some of the sky as ranges of cells, made to be asked for every row of a table. Immutable.</summary>
internal sealed class CellSet
{
    /// <summary>Of many cells the surroundings are taken in cells this many orders larger: fewer ranges, made faster.</summary>
    private const int CoarserBy = 3;

    /// <summary>So few cells are surrounded as closely as they can be.</summary>
    private const int FewCells = 1000;

    /// <summary>Beginnings and ends by turns, order 29, ascending: an end is the first cell behind a range.</summary>
    private readonly long[] borders;

    private CellSet(long[] borders) => this.borders = borders;

    /// <summary>From the first cell to the last; null if there are none.</summary>
    public HealpixRange? Extent => borders.Length == 0 ? null : new HealpixRange(borders[0], borders[^1] - 1);

    /// <summary>Holds the cells and their neighbours.</summary>
    /// <param name="order">Of the cells.</param>
    /// <param name="cells">Ascending, each once.</param>
    public static CellSet Around(int order, ReadOnlySpan<long> cells)
    {
        var coarser = cells.Length > FewCells ? Math.Min(CoarserBy, order) : 0;
        var surroundings = new List<long>(cells.Length * 2);
        Span<long> around = stackalloc long[Healpix.MaxAround];
        foreach (var cell in cells)
        {
            if (IsInside(cell, coarser))
            {
                Add(cell >> (2 * coarser));
                continue;
            }
            foreach (var near in around[..Healpix.Around(order, cell, around)])
                Add(near >> (2 * coarser));
        }
        surroundings.Sort();
        return new CellSet(Borders(surroundings, 2 * (Healpix.MaxOrder - order + coarser)));

        void Add(long near)
        {
            if (surroundings.Count == 0 || surroundings[^1] != near)
                surroundings.Add(near);
        }
    }

    /// <summary>Whether all neighbours of a cell lie in the same larger cell: its place there is on no edge.</summary>
    private static bool IsInside(long cell, int coarser)
    {
        const long allX = 0x5555_5555_5555_5555;
        var place = (1L << (2 * coarser)) - 1;
        var (x, y) = (cell & place & allX, cell & place & ~allX);
        return x != 0 && y != 0 && x != (place & allX) && y != (place & ~allX);
    }

    private static long[] Borders(List<long> cells, int shift)
    {
        var borders = new List<long>();
        foreach (var cell in cells)
        {
            var first = cell << shift;
            if (borders.Count > 0 && borders[^1] >= first)
                borders[^1] = (cell + 1) << shift;
            else
                borders.AddRange([first, (cell + 1) << shift]);
        }
        return [.. borders];
    }

    /// <summary>Tells of each cell whether it is in the set. Fast for cells that are sorted, more or less.</summary>
    /// <param name="answers">Receives 1 or 0.</param>
    public void Test(ReadOnlySpan<long> cells, Span<byte> answers)
    {
        answers = answers[..cells.Length];
        // The stretch from one border to the next that the last cell was in: nothing changes within it.
        var (from, length, answer) = (0L, 0UL, (byte)0);
        for (var i = 0; i < cells.Length; i++)
        {
            if ((ulong)(cells[i] - from) >= length)
                (from, length, answer) = Stretch(cells[i]);
            answers[i] = answer;
        }
    }

    private (long From, ulong Length, byte Answer) Stretch(long cell)
    {
        var found = Array.BinarySearch(borders, cell);
        // How many borders are at the cell or before it.
        var passed = found >= 0 ? found + 1 : ~found;
        var from = passed == 0 ? long.MinValue : borders[passed - 1];
        var to = passed == borders.Length ? long.MaxValue : borders[passed];
        return (from, (ulong)to - (ulong)from, (byte)(passed & 1));
    }
}
