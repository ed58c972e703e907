using System.Collections.Immutable;
using DataLab.Adql.Semantics;
using DataLab.Sky;

namespace DataLab.Adql.Plan;

// What the rewriting passes put in place of slower forms.

/// <summary>A point lies in a constant polygon.</summary>
internal sealed record PolygonCondition(Value Point, Polygon Polygon) : Condition;

/// <summary>An exact test on a table's main position, with the cells in which it can be true.</summary>
/// <param name="Cell">The table's cell column.</param>
/// <param name="Exact">False or unknown wherever <paramref name="Cover"/> does not reach.</param>
internal sealed record RegionSearch(ColumnValue Cell, HealpixCover Cover, Condition Exact) : Condition
{
    /// <summary>The source gives no rows of other cells (<see cref="TableSource.Cells"/>), on engines that heed this.</summary>
    public bool IsRead { get; init; }
}

/// <summary>An exact test on a table's regions, with the keys of the rows for which it can be true.</summary>
/// <param name="Key">The table's column of keys (<see cref="FootprintKey"/>).</param>
/// <param name="Ranges">Of keys, sorted, disjoint.</param>
/// <param name="Exact">False or unknown for rows with other keys.</param>
internal sealed record FootprintSearch(ColumnValue Key, ImmutableArray<HealpixRange> Ranges, Condition Exact)
    : Condition
{
    /// <inheritdoc cref="RegionSearch.IsRead"/>
    public bool IsRead { get; init; }
}

/// <summary>The cell of a row's position is one of a coverage map.</summary>
/// <param name="Cell">The table's cell column.</param>
internal sealed record MocCondition(ColumnValue Cell, Moc Moc) : Condition;

/// <summary>A row of a table is near one of the known positions of another.</summary>
/// <param name="Cell">The table's cell column; a row without a cell is near nothing.</param>
internal sealed record NearCondition(ColumnValue Cell, Vicinity Vicinity) : Condition;

/// <summary>The HEALPix cell of a position, NESTED, at an order.</summary>
/// <param name="Cell">Column with the order-29 index of the position, null when it must be computed.</param>
internal sealed record CellValue(Value Point, ColumnValue? Cell, int Order) : Value(AdqlType.Long);

/// <summary>A source whose rows are repeated, once for each of some cells.</summary>
/// <param name="Cells">A list of cells, from columns of <paramref name="Inner"/>; rows without one are left out.</param>
/// <param name="Filter">Rows wanted at all, before they are repeated.</param>
internal sealed record CellSource(Source Inner, CellList Cells, Condition? Filter = null) : Source(Inner.Alias)
{
    /// <summary>Partners are looked for in it again and again, by each row from outside.</summary>
    public bool IsAskedAgain { get; init; }

    /// <summary>The column with the cell; its name has a blank, so that no column of the source is called the same.</summary>
    public ColumnValue Key => new(Alias, "\"cell around\"", "cell", AdqlType.Long);
}

/// <summary>A row for each cell of a list that is made from columns of a source before, or of an enclosing query.</summary>
internal sealed record AroundSource(string Alias, CellList Cells) : Source(Alias)
{
    public ColumnValue Key => new(Alias, "\"cell around\"", "cell", AdqlType.Long);
}

/// <summary>The rows of a source that match a row of the sources before; made to be joined without further condition.</summary>
/// <param name="Around">Cells made from the sources before.</param>
internal sealed record MatchSource(Source Inner, AroundSource Around, Condition On) : Source(Inner.Alias);

/// <summary>Cells that belong to a position.</summary>
internal abstract record CellList(Value Point) : Value(new AdqlType(Kind.Opaque, new ColumnType("long", "*")));

/// <summary>The cell of the position at an order, and its neighbours.</summary>
/// <param name="Margins">Of the radius that is looked in, at the same order: neighbours that it does not reach are left out.</param>
/// <param name="Cell">Column with the position's cell of order 29, where its table has one.</param>
internal sealed record CellsAround(Value Point, int Order, CellMargins? Margins = null, ColumnValue? Cell = null)
    : CellList(Point);

/// <summary>The cell and its neighbours at the finest of <see cref="CellLevels"/> whose cells are larger than a radius.</summary>
/// <remarks>Written as <see cref="CellLevels.Key"/>, so that cells of different orders differ.</remarks>
internal sealed record CellsByRadius(Value Point, Value Radius) : CellList(Point);

/// <summary>The cell of the position at each of <see cref="CellLevels"/>, and the key of the whole sky.</summary>
/// <param name="Cell">Column with the order-29 index of the position, null when it must be computed.</param>
internal sealed record CellsAtLevels(Value Point, ColumnValue? Cell) : CellList(Point);

/// <summary>Keys that regions near the position begin with: of each class of sizes the cells about the position (<see cref="FootprintLevel"/>).</summary>
internal sealed record KeysAround(Value Point, Items<FootprintLevel> Levels) : CellList(Point);

/// <summary>The key of a region without what lies below the cells of its class; NULL for classes that are not looked in.</summary>
internal sealed record KeyValue(ColumnValue Key, Items<FootprintLevel> Levels) : Value(AdqlType.Long);

/// <summary>In which cells the regions of a class are looked for.</summary>
/// <param name="Number">Of the class.</param>
/// <param name="Margins">At an order whose neighbouring cells reach far enough; null to look at the whole class.</param>
internal readonly record struct FootprintLevel(int Number, CellMargins? Margins)
{
    /// <summary>Bits of a key below those that are compared.</summary>
    public int Shift => Margins is { } margins ? 2 * (FootprintKey.Order - margins.Order) : FootprintKey.ClassShift;
}

/// <summary>The few orders at which positions meet when radii differ from row to row.</summary>
internal static class CellLevels
{
    /// <summary>From cells of a second of arc to a twelfth of the sky; a step of 3 makes a cell at most 64 times too large.</summary>
    public static readonly ImmutableArray<int> Orders = [18, 15, 12, 9, 6, 3, 0];

    /// <summary>Stands for the whole sky, for radii that no order has neighbours for.</summary>
    public const long Everywhere = -1;

    /// <summary>Degrees; <see cref="Healpix.OrderFor"/> of this radius is at least <paramref name="order"/>.</summary>
    public static double Reach(int order) => 39.4 / (1 << order);

    /// <summary>Added to a NESTED index it makes the index unique among all orders (HEALPix NUNIQ: 4·4^order + index).</summary>
    public static long Key(int order) => 4L << (2 * order);
}

/// <summary>An exact test on positions with another index (<see cref="SkyIndex"/>), and a region outside which it is not true.</summary>
/// <param name="Alias">Of the table with the index.</param>
/// <param name="Region">A circle or a convex polygon, wider than the test by what either may round.</param>
internal sealed record IndexedSearch(string Alias, SkyIndex Index, Region Region, Condition Exact) : Condition;

/// <summary>An exact test of the distance between two positions, one of them with another index.</summary>
/// <param name="Alias">Of the table with the index.</param>
/// <param name="Other">The point that partners are looked for.</param>
/// <param name="Radius">Degrees, wider than the test by what either may round.</param>
internal sealed record IndexedMatch(string Alias, SkyIndex Index, PointValue Other, double Radius, Condition Exact)
    : Condition;
