using DataLab.Adql.Semantics;
using DataLab.Sky;

namespace DataLab.Adql.Plan;

// What the rewriting passes put in place of slower forms.

/// <summary>A point lies in a constant polygon.</summary>
internal sealed record PolygonCondition(Value Point, Polygon Polygon) : Condition;

/// <summary>An exact test on a table's main position, with the cells in which it can be true.</summary>
/// <param name="Cell">The table's cell column.</param>
/// <param name="Exact">False or unknown wherever <paramref name="Cover"/> does not reach.</param>
internal sealed record RegionSearch(ColumnValue Cell, HealpixCover Cover, Condition Exact) : Condition;

/// <summary>The HEALPix cell of a position, NESTED, at an order.</summary>
/// <param name="Cell">Column with the order-29 index of the position, null when it must be computed.</param>
internal sealed record CellValue(Value Point, ColumnValue? Cell, int Order) : Value(AdqlType.Long);

/// <summary>A source whose rows are repeated, once for each cell around their position.</summary>
/// <param name="Point">Position of a row, from columns of <paramref name="Inner"/>.</param>
/// <param name="Order">The cell of the position at this order, and its neighbours.</param>
/// <param name="Filter">Rows wanted at all, before they are repeated.</param>
internal sealed record CellSource(Source Inner, Value Point, int Order, Condition? Filter) : Source(Inner.Alias)
{
    /// <summary>The column with the cell; its name has a blank, so that no column of the source is called the same.</summary>
    public ColumnValue Key => new(Alias, "\"cell around\"", "cell", AdqlType.Long);
}
