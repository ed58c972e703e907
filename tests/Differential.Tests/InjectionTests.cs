using System.Text.RegularExpressions;
using DataLab.Adql;
using DataLab.Adql.Dialects;
using DataLab.Adql.Semantics;
using DataLab.Differential.Tests.Generation;

namespace DataLab.Differential.Tests;

/// <summary>No byte of the user's text reaches SQL outside a quoted name or an escaped text: the rest is words from a closed list.</summary>
/// <remarks>Every word, name and text of a user carries the mark <c>zq</c>, which no word of ours contains.</remarks>
[Category("AnyEngine")]
[TestFixture("duckdb")]
[TestFixture("postgresql")]
public sealed class InjectionTests(string engine)
{
    private static readonly SqlDialect[] Dialects = [DuckDbDialect.Instance, PostgreSqlDialect.Instance];

    private readonly SqlDialect dialect = Dialects.Single(known => known.Name == engine);

    private static readonly Schema Schema = SmallSchema.Of(
        SmallArchive.All,
        new Table(
            "zqschema",
            "zq\"table;--",
            "\"zq\"\"table\"",
            [
                new Column("zq\"column/*", "\"zq\"\"column\"", new ColumnType("int")),
                new Column("zqtext", "\"zqtext\"", new ColumnType("char", "*")),
            ]
        )
    );

    private Translation Translate(string adql) => AdqlQuery.Translate(adql, Schema, dialect);

    private static void Check(string sql, string adql)
    {
        foreach (var token in SqlTokens.Read(sql))
        {
            var harmless = token.Kind switch
            {
                SqlTokenKind.Word => OwnWords.Has(token.Text),
                SqlTokenKind.Foreign => false,
                _ => true,
            };
            Assert.That(
                harmless,
                token.Kind == SqlTokenKind.Word
                    ? $"\"{token.Text}\" is in no literal of {string.Join(", ", OwnWords.Folders)}: either a user's text left its quotes, "
                        + $"or our SQL gets words from elsewhere, and that place belongs into {nameof(OwnWords)}.\n{sql}\n{adql}"
                    : $"{token} of {sql}\n{adql}"
            );
        }
    }

    [Test]
    public void Generated_queries_become_words_of_the_list([Range(1, 4)] int part)
    {
        for (var seed = part * 10_000; seed < part * 10_000 + 1000; seed++)
        {
            var adql = Marked(new QueryGenerator(seed).Query().ToString());
            var query = Translate(adql);
            Assert.That(query.Succeeded, string.Join("; ", query.Diagnostics) + adql);
            Check(query.Sql!, adql);
            Assert.That(query.Sql!.Contains("zqcomment", StringComparison.Ordinal), Is.False);
        }
    }

    /// <summary>Aliases and texts get the mark, and comments with what could end one are strewn in.</summary>
    private static string Marked(string adql)
    {
        adql = Regex.Replace(
            adql,
            // What must be a region, a date or one character stays what it is.
            @"(?:ESCAPE |REGION\(|MOC\()'[^']*'|'((?:[^']|'')*)'",
            m => Regex.IsMatch(m.Value, @"^[A-Z]|^'(\d|ICRS|$)|^''$") ? m.Value : $"'zq{m.Groups[1].Value}'"
        );
        adql = Regex.Replace(adql, @"(?<![\w'""])([acewqn]\d+)\b(?=[^']*(?:'[^']*'[^']*)*$)", "\"zq$1\"\"; --\"");
        return adql.Replace(" FROM ", " --zqcomment */ ; ' \"\n FROM ", StringComparison.Ordinal);
    }

