namespace DataLab.Fits.Images.Tiles;

/// <summary>One axis of a tile that a section meets.</summary>
/// <param name="Index">0-based number of the tile along the axis.</param>
/// <param name="First">0-based place in the section of the first pixel in the tile.</param>
/// <param name="Count">Pixels of the section in the tile; at least 1.</param>
internal readonly record struct TileSpan(long Index, long First, long Count);

/// <summary>The tiles that a section needs, in the order of the table. Immutable.</summary>
internal sealed class TileGrid
{
    private readonly TileSpan[][] spans;
    private readonly TileTable table;

    public TileGrid(TileTable table, Section section)
    {
        this.table = table;
        Section = section;
        spans = [.. section.Axes.Select((range, n) => SpansOf(range, table.Tile[n]))];
        Count = spans.Aggregate(1L, (product, axis) => checked(product * axis.Length));
    }

    public Section Section { get; }

    /// <summary>Tiles.</summary>
    public long Count { get; }

    /// <summary>The row of the table, 0-based, of a tile of this grid.</summary>
    public long RowOf(long ordinal)
    {
        long row = 0,
            stride = 1;
        for (var n = 0; n < spans.Length; n++)
        {
            row += spans[n][ordinal % spans[n].Length].Index * stride;
            ordinal /= spans[n].Length;
            stride *= table.Counts[n];
        }
        return row;
    }

    /// <summary>Which pixels of a tile go where.</summary>
    public TileBox BoxOf(long ordinal)
    {
        var axes = new BoxAxis[spans.Length];
        var length = 1;
        var width = 1;
        long place = 1;
        for (var n = 0; n < spans.Length; n++)
        {
            var span = spans[n][ordinal % spans[n].Length];
            ordinal /= spans[n].Length;
            var range = Section.Axes[n];
            var start = span.Index * table.Tile[n];
            axes[n] = new BoxAxis(
                (int)(range.First - 1 + span.First * range.Step - start) * length,
                // A step beyond the tile is never taken.
                span.Count == 1
                    ? 0
                    : (int)range.Step * length,
                (int)span.Count,
                span.First * place,
                place
            );
            length *= (int)Math.Min(table.Tile[n], table.Axes[n] - start);
            if (n == 0)
                width = length;
            place *= range.Count;
        }
        return new TileBox(axes, length, width);
    }

    private static TileSpan[] SpansOf(AxisRange range, long tile)
    {
        var found = new List<TileSpan>();
        for (long at = 0, count = range.Count; at < count; )
        {
            var index = (range.First - 1 + at * range.Step) / tile;
            // The first pixel of the section at or after the tile's end.
            var next = Math.Min(count, ((index + 1) * tile - (range.First - 1) + range.Step - 1) / range.Step);
            found.Add(new TileSpan(index, at, next - at));
            at = next;
        }
        return [.. found];
    }
}

/// <summary>One axis of what is taken out of a tile.</summary>
/// <param name="Source">Place in the tile of the first pixel, counted in pixels of the tile.</param>
/// <param name="SourceStep">To the next one.</param>
/// <param name="Target">Place in the section.</param>
/// <param name="TargetStep">To the next one.</param>
internal readonly record struct BoxAxis(int Source, int SourceStep, int Count, long Target, long TargetStep);

/// <summary>What is taken out of a tile.</summary>
/// <param name="Length">Pixels of the tile.</param>
/// <param name="Width">Pixels of a row of the tile.</param>
internal sealed record TileBox(BoxAxis[] Axes, int Length, int Width)
{
    /// <summary>Pixels from the tile's start up to the last one taken.</summary>
    public int Needed => 1 + Axes.Sum(axis => axis.Source + axis.SourceStep * (axis.Count - 1));

    /// <summary>Pixels taken.</summary>
    public long Taken => Axes.Aggregate(1L, (product, axis) => product * axis.Count);
}

/// <summary>Goes over what is taken out of a tile, one row of pixels along the first axis after the other, in the order of the tile.</summary>
internal ref struct RowWalk(TileBox box)
{
    private readonly int[] at = new int[box.Axes.Length];
    private bool begun;

    /// <param name="source">Place of the row's first pixel in the tile.</param>
    /// <param name="target">Its place in the section.</param>
    public bool MoveNext(out int source, out long target)
    {
        (source, target) = (0, 0);
        if (begun)
        {
            var axis = 1;
            while (axis < at.Length && ++at[axis] == box.Axes[axis].Count)
                at[axis++] = 0;
            if (axis >= at.Length)
                return false;
        }
        begun = true;
        for (var n = 0; n < at.Length; n++)
        {
            source += box.Axes[n].Source + at[n] * box.Axes[n].SourceStep;
            target += box.Axes[n].Target + at[n] * box.Axes[n].TargetStep;
        }
        return true;
    }
}
