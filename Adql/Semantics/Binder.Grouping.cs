using System.Collections.Immutable;
using DataLab.Adql.Plan;
using DataLab.Adql.Syntax;

namespace DataLab.Adql.Semantics;

/// <content>In a grouped query every value must be the same for all rows of a group (SQL-92 §7.9).</content>
internal sealed partial class Binder
{
    private sealed record Grouping(Items<Value> By, Scope Scope)
    {
        private readonly HashSet<string> local = [.. Scope.Tables.Select(table => table.Alias)];

        /// <returns>A column that differs within a group, or null.</returns>
        public ColumnValue? Ungrouped(Value value)
        {
            if (By.Contains(value) || value is AggregateValue)
                return null;
            if (value is ColumnValue column)
                return local.Contains(column.Source) && !By.Any(by => SameColumn(by, column)) ? column : null;
            return Tree.Children(value).Select(Ungrouped).FirstOrDefault(found => found is not null);
        }

        private static bool SameColumn(Value by, ColumnValue column) =>
            by is ColumnValue other && other.Source == column.Source && other.EngineName == column.EngineName;
    }

    private void CheckGrouping(
        Grouping grouping,
        ImmutableArray<OutputColumn> columns,
        ImmutableArray<TextSpan> spans,
        Condition? having,
        TextSpan havingSpan,
        ImmutableArray<Ordering> order,
        ImmutableArray<OrderItem> orderItems
    )
    {
        if (schema is null)
            return;
        for (var i = 0; i < columns.Length; i++)
            // Of the columns of * one says enough.
            if (!diagnostics.Has(DiagnosticCodes.Grouping, spans[i]))
                ReportUngrouped(grouping.Ungrouped(columns[i].Value), spans[i]);
        if (having is not null)
            foreach (var value in Tree.Values(having))
                ReportUngrouped(grouping.Ungrouped(value), havingSpan);
        for (var i = 0; i < order.Length && order.Length == orderItems.Length; i++)
            if (order[i].Value is { } value)
                ReportUngrouped(grouping.Ungrouped(value), orderItems[i].Value.Span);
    }

    private void ReportUngrouped(ColumnValue? column, TextSpan span)
    {
        if (column is not null)
            diagnostics.Report(
                DiagnosticCodes.Grouping,
                span,
                $"Column {column.Name} is neither grouped by nor inside an aggregate",
                $"Add {Display(column.Name)} to GROUP BY, or take MIN({Display(column.Name)}) of each group."
            );
    }

    private static bool Contains<T>(Value value)
        where T : Value => value is T || Tree.Children(value).Any(Contains<T>);
}
