using System.Globalization;
using System.Text.RegularExpressions;
using DataLab.Adql.Library;
using DataLab.Catalog.Tests.Support;
using DataLab.Formats;

namespace DataLab.Catalog.Tests;

/// <summary>The functions beyond ADQL, run on the engine: the examples of their table, the vectors of the UDF catalogue 1.2, the edges.</summary>
public sealed class UserFunctionTests
{
    private Archive archive = null!;

    [OneTimeSetUp]
    public async Task Open()
    {
        archive = await Archive.OfAsync(
            [
                new Field("x", DataType.Double),
                new Field("y", DataType.Double),
                new Field("name", DataType.Char) { ArraySize = ArraySize.Any },
                new Field("arr", DataType.Double) { ArraySize = ArraySize.Any },
                new Field("id", DataType.Long),
            ],
            [
                .. UserFunctions.Sample.Select(
                    (row, i) => new object?[] { row.X, row.Y, row.Name, new double[] { i, 2 * i }, (long)i }
                ),
            ]
        );
        await archive.IngestAsync(
            "s",
            "odd",
            [
                new Field("x", DataType.Double),
                new Field("kind", DataType.Int),
                new Field("w", DataType.Char) { ArraySize = ArraySize.Any },
            ],
            [
                [double.NaN, 1, "α"],
                [2.0, 1, "béta"],
                [1e200, 2, ""],
                [3.0, 2, null],
                [null, 3, "x"],
                [4.0, 4, "2000-01-02"],
                [4.0, 4, "1910-12-31T06:00:00"],
            ]
        );
        await archive.Catalog.RefreshAsync();
    }

    [OneTimeTearDown]
    public async Task Close() => await archive.DisposeAsync();

    private static IEnumerable<TestCaseData> Examples() =>
        UserFunctions.All.Select(
            (function, i) =>
                new TestCaseData(function.Example, function.Gives).SetName($"Example {i}: {function.Signature}")
        );

    [TestCaseSource(nameof(Examples))]
    public async Task Every_example_of_the_table_gives_what_the_table_says(string example, string gives)
    {
        var rows = await RowsAsync($"SELECT {example} AS v FROM s.t" + (IsAggregate(example) ? "" : " WHERE id = 0"));
        AssertAlike(Text(rows.Single()[0]), gives);
    }

    private static bool IsAggregate(string example) =>
        UserFunctions.All.Any(function =>
            function.IsAggregate
            && Regex.IsMatch(
                example,
                @"\b" + function.Name + @"\(",
                RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
            )
        );

