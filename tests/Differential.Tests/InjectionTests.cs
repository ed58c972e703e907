using System.Collections.Frozen;
using System.Text.RegularExpressions;
using DataLab.Adql;
using DataLab.Adql.Dialects;
using DataLab.Adql.Semantics;
using DataLab.Differential.Tests.Evaluation;
using DataLab.Differential.Tests.Generation;

namespace DataLab.Differential.Tests;

/// <summary>No byte of the user's text reaches SQL outside a quoted name or an escaped text: the rest is words from a closed list.</summary>
/// <remarks>Every word, name and text of a user carries the mark <c>zq</c>, which no word of ours contains.</remarks>
[TestFixture("duckdb")]
[TestFixture("postgresql")]
public sealed class InjectionTests(string engine)
{
    private static readonly SqlDialect[] Dialects = [DuckDbDialect.Instance, PostgreSqlDialect.Instance];

    private readonly SqlDialect dialect = Dialects.Single(known => known.Name == engine);

    /// <summary>All words that SQL made by us consists of.</summary>
    private static readonly FrozenSet<string> Words = (
        "SELECT DISTINCT ALL FROM AS WHERE GROUP BY HAVING ORDER ASC DESC NULLS LAST LIMIT OFFSET WITH LATERAL "
        + "INNER LEFT RIGHT FULL JOIN ON UNION EXCEPT INTERSECT AND OR NOT IN BETWEEN LIKE ILIKE ESCAPE IS NULL TRUE FALSE EXISTS "
        + "CASE WHEN THEN ELSE END CAST TRY OVER PARTITION ROWS RANGE UNBOUNDED PRECEDING FOLLOWING CURRENT ROW TIMESTAMP "
        + "SMALLINT INTEGER BIGINT REAL DOUBLE PRECISION VARCHAR BOOLEAN UTINYINT lambda number cell main data "
        + "count min max avg sum abs ceil floor degrees radians exp ln log10 power pow sqrt round trunc sin cos tan cot asin acos atan atan2 pi random "
        + "lower upper coalesce greatest least nullif left replace xor isfinite regexp_matches list_transform list_value unnest "
        + "row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value last_value nth_value "
        + "datalab_hpx29 datalab_cells datalab_near datalab_contains datalab_intersects datalab_area datalab_shift_left datalab_shift_right "
        + "datalab_like datalab_like_escape datalab_concat "
        // PostgreSQL's own.
        + "TEXT COLLATE C CROSS ARRAY NUMERIC datalab float8 int8 log bool_and bool_or width_bucket datalab_lower datalab_upper "
        + "datalab_match datalab_match_any_case datalab_text datalab_log datalab_log10 datalab_sqrt datalab_exp datalab_asin "
        + "datalab_acos datalab_cot datalab_power datalab_mod datalab_round datalab_trunc datalab_cell_keys datalab_key_first "
        + "datalab_key_last datalab_shape datalab_region datalab_centroid"
    ).Split(' ').ToFrozenSet();

    private static readonly Schema Schema = new([
        .. SmallArchive.Tables.Select(table => new Table(
            table.Schema,
            table.Name,
            $"\"{table.Name}\"",
            [
                .. table.Columns.Select(column => new Column(
                    column.Name,
                    "\"" + column.Name + "\"",
                    column.Domain switch
                    {
                        Domain.Time => new ColumnType("char", "*", "timestamp"),
                        Domain.Text => new ColumnType("char", "*"),
                        _ => new ColumnType(column.Domain.ToString().ToLowerInvariant()),
                    }
                )),
            ]
        )
        {
            Position = table.Columns.Any(column => column.Name == "ra")
                ? new PositionColumns("ra", "dec", "\"cell\"")
                : null,
        }),
        new Table(
            "zqschema",
            "zq\"table;--",
            "\"zq\"\"table\"",
            [
                new Column("zq\"column/*", "\"zq\"\"column\"", new ColumnType("int")),
                new Column("zqtext", "\"zqtext\"", new ColumnType("char", "*")),
            ]
        ),
    ]);

    private Translation Translate(string adql) => AdqlQuery.Translate(adql, Schema, dialect);

    private static void Check(string sql, string adql)
    {
        foreach (var token in SqlTokens.Read(sql))
        {
            var harmless = token.Kind switch
            {
                SqlTokenKind.Word => Words.Contains(token.Text),
                SqlTokenKind.Foreign => false,
                _ => true,
            };
            Assert.That(harmless, $"{token} of {sql}\n{adql}");
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
            @"'((?:[^']|'')*)'",
            m => Regex.IsMatch(m.Value, @"^'(\d|ICRS|$)|^''$") ? m.Value : $"'zq{m.Groups[1].Value}'"
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