    private static readonly string[] Classics =
    [
        "x' OR '1'='1",
        "x'; DROP TABLE t; --",
        "\\'; DROP TABLE t; --",
        "\\",
        "'' OR 1=1 --",
        "/* */ UNION SELECT 1",
        "$$ ; SELECT 1 $$",
        "$tag$ x $tag$",
        "\\u0027 OR 1=1",
        "\u0000'; DROP",
        "\u02bc OR 1=1",
        "\u2019 OR 1=1",
        "\uff07 OR 1=1",
        "\u202e' --",
        "\u2066\u2069\u200b'",
        "\"; DROP TABLE t; --",
        "a\r\n'; --\n",
        "\ud800' lone",
        "%' ESCAPE '\\",
        "{0} {{ }} ${x}",
        "?",
        ":1 $1 @p",
        "\uff02; DROP TABLE t",
        "\u2018 OR \u02b9 OR \u00b4 OR \u2032",
        "\uff1b DROP TABLE t; \u037e",
        "--\u2028 ; DROP",
        "--\u2029'\u0085\u000b\f; DROP",
        "\ufeff' OR \u00a0",
        "\0",
        "a\0'; DROP TABLE t; --",
        "\b\u001a'",
        "'||(SELECT 1)||'",
        "E'\\'' OR 1=1 --'",
        "\\\\'; --",
        "$1$ '$1$",
        "$q$'$q$; DROP TABLE t",
        "*/ ; /*'\"",
        "'' ''; \"\"\"; --",
        "\U0001d11e' \u0301'",
        "%' ~ '(?{ })",
        "]]; [1] {'a': 1}",
        "lambda x: x",
    ];

