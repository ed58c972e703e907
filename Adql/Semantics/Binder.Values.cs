using DataLab.Adql.Dialects;
using DataLab.Adql.Plan;
using DataLab.Adql.Syntax;

namespace DataLab.Adql.Semantics;

/// <content>Values: literals, columns, operators and casts (ADQL 2.1 §2.1, §4.5).</content>
internal sealed partial class Binder
{
    /// <summary>The select list, while ORDER BY is read: names that no table has may be its aliases.</summary>
    private Scope? fallback;

    private Value Value(Expression expression, Scope scope, Scope aliases)
    {
        fallback = aliases;
        var value = Value(expression, scope);
        fallback = null;
        return value;
    }

    /// <summary>The operand of CASE stands before each WHEN, and so do operands within: what doubles so is too complex.</summary>
    private Expression Counted(Expression expression) =>
        ++values <= mostValues ? expression : throw new SqlTooLongException();

    private Value Value(Expression expression, Scope scope) =>
        Counted(expression) switch
        {
            NumberLiteral number => Number(number),
            StringLiteral text => new TextConstant(text.Value),
            NullLiteral => new NullConstant(),
            BooleanLiteral boolean => new BooleanConstant(boolean.Truth),
            ColumnReference column => Column(column.Name, scope),
            SignedExpression signed => Signed(signed, scope),
            ArithmeticExpression arithmetic => Arithmetic(arithmetic, scope),
            Concatenation concatenation => Concatenated(concatenation, scope),
            CastExpression cast => Cast(cast, scope),
            BitwiseExpression bitwise => Bitwise(bitwise, scope),
            BitwiseComplement complement => Complement(complement, scope),
            ConditionExpression condition => new BooleanValue(Condition(condition.Condition, scope)),
            CaseExpression choice => Case(choice, scope),
            ScalarQuery query => ScalarQuery(query, scope),
            ArrayExpression array => Array(array, scope),
            _ => Call((FunctionCall)expression, scope),
        };

    private Value Number(NumberLiteral literal)
    {
        if (Constants.Parse(literal.Text) is { } value)
            return value;
        diagnostics.Report(DiagnosticCodes.OutOfRange, literal.Span, $"{literal.Text} is too large for a double");
        return new UnknownValue();
    }

    private Value Column(QualifiedName name, Scope scope)
    {
        var found = scope.Find(name);
        if (found.Count == 0 && fallback is not null && name.Parts.Length == 1)
            found = fallback.Find(name);
        if (found.Count == 1)
            return found[0].Value;
        if (found.Count > 1)
        {
            if (found.TrueForAll(column => column.Value.Equals(found[0].Value)))
                return found[0].Value;
            // Two tables of one name have been told of.
            if (
                name.Parts.Length > 1
                && found.All(column => Qualified(column, scope) == Qualified(found[0], scope))
                && found.Select(column => Home(column, scope)).Distinct().Count() > 1
            )
                return new UnknownValue();
            diagnostics.Report(
                DiagnosticCodes.AmbiguousColumn,
                name.Span,
                $"Column {name} is ambiguous: " + string.Join(", ", found.Select(column => Qualified(column, scope))),
                name.Parts.Length == 1 && found.Select(column => Home(column, scope)).Distinct().Count() > 1
                    ? "Write the table's name before it."
                    : "Write the name in double quotes, with its exact case."
            );
            return new UnknownValue();
        }
        if (!strict && name.Parts is [{ Delimited: false } word] && Constants.Special(word.Text) is { } special)
            return special;
        if (schema is not null && !diagnostics.IsFull && !MayBeHidden(name, scope))
            ReportUnknown(name, scope);
        return new UnknownValue();
    }

    /// <summary>True when the column may belong to a table whose columns are not known.</summary>
    private static bool MayBeHidden(QualifiedName name, Scope scope) =>
        name.Parts.Length == 1
            ? scope.AllTables.Any(table => table.IsOpen)
            : scope.FindTables(name.Parts.AsSpan()[..^1]).Any(table => table.IsOpen);

    private static ScopeTable? Home(ScopeColumn column, Scope scope) =>
        scope.AllTables.FirstOrDefault(table => table.Columns.All.Contains(column));