    // UDF catalogue 1.2.
    [TestCase("ivo_healpix_index(0, 1, 1)", "4")]
    [TestCase("ivo_healpix_index(17, 359, -1)", "73009064944")]
    [TestCase("ivo_healpix_index(17, POINT('ICRS', 1, 1))", "81609757711")]
    [TestCase("ivo_healpix_center(0, 6)", "[180, 0]")]
    [TestCase(
        "ivo_epoch_prop_pos(7.606083572, 11.79044105, 125, 300, -428.8, 52.51, 2016.0, 1875.0)",
        "[7.594068213694308, 11.807251375203935]"
    )]
    [TestCase(
        "ivo_epoch_prop_pos(7.606083572, 11.79044105, 125, 300, -428.8, NULL, 2016.0, 1875.0)",
        "[7.594079587029898, 11.807235464326332]"
    )]
    [TestCase(
        "ivo_epoch_prop_pos(7.606083572, 11.79044105, 125, 300, NULL, NULL, 2016.0, 1875.0)",
        "[7.594080321498365, 11.790440798509207]"
    )]
    [TestCase(
        "ivo_epoch_prop_pos(7.606083572, 11.79044105, NULL, 300, -428.8, 52.51, 2016.0, 1875.0)",
        "[7.594079587020846, 11.807235464339055]"
    )]
    [TestCase("ivo_geom_transform('ICRS', 'GALACTIC', POINT(120, -23))", "[241.121831182, 3.62785788087]")]
    [TestCase(
        "ivo_geom_transform('FK4', 'GALACTIC', CIRCLE(189.70303055, 22.96240006, 3))",
        "[275.00025405, 84.99996154, 3]"
    )]
    [TestCase("ivo_to_jd(CAST('2000-01-02T12:00:00' AS TIMESTAMP))", "2451546")]
    [TestCase("ivo_to_mjd(CAST('2000-01-02T12:00:00' AS TIMESTAMP))", "51545.5")]
    [TestCase("ivo_to_jd(NULL)", "-")]
    [TestCase("ivo_nocasematch('abcabc', 'ab%')", "1")]
    [TestCase("ivo_nocasematch('abcabc', '%BC')", "1")]
    [TestCase("ivo_nocasematch('abcabc', 'ABCABC')", "1")]
    [TestCase("ivo_nocasematch('abcabc', 'abcab')", "0")]
    [TestCase("ivo_hasword('Miller and Urey have', 'miller')", "1")]
    [TestCase("ivo_hasword('shown that a primordial', 'soup')", "0")]
    [TestCase("ivo_hasword('shown that a primordial', 'shown soup')", "0")]
    [TestCase("ivo_hashlist_has('red#green#blue', 're')", "0")]
    [TestCase("ivo_hashlist_has('red#green#blue', 'red#green')", "0")]
    [TestCase("ivo_interval_overlaps(-3, -2, 2, 3)", "0")]
    [TestCase("ivo_interval_overlaps(-2, 55.3, 2, 3)", "1")]
    [TestCase("ivo_interval_overlaps(2, 3, -2, 55.3)", "1")]
    [TestCase("ivo_interval_overlaps(-2, 55.3, 3, 2)", "0")]
    [TestCase("ivo_hms_to_degrees('3:34:45.4')", "53.689166666667")]
    [TestCase("ivo_hms_to_degrees('3H34M45.4S')", "53.689166666667")]
    [TestCase("ivo_hms_to_degrees('033445.4')", "53.689166666667")]
    [TestCase("ivo_dms_to_degrees('42:9:6.768')", "42.15188")]
    [TestCase("ivo_dms_to_degrees('42d9m6.768s')", "42.15188")]
    [TestCase("ivo_dms_to_degrees('-00:15:00')", "-0.25")]
    [TestCase("ivo_dms_to_degrees('+00:15:00')", "0.25")]
    [TestCase("ivo_dms_to_degrees('-001500')", "-0.25")]
    // Beyond the catalogue's own.
    [TestCase("ivo_hms_to_degrees('24:00:00')", "-")]
    [TestCase("ivo_hms_to_degrees('-1:00:00')", "-")]
    [TestCase("ivo_dms_to_degrees('10:60:00')", "-")]
    [TestCase("ivo_healpix_center(0, 12)", "-")]
    [TestCase("ivo_healpix_center(30, 1)", "-")]
    [TestCase("ivo_healpix_center(-1, 1)", "-")]
    [TestCase("gaia_healpix_index(8, 3655104343508352256)", "415537")]
    [TestCase("ivo_hasword('x', NULL)", "-")]
    [TestCase("ivo_interval_overlaps(NULL, 2, 3, 4)", "-")]
    [TestCase("ivo_interval_has(3, ARRAY[1, 2])", "0")]
    [TestCase("substring('hello', -1, 4)", "he")]
    [TestCase("substring('hello', 2, -1)", "-")]
    [TestCase("substring('hello', 2, 9223372036854775807)", "ello")]
    [TestCase("substring('hello', -9223372036854775807, 9223372036854775807)", "")]
    [TestCase("left('hello', -2)", "hel")]
    [TestCase("left('hello', -9223372036854775807)", "")]
    [TestCase("right('hello', -2)", "llo")]
    [TestCase("right('hello', 9223372036854775807)", "hello")]
    [TestCase("right('hello', -9223372036854775807)", "")]
    [TestCase("left('αβγδε', 2) || right('αβγδε', 1)", "αβε")]
    [TestCase("substring('αβγδε', 2, 2)", "βγ")]
    [TestCase("length('αβγδε')", "5")]
    [TestCase("strpos('αβγδε', 'δ')", "4")]
    [TestCase("strpos('abc', '')", "1")]
    [TestCase("strpos('abc', 'z')", "0")]
    [TestCase("replace('abc', '', 'x')", "abc")]
    [TestCase("replace('aaa', 'a', 'bc')", "bcbcbc")]
    [TestCase("lpad('abc', 2)", "ab")]
    [TestCase("lpad('abc', -5)", "")]
    [TestCase("rpad('a', 4, 'βγ')", "aβγβ")]
    [TestCase("split_part('a,b,c', ',', -1)", "c")]
    [TestCase("split_part('a,b,c', ',', 9)", "")]
    [TestCase("split_part('a,b,c', ',', 0)", "-")]
    [TestCase("split_part('a,b,c', '', 1)", "a,b,c")]
    [TestCase("concat('a', NULL, 'b')", "ab")]
    [TestCase("width_bucket(10, 0, 10, 5)", "6")]
    [TestCase("width_bucket(-1, 0, 10, 5)", "0")]
    [TestCase("width_bucket(7, 10, 0, 5)", "2")]
    [TestCase("width_bucket(7, 1, 1, 5)", "-")]
    [TestCase("width_bucket(7, 1, 2, -5)", "-")]
    [TestCase("width_bucket(NaN, 1, 2, 5)", "6")]
    [TestCase("sign(NaN)", "NaN")]
    [TestCase("ln(0)", "-")]
    [TestCase("ln(-1)", "-")]
    [TestCase("pow(-8, 0.5)", "-")]
    [TestCase("arr_get(ARRAY[1, 2], 0)", "-")]
    [TestCase("arr_get(ARRAY[1, 2], -1)", "-")]
    [TestCase("arr_get(ARRAY[1, 2], 3)", "-")]
    [TestCase("arr_get(arr, NULL)", "-")]
    [TestCase("arr_dot(ARRAY[1, 2], ARRAY[1])", "-")]
    [TestCase("gavo_match('^a.*c$', 'abc')", "1")]
    [TestCase("BITWISE_AND(id, 1) + BITWISE_NOT(0)", "-1")]
    [TestCase("TRIM('  a b ') || '|'", "a b|")]
    public async Task Values(string expression, string expected) =>
        AssertAlike(Text((await RowsAsync($"SELECT {expression} AS v FROM s.t WHERE id = 0")).Single()[0]), expected);

