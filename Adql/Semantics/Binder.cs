using System.Collections.Immutable;
using System.Globalization;
using DataLab.Adql.Plan;
using DataLab.Adql.Syntax;

namespace DataLab.Adql.Semantics;

/// <summary>A parsed query to a checked one: names to columns, types to values, or diagnostics.</summary>
/// <remarks>
/// Here: whole queries, WITH and the set operators. <c>.From</c>: tables and joins. <c>.Select</c>: one SELECT with its grouping
/// and order. <c>.Values</c>, <c>.Conditions</c>, <c>.Calls</c>, <c>.Shapes</c>: what stands in the clauses.
/// After an error reading goes on with <see cref="UnknownValue"/>, so that several errors are reported at once.
/// </remarks>
internal sealed partial class Binder
{
    /// <summary>Null: no schema is consulted, every table and column exists with a type that goes with everything.</summary>
    private readonly Schema? schema;
    private readonly ImmutableArray<Function> declared;
    private readonly bool strict;
    private readonly DiagnosticBag diagnostics;

    /// <summary>So that the time to check a query is in proportion to its length.</summary>
    private const int ValuesPerCharacter = 20,
        LeastValues = 50_000;

    private readonly Dictionary<string, CommonTableResult> common = new(StringComparer.Ordinal);
    private readonly List<Name> commonNames = [];
    private readonly List<Table> tablesRead = [];
    private int aliases;
    private bool hasCorrelatedOuterJoins;
    private int values;
    private int mostValues;

    private Binder(Schema? schema, ImmutableArray<Function> declared, bool strict, DiagnosticBag diagnostics) =>
        (this.schema, this.declared, this.strict, this.diagnostics) = (schema, declared, strict, diagnostics);

    private sealed record CommonTableResult(
        Name Name,
        string EngineName,
        ImmutableArray<OutputColumn> Columns,
        bool IsOpen
    );

    /// <summary>Checks a query against a schema, or on its own when <paramref name="schema"/> is null.</summary>
    /// <returns>Meaningful only if nothing was reported.</returns>
    public static (Statement Statement, ImmutableArray<Table> Tables) Bind(
        QuerySpecification query,
        Schema? schema,
        ImmutableArray<Function> declared,
        bool strict,
        DiagnosticBag diagnostics
    )
    {
        var binder = new Binder(schema, declared, strict, diagnostics)
        {
            mostValues = Math.Max(LeastValues, ValuesPerCharacter * query.Query.Span.Length),
        };
        var with = ImmutableArray.CreateBuilder<CommonQuery>();
        foreach (var table in query.With)
            with.Add(binder.Common(table));
        var statement = new Statement(with.ToImmutable(), binder.Query(query.Query, null))
        {
            HasCorrelatedOuterJoins = binder.hasCorrelatedOuterJoins,
        };
        return (statement, [.. binder.tablesRead.Distinct()]);
    }

    private CommonQuery Common(CommonTable table)
    {
        var name = Name.Of(table.Name);
        if (commonNames.Any(other => other.Matches(table.Name)))
            diagnostics.Report(DiagnosticCodes.DuplicateName, table.Name.Span, $"WITH has two queries named {name}");
        var query = Query(table.Query, null);
        var engineName = Quoted("w" + (commonNames.Count + 1).ToString(CultureInfo.InvariantCulture));
        commonNames.Add(name);
        common[engineName] = new CommonTableResult(name, engineName, query.Columns, IsOpen(query));
        return new CommonQuery(engineName, query);
    }

    private Query Query(SelectExpression expression, Scope? outer)
    {
        var query = Body(expression, outer);
        // LIMIT after TOP is one limit more.
        var limit = Math.Min(query.Limit ?? long.MaxValue, expression.Limit ?? long.MaxValue);
        return query with { Limit = limit == long.MaxValue ? null : limit, Offset = expression.Offset ?? query.Offset };
    }

    private Query Body(SelectExpression expression, Scope? outer)
    {
        switch (expression.Body)
        {
            case SelectQuery select:
                return Select(select, expression.OrderBy, outer);
            case NestedQuery nested
                when expression.OrderBy.IsEmpty && expression.Offset is null && expression.Limit is null:
                return Query(nested.Query, outer);
            case NestedQuery nested:
                return Ordered(Query(nested.Query, outer), expression.OrderBy, outer);
            default:
                return Ordered(Set((SetOperation)expression.Body, outer), expression.OrderBy, outer);
        }
    }

