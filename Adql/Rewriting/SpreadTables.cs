using System.Collections.Immutable;
using System.Globalization;
using DataLab.Adql.Plan;
using DataLab.Adql.Semantics;
using DataLab.Adql.Syntax;

namespace DataLab.Adql.Rewriting;

/// <summary>Queries of one table whose rows lie on several servers: each counts, sums or sorts its own, and little travels.</summary>
/// <remarks>
/// Engines that spread tables hand on conditions, but not the halves of an aggregate, nor how many rows are wanted. So a query that
/// groups becomes one of the united results of all parts, and the first rows are those of the first rows of each part.
/// </remarks>
internal sealed class SpreadTables : Rewriter
{
    /// <summary>More rows than that are worth reading from where they are.</summary>
    private const long MostFirstRows = 10_000;

    protected override Query Rewrite(Query query) =>
        base.Rewrite(query) is var same && Spread(same) is { } spread ? spread : same;

    private static Select? Spread(Query query)
    {
        if (query is not Select { Distinct: false, From: [TableSource { Table.Parts.Length: > 1 } table] } select)
            return null;
        var parts = Parts(table, select.Where);
        Value[] values =
        [
            .. select.Columns.Select(column => column.Value),
            .. select.OrderBy.Where(order => order.Value is not null).Select(order => order.Value!),
            .. select.GroupBy,
        ];
        if (parts.Length < 2 || !IsOf(table, values, select))
            return null;
        var aggregates = values
            .Concat(Tree.Values(select.Having ?? new AndCondition([])))
            .SelectMany(Aggregates)
            .Distinct()
            .ToImmutableArray();
        if (aggregates.Length > 0 || select.GroupBy.Count > 0)
            return aggregates.All(IsDivisible) && select.GroupBy.All(HasType)
                ? new SpreadGroups(select, table, parts, aggregates).Query()
                : null;
        return
            select.Having is null
            && select.Limit + (select.Offset ?? 0) <= MostFirstRows
            && values.All(value => HasType(value) || value is ColumnValue { Type.Kind: Kind.Opaque })
            ? FirstRows(select, table, parts)
            : null;
    }

    /// <summary>Those that a search in the sky can find rows in.</summary>
    private static ImmutableArray<TablePart> Parts(TableSource table, Condition? where)
    {
        var searches = Tree.Terms(where).OfType<RegionSearch>().Where(search => search.Cell.Source == table.Alias);
        var parts = table.Table.Parts;
        foreach (var search in searches)
            parts = parts.RemoveAll(part =>
                !search.Cover.Ranges.Any(range => range.First <= part.Last && range.Last >= part.First)
            );
        return parts;
    }

    /// <summary>Nothing but the table's own columns is used, and nothing that depends on all rows at once.</summary>
    private static bool IsOf(TableSource table, IEnumerable<Value> values, Select select)
    {
        Condition[] conditions = [select.Where ?? new AndCondition([]), select.Having ?? new AndCondition([])];
        var all = values.Concat(conditions.SelectMany(Tree.Values)).ToArray();
        return !conditions.Any(Tree.HasQuery)
            && !all.Any(Tree.HasQuery)
            && !all.Any(HasWindow)
            && all.SelectMany(Tree.Columns).All(column => column.Source == table.Alias);
    }

    private static bool HasWindow(Value value) => value is WindowValue || Tree.Children(value).Any(HasWindow);

    private static IEnumerable<AggregateValue> Aggregates(Value value) =>
        value is AggregateValue aggregate ? [aggregate] : Tree.Children(value).SelectMany(Aggregates);

    private static bool IsDivisible(AggregateValue aggregate) =>
        aggregate is { Distinct: false, Function: not Aggregate.Declared } && HasType(aggregate);

    /// <summary>What the parts hand on keeps its type on the way.</summary>
    private static bool HasType(Value value) => value.Type.Kind is not (Kind.Null or Kind.Unknown or Kind.Opaque);

    private static Select FirstRows(Select select, TableSource table, ImmutableArray<TablePart> parts)
    {
        var keys = select.OrderBy.Where(order => order.Value is not null).ToArray();
        ImmutableArray<OutputColumn> columns =
        [
            .. select.Columns.Select((column, i) => column with { EngineName = Column("c", i) }),
            .. keys.Select((key, i) => new OutputColumn(Column("o", i), new Name("o", false), key.Value!)),
        ];
        var inner = select with { Columns = columns, Limit = select.Limit + (select.Offset ?? 0), Offset = null };
        var alias = Alias(table);
        var sorted = 0;
        return new Select
        {
            Columns = [.. select.Columns.Select((column, i) => column with { Value = Of(alias, columns[i]) })],
            From = [new QuerySource(alias, select.OrderBy.IsEmpty ? United(inner, table, parts) : Unsorted())],
            OrderBy =
            [
                .. select.OrderBy.Select(order =>
                    order.Value is null
                        ? order
                        : order with
                        {
                            Value = Of(alias, columns[select.Columns.Length + sorted++]),
                        }
                ),
            ],
            Limit = select.Limit,
            Offset = select.Offset,
        };

        // Each part's rows are sorted; engines that merged them would ask one part after the other.
        Select Unsorted()
        {
            const string all = "\"all parts\"";
            return new Select
            {
                Columns = [.. columns.Select(column => column with { Value = Of(all, column) })],
                From = [new QuerySource(all, United(inner, table, parts))],
                Offset = 0,
            };
        }
    }

    internal static string Alias(TableSource table) => $"\"parts of {table.Alias.Trim('"')}\"";

    internal static string Column(string kind, int number) =>
        $"\"{kind}{number.ToString(CultureInfo.InvariantCulture)}\"";

    internal static ColumnValue Of(string alias, OutputColumn column) =>
        new(alias, column.EngineName, column.Name.Text, column.Value.Type) { Metadata = column.Value.Metadata };

    /// <summary>The same query of each part, one after the other.</summary>
    internal static Query United(Select inner, TableSource table, ImmutableArray<TablePart> parts)
    {
        Query? united = null;
        foreach (var part in parts)
        {
            var here = table with { Table = table.Table with { EngineName = part.EngineName, Parts = [] } };
            Query query = inner with { From = [here] };
            united = united is null
                ? query
                : new SetQuery(SetOperator.Union, true, united, query) { Columns = inner.Columns };
        }
        return united!;
    }
}