    private static string Qualified(ScopeColumn column, Scope scope)
    {
        var table = Home(column, scope);
        return table is null ? Display(column.Name.Text) : Display(table.Name.Text) + "." + Display(column.Name.Text);
    }

    private void ReportUnknown(QualifiedName name, Scope scope)
    {
        var column = name.Last;
        if (name.Parts.Length == 1)
        {
            ReportUnknownColumn(column, name.Span, scope);
            return;
        }
        var qualifier = name.Parts.AsSpan()[..^1];
        var found = scope.FindTables(qualifier);
        var shown = string.Join('.', name.Parts.SkipLast(1).Select(part => part.Text));
        if (found.IsEmpty)
            diagnostics.Report(
                DiagnosticCodes.UnknownTable,
                name.Span,
                $"No table \"{shown}\" in FROM",
                Suggestions.Hint(qualifier[^1].Text, scope.AllTables.Select(table => table.Name.Text))
                    ?? (
                        scope.AllTables.Any()
                            ? "Tables there: " + string.Join(", ", scope.AllTables.Take(6).Select(Described)) + "."
                            : null
                    ),
                OnlyTable(name, scope) is { IsEmpty: false } only
                    ? only
                    : Suggestions.Mending(
                        qualifier[^1].Span,
                        qualifier[^1].Text,
                        scope.AllTables.Select(table => table.Name.Text),
                        Display
                    )
            );
        else
            diagnostics.Report(
                DiagnosticCodes.UnknownColumn,
                name.Span,
                $"No column \"{column.Text}\" in {Described(found[0])}",
                Suggestions.Hint(column.Text, found[0].Columns.All.Select(c => c.Name.Text)),
                Suggestions.Mending(column.Span, column.Text, found[0].Columns.All.Select(c => c.Name.Text), Display)
            );
    }

    private static TextEdit AsText(Identifier name) =>
        new(name.Span.Start, name.Span.Length, "'" + name.Text.Replace("'", "''", StringComparison.Ordinal) + "'");

    private static string Described(ScopeTable table) =>
        table.SchemaName is { Text.Length: > 0 } schemaName
            ? Display(schemaName.Text) + "." + Display(table.Name.Text)
            : Display(table.Name.Text);

    private Value Signed(SignedExpression signed, Scope scope)
    {
        // -9223372036854775808 is a BIGINT although its digits alone are not.
        if (signed is { Negative: true, Operand: NumberLiteral { IsWhole: true } literal })
            return Constants.Parse("-" + literal.Text) ?? Number(literal);
        var operand = AsNumber(Value(signed.Operand, scope), signed.Operand.Span, "A sign");
        if (!signed.Negative || operand.Type.IsOpen)
            return operand;
        if (Constants.Negate(operand) is { } constant)
            return constant with { Metadata = Metadata.OfUnit(operand.Metadata.Unit) };
        return new NegatedValue(operand, AdqlType.Arithmetic(operand.Type, AdqlType.Int))
        {
            Metadata = Metadata.OfUnit(operand.Metadata.Unit),
        };
    }

    private Value Arithmetic(ArithmeticExpression expression, Scope scope)
    {
        var what = expression.Operator switch
        {
            ArithmeticOperator.Add => "+",
            ArithmeticOperator.Subtract => "-",
            ArithmeticOperator.Multiply => "*",
            ArithmeticOperator.Divide => "/",
            _ => "%",
        };
        var (left, right) = (Value(expression.Left, scope), Value(expression.Right, scope));
        if (
            expression.Operator == ArithmeticOperator.Add
            && left.Type.Kind == Kind.Text
            && right.Type.Kind == Kind.Text
        )
            return ReportTextSum(expression);
        left = AsNumber(left, expression.Left.Span, what);
        right = AsNumber(right, expression.Right.Span, what);
        if (expression.Operator == ArithmeticOperator.Modulo)
            return Modulo(left, right);
        if (expression.Operator == ArithmeticOperator.Divide)
            WarnOfDivision(left, right, expression.Span);
        var (a, b) = (left.Metadata.Unit, right.Metadata.Unit);
        var unit = expression.Operator switch
        {
            ArithmeticOperator.Multiply => Units.Product(a, b),
            ArithmeticOperator.Divide => Units.Quotient(a, b),
            _ => Units.Sum(left, right),
        };
        if (Constants.Fold(expression.Operator, left, right) is { } constant)
            return constant with { Metadata = Metadata.OfUnit(unit) };
        if (left.Type.Kind == Kind.Unknown || right.Type.Kind == Kind.Unknown)
            return new UnknownValue();
        if (left is NullConstant || right is NullConstant)
            return new NullConstant();
        return new ArithmeticValue(expression.Operator, left, right, AdqlType.Arithmetic(left.Type, right.Type))
        {
            Metadata = Metadata.OfUnit(unit),
        };
    }

