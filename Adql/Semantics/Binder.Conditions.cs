using DataLab.Adql.Plan;
using DataLab.Adql.Syntax;

namespace DataLab.Adql.Semantics;

/// <content>Conditions, and which types can be compared (ADQL 2.1 §2.2.5).</content>
internal sealed partial class Binder
{
    private Condition Condition(Predicate predicate, Scope scope, Clause clause)
    {
        scope.Clause = clause;
        return Condition(predicate, scope);
    }

    private Condition Condition(Predicate predicate, Scope scope)
    {
        switch (predicate)
        {
            case AndPredicate and:
                return new AndCondition([.. and.Operands.Select(operand => Condition(operand, scope))]);
            case OrPredicate or:
                return new OrCondition([.. or.Operands.Select(operand => Condition(operand, scope))]);
            case NotPredicate not:
                return new NotCondition(Condition(not.Operand, scope));
            case ComparisonPredicate comparison:
                return Compare(comparison, scope);
            case BetweenPredicate between:
                return Between(between, scope);
            case InListPredicate list:
                return InList(list, scope);
            case InQueryPredicate query:
                return InQuery(query, scope);
            case LikePredicate like:
                return Like(like, scope);
            case MatchPredicate match:
                return new MatchCondition(
                    AsText(Value(match.Text, scope), match.Text.Span, "~"),
                    AsText(Value(match.Pattern, scope), match.Pattern.Span, "~"),
                    match.IgnoreCase,
                    match.Negated
                );
            case TruthPredicate truth:
                return Truth(truth, scope);
            case NullPredicate isNull:
                return new NullCondition(Value(isNull.Value, scope), isNull.Negated);
            default:
                return new ExistsCondition(Query(((ExistsPredicate)predicate).Query, scope));
        }
    }

    private Condition Like(LikePredicate like, Scope scope)
    {
        var match = Value(like.Match, scope);
        if (IsBareText(match, like.Pattern, scope))
            return new NullCondition(new UnknownValue(), false);
        WarnOfWildcards(like);
        var what = like.IgnoreCase ? "ILIKE" : "LIKE";
        return new LikeCondition(
            AsText(match, like.Match.Span, what),
            AsText(Value(like.Pattern, scope), like.Pattern.Span, what),
            Escape(like, scope),
            like.IgnoreCase,
            like.Negated
        );
    }

    private CompareCondition Compare(ComparisonPredicate predicate, Scope scope)
    {
        var left = Value(predicate.Left, scope);
        if (IsBareText(left, predicate.Right, scope))
            return new CompareCondition(predicate.Operator, new UnknownValue(), new UnknownValue());
        var right = Value(predicate.Right, scope);
        if (Pair(left, right, predicate.Span, predicate.Right.Span) is not var (a, b))
            return new CompareCondition(predicate.Operator, new UnknownValue(), new UnknownValue());
        if (Pair(b, a, predicate.Span, predicate.Left.Span) is not var (d, c))
            return new CompareCondition(predicate.Operator, new UnknownValue(), new UnknownValue());
        WarnOfComparison(predicate.Operator, c, d, predicate.Span);
        return new CompareCondition(predicate.Operator, c, d);
    }

    /// <summary><c>name = M31</c>: a text that lacks its quotes, since no column is called like that or nearly so.</summary>
    private bool IsBareText(Value left, Expression right, Scope scope)
    {
        if (
            left.Type.Kind != Kind.Text
            || right is not ColumnReference { Name.Parts: [{ Delimited: false } word] }
            || scope.Find(new QualifiedName([word])).Count > 0
            || scope.AllTables.Any(table => table.IsOpen)
            || Named(word) is not null
            || Suggestions.Nearest(word.Text, scope.AllColumns.Select(column => column.Name.Text)).Count > 0
        )
            return false;
        diagnostics.Report(
            DiagnosticCodes.UnknownColumn,
            word.Span,
            $"No column \"{word.Text}\"",
            $"Texts stand in single quotes: '{word.Text}'.",
            AsText(word)
        );
        return true;
    }

    private BetweenCondition Between(BetweenPredicate predicate, Scope scope)
    {
        var value = Value(predicate.Value, scope);
        var (v1, low) = Both(
            value,
            Value(predicate.Low, scope),
            predicate.Span,
            predicate.Value.Span,
            predicate.Low.Span
        );
        var (v2, high) = Both(
            v1,
            Value(predicate.High, scope),
            predicate.Span,
            predicate.Value.Span,
            predicate.High.Span
        );
        WarnOfBetween(low, high, predicate.Negated, predicate.Span);
        return new BetweenCondition(v2, low, high, predicate.Negated);
    }

    private InListCondition InList(InListPredicate predicate, Scope scope)
    {
        var value = Value(predicate.Value, scope);
        var items = new List<Value>(predicate.Items.Length);
        foreach (var item in predicate.Items)
        {
            if (IsBareText(value, item, scope))
                continue;
            var (compared, bound) = Both(value, Value(item, scope), item.Span, predicate.Value.Span, item.Span);
            value = compared.Type.Kind == Kind.Unknown ? value : compared;
            items.Add(bound);
            WarnOfComparison(ComparisonOperator.Equal, value, bound, item.Span);
            if (diagnostics.IsFull)
                break;
        }
        return new InListCondition(value, [.. items], predicate.Negated);
    }

    private InQueryCondition InQuery(InQueryPredicate predicate, Scope scope)
    {
        var value = Value(predicate.Value, scope);
        var query = Query(predicate.Query, scope);
        if (IsOpen(query))
            return new InQueryCondition(value, query, predicate.Negated);
        if (query.Columns is [var column])
            return InColumn(predicate, value, query, column);
        diagnostics.Report(
            DiagnosticCodes.SetOperands,
            predicate.Query.Span,
            $"The subquery of IN must have 1 column, it has {query.Columns.Length}",
            "Several columns are looked for with EXISTS (SELECT … WHERE a = … AND b = …)."
        );
        return new InQueryCondition(value, query, predicate.Negated);
    }

