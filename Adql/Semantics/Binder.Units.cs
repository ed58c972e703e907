using System.Collections.Immutable;
using DataLab.Adql.Plan;
using DataLab.Adql.Syntax;
using DataLab.Adql.VoUnits;

namespace DataLab.Adql.Semantics;

/// <content>IN_UNIT (ADQL 2.1 §4.9.1): a value in another unit.</content>
internal sealed partial class Binder
{
    private const string InUnitForm = "IN_UNIT(x, 'unit')";

    private Value InUnit(FunctionCall call, Scope scope)
    {
        if (call.Arguments.Length != 2)
        {
            diagnostics.Report(
                DiagnosticCodes.WrongArguments,
                call.Span,
                $"{InUnitForm} takes 2 arguments, found {call.Arguments.Length}",
                "Write IN_UNIT(ra, 'arcsec')."
            );
            return new UnknownValue();
        }
        var value = AsNumber(Value(call.Arguments[0], scope), call.Arguments[0].Span, "IN_UNIT");
        if (call.Arguments[1] is not StringLiteral literal)
        {
            diagnostics.Report(
                DiagnosticCodes.WrongArguments,
                call.Arguments[1].Span,
                $"The unit of {InUnitForm} must be written out, in single quotes",
                call.Arguments[1] is ColumnReference { Name.Parts: [var name] } && Unit.Read(name.Text).Unit is not null
                    ? $"Write '{name.Text}'."
                    : null,
                call.Arguments[1] is ColumnReference { Name.Parts: [var unquoted] }
                && Unit.Read(unquoted.Text).Unit is not null
                    ? [Instead(call.Arguments[1].Span, $"'{unquoted.Text}'")]
                    : []
            );
            return new UnknownValue();
        }
        if (ReadUnit(literal) is not { } unit || value.Type.Kind == Kind.Unknown)
            return new UnknownValue();
        if (Factor(value, unit, call, literal) is not { } factor)
            return new UnknownValue();
        return Scaled(value, factor, value.Metadata with { Unit = literal.Value, Utype = null });
    }

    /// <summary>The unit that a literal spells; null after an error.</summary>
    private Unit? ReadUnit(StringLiteral literal)
    {
        var text = literal.Value;
        if (text.Trim().Length == 0 || text == "1")
        {
            diagnostics.Report(
                DiagnosticCodes.InvalidUnit,
                literal.Span,
                "IN_UNIT cannot take a unit away: a value with a unit is never a pure number",
                "Divide by a value in the same unit to have a ratio."
            );
            return null;
        }
        var (unit, error) = Unit.Read(text);
        if (unit is not null)
            return unit;
        diagnostics.Report(
            DiagnosticCodes.InvalidUnit,
            Within(literal, error!),
            $"'{Short(text)}' is not a unit: {char.ToLowerInvariant(error!.Message[0])}{error.Message[1..]}",
            DegreesCelsius(text) ?? Spelling(text),
            Respelt(literal)
        );
        return null;
    }

    /// <summary>The factor to a unit; null after an error.</summary>
    private UnitFactor? Factor(Value value, Unit unit, FunctionCall call, StringLiteral literal)
    {
        var source = Units.Parse(value.Metadata.Unit);
        // A symbol of the provider's own can be asked for only where a column has it.
        if (unit.UnknownSymbols.FirstOrDefault() is { } symbol && source?.To(unit) is null)
        {
            diagnostics.Report(
                DiagnosticCodes.InvalidUnit,
                literal.Span,
                $"'{Short(literal.Value)}' is not a unit that can be converted to: VOUnits knows no \"{symbol}\"",
                DegreesCelsius(literal.Value) ?? Spelling(literal.Value),
                Respelt(literal)
            );
            return null;
        }
        if (source is null or { IsDimensionless: true })
        {
            var (reason, hint) = WhyNoUnit(value, call.Arguments[0]);
            diagnostics.Report(
                DiagnosticCodes.UnitMismatch,
                call.Arguments[0].Span,
                $"IN_UNIT cannot convert a value without a unit: {reason}",
                hint ?? "Units come with columns; /tap/tables and TAP_SCHEMA.columns list them."
            );
            return null;
        }
        if (source.To(unit) is not { } factor)
        {
            diagnostics.Report(
                DiagnosticCodes.UnitMismatch,
                call.Span,
                $"IN_UNIT cannot convert {Short(value.Metadata.Unit!)} to {Short(literal.Value)}",
                source.HasFunction || unit.HasFunction
                    ? "Units like log(x) have no factor to others."
                    : "They measure different things."
            );
            return null;
        }
        return factor;
    }

