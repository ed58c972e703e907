using System.Collections.Immutable;
using DataLab.Adql.Syntax;

namespace DataLab.Differential.Tests.Evaluation;

/// <content>One SELECT, clause after clause.</content>
internal sealed partial class Evaluator
{
    private Relation Select(SelectQuery query, SelectExpression? around, Scope? outer)
    {
        var width = new Width();
        var sources = new List<Source>();
        foreach (var reference in query.From)
            sources.Add(
                From(
                    reference,
                    outer,
                    [.. sources.SelectMany(source => source.Tables)],
                    [.. sources.SelectMany(source => source.Columns)],
                    width
                )
            );
        var scope = new Scope(
            outer,
            [.. sources.SelectMany(source => source.Tables)],
            [.. sources.SelectMany(source => source.Columns)]
        );
        var where = query.Where is { } condition ? Condition(condition, scope) : null;
        var items = Items(query.Items, scope);
        var keys = query.GroupBy.Select(term => GroupKey(term, items, scope)).ToList();
        var having = query.Having is { } groups ? Condition(groups, scope) : null;
        var order = (around?.OrderBy ?? [])
            .Select(item => (Term: OrderKey(item, items, scope), item.Descending))
            .ToList();
        var grouped = query.GroupBy.Length > 0 || having is not null || scope.HasAggregates;
        var limit = Least(query.Top, around?.Limit);

        List<SortedRow> Run(Frame? frame)
        {
            List<object?[]> rows = [new object?[width.Cells]];
            foreach (var source in sources)
            {
                rows = [.. rows.SelectMany(row => source.Rows(frame, row))];
                Count(rows.Count);
            }
            if (where is not null)
                rows.RemoveAll(row => where(new Frame(frame, row)) != true);
            List<Frame> frames = grouped
                ? [.. Groups(rows, keys, frame, width.Cells)]
                : [.. rows.Select(row => new Frame(frame, row))];
            if (having is not null)
                frames.RemoveAll(group => having(group) != true);
            foreach (var one in frames)
                one.Fellows = frames;
            IEnumerable<SortedRow> result = frames.Select(one => new SortedRow(
                [.. items.Select(item => item.Term.Of(one))],
                [.. order.Select(item => item.Term.Of(one))]
            ));
            if (query.Distinct)
                result = result.DistinctBy(row => Domains.Key(row.Values));
            return Cut(
                order.Count > 0 ? Sorted(result, [.. order.Select(item => item.Descending)]) : result,
                limit,
                around?.Offset
            );
        }
        return new Relation([.. items.Select(item => (item.Title, item.Term.Domain))], Run);
    }

    private static long? Least(long? a, long? b) => a is null || b is null ? a ?? b : Math.Min(a.Value, b.Value);

    private static IEnumerable<Frame> Groups(List<object?[]> rows, List<Term> keys, Frame? outer, int width)
    {
        if (keys.Count == 0)
            return [new Frame(outer, rows.FirstOrDefault() ?? new object?[width]) { Group = rows }];
        return rows.GroupBy(row => Domains.Key(keys.Select(key => key.Of(new Frame(outer, row)))))
            .Select(group => new Frame(outer, group.First()) { Group = [.. group] });
    }

    private List<(Title Title, Term Term)> Items(ImmutableArray<SelectItem> items, Scope scope)
    {
        var found = new List<(Title, Term)>();
        foreach (var item in items)
            switch (item)
            {
                case AllColumns:
                    found.AddRange(scope.Columns.Select(Item));
                    break;
                case AllColumnsOf all:
                    found.AddRange(scope.Table(all.Qualifier).Columns.Select(Item));
                    break;
                case DerivedColumn derived:
                    var title =
                        derived.Alias is { } alias ? Title.Of(alias)
                        : derived.Value is ColumnReference column ? Title.Of(column.Name.Last)
                        : new Title("", true);
                    found.Add((title, Value(derived.Value, scope)));
                    break;
            }
        return found;
    }

    private static (Title, Term) Item(Visible column) =>
        (column.Title, new Term(column.Domain, frame => column.Of(frame.Row)));

    /// <summary>A position, a column, the alias of an item, or any expression.</summary>
    private Term GroupKey(Expression term, List<(Title Title, Term Term)> items, Scope scope)
    {
        if (term is NumberLiteral { IsWhole: true } position)
            return items[Position(position)].Term;
        if (term is ColumnReference { Name.Parts: [var name] } && scope.Find(new QualifiedName([name])) is null)
            return items.First(item => item.Title.Matches(name)).Term;
        return Value(term, scope);
    }

    /// <summary>A position, the name of an item, a column, or any expression of columns and names of items.</summary>
    private Term OrderKey(OrderItem order, List<(Title Title, Term Term)> items, Scope scope)
    {
        if (order.Value is NumberLiteral { IsWhole: true } position)
            return items[Position(position)].Term;
        if (order.Value is ColumnReference { Name.Parts: [var name] })
        {
            var found = items.Where(item => item.Title.Matches(name)).ToList();
            if (found.Count == 1)
                return found[0].Term;
        }
        return Value(order.Value, scope);
    }
}