    /// <summary>As <c>value = column</c> would compare them; where that converts the column, it is converted around the subquery.</summary>
    private InQueryCondition InColumn(InQueryPredicate predicate, Value value, Query query, OutputColumn column)
    {
        var alias = NewAlias();
        var found = Reference(alias, column);
        var (compared, converted) = Both(value, found, predicate.Span, predicate.Value.Span, predicate.Query.Span);
        return new InQueryCondition(
            compared,
            converted == found
                ? query
                : new Select
                {
                    Columns = Output([new ScopeColumn(column.Name, converted)]),
                    From = [new QuerySource(alias, query)],
                },
            predicate.Negated
        );
    }

    /// <summary>Both values ready to be compared; unknown values after an error.</summary>
    private (Value, Value) Both(Value left, Value right, TextSpan span, TextSpan leftSpan, TextSpan rightSpan)
    {
        if (Pair(left, right, span, rightSpan) is var (a, b) && Pair(b, a, span, leftSpan) is var (d, c))
            return (c, d);
        return (new UnknownValue(), new UnknownValue());
    }

    /// <summary>Types that compare without conversion, or by a conversion that cannot fail.</summary>
    private static bool Comparable(AdqlType left, AdqlType right) =>
        left.IsOpen
        || right.IsOpen
        || left.IsNumber && right.IsNumber
        || left.Kind == right.Kind
            && left.Kind is Kind.Text or Kind.Timestamp or Kind.Boolean
            && left.Kind == right.Kind;

    /// <summary>Converts the right value to the type of the left where users expect it; null after an error.</summary>
    /// <remarks>
    /// A text literal becomes the number, timestamp or boolean it spells; a text column compared with a timestamp is read as
    /// one; a boolean compared with a number counts as 1 or 0. A text column and a number are refused, as in PostgreSQL:
    /// '07' and 7 would be equal as numbers and different as texts, and only the user knows which is meant.
    /// </remarks>
    private (Value Left, Value Right)? Pair(Value left, Value right, TextSpan span, TextSpan rightSpan)
    {
        if (left.Type.Kind == Kind.Float && MayExceedFloat(right))
            return (new CastValue(left, AdqlType.Double) { Metadata = left.Metadata }, right);
        if (Comparable(left.Type, right.Type))
            return (left, right);
        switch (left.Type.Kind, right)
        {
            case (Kind.Timestamp, TextConstant text):
                return Timestamp(text, rightSpan) is TimestampConstant time ? (left, time) : null;
            case (Kind.Timestamp, { Type.Kind: Kind.Text }):
                return (left, new CastValue(right, AdqlType.Timestamp));
            case (Kind.Boolean, { Type.IsNumber: true } or TextConstant) when Constants.Truth(right) is { } truth:
                return (left, new BooleanConstant(truth));
            case (Kind.Boolean, { Type.IsNumber: true }):
                return (new CastValue(left, AdqlType.Int), right);
            case (_, TextConstant text) when left.Type.IsNumber:
                if (Constants.Parse(text.Text.Trim()) is { } number)
                    return (left, number);
                diagnostics.Report(
                    DiagnosticCodes.TypeMismatch,
                    rightSpan,
                    $"'{text.Text}' is compared with a number but is none",
                    "A number is written with digits and a decimal point, without a unit."
                );
                return null;
        }
        // The other direction has its turn when the caller swaps the operands.
        if (
            left is TextConstant && (right.Type.IsNumber || right.Type.Kind is Kind.Timestamp or Kind.Boolean)
            || left.Type.Kind == Kind.Text && right.Type.Kind == Kind.Timestamp
            || left.Type.IsNumber && right.Type.Kind == Kind.Boolean
        )
            return (left, right);
        ReportIncomparable(left, right, span);
        return null;
    }

    /// <summary>A whole number that a REAL may not hold: some engines would round it to one, others not.</summary>
    private static bool MayExceedFloat(Value value) =>
        value is WholeConstant whole
            ? Math.Abs((double)whole.Number) > 1 << 24
            : value.Type.Kind is Kind.Int or Kind.Long;

    private void ReportIncomparable(Value left, Value right, TextSpan span)
    {
        var shapes = left.Type.IsShape || right.Type.IsShape;
        var number = left.Type.IsNumber ? left : right;
        var hint =
            shapes ? "Shapes are compared by CONTAINS, INTERSECTS and DISTANCE."
            : (left.Type.Kind == Kind.Text || right.Type.Kind == Kind.Text) && number.Type.IsNumber
                ? Constants.IsConstant(number) ? "Write the number as a text, in single quotes."
                    : "Convert one of them: CAST(… AS …)."
            : left.Type.Kind == Kind.Timestamp || right.Type.Kind == Kind.Timestamp
                ? "A timestamp is written '2020-12-31' or '2020-12-31T23:59:59.5'; ivo_to_mjd(…) makes a number of one."
            : left.Type.Kind == Kind.Opaque || right.Type.Kind == Kind.Opaque
                ? "Take one element of an array: arr_get(array, 1)."
            : left.Type.Kind == Kind.Boolean || right.Type.Kind == Kind.Boolean
                ? "Compare it with TRUE or FALSE, or with 1 or 0."
            : null;
        diagnostics.Report(
            DiagnosticCodes.TypeMismatch,
            span,
            $"{Capital(left.Type.ToString())} is compared with {right.Type}",
            hint
        );
    }

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
