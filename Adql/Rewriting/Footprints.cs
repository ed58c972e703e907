using DataLab.Adql.Plan;
using DataLab.Adql.Semantics;
using DataLab.Adql.Syntax;
using DataLab.Sky;

namespace DataLab.Adql.Rewriting;

/// <summary>How a table's region lies to a shape.</summary>
internal enum FootprintRelation
{
    /// <summary>They have a position in common.</summary>
    Meets,

    /// <summary>The shape is in the region.</summary>
    Holds,

    /// <summary>The region is in the shape.</summary>
    IsIn,
}

/// <summary>A test of a table's region against a shape of the query's or of another source.</summary>
/// <param name="Alias">Of the table.</param>
/// <param name="Constant">The shape, if it is the same for all rows; in the frame of the region.</param>
internal sealed record FootprintTest(string Alias, FootprintRelation Relation, Value Shape, Region? Constant);

/// <summary>The indexed columns of regions of the sources of a statement, and the tests of them.</summary>
internal sealed class Footprints
{
    /// <summary>Degrees: distances and sums of them round.</summary>
    private const double Rounding = 1e-9;

    private readonly Dictionary<string, Table> tables = [];

    public FootprintColumns this[string alias] => tables[alias].Footprint!;

    public void Note(IEnumerable<Source> sources)
    {
        foreach (var leaf in sources.SelectMany(Tree.Leaves))
            if (leaf is TableSource { Table: { Footprint: not null } table })
                tables[leaf.Alias] = table;
    }

    /// <summary>Whether any table of a statement has such a column.</summary>
    public static bool IsNeeded(Statement statement)
    {
        var finder = new Finder();
        finder.Rewrite(statement);
        return finder.IsFound;
    }

    public ColumnValue Key(string alias) => new(alias, this[alias].Key, "key", AdqlType.Long);

    /// <returns>Null for other conditions.</returns>
    public FootprintTest? Of(Condition condition)
    {
        switch (condition)
        {
            case IntersectsCondition { First: var first, Second: var second }:
                return Test(first, FootprintRelation.Meets, second) ?? Test(second, FootprintRelation.Meets, first);
            case ContainsCondition { Inner: var inner, Outer: var outer }:
                return Test(outer, FootprintRelation.Holds, inner) ?? Test(inner, FootprintRelation.IsIn, outer);
            default:
                return null;
        }
    }

    private FootprintTest? Test(Value region, FootprintRelation relation, Value shape) =>
        AliasOf(region) is not { } alias || AliasOf(shape) == alias
            ? null
            : new FootprintTest(alias, relation, shape, Shapes.Region(shape));

    private string? AliasOf(Value region)
    {
        // Texts of no xtype that are outlines by their UCD are read as regions.
        var column = region is CastValue { Operand: ColumnValue text, Type.Kind: Kind.Region }
            ? text
            : region as ColumnValue;
        return
            column is not null
            && tables.TryGetValue(column.Source, out var table)
            && table.Columns.FirstOrDefault(one => one.Name == table.Footprint!.Region)?.EngineName == column.EngineName
            ? column.Source
            : null;
    }

    /// <summary>
    /// The same where it is true: false where the discs about the region and the shape are apart, true where those inside of them
    /// leave no doubt.
    /// </summary>
    /// <param name="centre">Of the shape's discs.</param>
    /// <param name="inner">Degrees; null if there is no such disc about the centre.</param>
    /// <param name="outer">Degrees.</param>
    public AndCondition Discs(FootprintTest test, Value centre, double? inner, double outer, Condition exact)
    {
        var columns = this[test.Alias];
        Value Column(string name) => new ColumnValue(test.Alias, name, name, AdqlType.Double);
        var distance = new DistanceValue(new PointValue(Column(columns.Longitude), Column(columns.Latitude)), centre)
        {
            IsRough = test.Constant is not null,
        };
        Condition AtMost(Value limit) => new CompareCondition(ComparisonOperator.LessOrEqual, distance, limit);
        var (near, sure) = test.Relation switch
        {
            FootprintRelation.Meets => (outer, inner is { } held ? Plus(Column(columns.Inner), held - Rounding) : null),
            FootprintRelation.Holds => (
                inner is { } held ? -held : outer,
                Plus(Column(columns.Inner), -outer - Rounding)
            ),
            _ => (outer, inner is { } held ? Minus(held - Rounding, Column(columns.Outer)) : null),
        };
        return new AndCondition([
            AtMost(Plus(Column(columns.Outer), near + FootprintKey.Margin)),
            sure is null ? exact : new OrCondition([AtMost(sure), exact]),
        ]);
    }

    private static ArithmeticValue Plus(Value value, double number) =>
        new(ArithmeticOperator.Add, value, new RealConstant(number), AdqlType.Double);

    private static ArithmeticValue Minus(double number, Value value) =>
        new(ArithmeticOperator.Subtract, new RealConstant(number), value, AdqlType.Double);

    private sealed class Finder : Rewriter
    {
        public bool IsFound { get; private set; }

        protected override Source Rewrite(Source source)
        {
            IsFound |= source is TableSource { Table.Footprint: not null };
            return base.Rewrite(source);
        }
    }
}
