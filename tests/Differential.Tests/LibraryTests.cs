using System.Collections;
using System.Globalization;
using System.Text.RegularExpressions;
using DataLab.Adql.Library;
using DataLab.Differential.Tests.Engines;

namespace DataLab.Differential.Tests;

/// <summary>Functions, shapes and conversions beyond what the evaluator knows: every engine gives what DuckDB does, row by row.</summary>
public sealed class LibraryTests
{
    private IEngine engine = null!;
    private IEngine embedded = null!;

    [OneTimeSetUp]
    public async Task Open()
    {
        engine = await AllEngines.OpenAsync();
        embedded = await AllEngines.OpenEmbeddedAsync();
    }

    [OneTimeTearDown]
    public async Task Close()
    {
        await engine.DisposeAsync();
        await embedded.DisposeAsync();
    }

    /// <summary>The rows that examples of aggregates are of, as a query.</summary>
    private static string Sample(bool isAggregate) =>
        "("
        + string.Join(
            " UNION ALL ",
            UserFunctions
                .Sample.Take(isAggregate ? UserFunctions.Sample.Length : 1)
                .Select(row =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"SELECT CAST({row.X} AS DOUBLE PRECISION) AS x, CAST({row.Y} AS DOUBLE PRECISION) AS y, {(row.Name is null ? "CAST(NULL AS VARCHAR(1))" : $"CAST('{row.Name}' AS VARCHAR(1))")} AS name FROM d.u WHERE id = 1"
                    )
                )
        )
        + ") AS t";

    private static IEnumerable<TestCaseData> Examples() =>
        UserFunctions.All.Select(
            (function, i) =>
                new TestCaseData(function.Example, function.Gives).SetName($"Example {i}: {function.Signature}")
        );

    [TestCaseSource(nameof(Examples))]
    public async Task Examples_give_what_the_table_of_functions_says(string example, string gives)
    {
        var isAggregate = UserFunctions.All.Any(function =>
            function.IsAggregate && Regex.IsMatch(example, $@"\b{function.Name}\(", RegexOptions.IgnoreCase)
        );
        var rows = await engine.RunAsync($"SELECT {example} AS v FROM {Sample(isAggregate)}");
        Assert.That(IsAlike(Text(rows.Single()[0]), gives), $"{Text(rows[0][0])}, not {gives}");
    }

    private static readonly string[] OverNumbers =
    [
        "sign(x)",
        "cbrt(x)",
        "sind(n)",
        "cosd(n * 30)",
        "tand(n * 15)",
        "cotd(n)",
        "asind(x)",
        "acosd(x / 3)",
        "atand(x)",
        "atan2d(n, id)",
        "sinh(n)",
        "tanh(n)",
        "width_bucket(x, -3, 4, 5)",
        "width_bucket(x, 4, -3, s)",
        "POWER(x, n)",
        "POWER(id, -n)",
        "MOD(x, 0.7)",
        "MOD(x, n)",
        "MOD(f, 0.25)",
        "ROUND(f, 3)",
        "EXP(-n * 100)",
        "CAST(flag AS INTEGER)",
        "CAST(NULLIF(x, NaN) AS VARCHAR)",
        "CAST(NULLIF(f, NaN) AS VARCHAR)",
        "CAST(NULLIF(vast, NaN) AS VARCHAR)",
        "CAST(flag AS VARCHAR)",
        "CAST(CAST(n AS VARCHAR) AS INTEGER)",
        "CAST(CAST(x AS VARCHAR) AS DOUBLE PRECISION)",
        "huge << n",
        "huge >> s",
        "n # s",
        "n & -2",
        "CAST(n AS BIGINT) | huge",
        "date_part('year', \"at\")",
        "date_part('second', \"at\")",
        "date_part('epoch', \"at\")",
        "date_part('week', \"at\")",
        "date_part('dow', \"at\")",
        "date_trunc('week', \"at\")",
        "date_trunc('decade', \"at\")",
        "ivo_to_mjd(\"at\")",
        "ivo_to_jd(\"at\")",
        "CAST(\"at\" AS VARCHAR)",
        "ARRAY[x, n]",
        "arr_max(ARRAY[x, n, s])",
        "arr_sum(ARRAY[x, n, s])",
        "arr_stddev(ARRAY[x, n, s])",
        "arr_get(ARRAY[x, n, s], n)",
        "arr_slice(ARRAY[x, n, s], 2, n)",
        "arr_in(n, ARRAY[x, 4, s])",
        "arr_dot(ARRAY[x, n], ARRAY[1, 2])",
        "array_position(ARRAY[n, s], 3)",
        "ivo_healpix_index(n, x, s / 1000)",
        "ivo_healpix_center(id, huge)",
        "ivo_healpix_center(id, id * 5)",
        "ivo_geom_transform('ICRS', 'ECLIPTIC', POINT(id * 40, n))",
        "ivo_geom_transform('FK4', 'FK5', CIRCLE(id * 40, n / 2, 3))",
        "ivo_epoch_prop(id * 40, id * 9, n, id * 100, id * -90, s, 2000, 2000 + id)",
    ];

    private static readonly string[] OverTexts =
    [
        "length(kind)",
        "octet_length(\"Odd Name\")",
        "substring(\"Odd Name\", n - 3, id)",
        "left(kind, n)",
        "right(\"Odd Name\", s)",
        "btrim(kind, 'sr')",
        "LTRIM(kind, 'S')",
        "strpos(kind, 'a')",
        "replace(\"Odd Name\", 'n', '日本')",
        "lpad(kind, id, 'αβ')",
        "rpad(kind, n)",
        "split_part(kind, 'a', n - 3)",
        "UPPER(\"Odd Name\")",
        "LOWER(\"Odd Name\")",
        "ivo_hasword(\"Odd Name\", 'CLEF')",
        "ivo_hasword(\"Odd Name\", 'ångström')",
        "ivo_hashlist_has(kind || '#é', \"Odd Name\")",
        "ivo_nocasematch(\"Odd Name\", 'é%')",
        "kind ~ '^[sS].*r$'",
        "kind ~* 'STAR'",
        "kind !~ 'a'",
        "kind LIKE 'a\\%'",
        "kind LIKE 'gal!%axy' ESCAPE '!'",
        "kind || \"Odd Name\"",
        "GREATEST(kind, \"Odd Name\", 'T')",
        "kind > \"Odd Name\"",
        "kind BETWEEN 'S' AND 'star'",
    ];

    private static IEnumerable<string> OnRows() => OverNumbers.Concat(OverTexts);

    [TestCaseSource(nameof(OnRows))]
    public Task Values_are_those_of_DuckDB(string expression) =>
        AlikeAsync($"SELECT id, {expression} AS v FROM d.t ORDER BY id");

    [TestCase("SELECT kind, COUNT(*) AS c, string_agg(\"Odd Name\", '; ') AS n FROM d.t GROUP BY kind ORDER BY kind")]
    [TestCase("SELECT string_agg(DISTINCT kind, '+') AS k, string_agg(kind, ',' ORDER BY id DESC) AS l FROM d.t")]
    [TestCase("SELECT MIN(kind) AS a, MAX(kind) AS b, MIN(flag) AS c, MAX(flag) AS d, mode(kind) AS e FROM d.t")]
    [TestCase("SELECT median(n) AS a, quantile(n, 0.3) AS b, percentile_disc(n, 0.3) AS c FROM d.t")]
    [TestCase("SELECT id, median(n) OVER (ORDER BY id) AS m FROM d.t ORDER BY id")]
    [TestCase(
        "SELECT id, quantile(x, 0.25) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS m FROM d.t ORDER BY id"
    )]
    [TestCase("SELECT stddev(n) AS a, variance(DISTINCT n) AS b, var_pop(f) AS c, stddev(x) AS d FROM d.t")]
    [TestCase(
        "SELECT corr(n, id) AS a, covar_samp(n, s) AS b, regr_slope(n, id) AS c, regr_r2(n, id) AS d, regr_count(x, n) AS e FROM d.t"
    )]
    [TestCase(
        "SELECT bool_and(flag) AS a, bool_or(flag) AS b, bit_and(n) AS c, bit_or(n) AS d, bit_xor(n) AS e FROM d.t"
    )]
    [TestCase("SELECT ivo_histogram(x, -3, 3, 4) AS h, array_agg(n ORDER BY id) AS a FROM d.t")]
    [TestCase("SELECT flag, ivo_histogram(n, 0, 10, 2) AS h FROM d.t GROUP BY flag ORDER BY flag")]
    [TestCase("SELECT array_agg(CAST(kind AS VARCHAR(5)) ORDER BY id) AS a, array_agg(x ORDER BY id) AS b FROM d.t")]
    [TestCase("SELECT SUM(f) AS a, AVG(f) AS b, SUM(s) AS c, AVG(n) AS d FROM d.t WHERE id < 5")]
    [TestCase("SELECT id, CAST(f AS VARCHAR) || ':' AS v, kind FROM d.t WHERE id <> 6 ORDER BY kind DESC, id")]
    [TestCase("SELECT kind FROM d.t UNION SELECT kind FROM d.u ORDER BY kind")]
    [TestCase("SELECT NULL AS a FROM d.t WHERE id = 1 UNION ALL SELECT n FROM d.t WHERE id = 2")]
    [TestCase("SELECT a.v + 1 AS w FROM (SELECT NULL AS v, id FROM d.t) AS a WHERE a.id < 3")]
    [TestCase("SELECT 'x' AS k, COUNT(*) AS c FROM d.t GROUP BY k, 1")]
    public Task Queries_give_the_rows_of_DuckDB(string adql) => AlikeAsync(adql);

    private static readonly string[] Shapes =
    [
        "CONTAINS(POINT(ra, dec), POLYGON(359, -1, 1, -1, 1, 1, 359, 1))",
        "CONTAINS(POINT(ra, dec), POLYGON(0, 80, 90, 80, 180, 80, 270, 80))",
        "CONTAINS(POINT(ra, dec), POLYGON(44, 43, 47, 43, 45, 45, 47, 47, 44, 47))",
        "CONTAINS(POINT(45, 45), CIRCLE(ra, dec, mag))",
        "CONTAINS(POINT(45, 45), POLYGON(ra, dec, 46, 44, 45, 47))",
        "CONTAINS(POINT(45.2, 44.9), POLYGON(ra, dec, 46, 44, 45.3, 45.2, 45, 47))",
        "CONTAINS(CIRCLE(ra, dec, 0.3), CIRCLE(45, 45, mag))",
        "CONTAINS(CIRCLE(ra, dec, 0.3), POLYGON(43, 43, 47, 43, 47, 47, 43, 47))",
        "CONTAINS(POLYGON(ra, dec, 45, 44.8, 45, 45), CIRCLE(45, 45, 1.5))",
        "CONTAINS(POLYGON(ra, dec, 45, 44.8, 45, 45), POLYGON(44, 44, 46, 44, 46, 46, 44, 46))",
        "INTERSECTS(CIRCLE(ra, dec, 0.3), POLYGON(44, 44, 46, 44, 46, 46, 44, 46))",
        "INTERSECTS(CIRCLE(ra, dec, mag), CIRCLE(45, 45, mag / 2))",
        "INTERSECTS(POLYGON(ra, dec, 45, 44.8, 45, 45), POLYGON(44, 44, 44.5, 44, 44.5, 46, 44, 46))",
        "CONTAINS(POINT(ra, dec), REGION('Union ICRS (Circle 0 0 1 Box 45 45 2 1)'))",
        "CONTAINS(POINT(ra, dec), REGION('Intersection ICRS (Circle 45 45 2 Not (Circle 45 45 1))'))",
        "CONTAINS(POINT(ra, dec), REGION('Ellipse ICRS 45 45 2 0.7 30'))",
        "CONTAINS(POINT(ra, dec), REGION('PositionInterval ICRS 359 -1.2 1 0.5'))",
        "CONTAINS(POINT(ra, dec), MOC('3/301 4/0-40 5/3000,4000-4999'))",
        "CONTAINS(POINT(ra + 0.1, dec), MOC('2/0-90,100,110,120 3/500,510,520,530,540,550,560,570,580,590,600,610'))",
        "CONTAINS(POINT(ra, dec), MOC('3/1,3,5,7,9,11,13,15,301 4/70,72,74,76,78,80-400 5/4000-4999'))",
        "CONTAINS(POINT(ra, dec), BOX(45, 45, 2, 1))",
        "CONTAINS(POINT(45, 45), BOX(ra, dec, 2, 1))",
        "AREA(CIRCLE(ra, dec, mag))",
        "AREA(POLYGON(ra, dec, 46, 44, 45, 47))",
        "COORD1(CENTROID(POLYGON(ra, dec, 46, 44, 45, 47)))",
        "COORD2(CENTROID(POLYGON(ra, dec, 46, 44, 45, 47)))",
        "DISTANCE(POINT(ra, dec), CENTROID(CIRCLE(45, 45, 1)))",
        "POLYGON(ra, dec, 46, 44, 45, 47)",
        "CAST(CAST(ra AS VARCHAR) || ' ' || CAST(dec AS VARCHAR) AS POINT)",
        "ivo_healpix_index(8, ra, dec)",
    ];

    [TestCaseSource(nameof(Shapes))]
    public Task Shapes_relate_as_on_DuckDB(string expression) =>
        AlikeAsync($"SELECT id, {expression} AS v FROM d.sky ORDER BY id");

    private static IEnumerable<string> Relations() =>
        Shapes.Where(shape => Regex.IsMatch(shape, "^(CONTAINS|INTERSECTS)"));

    [TestCaseSource(nameof(Relations))]
    public Task Shapes_select_as_on_DuckDB(string expression) =>
        AlikeAsync($"SELECT id FROM d.sky WHERE {expression} = 1 ORDER BY id");

    private async Task AlikeAsync(string adql)
    {
        var expected = Shown(await embedded.RunAsync(adql));
        var found = Shown(await engine.RunAsync(adql));
        Assert.That(found.Count, Is.EqualTo(expected.Count));
        foreach (var (row, other) in found.Zip(expected))
            Assert.That(IsAlike(row, other), $"{row}, DuckDB: {other}");
    }

    private static List<string> Shown(List<object?[]> rows) =>
        [.. rows.Select(row => string.Join(';', row.Select(Text)))];

    private static string Text(object? cell) =>
        cell switch
        {
            IEnumerable list and not string => "[" + string.Join(", ", list.Cast<object?>().Select(Text)) + "]",
            bool truth => truth ? "True" : "False",
            double x when x == 0 => "0",
            _ => Convert.ToString(cell ?? "-", CultureInfo.InvariantCulture)!,
        };

    /// <summary>Letter by letter, but that numbers may differ by a billionth.</summary>
    private static bool IsAlike(string found, string expected)
    {
        var (a, b) = (found.Split(Between), expected.Split(Between));
        return a.Length == b.Length
            && a.Zip(b).All(pair => pair.First == pair.Second || AreClose(pair.First, pair.Second));
    }

    private static bool AreClose(string first, string second) =>
        double.TryParse(first, CultureInfo.InvariantCulture, out var x)
        && double.TryParse(second, CultureInfo.InvariantCulture, out var y)
        && Math.Abs(x - y) <= 1e-9 * Math.Max(1, Math.Abs(y)) * (second.Length < 12 ? 1e2 : 2);

    private static readonly char[] Between = [' ', ',', '[', ']', ';'];
}
