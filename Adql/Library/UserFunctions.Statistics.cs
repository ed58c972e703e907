using DataLab.Adql.Plan;
using DataLab.Adql.Semantics;

namespace DataLab.Adql.Library;

/// <content>Aggregates.</content>
internal static partial class UserFunctions
{
    /// <summary>Of a histogram, beside the two for what lies outside.</summary>
    public const int MostBins = 4000;

    private const string NaNRule = "NaN if a value is NaN, infinite or beyond 1E150.";

    private static IEnumerable<UserFunction> Statistics() =>
        [
            .. OfOne("stddev", "stddev_samp", "Standard deviation of a sample, NULL of one value", "2.160246899469287"),
            .. OfOne("stddev_samp", "stddev_samp", "As stddev", "2.160246899469287"),
            .. OfOne("stddev_pop", "stddev_pop", "Standard deviation of a population", "1.8708286933869707"),
            .. OfOne("variance", "var_samp", "Variance of a sample, NULL of one value", "4.666666666666667"),
            .. OfOne("var_samp", "var_samp", "As variance", "4.666666666666667"),
            .. OfOne("var_pop", "var_pop", "Variance of a population", "3.5"),
            new(
                FunctionGroup.Statistics,
                "median",
                [Number("x")],
                AdqlType.Double,
                "The value in the middle, or the mean of the two there. NaN is greater than all numbers."
            )
            {
                Example = "median(x)",
                Gives = "2.5",
                IsAggregate = true,
                Metadata = arguments => Statistic(arguments, "stat.median"),
                TakesOver = true,
                DuckDb = "quantile_cont({0}, 0.5) {over}",
                PostgreSql = "datalab_quantile({0}, 0.5) {over}",
            },
            Quantile("quantile", "q", 1, "quantile(x, 0.25)"),
            Quantile("percentile", "p", 100, "percentile(x, 25)"),
            Quantile("percentile_cont", "fraction", 1, "percentile_cont(0.25) WITHIN GROUP (ORDER BY x)"),
            OfTwo(
                "corr",
                "corr",
                "Pearson's correlation, NULL where one of them does not vary",
                "0.993955253539",
                null
            ),
            OfTwo("covar_samp", "covar_samp", "Covariance of a sample", "8.333333333333", Units.Product),
            OfTwo("covar_pop", "covar_pop", "Covariance of a population", "6.25", Units.Product),
            OfTwo(
                "regr_slope",
                "regr_slope",
                "Slope of the straight line nearest to y over x",
                "1.785714285714286",
                Units.Quotient
            ),
            OfTwo(
                "regr_intercept",
                "regr_intercept",
                "Value at x = 0 of the straight line nearest to y over x",
                "0.517857142857142",
                (y, _) => y
            ),
            OfTwo(
                "regr_r2",
                "regr_r2",
                "Square of the correlation, 1 where y does not vary, NULL where x does not",
                "0.987947046038",
                null
            ),
            new(
                FunctionGroup.Statistics,
                "regr_count",
                [Number("y"), Number("x")],
                AdqlType.Long,
                "Number of rows where neither is NULL."
            )
            {
                Example = "regr_count(y, x)",
                Gives = "4",
                IsAggregate = true,
                TakesOver = true,
                Metadata = Fixed(null, "meta.number"),
                DuckDb = "regr_count({0}, {1}) {over}",
            },
            Histogram("ivo_histogram"),
            Histogram("gavo_histogram"),
            .. Gathered(),
            .. OfConditions(),
            .. OfBits(),
        ];

    private static Metadata Statistic(Items<Value> arguments, string word) =>
        new() { Unit = arguments[0].Metadata.Unit, Ucd = Metadata.WithWord(arguments[0].Metadata.Ucd, word) };

    private static IEnumerable<UserFunction> OfOne(string name, string engine, string what, string gives)
    {
        var isVariance = engine.StartsWith("var", StringComparison.Ordinal);
        yield return new(FunctionGroup.Statistics, name, [Number("x")], AdqlType.Double, $"{what}. {NaNRule}")
        {
            Example = $"{name}(x)",
            Gives = gives,
            IsAggregate = true,
            TakesDistinct = true,
            TakesOver = true,
            Metadata = arguments =>
                isVariance
                    ? Statistic(arguments, "stat.variance") with
                    {
                        Unit = Units.Power(arguments[0].Metadata.Unit, 2),
                    }
                    : Statistic(arguments, "stat.stdev"),
            // DuckDB would end the query on values that it cannot square.
            DuckDb =
                "CASE WHEN bool_or(NOT (abs({0}) < 1e150)) {over} THEN 'NaN'::FLOAT8 "
                + $"ELSE {engine}({{distinct}}CASE WHEN abs({{0}}) < 1e150 THEN {{0}} END) {{over}} END",
        };
    }

