using DataLab.Adql.Syntax;

namespace DataLab.Differential.Tests.Evaluation;

/// <content>Functions and aggregates.</content>
internal sealed partial class Evaluator
{
    private Term Call(FunctionCall call, Scope scope)
    {
        var name = call.Name.Text.ToUpperInvariant();
        if (call.Over is { } window)
            return Windowed(name, call, window, scope);
        if (name is "COUNT" or "MIN" or "MAX" or "SUM" or "AVG")
            return Aggregated(name, call, scope);
        if (Sphere.IsShape(name))
            return Sphere.Call(name, [.. call.Arguments.Select(argument => Value(argument, scope))]);
        Term[] a = [.. call.Arguments.Select(argument => Value(argument, scope))];
        switch (name)
        {
            case "COALESCE":
                var common = a.Select(term => term.Domain).Aggregate(Domain.Null, Domains.Common);
                return new Term(
                    common,
                    frame =>
                        Domains.Convert(a.Select(term => term.Of(frame)).FirstOrDefault(v => v is not null), common)
                );
            case "NULLIF":
                var equal = Compared(ComparisonOperator.Equal, a[0], a[1]);
                return a[0] with { Of = frame => equal(frame) == true ? null : a[0].Of(frame), Literal = null };
            case "GREATEST" or "LEAST":
                var widest = a.Select(term => term.Domain).Aggregate(Domain.Null, Domains.Common);
                return new Term(
                    widest,
                    frame =>
                        a.Select(term => Domains.Convert(term.Of(frame), widest))
                            .Where(value => value is not null)
                            .OrderBy(
                                value => value!,
                                Comparer<object>.Create((x, y) => Domains.Compare(x, y) * (name == "LEAST" ? 1 : -1))
                            )
                            .FirstOrDefault()
                );
            case "LOWER" or "UPPER":
                return new Term(
                    Domain.Text,
                    frame =>
                        a[0].Of(frame) is string text
                            ? name == "LOWER"
                                ? text.ToLowerInvariant()
                                : text.ToUpperInvariant()
                            : null
                );
            case "MOD":
                return Arithmetic(ArithmeticOperator.Modulo, Number(a[0]), Number(a[1]));
            case "ABS":
                return Number(a[0]) with
                {
                    Literal = null,
                    Of = frame =>
                        Number(a[0]).Of(frame) switch
                        {
                            null => null,
                            long whole => Domains.Fit(
                                a[0].Domain,
                                whole == long.MinValue ? throw new RefusedException("overflow") : Math.Abs(whole)
                            ),
                            var real => Math.Abs((double)real),
                        },
                };
            default:
                return new Term(Domain.Double, frame => Computed(name, [.. a.Select(term => Number(term).Of(frame))]));
        }
    }

    /// <summary>Outside its domain a function is NULL; where a result is too large the rules are silent.</summary>
    private static object? Computed(string name, object?[] arguments)
    {
        if (arguments.Any(argument => argument is null))
            return null;
        var x = arguments.Select(argument => Domains.Number(argument!)).ToArray();
        if (x.Any(double.IsInfinity) && name is not ("FLOOR" or "CEILING"))
            throw new RefusedException("A function of infinity");
        if (name == "ATAN2" && x[0] == 0)
            throw new RefusedException("The sign of zero");
        double result = name switch
        {
            "PI" => Math.PI,
            "SQRT" => Math.Sqrt(x[0]),
            "EXP" => Math.Exp(x[0]),
            "LOG" => Math.Log(x[0]),
            "LOG10" => Math.Log10(x[0]),
            "POWER" => Math.Pow(x[0], x[1]),
            "FLOOR" => Math.Floor(x[0]),
            "CEILING" => Math.Ceiling(x[0]),
            "DEGREES" => x[0] * (180 / Math.PI),
            "RADIANS" => x[0] * (Math.PI / 180),
            "SIN" => Math.Sin(x[0]),
            "COS" => Math.Cos(x[0]),
            "TAN" => Math.Tan(x[0]),
            "COT" => 1 / Math.Tan(x[0]),
            "ASIN" => Math.Asin(x[0]),
            "ACOS" => Math.Acos(x[0]),
            "ATAN" => Math.Atan(x[0]),
            "ATAN2" => Math.Atan2(x[0], x[1]),
            "ROUND" => Rounded(x, value => Math.Round(value, MidpointRounding.AwayFromZero)),
            "TRUNCATE" => Rounded(x, Math.Truncate),
            _ => throw new InvalidOperationException($"No function {name}"),
        };
        if (x.Any(double.IsNaN))
            return name is "POWER" ? throw new RefusedException("A power of NaN") : double.NaN;
        var outside =
            double.IsNaN(result)
            || name is "LOG" or "LOG10" && x[0] == 0
            || name is "COT" or "POWER" && double.IsInfinity(result) && x[0] == 0;
        if (outside)
            return null;
        return double.IsFinite(result) || x.Any(double.IsInfinity) ? result : throw new RefusedException("too large");
    }

    private static double Rounded(double[] x, Func<double, double> whole)
    {
        if (x.Length == 1)
            return whole(x[0]);
        var scale = Math.Pow(10, Math.Abs(x[1]));
        return x[1] >= 0 ? whole(x[0] * scale) / scale : whole(x[0] / scale) * scale;
    }

    private Term Aggregated(string name, FunctionCall call, Scope scope)
    {
        scope.HasAggregates = true;
        var argument = call.Star ? null : Value(call.Arguments[0], scope);
        return new Term(
            ResultOf(name, argument),
            frame =>
                Aggregate(
                    name,
                    call.Quantifier == Quantifier.Distinct,
                    argument,
                    frame.Group!.Select(row => new Frame(frame.Outer, row))
                )
        );
    }

    private static Domain ResultOf(string name, Term? argument) =>
        name switch
        {
            "COUNT" => Domain.Long,
            "MIN" or "MAX" => argument!.Domain,
            "SUM" when argument!.Domain.IsWhole() || argument.Domain == Domain.Boolean => Domain.Long,
            _ => Domain.Double,
        };

    private static object? Aggregate(string name, bool distinct, Term? argument, IEnumerable<Frame> frames)
    {
        if (argument is null)
            return (long)frames.Count();
        var values = frames.Select(argument.Of).Where(value => value is not null).Select(value => value!).ToList();
        if (distinct)
            values = [.. values.DistinctBy(value => Domains.Key([value]))];
        if (name == "COUNT")
            return (long)values.Count;
        if (values.Count == 0)
            return null;
        var order = Comparer<object>.Create(Domains.Compare);
        switch (name)
        {
            case "MIN":
                return values.Min(order);
            case "MAX":
                return values.Max(order);
        }
        var sum =
            ResultOf(name, argument) == Domain.Long
                ? Sum(values)
                : values.Select(v => Domains.Number(Domains.Convert(v, Domain.Double)!)).Sum();
        if (sum is long whole)
            return whole;
        var total = Finite((double)sum, [.. values.Select(v => Domains.Convert(v, Domain.Double)!)]);
        return name == "AVG" ? total / values.Count : total;
    }

    private static object Sum(List<object> values)
    {
        var sum = values.Aggregate(Int128.Zero, (total, value) => total + (long)Domains.Convert(value, Domain.Long)!);
        return sum >= long.MinValue && sum <= long.MaxValue ? (long)sum : throw new RefusedException("overflow");
    }
}
