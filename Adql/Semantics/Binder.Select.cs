using System.Collections.Immutable;
using System.Globalization;
using DataLab.Adql.Plan;
using DataLab.Adql.Syntax;

namespace DataLab.Adql.Semantics;

/// <content>One SELECT: its list, grouping and order.</content>
internal sealed partial class Binder
{
    private Select Select(SelectQuery query, ImmutableArray<OrderItem> orderBy, Scope? outer)
    {
        var joined = new List<Joined>();
        foreach (var reference in query.From)
        {
            var before = new Scope(
                outer,
                [.. joined.SelectMany(j => j.Tables)],
                [.. joined.SelectMany(j => j.Columns)]
            );
            var next = From(reference, outer, before);
            CheckNames(joined.SelectMany(j => j.Tables), next.Tables, reference.Span);
            joined.Add(next);
        }
        var scope = new Scope(outer, [.. joined.SelectMany(j => j.Tables)], [.. joined.SelectMany(j => j.Columns)]);
        namedItems = [.. query.Items.OfType<DerivedColumn>().Where(item => item.Alias is not null && !scope.IsOpen)];
        var where = query.Where is { } condition ? Condition(condition, scope, Clause.Where) : null;
        var (columns, spans) = SelectList(query.Items, scope);
        var groupBy = GroupBy(query.GroupBy, columns, scope);
        scope.Clause = Clause.Having;
        namedItems = [.. query.Items.OfType<DerivedColumn>().Where(item => item.Alias is not null && !scope.IsOpen)];
        var having = query.Having is { } having1 ? Condition(having1, scope) : null;
        var order = OrderBy(orderBy, columns, scope, query.Distinct ? columns : null);
        if (query.GroupBy.Length > 0 || scope.HasAggregates || having is not null)
            CheckGrouping(
                new Grouping(groupBy, scope),
                columns,
                spans,
                having,
                query.Having?.Span ?? default,
                order,
                orderBy
            );
        var select = new Select
        {
            Distinct = query.Distinct,
            Limit = query.Top,
            Columns = columns,
            From = [.. joined.Select(j => j.Source)],
            Where = where,
            GroupBy = groupBy,
            Having = having,
            OrderBy = order,
        };
        WarnOfUnlinked(select, query);
        return select;
    }

    private (ImmutableArray<OutputColumn> Columns, ImmutableArray<TextSpan> Spans) SelectList(
        ImmutableArray<SelectItem> items,
        Scope scope
    )
    {
        var columns = ImmutableArray.CreateBuilder<OutputColumn>(items.Length);
        var spans = ImmutableArray.CreateBuilder<TextSpan>(items.Length);
        scope.Clause = Clause.Select;
        foreach (var item in items)
            switch (item)
            {
                case AllColumns:
                    foreach (var part in scope.Columns)
                        Add(part.All, item.Span);
                    if (scope.IsOpen)
                        Add([Star], item.Span);
                    break;
                case AllColumnsOf all:
                    Add(Everything(all, scope), item.Span);
                    break;
                case DerivedColumn derived:
                    plainItem = derived.Value as ColumnReference;
                    var value = Value(derived.Value, scope);
                    plainItem = null;
                    Add([new ScopeColumn(ColumnNames.For(derived, columns.Count + 1), value)], derived.Value.Span);
                    break;
            }
        return (columns.DrainToImmutable(), spans.DrainToImmutable());

        void Add(ImmutableArray<ScopeColumn> more, TextSpan span)
        {
            columns.Capacity = Math.Max(columns.Capacity, columns.Count + more.Length);
            spans.Capacity = columns.Capacity;
            foreach (var column in more)
            {
                columns.Add(new OutputColumn(OutputName(columns.Count), column.Name, column.Value));
                spans.Add(span);
            }
        }
    }

    /// <summary>Stands for the columns of tables that are not known.</summary>
    private static ScopeColumn Star => new(new Name("*", true), new StarValue());

    private ImmutableArray<ScopeColumn> Everything(AllColumnsOf item, Scope scope)
    {
        // Only tables of this FROM: an outer table has no place in the list.
        var local = new Scope(null, scope.Tables, scope.Columns);
        var tables = local.FindTables(item.Qualifier.Parts.AsSpan());
        if (tables.Length == 1)
            return tables[0].IsOpen ? [.. tables[0].Columns.All, Star] : tables[0].Columns.All;
        if (schema is null)
            return [Star];
        diagnostics.Report(
            tables.Length == 0 ? DiagnosticCodes.UnknownTable : DiagnosticCodes.AmbiguousTable,
            item.Qualifier.Span,
            tables.Length == 0
                ? $"No table \"{item.Qualifier}\" in FROM"
                : $"Table {item.Qualifier} is ambiguous in FROM",
            Suggestions.Hint(item.Qualifier.Last.Text, scope.Tables.Select(table => table.Name.Text))
        );
        return [];
    }

