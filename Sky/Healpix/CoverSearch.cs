namespace DataLab.Sky;

/// <summary>Walks down the cells of a region, order by order, until its outline is fine enough.</summary>
internal sealed class CoverSearch(Region region, int maxRanges)
{
    /// <summary>Cells on the outline for each range asked for; finer ones would only be merged again.</summary>
    private const int CellsPerRange = 2;

    /// <summary>Even a cover of one range is computed from this many cells, else it would be much too large.</summary>
    private const int LeastCells = 48;

    /// <summary>Ranges of cells that lie in the region.</summary>
    public List<HealpixRange> Interior { get; } = [];

    /// <summary>Ranges of all cells that may touch the region.</summary>
    public List<HealpixRange> Cover { get; } = [];

    public void Run()
    {
        var enough = Math.Max(LeastCells, CellsPerRange * maxRanges);
        var (order, outline) = Start();
        while (order < Healpix.MaxOrder && outline.Count > 0 && outline.Count < enough)
        {
            order++;
            var finer = new List<long>(4 * outline.Count);
            foreach (var cell in outline)
            {
                for (var child = 4 * cell; child < 4 * cell + 4; child++)
                {
                    Sort(order, child, finer);
                }
            }

            outline = finer;
        }

        Cover.AddRange(Interior);
        foreach (var cell in outline)
        {
            Cover.Add(Healpix.Range(order, cell));
        }
    }

    /// <summary>The few cells that hold the bounding circle, or the base faces.</summary>
    public static (int Order, long[] Cells) Around(Circle bounds)
    {
        var order = Healpix.OrderFor(bounds.Radius);
        if (order < 0)
        {
            return (0, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
        }

        Span<long> cells = stackalloc long[Healpix.MaxAround];
        var count = Healpix.Around(order, Healpix.Ang2Pix(order, bounds.Centre), cells);
        return (order, cells[..count].ToArray());
    }

    private (int Order, List<long> Outline) Start()
    {
        var (order, cells) = Around(region.BoundingCircle);
        var outline = new List<long>(cells.Length);
        foreach (var cell in cells)
        {
            Sort(order, cell, outline);
        }

        return (order, outline);
    }

    private void Sort(int order, long cell, List<long> outline)
    {
        switch (region.OverlapWith(order, cell))
        {
            case Overlap.Full:
                Interior.Add(Healpix.Range(order, cell));
                break;
            case Overlap.Partial:
                outline.Add(cell);
                break;
        }
    }
}