    [TestCase("SELECT ivo_histogram(x, 1.5, 3.5, 2) FROM s.t", "[1, 1, 1, 1]")]
    [TestCase("SELECT ivo_histogram(x, 3, 4, 1) FROM s.odd", "[2, 1, 4]")]
    [TestCase(
        "SELECT ivo_string_agg(DISTINCT kind_name, '+') FROM (SELECT left(name, 1) AS kind_name FROM s.t) AS a",
        "a+b+c"
    )]
    [TestCase("SELECT ivo_string_agg(name, ',') FROM s.t WHERE id > 90", "-")]
    [TestCase("SELECT stddev(x) FROM s.odd WHERE kind = 1", "NaN")]
    [TestCase("SELECT variance(x) FROM s.odd WHERE kind = 2", "NaN")]
    [TestCase("SELECT stddev(x) FROM s.odd WHERE kind = 3", "-")]
    [TestCase("SELECT corr(x, kind) FROM s.odd WHERE kind = 4", "-")]
    [TestCase("SELECT corr(x, kind) FROM s.odd WHERE kind < 3", "NaN")]
    [TestCase("SELECT regr_slope(x, kind) FROM s.odd WHERE kind = 4", "-")]
    [TestCase("SELECT stddev(DISTINCT x) FROM s.odd WHERE kind = 4", "-")]
    [TestCase("SELECT kind, median(x) AS m FROM s.odd GROUP BY kind HAVING median(x) < 10 ORDER BY kind", "4,4")]
    [TestCase(
        "SELECT kind, string_agg(w, ';') AS m FROM s.odd GROUP BY kind ORDER BY kind",
        "1,béta;α;2,;3,x;4,1910-12-31T06:00:00;2000-01-02"
    )]
    [TestCase(
        "SELECT id, stddev(x) OVER (ORDER BY id) AS d FROM s.t WHERE id < 2 ORDER BY id",
        "0,-;1,0.7071067811865476"
    )]
    [TestCase("SELECT id, regr_count(y, x) OVER (ORDER BY id) AS d FROM s.t WHERE id < 2 ORDER BY id", "0,1;1,2")]
    [TestCase("SELECT array_agg(x) FROM s.odd WHERE kind = 3", "[NaN]")]
    [TestCase("SELECT arr_sum(arr) FROM s.t ORDER BY id", "0;3;6;9")]
    [TestCase("SELECT ivo_to_mjd(w) FROM s.odd WHERE kind = 4 ORDER BY 1", "19036.25;51545")]
    [TestCase("SELECT id FROM s.t WHERE 1 = ivo_interval_has(id, arr) ORDER BY id", "0;1;2;3")]
    [TestCase("SELECT id FROM s.t WHERE 1 = ivo_nocasematch(name, 'B')", "0")]
    [TestCase("SELECT id FROM s.t WHERE 1 = CONTAINS(ivo_healpix_center(3, id), CIRCLE(45, 5, 1)) ORDER BY id", "0")]
    [TestCase(
        "SELECT ROUND(COORD1(ivo_geom_transform('ICRS', 'GALACTIC', POINT(x, y))), 6) AS l FROM s.t WHERE id = 0",
        "99.637855"
    )]
    [TestCase("SELECT COUNT(*) FROM s.t WHERE ivo_normal_random(0, 1) < 100 AND random() < 1", "4")]
    public async Task Rows(string adql, string expected)
    {
        var rows = await RowsAsync(adql);
        AssertAlike(string.Join(';', rows.Select(row => string.Join(',', row.Select(Text)))), expected);
    }

