using System.Collections.Immutable;
using DataLab.Adql;
using DataLab.Adql.Grammar;
using DataLab.Adql.Syntax;

namespace DataLab.Differential.Tests.Evaluation;

/// <summary>Runs ADQL on small tables by the rules of ADQL 2.1 and Adql/README.md, the plain way: loops over rows.</summary>
/// <remarks>
/// It knows the syntax tree and nothing behind it: names, types, conversions and meaning are read here a second time, so that the
/// translator is judged by something that does not share its errors. It is for queries that are valid; what is not valid
/// ends in an <see cref="InvalidOperationException"/>, what must end in an error when run in a <see cref="RefusedException"/>.
/// Here: whole queries and set operations. <c>.Select</c>, <c>.From</c>, <c>.Values</c>, <c>.Conditions</c>, <c>.Calls</c>, <c>.Windows</c>.
/// </remarks>
internal sealed partial class Evaluator(ImmutableArray<SmallTable> tables)
{
    /// <summary>Rows looked at before a query is given up: some nest so deep that loops would take hours.</summary>
    private const int MostRows = 400_000;

    private readonly List<(Title Title, Relation Relation)> common = [];
    private int rowsRead;

    private void Count(int rows)
    {
        rowsRead += rows;
        if (rowsRead > MostRows)
            throw new RefusedException("Too many rows for loops");
    }

    public static Relation Read(string adql, ImmutableArray<SmallTable> tables)
    {
        var diagnostics = new DiagnosticBag();
        var query =
            TreeBuilder.Read(adql, false, diagnostics)
            ?? throw new InvalidOperationException(string.Join("; ", diagnostics.ToImmutable()));
        var evaluator = new Evaluator(tables);
        foreach (var with in query.With)
            evaluator.common.Add((Title.Of(with.Name), evaluator.Query(with.Query, null)));
        return evaluator.Query(query.Query, null);
    }

    private Relation Query(SelectExpression expression, Scope? outer)
    {
        if (expression.Body is SelectQuery select)
            return Select(select, expression, outer);
        var inner = Body(expression.Body, outer);
        var columns = inner
            .Columns.Select((column, i) => new Visible(column.Title, column.Domain, row => row[i]))
            .ToImmutableArray();
        var scope = new Scope(outer, [], columns);
        var order = expression
            .OrderBy.Select(item =>
                (
                    Term: item.Value is NumberLiteral { IsWhole: true } position
                        ? new Term(
                            columns[Position(position)].Domain,
                            frame => columns[Position(position)].Of(frame.Row)
                        )
                        : Value(item.Value, scope),
                    item.Descending
                )
            )
            .ToList();
        return new Relation(
            inner.Columns,
            frame =>
            {
                var rows = inner.Run(frame);
                if (order.Count > 0)
                    rows = Sorted(
                        rows.Select(row => new SortedRow(
                            row.Values,
                            [.. order.Select(item => item.Term.Of(new Frame(frame, row.Values)))]
                        )),
                        [.. order.Select(item => item.Descending)]
                    );
                return Cut(rows, expression.Limit, expression.Offset);
            }
        );
    }

    private static int Position(NumberLiteral literal) =>
        int.Parse(literal.Text, System.Globalization.CultureInfo.InvariantCulture) - 1;

    private static List<SortedRow> Sorted(IEnumerable<SortedRow> rows, bool[] descending) =>
        [
            .. rows.OrderBy(
                row => row.Keys,
                Comparer<object?[]>.Create(
                    (a, b) =>
                        Enumerable
                            .Range(0, descending.Length)
                            .Select(i => Domains.CompareInOrder(a[i], b[i], descending[i]))
                            .FirstOrDefault(sign => sign != 0)
                )
            ),
        ];

    /// <summary>OFFSET before TOP (ADQL 2.1 §4.10).</summary>
    private static List<SortedRow> Cut(IEnumerable<SortedRow> rows, long? limit, long? offset)
    {
        if (offset is { } skip)
            rows = rows.Skip((int)skip);
        if (limit is { } most)
            rows = rows.Take((int)most);
        return [.. rows];
    }

    private Relation Body(QueryBody body, Scope? outer) =>
        body switch
        {
            SelectQuery select => Select(select, null, outer),
            NestedQuery nested => Query(nested.Query, outer),
            _ => Set((SetOperation)body, outer),
        };

    private Relation Set(SetOperation set, Scope? outer)
    {
        var (left, right) = (Body(set.Left, outer), Body(set.Right, outer));
        var domains = left.Columns.Zip(right.Columns, (a, b) => Domains.Common(a.Domain, b.Domain)).ToArray();
        List<object?[]> Rows(Relation side, Frame? frame) =>
            [.. side.Rows(frame).Select(row => row.Select((cell, i) => Domains.Convert(cell, domains[i])).ToArray())];
        return new Relation(
            [.. left.Columns.Select((column, i) => (column.Title, domains[i]))],
            frame =>
                [
                    .. Combined(set.Operator, set.All, Rows(left, frame), Rows(right, frame))
                        .Select(row => new SortedRow(row, [])),
                ]
        );
    }

    private static IEnumerable<object?[]> Combined(
        SetOperator sign,
        bool all,
        List<object?[]> left,
        List<object?[]> right
    )
    {
        if (sign == SetOperator.Union)
            return all ? left.Concat(right) : left.Concat(right).DistinctBy(Domains.Key);
        var others = right.GroupBy(Domains.Key).ToDictionary(group => group.Key, group => group.Count());
        var kept = new List<object?[]>();
        foreach (var row in all ? left : [.. left.DistinctBy(Domains.Key)])
        {
            var key = Domains.Key(row);
            var met = others.GetValueOrDefault(key) > 0;
            if (met && all)
                others[key]--;
            if (met == (sign == SetOperator.Intersect))
                kept.Add(row);
        }
        return kept;
    }
}