    /// <summary>A double, whatever the value is, so that a query does not depend on the unit that a column happens to have.</summary>
    private static Value Scaled(Value value, UnitFactor factor, Metadata metadata)
    {
        if (Constants.Number(value) is { } number)
        {
            var folded = factor.Divides ? number / factor.Number : number * factor.Number;
            if (double.IsFinite(folded) || !double.IsFinite(number))
                return new RealConstant(folded) { Metadata = metadata };
        }
        if (factor.Number == 1)
            return value.Type.Kind == Kind.Double
                ? value with
                {
                    Metadata = metadata,
                }
                : new CastValue(value, AdqlType.Double) { Metadata = metadata };
        return new ArithmeticValue(
            factor.Divides ? ArithmeticOperator.Divide : ArithmeticOperator.Multiply,
            value,
            new RealConstant(factor.Number),
            AdqlType.Double
        )
        {
            Metadata = metadata,
        };
    }

    /// <summary>Why nothing is known of the unit of a value, and what to do.</summary>
    private static (string Reason, string? Hint) WhyNoUnit(Value value, Expression written)
    {
        switch (value)
        {
            case NullConstant:
                return ("NULL has none", null);
            case ColumnValue { Metadata.Unit: { } unit } column:
                return (
                    $"the unit of column {Display(column.Name)}, \"{Short(unit)}\", cannot be read"
                        + (Unit.ReadLeniently(unit).Error is { } error ? $" ({error.Message})" : ""),
                    "Multiply by the factor between the units."
                );
            case ColumnValue column:
                return ($"column {Display(column.Name)} has none", null);
            case { } constant when Constants.IsConstant(constant):
                return ("a number written out has none", null);
            case CastValue cast when written is CastExpression expression:
                return WhyNoUnit(cast.Operand, expression.Operand);
            case NegatedValue negated:
                return WhyNoUnit(negated.Operand, written);
            case ArithmeticValue { Left.Metadata.Unit: var a, Right.Metadata.Unit: var b } arithmetic:
                return WhyNoUnit(arithmetic, a, b);
            case AggregateValue { Function: Aggregate.Count }:
                return ("a count has none", null);
            case AggregateValue { Argument: { } argument }:
                return WhyNoUnit(argument, written);
            case CallValue { Arguments: [{ Metadata.Unit: null } argument] } call:
                return ($"{call.Function} has none here", WhyNoUnit(argument, written).Hint);
            case CallValue call:
                return ($"the unit of {call.Function} is not known here", null);
            default:
                return ("it is not known here", null);
        }
    }

    private static (string Reason, string? Hint) WhyNoUnit(ArithmeticValue value, string? left, string? right)
    {
        var isProduct = value.Operator is ArithmeticOperator.Multiply or ArithmeticOperator.Divide;
        if (left is not null && right is not null)
            return isProduct
                ? ($"units {Short(left)} and {Short(right)} cancel or cannot be combined", null)
                : (
                    $"{Short(left)} and {Short(right)} are added",
                    $"Convert one of them first: IN_UNIT(…, '{Short(left)}')."
                );
        if ((left ?? right) is not { } only)
            return ("no part of it has one", null);
        if (isProduct && (Constants.IsConstant(value.Left) || Constants.IsConstant(value.Right)))
            return (
                "a number in a product may be a conversion, so that the product has none",
                $"Convert before multiplying: IN_UNIT(…, '{Short(only)}') has a unit, the number does not change it there."
            );
        return ($"one part is in {Short(only)}, the other has none", null);
    }

    private static ImmutableArray<TextEdit> Respelt(StringLiteral literal) =>
        DegreesCelsius(literal.Value) is null && Unit.Nearest(literal.Value) is { } nearest
            ? [Instead(literal.Span, $"'{nearest}'")]
            : [];

    private static string? Spelling(string text) =>
        Unit.Nearest(text) is { } nearest
            ? $"Did you mean '{nearest}'?"
            : "Units are written as VOUnits has them: 'arcsec', 'mas/yr', 'km.s**-1'.";

    /// <summary>Scales that begin elsewhere than at nothing.</summary>
    private static string? DegreesCelsius(string text) =>
        text.Trim().ToUpperInvariant()
            is "DEGC"
                or "CELSIUS"
                or "DEG_C"
                or "DEGF"
                or "FAHRENHEIT"
                or "\u00b0C"
                or "\u00b0F"
            ? "VOUnits has kelvin only: IN_UNIT multiplies, and this scale has another zero."
            : null;

    /// <summary>The place of an error inside a literal, where the text stands there as it is.</summary>
    private static TextSpan Within(StringLiteral literal, UnitError error) =>
        literal.Span.Length == literal.Value.Length + 2
        && !literal.Value.Contains('\n', StringComparison.Ordinal)
        && !literal.Value.Contains('\r', StringComparison.Ordinal)
            ? new TextSpan(
                literal.Span.Start + 1 + error.Start,
                Math.Max(1, error.Length),
                literal.Span.Line,
                literal.Span.Column + 1 + error.Start
            )
            : literal.Span;

    private static string Short(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
