using System.Collections.Immutable;
using DataLab.Adql.Dialects;
using DataLab.Adql.Plan;
using DataLab.Adql.Semantics;

namespace DataLab.Adql.Rewriting;

/// <summary>The passes between checking and writing. None changes which rows a query returns.</summary>
internal static class Passes
{
    /// <param name="tables">All that the statement names.</param>
    public static Statement Run(Statement statement, ImmutableArray<Table> tables, SqlDialect dialect)
    {
        // Outer joins by subqueries and columns from outside; first, so that the next passes see the joins as they will be.
        statement = new CorrelatedOuterJoins(dialect).Rewrite(statement);
        // Numbers that a query of one row hands on are as good as written where they are used.
        statement = ConstantSources.Run(statement);
        // A box of known size is a polygon (ADQL 2.1 §4.2.9), also where its centre differs from row to row.
        statement = new BoxesToPolygons().Rewrite(statement);
        // CONTAINS = 1, 1 = CONTAINS, INTERSECTS with a point, r > DISTANCE: one form each, so that the next passes see them all.
        statement = new ShapeTests().Rewrite(statement);
        statement = new PlainDistances().Rewrite(statement);
        // A test of a table's position against a constant region reads only the cells of that region.
        statement = new RegionSearches().Rewrite(statement);
        // A test of a table's regions against a constant one reads only the regions that can reach it.
        statement = new FootprintSearches().Rewrite(statement);
        // Cells of a region that lie far apart in the table are read one by one.
        statement = new ScatteredCells().Rewrite(statement);
        // Tables without cells may have another index on their positions.
        statement = new IndexedSearches().Rewrite(statement);
        // Two positions within a radius are joined by cells; after region searches, which tell what side is small.
        statement = new PositionalJoins().Rewrite(statement);
        // So are positions and the regions of a table, by cells of the sizes of the regions.
        statement = new FootprintJoins().Rewrite(statement);
        // What is left of nearest rows, without any radius, is looked for in growing rings.
        statement = new NearestNeighbours().Rewrite(statement);
        // What is asked for each row is asked of rows that are here.
        statement = SpreadCopies.Run(statement, tables);
        // Parts of a table on servers of their own do what they can themselves; last, since the other passes know tables only.
        statement = new SpreadTables().Rewrite(statement);
        return UsedColumns.Tell(statement);
    }
}