    /// <summary>The value as a number; booleans count as 1 and 0.</summary>
    private Value AsNumber(Value value, TextSpan span, string what)
    {
        if (value.Type.IsNumber || value.Type.IsOpen)
            return value;
        if (value.Type.Kind == Kind.Boolean)
            return new CastValue(value, AdqlType.Int) { Metadata = value.Metadata };
        diagnostics.Report(
            DiagnosticCodes.TypeMismatch,
            span,
            $"{what} needs a number, found {value.Type}",
            value.Type.Kind switch
            {
                Kind.Text => "A text that holds a number is converted by CAST(… AS DOUBLE PRECISION).",
                Kind.Timestamp => "A timestamp becomes a number of days by ivo_to_mjd(…).",
                Kind.Opaque => "Take one of its numbers: arr_get(array, 1).",
                _ when value.Type.IsShape => "AREA, COORD1, COORD2 and DISTANCE make numbers of shapes.",
                _ => null,
            }
        );
        return new UnknownValue();
    }

    private Value Concatenated(Concatenation expression, Scope scope)
    {
        var left = AsText(Value(expression.Left, scope), expression.Left.Span, "||");
        var right = AsText(Value(expression.Right, scope), expression.Right.Span, "||");
        if (left.Type.Kind == Kind.Unknown || right.Type.Kind == Kind.Unknown)
            return new UnknownValue();
        if (left is NullConstant || right is NullConstant)
            return new NullConstant();
        return left is TextConstant a && right is TextConstant b
            ? new TextConstant(a.Text + b.Text)
            : new ConcatenatedValue(
                left,
                right,
                AdqlType.Common(left.Type, right.Type)!.Column.DataType == "unicodeChar"
                    ? AdqlType.UnicodeText
                    : AdqlType.Text
            );
    }

    private Value AsText(Value value, TextSpan span, string what)
    {
        if (value.Type.Kind == Kind.Text || value.Type.IsOpen)
            return value;
        diagnostics.Report(
            DiagnosticCodes.TypeMismatch,
            span,
            $"{what} needs a text, found {value.Type}",
            value.Type.IsNumber || value.Type.Kind == Kind.Timestamp ? "Convert it: CAST(… AS VARCHAR)." : null,
            value.Type.IsNumber && what is "||" or "LIKE" or "ILIKE" ? Around(span, "CAST(", " AS VARCHAR)") : []
        );
        return new UnknownValue();
    }

    private Value Cast(CastExpression cast, Scope scope)
    {
        var value = Value(cast.Operand, scope);
        var target = cast.Type switch
        {
            "SMALLINT" => AdqlType.Short,
            "INTEGER" => AdqlType.Int,
            "BIGINT" => AdqlType.Long,
            "REAL" => AdqlType.Float,
            "DOUBLE PRECISION" => AdqlType.Double,
            "TIMESTAMP" => AdqlType.Timestamp,
            "CHAR" or "VARCHAR" => TextType(cast, value),
            "BOOLEAN" => AdqlType.Boolean,
            "POINT" => AdqlType.Point,
            "CIRCLE" => AdqlType.Circle,
            "POLYGON" => AdqlType.Polygon,
            _ => null,
        };
        if (target is null)
        {
            if (schema is not null)
                diagnostics.Report(
                    DiagnosticCodes.UnsupportedFeature,
                    cast.Span,
                    $"CAST to {cast.Type} is not supported by this service"
                );
            return new UnknownValue();
        }
        if (cast.Length == 0)
            diagnostics.Report(DiagnosticCodes.OutOfRange, cast.Span, $"{cast.Type}(0) can hold no character");
        return target.IsShape ? CastToShape(value, target, cast) : Cast(value, target, cast);
    }

