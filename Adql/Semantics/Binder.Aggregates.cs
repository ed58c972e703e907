using DataLab.Adql.Plan;
using DataLab.Adql.Syntax;

namespace DataLab.Adql.Semantics;

/// <content>Aggregates (BNF set_function_specification): where they may stand, what they give.</content>
internal sealed partial class Binder
{
    /// <param name="inside">What its argument counts as part of.</param>
    private Value Aggregated(FunctionCall call, Aggregate function, Scope scope, Clause inside = Clause.Aggregate)
    {
        var name = call.Name.Text.ToUpperInvariant();
        CheckAggregatePlace(name, call, scope);
        if (call.Star)
        {
            if (function != Aggregate.Count)
                diagnostics.Report(DiagnosticCodes.WrongArguments, call.Span, $"Only COUNT takes *, not {name}");
            return new AggregateValue(Aggregate.Count, false, null, AdqlType.Long)
            {
                Metadata = new Metadata { Ucd = "meta.number" },
            };
        }
        var outerClause = scope.Clause;
        scope.Clause = inside;
        var arguments = call.Arguments.Select(argument => Value(argument, scope)).ToArray();
        scope.Clause = outerClause;
        if (arguments.Length != 1)
        {
            var star = function == Aggregate.Count ? " or *" : "";
            diagnostics.Report(
                DiagnosticCodes.WrongArguments,
                call.Span,
                $"{name}(x) takes 1 argument{star}, found {arguments.Length}",
                arguments.Length > 1 && call.Quantifier == Quantifier.Distinct
                    ? "Different pairs are counted by SELECT COUNT(*) FROM (SELECT DISTINCT a, b FROM …) AS q."
                    : $"Write {name}(x){(function == Aggregate.Count ? " or COUNT(*)" : "")}.",
                arguments.Length == 0 && function == Aggregate.Count ? [Instead(call.Span, "COUNT(*)")] : []
            );
            return new UnknownValue();
        }
        CheckOwnColumns(name, call, arguments, scope);
        return Aggregated(function, call, arguments[0]);
    }

    /// <summary>By SQL an aggregate belongs to the query whose columns it uses, which is not the one that it stands in.</summary>
    private void CheckOwnColumns(string name, FunctionCall call, IEnumerable<Value> arguments, Scope scope)
    {
        if (scope.Outer is null)
            return;
        var used = arguments.SelectMany(Tree.Columns).ToList();
        if (used.Count > 0 && !used.Exists(column => scope.Tables.Any(table => table.Alias == column.Source)))
            diagnostics.Report(
                DiagnosticCodes.Grouping,
                call.Span,
                $"{name} stands in a subquery, but all its columns are of a query around that",
                $"Compute {name}(…) in that query, or leave it out: in the subquery {used[0].Name} has one value."
            );
    }

    private void CheckAggregatePlace(string name, FunctionCall call, Scope scope)
    {
        var place = scope.Clause switch
        {
            Clause.Where => "in WHERE",
            Clause.On => "in a join condition",
            Clause.GroupBy => "in GROUP BY",
            Clause.Aggregate => "inside another aggregate",
            _ => null,
        };
        if (place is not null)
            diagnostics.Report(
                DiagnosticCodes.Grouping,
                call.Span,
                $"{name} cannot stand {place}",
                place switch
                {
                    "in WHERE" =>
                        $"Conditions on groups stand in HAVING; one value of the whole table is (SELECT {name}(…) FROM …).",
                    "inside another aggregate" => "Take the inner one in a subquery: FROM (SELECT … GROUP BY …) AS q.",
                    _ => null,
                }
            );
        else
            scope.HasAggregates = true;
    }

    private Value Aggregated(Aggregate function, FunctionCall call, Value argument)
    {
        var distinct = call.Quantifier == Quantifier.Distinct;
        if (function == Aggregate.Count)
            return new AggregateValue(function, distinct, argument, AdqlType.Long)
            {
                Metadata = new Metadata { Ucd = "meta.number" },
            };
        if (argument.Type.Kind == Kind.Unknown)
            return new UnknownValue();
        if (argument is NullConstant)
            argument = new CastValue(argument, AdqlType.Double);
        var source = argument.Metadata;
        if (function is Aggregate.Min or Aggregate.Max)
        {
            if (argument.Type.IsShape || argument.Type.Kind == Kind.Opaque)
                diagnostics.Report(
                    DiagnosticCodes.WrongArguments,
                    call.Span,
                    $"{call.Name.Text.ToUpperInvariant()} cannot compare {argument.Type}"
                );
            var word = function == Aggregate.Min ? "stat.min" : "stat.max";
            return new AggregateValue(function, distinct, argument, argument.Type)
            {
                Metadata = source with { Ucd = Metadata.WithWord(source.Ucd, word) },
            };
        }
        var number = AsNumber(argument, call.Arguments[0].Span, call.Name.Text.ToUpperInvariant());
        var type = function == Aggregate.Sum && number.Type.IsWhole ? AdqlType.Long : AdqlType.Double;
        var ucd = function == Aggregate.Avg ? Metadata.WithWord(source.Ucd, "stat.mean") : source.Ucd;
        return new AggregateValue(function, distinct, number, type)
        {
            Metadata = new Metadata
            {
                Unit = source.Unit,
                Ucd = ucd,
                Frame = source.Frame,
            },
        };
    }
}