    /// <summary>Puts an order on the result of a query that is not a plain SELECT: <c>SELECT * FROM (query) ORDER BY …</c>.</summary>
    private Select Ordered(Query inner, ImmutableArray<OrderItem> orderBy, Scope? outer)
    {
        var alias = NewAlias();
        var columns = new ScopeColumns(
            inner.Columns.Select(column => new ScopeColumn(column.Name, Reference(alias, column)))
        );
        var table = new ScopeTable(new Name("", true), null, columns, IsOpen(inner), alias);
        var scope = new Scope(outer, [table], [columns]);
        var output = Output(columns.All);
        return new Select
        {
            Columns = output,
            From = [new QuerySource(alias, inner)],
            OrderBy = OrderBy(orderBy, output, scope, null),
        };
    }

    private SetQuery Set(SetOperation operation, Scope? outer)
    {
        var left = Operand(operation.Left, outer);
        var right = Operand(operation.Right, outer);
        var columns = left.Columns;
        if (IsOpen(left) || IsOpen(right))
            return new SetQuery(operation.Operator, operation.All, left, right) { Columns = columns };
        var sign = operation.Operator.ToString().ToUpperInvariant();
        if (left.Columns.Length != right.Columns.Length)
        {
            diagnostics.Report(
                DiagnosticCodes.SetOperands,
                operation.Span,
                $"{sign} has {Count(left.Columns.Length, "column")} on its left and {right.Columns.Length} on its right",
                "Select the same number of columns on both sides."
            );
            return new SetQuery(operation.Operator, operation.All, left, right) { Columns = columns };
        }
        var merged = ImmutableArray.CreateBuilder<OutputColumn>(columns.Length);
        for (var i = 0; i < columns.Length; i++)
        {
            var (a, b) = (left.Columns[i].Value, right.Columns[i].Value);
            var type = AdqlType.Common(a.Type, b.Type);
            if (type is null)
                diagnostics.Report(
                    DiagnosticCodes.SetOperands,
                    operation.Span,
                    $"Column {i + 1} of {sign}, {columns[i].Name}, is {a.Type} on the left and {b.Type} on the right",
                    "Convert one of them: CAST(… AS …)."
                );
            // Names, units and the rest come from the left operand (ADQL 2.1 §4.6).
            merged.Add(columns[i] with { Value = new CastValue(a, type ?? a.Type) { Metadata = a.Metadata } });
        }
        return new SetQuery(operation.Operator, operation.All, left, right) { Columns = merged.ToImmutable() };
    }

    private Query Operand(QueryBody body, Scope? outer) =>
        body switch
        {
            SelectQuery select => Select(select, [], outer),
            NestedQuery nested => Query(nested.Query, outer),
            _ => Set((SetOperation)body, outer),
        };

    /// <summary>True when the columns of a query are not all known, for want of a schema or of a table.</summary>
    private static bool IsOpen(Query query) =>
        query is SetQuery set
            ? IsOpen(set.Left) || IsOpen(set.Right)
            : query.Columns.Any(column => column.Value is StarValue);

    /// <summary>Stands for <c>*</c> of a table whose columns are not known; never leaves the binder.</summary>
    private sealed record StarValue() : Value(AdqlType.Unknown);

    private string NewAlias() => Quoted("t" + (++aliases).ToString(CultureInfo.InvariantCulture));

    private static string Quoted(string name) => "\"" + name + "\"";

    /// <summary>A column of a subquery as the enclosing query sees it.</summary>
    private static ColumnValue Reference(string alias, OutputColumn column) =>
        new(alias, column.EngineName, column.Name.Text, column.Value.Type) { Metadata = column.Value.Metadata };

    private static ImmutableArray<OutputColumn> Output(IEnumerable<ScopeColumn> columns) =>
        [.. columns.Select((column, i) => new OutputColumn(OutputName(i), column.Name, column.Value))];

    private static string OutputName(int index) => string.Create(CultureInfo.InvariantCulture, $"\"c{index + 1}\"");

    private static string Count(int number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}s";
}
