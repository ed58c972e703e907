using DataLab.Sky;

namespace DataLab.Adql.Semantics;

/// <summary>The positions of a table's rows as an engine keeps them: a join need not read what is far from all of them.</summary>
public interface IKnownPositions
{
    /// <summary>What lies in the cells of the table's positions at an order, or in neighbours of these; it may hold more.</summary>
    /// <param name="order">HEALPix order, 0 to 29.</param>
    Vicinity Around(int order);
}

/// <summary>Cells near the positions of a table.</summary>
/// <param name="Key">By which the engine's <c>datalab_near</c> finds the cells.</param>
/// <param name="Extent">From the first to the last, order 29; null where there are none.</param>
public sealed record Vicinity(long Key, HealpixRange? Extent);
