using System.Collections.Immutable;
using DataLab.Adql.Plan;
using DataLab.Adql.Semantics;
using DataLab.Adql.Syntax;

namespace DataLab.Adql.Rewriting;

/// <summary>A query that groups the rows of a spread table: each part groups its own, then the groups of all parts are united.</summary>
/// <param name="aggregates">That the query has, none of them over distinct values.</param>
internal sealed class SpreadGroups(
    Select select,
    TableSource table,
    ImmutableArray<TablePart> parts,
    ImmutableArray<AggregateValue> aggregates
) : Rewriter
{
    private readonly string alias = SpreadTables.Alias(table);
    private readonly List<OutputColumn> columns = [];
    private readonly Dictionary<Value, Value> whole = [];

    /// <returns>Null if the query uses columns that it does not group by.</returns>
    public Select? Query()
    {
        ImmutableArray<Value> keys = [.. select.GroupBy.Select(Part)];
        foreach (var (key, column) in select.GroupBy.Zip(keys))
            whole[key] = column;
        foreach (var aggregate in aggregates)
            whole[aggregate] = Whole(aggregate) with { Metadata = aggregate.Metadata };
        var inner = select with { Columns = [.. columns], Having = null, OrderBy = [], Limit = null, Offset = null };
        var united = (Select)base.Rewrite(select with { From = [], Where = null, GroupBy = [] });
        united = united with
        {
            From = [new QuerySource(alias, SpreadTables.United(inner, table, parts))],
            GroupBy = [.. keys],
        };
        var used = united
            .Columns.Select(column => column.Value)
            .Concat(united.OrderBy.Where(order => order.Value is not null).Select(order => order.Value!))
            .Concat(Tree.Values(united.Having ?? new AndCondition([])));
        return used.SelectMany(Tree.Columns).All(column => column.Source == alias) ? united : null;
    }

    protected override Value Rewrite(Value value) =>
        whole.TryGetValue(value, out var united) ? united : base.Rewrite(value);

    /// <summary>What each part is to tell.</summary>
    private ColumnValue Part(Value value)
    {
        var column = new OutputColumn(SpreadTables.Column("p", columns.Count), new Name("p", false), value);
        columns.Add(column);
        return SpreadTables.Of(alias, column);
    }

    private Value Whole(AggregateValue aggregate)
    {
        switch (aggregate.Function)
        {
            case Aggregate.Count:
                return new AggregateValue(Aggregate.Sum, false, Part(aggregate), aggregate.Type);
            case Aggregate.Avg:
                var sum = Part(
                    aggregate with
                    {
                        Function = Aggregate.Sum,
                        Argument = new CastValue(aggregate.Argument!, AdqlType.Double),
                        Type = AdqlType.Double,
                    }
                );
                var count = Part(aggregate with { Function = Aggregate.Count, Type = AdqlType.Long });
                return new ArithmeticValue(
                    ArithmeticOperator.Divide,
                    new AggregateValue(Aggregate.Sum, false, sum, AdqlType.Double),
                    new CastValue(new AggregateValue(Aggregate.Sum, false, count, AdqlType.Long), AdqlType.Double),
                    aggregate.Type
                );
            default:
                return aggregate with { Argument = Part(aggregate) };
        }
    }
}
