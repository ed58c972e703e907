using System.Text;
using System.Text.RegularExpressions;
using DataLab.Adql.Syntax;

namespace DataLab.Differential.Tests.Evaluation;

/// <content>Conditions, in three-valued logic: null is unknown.</content>
internal sealed partial class Evaluator
{
    private Func<Frame, bool?> Condition(Predicate predicate, Scope scope)
    {
        switch (predicate)
        {
            case AndPredicate and:
                var all = and.Operands.Select(operand => Condition(operand, scope)).ToList();
                return frame => And(all.Select(one => one(frame)));
            case OrPredicate or:
                var some = or.Operands.Select(operand => Condition(operand, scope)).ToList();
                return frame => !And(some.Select(one => !one(frame)));
            case NotPredicate not:
                var inner = Condition(not.Operand, scope);
                return frame => !inner(frame);
            case ComparisonPredicate comparison:
                return Compared(comparison.Operator, Value(comparison.Left, scope), Value(comparison.Right, scope));
            case BetweenPredicate between:
                var value = Value(between.Value, scope);
                var low = Compared(ComparisonOperator.GreaterOrEqual, value, Value(between.Low, scope));
                var high = Compared(ComparisonOperator.LessOrEqual, value, Value(between.High, scope));
                return frame => between.Negated ^ And([low(frame), high(frame)]);
            case InListPredicate list:
                var wanted = Value(list.Value, scope);
                var tests = list
                    .Items.Select(item => Compared(ComparisonOperator.Equal, wanted, Value(item, scope)))
                    .ToList();
                return frame => list.Negated ^ !And(tests.Select(test => !test(frame)));
            case InQueryPredicate query:
                return InQuery(query, scope);
            case LikePredicate like:
                return Like(like, scope);
            case MatchPredicate match:
                var (text, pattern) = (Value(match.Text, scope), Value(match.Pattern, scope));
                return frame =>
                    text.Of(frame) is string t && pattern.Of(frame) is string p
                        ? match.Negated
                            ^ Regex.IsMatch(t, p, match.IgnoreCase ? RegexOptions.IgnoreCase : RegexOptions.None)
                        : null;
            case TruthPredicate truth:
                return Truth(truth, scope);
            case NullPredicate isNull:
                var asked = Value(isNull.Value, scope);
                return frame => isNull.Negated ^ (asked.Of(frame) is null);
            default:
                var relation = Query(((ExistsPredicate)predicate).Query, scope);
                return frame => relation.Rows(frame).Count > 0;
        }
    }

    private static bool? And(IEnumerable<bool?> truths)
    {
        bool? result = true;
        foreach (var truth in truths)
        {
            if (truth == false)
                return false;
            if (truth is null)
                result = null;
        }
        return result;
    }

    private static Func<Frame, bool?> Compared(ComparisonOperator sign, Term left, Term right)
    {
        (left, right) = (Towards(left, right), Towards(right, left));
        return frame =>
        {
            if (left.Of(frame) is not { } a || right.Of(frame) is not { } b)
                return null;
            var order = Domains.Compare(a, b);
            return sign switch
            {
                ComparisonOperator.Equal => order == 0,
                ComparisonOperator.NotEqual => order != 0,
                ComparisonOperator.Less => order < 0,
                ComparisonOperator.LessOrEqual => order <= 0,
                ComparisonOperator.Greater => order > 0,
                _ => order >= 0,
            };
        };
    }

    /// <summary>A text literal becomes the number, timestamp or boolean it spells; a text is read as a timestamp; a boolean counts as 1 or 0.</summary>
    private static Term Towards(Term term, Term other)
    {
        if (term.Domain == Domain.Text && other.Domain == Domain.Time)
            return Converted(term, Domain.Time);
        if (term is { Domain: Domain.Boolean } && other.Domain.IsNumber())
            return Converted(term, Domain.Int);
        if (term.Literal is not string text)
            return term;
        if (other.Domain.IsNumber())
            return long.TryParse(text.Trim(), out var whole)
                ? Term.Whole(whole)
                : Term.Constant(Domain.Double, Domains.Convert(text, Domain.Double));
        return other.Domain == Domain.Boolean
            ? Term.Constant(Domain.Boolean, text.Trim().ToUpperInvariant() is "T" or "TRUE" or "1")
            : term;
    }

    private Func<Frame, bool?> InQuery(InQueryPredicate predicate, Scope scope)
    {
        var value = Value(predicate.Value, scope);
        var relation = Query(predicate.Query, scope);
        // The value of one row of the subquery.
        object? found = null;
        var equal = Compared(ComparisonOperator.Equal, value, new Term(relation.Columns[0].Domain, _ => found));
        return frame =>
            predicate.Negated
            ^ !And(
                relation
                    .Rows(frame)
                    .Select(row =>
                    {
                        found = row[0];
                        return !equal(frame);
                    })
            );
    }

    private Func<Frame, bool?> Like(LikePredicate like, Scope scope)
    {
        var (match, pattern) = (Value(like.Match, scope), Value(like.Pattern, scope));
        var escape = like.Escape is { } expression ? (string?)Value(expression, scope).Literal : null;
        return frame =>
            match.Of(frame) is string text && pattern.Of(frame) is string form
                ? like.Negated ^ IsLike(text, form, escape, like.IgnoreCase)
                : null;
    }

    /// <summary>By way of a regular expression; characters are code points.</summary>
    private static bool IsLike(string text, string pattern, string? escape, bool ignoreCase)
    {
        if (ignoreCase)
            (text, pattern) = (text.ToLowerInvariant(), pattern.ToLowerInvariant());
        var form = new StringBuilder("^");
        var literal = false;
        foreach (var rune in pattern.EnumerateRunes())
        {
            var character = rune.ToString();
            if (!literal && character == escape)
            {
                literal = true;
                continue;
            }
            form.Append(
                literal ? Regex.Escape(character)
                : character == "%" ? ".*"
                : character == "_" ? "(?:[\\uD800-\\uDBFF][\\uDC00-\\uDFFF]|[^\\uD800-\\uDFFF])"
                : Regex.Escape(character)
            );
            literal = false;
        }
        return literal
            ? throw new RefusedException("The pattern ends with the escape character")
            : Regex.IsMatch(text, form + "$(?!\n)", RegexOptions.Singleline);
    }

    private Func<Frame, bool?> Truth(TruthPredicate predicate, Scope scope)
    {
        var value = Value(predicate.Value, scope);
        bool? Holds(Frame frame) =>
            value.Of(frame) switch
            {
                null => null,
                bool truth => truth,
                var relation => (long)relation != 0,
            };
        return predicate.Test is { } test ? frame => test.Negated ^ (Holds(frame) == test.Truth) : Holds;
    }
}