    /// <remarks>
    /// A whole number is the position of a select item, as users mean it and PostgreSQL reads it; the BNF would make it a
    /// constant, which groups nothing. A name that no column has may be the alias of a select item.
    /// </remarks>
    private Items<Value> GroupBy(ImmutableArray<Expression> terms, ImmutableArray<OutputColumn> columns, Scope scope)
    {
        scope.Clause = Clause.GroupBy;
        var values = new List<Value>();
        foreach (var term in terms)
        {
            Value? value = null;
            if (term is NumberLiteral { IsWhole: true } number)
                value = AtPosition(number, "GROUP BY", columns) is { } position ? columns[position - 1].Value : null;
            else if (
                term is ColumnReference { Name.Parts: [var name] }
                && scope.Find(new QualifiedName([name])).Count == 0
            )
                value = Alias(name, columns) is { } index ? columns[index].Value : null;
            if (value is null && term is not NumberLiteral { IsWhole: true })
                value = Value(term, scope);
            if (value is null)
                continue;
            if (Contains<AggregateValue>(value))
                diagnostics.Report(DiagnosticCodes.Grouping, term.Span, "An aggregate cannot be grouped by");
            if (value.Type.IsShape || value.Type.Kind == Kind.Opaque)
                diagnostics.Report(DiagnosticCodes.TypeMismatch, term.Span, $"GROUP BY cannot sort out {value.Type}");
            if (value.Type.Kind != Kind.Unknown && !Constants.IsConstant(value))
                values.Add(value);
        }
        return [.. values];
    }

    private int? AtPosition(NumberLiteral number, string clause, ImmutableArray<OutputColumn> columns)
    {
        var valid = int.TryParse(number.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var position);
        if (valid && position >= 1 && position <= columns.Length)
            return position;
        // An unknown table's * hides how many columns there are.
        if (!columns.Any(column => column.Value is StarValue))
            diagnostics.Report(
                DiagnosticCodes.Position,
                number.Span,
                $"{clause} {number.Text} is no column of the result, which has {Count(columns.Length, "column")}",
                "A number here is the position of a column in the select list, from 1."
            );
        return null;
    }

    private static int? Alias(Identifier name, ImmutableArray<OutputColumn> columns)
    {
        var found = Enumerable.Range(0, columns.Length).Where(i => columns[i].Name.Matches(name)).ToList();
        // Several columns of one name are no ambiguity while they are the same column.
        return found.Count > 0 && found.All(i => columns[i].Value.Equals(columns[found[0]].Value)) ? found[0] : null;
    }

    /// <remarks>
    /// A whole number is a position; a plain name means a result column first and a table's column second (SQL-92 §13.1);
    /// anything else is computed from the tables' columns, and may use aliases where no column has the name.
    /// </remarks>
    private ImmutableArray<Ordering> OrderBy(
        ImmutableArray<OrderItem> items,
        ImmutableArray<OutputColumn> columns,
        Scope scope,
        ImmutableArray<OutputColumn>? onlyOf
    )
    {
        scope.Clause = Clause.OrderBy;
        var order = ImmutableArray.CreateBuilder<Ordering>();
        foreach (var item in items)
        {
            if (item.Value is NumberLiteral { IsWhole: true } number)
            {
                if (AtPosition(number, "ORDER BY", columns) is { } position)
                    AddOrdering(
                        order,
                        new Ordering(position, null, item.Descending),
                        columns[position - 1].Value,
                        item
                    );
                continue;
            }
            if (item.Value is ColumnReference { Name.Parts: [var name] } && Alias(name, columns) is { } index)
            {
                AddOrdering(order, new Ordering(index + 1, null, item.Descending), columns[index].Value, item);
                continue;
            }
            var aliased = new Scope(
                scope,
                [],
                [new ScopeColumns(columns.Select(column => new ScopeColumn(column.Name, column.Value)))]
            );
            var value = Value(item.Value, scope, aliased);
            var same = Enumerable.Range(0, columns.Length).FirstOrDefault(i => columns[i].Value.Equals(value), -1);
            if (same < 0 && onlyOf is not null && schema is not null && value.Type.Kind != Kind.Unknown)
                diagnostics.Report(
                    DiagnosticCodes.Grouping,
                    item.Value.Span,
                    "With DISTINCT only result columns can be sorted by",
                    "Add the expression to the select list."
                );
            AddOrdering(
                order,
                same < 0 ? new Ordering(null, value, item.Descending) : new Ordering(same + 1, null, item.Descending),
                value,
                item
            );
        }
        return order.ToImmutable();
    }

    private void AddOrdering(ImmutableArray<Ordering>.Builder order, Ordering ordering, Value value, OrderItem item)
    {
        if (value.Type.IsShape || value.Type.Kind == Kind.Opaque)
            diagnostics.Report(DiagnosticCodes.TypeMismatch, item.Value.Span, $"ORDER BY cannot sort {value.Type}");
        // Sorting by a constant sorts nothing, and engines would take a number for a position.
        if (ordering.Position is not null || !Constants.IsConstant(value))
            order.Add(ordering);
    }
}