    private static AdqlType TextType(CastExpression cast, Value value)
    {
        var type = value.Type.Column.DataType == "unicodeChar" ? "unicodeChar" : "char";
        var size = cast.Length is { } length
            ? length.ToString(System.Globalization.CultureInfo.InvariantCulture) + (cast.Type == "CHAR" ? "" : "*")
            : "*";
        return new AdqlType(Kind.Text, new ColumnType(type, size));
    }

    /// <summary>The conversions of ADQL 2.1 §4.5.1: numbers and texts to all but timestamps, texts and timestamps to timestamps.</summary>
    private Value Cast(Value value, AdqlType target, CastExpression cast)
    {
        if (value.Type.Kind == Kind.Unknown)
            return new UnknownValue();
        var from = value.Type.Kind;
        var allowed =
            value.Type.IsOpen
            || target.Kind switch
            {
                Kind.Timestamp => from is Kind.Text or Kind.Timestamp,
                Kind.Text => from is Kind.Text or Kind.Timestamp or Kind.Boolean
                    || value.Type.IsNumber
                    || value.Type.IsShape && value is not EllipseValue,
                Kind.Boolean => from is Kind.Text or Kind.Boolean || value.Type.IsWhole,
                _ => from is Kind.Text or Kind.Boolean || value.Type.IsNumber,
            };
        if (!allowed)
        {
            diagnostics.Report(DiagnosticCodes.TypeMismatch, cast.Span, $"CAST cannot make {target} of {value.Type}");
            return new UnknownValue();
        }
        if (target.Kind == Kind.Timestamp && value is TextConstant text)
            return Timestamp(text, cast.Operand.Span);
        if (target.IsNumber && value is TextConstant number && Constants.Parse(number.Text.Trim()) is null)
        {
            diagnostics.Report(DiagnosticCodes.TypeMismatch, cast.Operand.Span, $"'{number.Text}' is not a number");
            return new UnknownValue();
        }
        if (ReportIfTooLarge(value, target, cast))
            return new UnknownValue();
        var metadata = value.Metadata with { Utype = null };
        return new CastValue(value, target, cast.Length)
        {
            Metadata = target.IsNumber ? metadata : metadata with { Unit = null },
        };
    }

    /// <summary>A number written out that the type cannot hold (ADQL 2.1 §4.5.1: an overflow should be an error).</summary>
    private bool ReportIfTooLarge(Value value, AdqlType target, CastExpression cast)
    {
        var written = value is TextConstant text ? Constants.Parse(text.Text.Trim()) : value;
        if (written is null || Constants.Number(written) is not { } number)
            return false;
        (double Least, double Greatest)? range = target.Kind switch
        {
            Kind.Short => (short.MinValue, short.MaxValue),
            Kind.Int => (int.MinValue, int.MaxValue),
            Kind.Long => (long.MinValue, Math.BitDecrement(9223372036854775808.0)),
            _ => null,
        };
        if (range is not var (least, greatest) || Math.Round(number) >= least && Math.Round(number) <= greatest)
            return false;
        diagnostics.Report(
            DiagnosticCodes.OutOfRange,
            cast.Operand.Span,
            $"{Shown(number)} does not fit into {cast.Type}",
            "INTEGER holds up to 2147483647, BIGINT 19 digits, DOUBLE PRECISION any number."
        );
        return true;
    }

    private Value Timestamp(TextConstant text, TextSpan span)
    {
        if (Constants.Timestamp(text.Text) is { } time)
            return new TimestampConstant(time);
        diagnostics.Report(
            DiagnosticCodes.OutOfRange,
            span,
            $"'{text.Text}' is not a timestamp",
            "Write it as '2020-12-31' or '2020-12-31T23:59:59.5'."
        );
        return new UnknownValue();
    }
}