    /// <summary>Places where a user's text may stand; <c>{t}</c> is it as a text, <c>{n}</c> as a quoted name, <c>{r}</c> as it is.</summary>
    private static readonly string[] Places =
    [
        "SELECT {t} AS a FROM d.t",
        "SELECT id AS {n} FROM d.t",
        "SELECT {n}.id FROM d.t AS {n}",
        "SELECT {n}.{n} FROM (SELECT id AS {n} FROM d.t) AS {n} ORDER BY {n}",
        "WITH {n} AS (SELECT id FROM d.t) SELECT * FROM {n}",
        "SELECT id FROM d.t WHERE kind = {t} OR kind IN ({t}, 'b') OR kind LIKE {t} OR kind ILIKE {t} OR kind || {t} > {t}",
        "SELECT id FROM d.t WHERE kind ~ {t} OR kind !~* {t}",
        "SELECT id FROM d.t WHERE kind LIKE {t} ESCAPE {t}",
        "SELECT UPPER({t}) AS a, COALESCE(kind, {t}) AS b, CASE WHEN kind = {t} THEN {t} ELSE kind END AS c FROM d.t",
        "SELECT id FROM d.sky WHERE 1 = CONTAINS(POINT({t}, ra, dec), CIRCLE({t}, 10, 10, 1))",
        "SELECT id FROM d.sky WHERE 1 = CONTAINS(POINT(ra, dec), REGION({t}))",
        "SELECT IN_UNIT(ra, {t}) AS a FROM d.sky",
        "SELECT id FROM d.t WHERE \"at\" > {t} OR n = {t} OR flag = {t}",
        "SELECT CAST({t} AS TIMESTAMP) AS a, CAST({t} AS INTEGER) AS b FROM d.t",
        "SELECT {n} FROM d.t",
        "SELECT id FROM {n}.{n}",
        "SELECT {r} FROM d.t",
        "SELECT id FROM d.t WHERE id = {r}",
        "SELECT id FROM d.t -- {r}",
        "SELECT id FROM d.t WHERE kind = E{t}",
        "SELECT id FROM d.t WHERE kind = U&{t}",
        "SELECT id FROM d.t WHERE kind = N{t} OR kind = X{t}",
        "SELECT {r}(id) AS a FROM d.t",
        "SELECT id FROM d.t ORDER BY {r}",
        "SELECT TOP {r} id FROM d.t OFFSET {r}",
        "SELECT CAST(id AS {r}) AS a FROM d.t",
        "SELECT id::{r} AS a FROM d.t",
        "SELECT {n}(id) AS a FROM d.t",
        "SELECT ivo_{r}(id) AS a FROM d.t",
        "SELECT ivo_string_agg(kind, {t}) AS a FROM d.t",
        "SELECT ivo_hasword(kind, {t}) AS a, ivo_nocasematch(kind, {t}) AS b, ivo_hashlist_has(kind, {t}) AS c FROM d.t",
        "SELECT ivo_hms_to_degrees({t}) AS a FROM d.t",
        "SELECT id FROM d.sky WHERE 1 = CONTAINS(POINT(ra, dec), ivo_geom_transform({t}, 'ICRS', CIRCLE(1, 2, 3)))",
        "SELECT CAST({t} AS POINT) AS a, CAST(kind || {t} AS CIRCLE) AS b FROM d.t",
        "SELECT id FROM d.sky WHERE 1 = CONTAINS(POINT(ra, dec), MOC({t}))",
        "SELECT id FROM d.area WHERE 1 = INTERSECTS(s_region, REGION({t})) OR 1 = CONTAINS(spot, REGION('circle 1 2 {r}'))",
        "SELECT CASE kind WHEN {t} THEN {t} ELSE 'a' {t} END AS a, {t}::varchar AS b FROM d.t",
        "SELECT kind AS {n} FROM d.t GROUP BY {n} HAVING MAX(kind) > {t} ORDER BY {n}",
        "SELECT * FROM (SELECT id AS {n} FROM d.t) AS a JOIN (SELECT id AS {n} FROM d.u) AS b USING ({n})",
        "SELECT * FROM (SELECT id AS {n} FROM d.t) AS a NATURAL FULL JOIN (SELECT id AS {n} FROM d.u) AS b",
        "SELECT {n}.{n} FROM d.t AS a, LATERAL (SELECT a.id AS {n}) AS {n}",
        "SELECT a.id FROM d.t AS a LEFT JOIN (SELECT id AS {n} FROM d.u) AS {n} ON a.id = {n}.{n} AND {n}.{n} IN (SELECT n FROM d.u)",
        "SELECT LAG(kind, 1, {t}) OVER (PARTITION BY kind || {t} ORDER BY kind || {t}) AS {n} FROM d.t",
        "EXPLAIN SELECT id AS {n} FROM d.t WHERE kind = {t}",
        "SELECT id FROM d.t WHERE kind = $${r}$$",
        "SELECT id FROM d.t WHERE kind = E'{r}'",
        "SELECT id FROM d.t WHERE kind = \u2018{r}\u2019",
        "SELECT id /* {r} */ FROM d.t",
        "{r}",
        "SELECT \"zq\"\"column/*\" AS a, ZQTEXT || {t} AS b FROM zqschema.\"zq\"\"table;--\" AS {n}",
    ];

    [TestCaseSource(nameof(Places))]
    public void Classical_injections_stay_inside_quotes(string place)
    {
        foreach (var classic in Classics)
        {
            var text = "zq" + classic;
            var adql = place
                .Replace("{t}", "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'", StringComparison.Ordinal)
                .Replace(
                    "{n}",
                    "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"",
                    StringComparison.Ordinal
                )
                .Replace("{r}", text, StringComparison.Ordinal);
            if (Translate(adql).Sql is { } sql)
                Check(sql, adql);
        }
    }

    /// <summary>The check itself: it must see what it is there for.</summary>
    [TestCase("SELECT zqname FROM \"t\"")]
    [TestCase("SELECT 'zq' -- zq")]
    [TestCase("SELECT 'zq'zq'")]
    [TestCase("SELECT E'zq\\''")]
    [TestCase("SELECT U&'zq'")]
    [TestCase("SELECT $$zq$$")]
    [TestCase("SELECT 1; DROP TABLE \"t\"")]
    [TestCase("SELECT 1 /* zq */")]
    [TestCase("SELECT \"zq")]
    public void What_leaves_its_quotes_is_seen(string sql) =>
        Assert.That(() => Check(sql, ""), Throws.InstanceOf<AssertionException>());
}