    [TestCase("ivo_epoch_prop_pos(x, 1, 1, 1, 1, 1, 2000, 2001)", "ra of epoch propagation is NULL")]
    [TestCase("lpad('a', 1000000000)", "10000 characters at most")]
    [TestCase(
        "replace(replace(replace(rpad('a', 10000, 'a'), 'a', rpad('b', 10000, 'b')), 'b', 'cc'), 'c', 'dddd')",
        "grow too long"
    )]
    public void Hostile_arguments_end_the_query_with_a_reason(string expression, string reason)
    {
        var error = Assert.ThrowsAsync<ServiceException>(() => RowsAsync($"SELECT {expression} AS v FROM s.odd"));
        Assert.That(error!.Kind, Is.EqualTo(ErrorKind.UsageError));
        Assert.That(error.Message, Does.Contain(reason));
    }

    private Task<List<object?[]>> RowsAsync(string adql) => archive.AdqlRowsAsync(adql);

    private static string Text(object? cell) =>
        cell is System.Collections.IEnumerable list and not string
            ? "[" + string.Join(", ", list.Cast<object?>().Select(Text)) + "]"
            : Convert.ToString(cell ?? "-", CultureInfo.InvariantCulture)!;

    /// <summary>Letter by letter, but that numbers may differ by a billionth.</summary>
    private static void AssertAlike(string found, string expected)
    {
        var (a, b) = (found.Split(Between), expected.Split(Between));
        var alike =
            a.Length == b.Length
            && a.Zip(b)
                .All(pair =>
                    pair.First == pair.Second
                    || double.TryParse(pair.First, CultureInfo.InvariantCulture, out var x)
                        && double.TryParse(pair.Second, CultureInfo.InvariantCulture, out var y)
                        && Math.Abs(x - y) <= 1e-9 * Math.Max(1, Math.Abs(y)) * (pair.Second.Length < 12 ? 1e2 : 2)
                );
        Assert.That(alike, $"found {found}, expected {expected}");
    }

    private static readonly char[] Between = [' ', ',', '[', ']', ';'];
}
