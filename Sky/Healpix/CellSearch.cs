namespace DataLab.Sky;

/// <summary>Compares and measures regions by the cells they share, from large cells to small ones.</summary>
internal static class CellSearch
{
    /// <summary>Cells looked at for one answer: a few milliseconds.</summary>
    private const int MostCells = 8192;

    /// <summary>Cells on the outline when an area is summed, each by its pieces; the sum is then good to about 1e-4 or better.</summary>
    private const int MeasureCells = 1024;

    /// <summary>Orders below that of a cell on the outline: 16 pieces.</summary>
    private const int PieceOrders = 2;

    /// <summary>Cells of this order are 0.8 milliarcseconds wide: what is nearer counts as touching.</summary>
    private const int FinestOrder = 28;

    /// <returns>Null if the cells looked at did not tell.</returns>
    public static bool? Intersects(Region a, Region b)
    {
        var cells = Start(a, b);
        var weight = a.Weight + b.Weight;
        for (var looked = 0; cells.TryPop(out var place); looked++)
        {
            if (looked == MostCells || !Effort.Spend(weight))
            {
                return null;
            }

            var (order, cell) = place;
            var first = a.OverlapWith(order, cell);
            var second = first == Overlap.None ? Overlap.None : b.OverlapWith(order, cell);
            if (second == Overlap.None)
            {
                continue;
            }

            if (first == Overlap.Full && second == Overlap.Full || order >= FinestOrder || AreIn(a, b, order, cell))
            {
                return true;
            }

            PushChildren(cells, order, cell);
        }

        return false;
    }

    /// <returns>Null if the cells looked at did not tell.</returns>
    public static bool? Contains(Region outer, Region inner)
    {
        var cells = Start(inner, inner);
        var isKnown = true;
        var weight = outer.Weight + inner.Weight;
        for (var looked = 0; cells.TryPop(out var place); looked++)
        {
            if (looked == MostCells || !Effort.Spend(weight))
            {
                return null;
            }

            var (order, cell) = place;
            var within = inner.OverlapWith(order, cell);
            var around = within == Overlap.None ? Overlap.Full : outer.OverlapWith(order, cell);
            if (around == Overlap.Full)
            {
                continue;
            }

            if (within == Overlap.Full && around == Overlap.None)
            {
                return false;
            }

            if (order >= FinestOrder)
            {
                isKnown &= around == Overlap.Partial;
                continue;
            }

            var centre = Healpix.Pix2Vec(order, cell);
            if (inner.Contains(centre) && !outer.Contains(centre))
            {
                return false;
            }

            PushChildren(cells, order, cell);
        }

        return isKnown ? true : null;
    }

    /// <returns>Square degrees, and the centre of gravity unless there is none.</returns>
    public static (double Area, Point? Centroid) Measure(Region region)
    {
        var (order, outline) = CoverSearch.Around(region.BoundingCircle);
        var (area, sum) = (0.0, default(Vector));
        var most = Math.Clamp(16 * MeasureCells / region.Weight, 64, MeasureCells);
        while (true)
        {
            var partial = new List<long>();
            foreach (var cell in outline)
            {
                switch (region.OverlapWith(order, cell))
                {
                    case Overlap.Full:
                        Add(order, cell);
                        break;
                    case Overlap.Partial:
                        partial.Add(cell);
                        break;
                }
            }

            if (partial.Count == 0 || partial.Count > most || order + PieceOrders >= FinestOrder)
            {
                partial.ForEach(AddPieces);
                break;
            }

            order++;
            outline = [.. partial.SelectMany(cell => new[] { 4 * cell, 4 * cell + 1, 4 * cell + 2, 4 * cell + 3 })];
        }

        return (area, sum.Length > 1e-12 * area && area > 0.0 ? sum.Normalised().ToPoint() : null);

        void AddPieces(long cell)
        {
            var fine = order + PieceOrders;
            for (var piece = cell << (2 * PieceOrders); piece < (cell + 1) << (2 * PieceOrders); piece++)
            {
                if (region.Contains(Healpix.Pix2Vec(fine, piece)))
                {
                    Add(fine, piece);
                }
            }
        }

        void Add(int at, long cell)
        {
            area += Healpix.PixelArea(at);
            sum += Moment(at, cell);
        }
    }

    /// <summary>Area times mean direction of a cell, the large ones taken in pieces.</summary>
    public static Vector Moment(int order, long cell)
    {
        const int SmallOrder = 7;
        if (order >= SmallOrder)
        {
            return Healpix.PixelArea(order) * (Vector)Healpix.Pix2Vec(order, cell);
        }

        var pieces = 1L << (2 * (SmallOrder - order));
        var sum = default(Vector);
        for (var piece = cell * pieces; piece < (cell + 1) * pieces; piece++)
        {
            sum += Healpix.Pix2Vec(SmallOrder, piece);
        }

        return Healpix.PixelArea(SmallOrder) * sum;
    }

    private static Stack<(int Order, long Cell)> Start(Region a, Region b)
    {
        var (first, second) = (a.BoundingCircle, b.BoundingCircle);
        var (order, cells) = CoverSearch.Around(first.Radius <= second.Radius ? first : second);
        return new Stack<(int, long)>(cells.Select(cell => (order, cell)));
    }

    private static bool AreIn(Region a, Region b, int order, long cell)
    {
        var centre = Healpix.Pix2Vec(order, cell);
        return a.Contains(centre) && b.Contains(centre);
    }

    private static void PushChildren(Stack<(int Order, long Cell)> cells, int order, long cell)
    {
        for (var child = 4 * cell; child < 4 * cell + 4; child++)
        {
            cells.Push((order + 1, child));
        }
    }
}