    private static UserFunction OfTwo(
        string name,
        string engine,
        string what,
        string gives,
        Func<string?, string?, string?>? unit
    )
    {
        const string Bad =
            "(NOT (abs({0}) < 1e150)) AND {1} IS NOT NULL OR (NOT (abs({1}) < 1e150)) AND {0} IS NOT NULL";
        const string Good = "CASE WHEN abs({0}) < 1e150 AND abs({1}) < 1e150 THEN {0} END";
        return new(
            FunctionGroup.Statistics,
            name,
            [Number("y"), Number("x")],
            AdqlType.Double,
            $"{what}, of the rows where neither is NULL. {NaNRule}"
        )
        {
            Example = $"{name}(y, x)",
            Gives = gives,
            IsAggregate = true,
            TakesOver = true,
            Metadata = arguments => new Metadata
            {
                Unit = unit?.Invoke(arguments[0].Metadata.Unit, arguments[1].Metadata.Unit),
                Ucd = name switch
                {
                    "corr" => "stat.correlation",
                    "covar_samp" or "covar_pop" => "stat.covariance",
                    _ => null,
                },
            },
            // DuckDB gives NaN for what has no value.
            DuckDb =
                $"CASE WHEN bool_or({Bad}) {{over}} THEN 'NaN'::FLOAT8 "
                + $"ELSE nullif({engine}({Good}, {{1}}) {{over}}, 'NaN'::FLOAT8) END",
        };
    }

    private static UserFunction Quantile(string name, string fraction, double whole, string example) =>
        new(
            FunctionGroup.Statistics,
            name,
            [Number("x"), Constant(fraction)],
            AdqlType.Double,
            FormattableString.Invariant(
                $"The value below which a part of the values lies, {fraction} from 0 to {whole}, interpolated. NaN is greater than all numbers."
            )
        )
        {
            Example = example,
            Gives = "1.75",
            IsAggregate = true,
            Metadata = SameUnit,
            Refuses = arguments =>
                Constants.Number(arguments[1]) is { } part && part >= 0 && part <= whole
                    ? null
                    : FormattableString.Invariant($"{fraction} of {name} goes from 0 to {whole}"),
            TakesOver = true,
            DuckDb = whole == 1 ? "quantile_cont({0}, {1}) {over}" : "quantile_cont({0}, {1} / 100) {over}",
            PostgreSql = whole == 1 ? "datalab_quantile({0}, {1}) {over}" : "datalab_quantile({0}, {1} / 100) {over}",
        };

    private static UserFunction Histogram(string name) =>
        new(
            FunctionGroup.Statistics,
            name,
            [Number("val"), Constant("lower"), Constant("upper"), new("nbins", ArgumentKind.WholeLiteral)],
            IntArray,
            $"Counts of values: below lower or NULL, in each of nbins equal bins (with their lower edge, without their upper), from upper on. {MostBins} bins at most."
        )
        {
            Example = $"arr_get({name}(x, 1.5, 3.5, 2), 2)",
            Gives = "1",
            IsAggregate = true,
            MindsNull = true,
            Metadata = Fixed(null, "meta.number"),
            Refuses = arguments =>
                arguments[3] is not WholeConstant { Number: >= 1 and <= MostBins }
                    ? $"nbins of {name} goes from 1 to {MostBins}"
                : Constants.Number(arguments[1]) < Constants.Number(arguments[2])
                && double.IsFinite(Constants.Number(arguments[2])!.Value - Constants.Number(arguments[1])!.Value)
                    ? null
                : $"lower of {name} must be less than upper",
            DuckDb =
                "datalab_histogram(CAST(map_keys(histogram(coalesce(datalab_bin({0}, {1}, {2}, {3}), 0))) AS BIGINT[]), "
                + "CAST(map_values(histogram(coalesce(datalab_bin({0}, {1}, {2}, {3}), 0))) AS BIGINT[]), CAST({3} AS BIGINT))",
            PostgreSql = "datalab_histogram({0}, {1}, {2}, CAST({3} AS INTEGER))",
        };
}
