using DataLab.Catalog.Tests.Support;
using DataLab.Formats;

namespace DataLab.Catalog.Tests;

/// <summary>Whatever type the engine computes with, the column is what the translation promised.</summary>
[Category("DuckDb")]
public sealed class ResultTypeTests
{
    private Archive archive = null!;

    [OneTimeSetUp]
    public async Task Open() => archive = await Archive.EmptyAsync();

    [OneTimeTearDown]
    public async Task Close() => await archive.DisposeAsync();

    private static IEnumerable<TestCaseData> Values()
    {
        TestCaseData Case(string sql, string type, object? value, string? size = null) => new(sql, type, size, value);
        yield return Case("sum(range)::HUGEINT FROM range(10)", "long", 45L);
        yield return Case(
            "(-170141183460469231731687303715884105728)::HUGEINT",
            "double",
            -170141183460469231731687303715884105728d
        );
        yield return Case("1.25::DECIMAL(9,2)", "double", 1.25);
        yield return Case("0.1::DECIMAL(4,1)", "double", 0.1);
        yield return Case("123456789012345678.9::DECIMAL(38,1)", "double", 123456789012345678.9);
        yield return Case("7::DECIMAL(18,0)", "long", 7L);
        yield return Case("true", "int", 1);
        yield return Case("true", "boolean", true);
        yield return Case("2::INTEGER", "boolean", true);
        yield return Case("1::TINYINT", "short", (short)1);
        yield return Case("200::UTINYINT", "int", 200);
        yield return Case("65535::USMALLINT", "int", 65535);
        yield return Case("4294967295::UINTEGER", "long", 4294967295L);
        yield return Case("5::BIGINT", "int", 5);
        yield return Case("5::INTEGER", "long", 5L);
        yield return Case("5::INTEGER", "double", 5d);
        yield return Case("0.5::DOUBLE", "float", 0.5f);
        yield return Case("0.1::FLOAT", "double", (double)0.1f);
        yield return Case("NULL", "double", null);
        yield return Case("NULL", "char", null, "*");
        yield return Case("NULL", "double", null, "*");
        yield return Case("42", "char", "42", "*");
        yield return Case("1.5::DOUBLE", "char", "1.5", "*");
        yield return Case("TIMESTAMP '2020-02-29 12:34:56'", "char", "2020-02-29T12:34:56", "*");
        yield return Case("TIMESTAMP '2020-02-29 12:34:56.5'", "char", "2020-02-29T12:34:56.500", "*");
        yield return Case("TIMESTAMP '1969-12-31 23:59:59.000001'", "char", "1969-12-31T23:59:59.000001", "*");
        yield return Case("TIMESTAMP '0001-01-01 00:00:00'", "char", "0001-01-01T00:00:00", "*");
        yield return Case("TIMESTAMPTZ '2020-01-01 00:00:00+02'", "char", "2019-12-31T22:00:00", "*");
        yield return Case("'2020-01-01 00:00:00.123456789'::TIMESTAMP_NS", "char", "2020-01-01T00:00:00.123456", "*");
        yield return Case("'2020-01-01 00:00:01'::TIMESTAMP_S", "char", "2020-01-01T00:00:01", "*");
        yield return Case("'infinity'::TIMESTAMP", "char", null, "*");
        yield return Case("DATE '1600-03-01'", "char", "1600-03-01", "*");
        yield return Case("DATE '2000-12-31'", "char", "2000-12-31", "*");
        yield return Case("TIME '01:02:03.004'", "char", "01:02:03.004", "*");
        yield return Case("[1, 2, NULL]::DOUBLE[]", "double", new object?[] { 1d, 2d, null }, "*");
        yield return Case("[1, 2]::INTEGER[]", "double", new object?[] { 1d, 2d }, "*");
        yield return Case("array_value(1::FLOAT, 2, 3)", "float", new object?[] { 1f, 2f, 3f }, "3");
        yield return Case("['a', 'bc']", "char", new object?[] { "a", "bc" }, "2x*");
        yield return Case(
            "list(range ORDER BY range DESC) FROM range(4)",
            "long",
            new object?[] { 3L, 2L, 1L, 0L },
            "*"
        );
    }

    [TestCaseSource(nameof(Values))]
    public async Task A_value_arrives_as_promised(string sql, string type, string? size, object? expected)
    {
        var rows = await archive.RowsAsync("SELECT " + sql, Archive.Column("v", type, size));
        Assert.That(rows.Single()[0], Is.EqualTo(expected));
    }

    [TestCase("170141183460469231731687303715884105727::HUGEINT", "long")]
    [TestCase("3000000000::BIGINT", "int")]
    [TestCase("-1::INTEGER", "unsignedByte")]
    [TestCase("1e300::DOUBLE", "long")]
    public void A_value_that_does_not_fit_is_the_users_error(string sql, string type)
    {
        var e = Assert.ThrowsAsync<ServiceException>(() =>
            archive.RowsAsync($"SELECT {sql}", Archive.Column("v", type))
        )!;
        Assert.That(e.Kind, Is.EqualTo(ErrorKind.UsageError));
        Assert.That(e.Message, Does.Contain("\"v\"").And.Contain("does not fit"));
    }

    [Test]
    public void A_type_that_cannot_become_the_promised_one_is_a_fault()
    {
        var e = Assert.ThrowsAsync<ServiceException>(() =>
            archive.RowsAsync("SELECT {'a': 1}", Archive.Column("v", "double"))
        )!;
        Assert.That(e.Kind, Is.EqualTo(ErrorKind.Fault));
    }

    [Test]
    public async Task Lists_that_share_and_skip_elements_are_gathered_row_by_row()
    {
        var rows = await archive.RowsAsync(
            """
            SELECT a.range, l FROM range(6) a LEFT JOIN
              (SELECT range % 3 AS k, [range, range + 10] AS l FROM range(3)) b ON a.range % 4 = b.k ORDER BY a.range DESC
            """,
            Archive.Column("k", "long"),
            Archive.Column("l", "long", "*")
        );
        object?[]?[] expected =
        [
            [1L, 11L],
            [0L, 10L],
            null,
            [2L, 12L],
            [1L, 11L],
            [0L, 10L],
        ];
        Assert.That(rows.Select(row => row[1]), Is.EqualTo(expected));
    }

    [Test]
    public async Task Sliced_and_filtered_lists_arrive_whole()
    {
        var rows = await archive.RowsAsync(
            """
            SELECT range, list_filter(l, x -> x % 2 = 0)[2:3] FROM
              (SELECT range, [range, range + 1, range + 2, range + 3, range + 4, range + 5] AS l FROM range(5000))
              WHERE range % 3 = 0 ORDER BY range
            """,
            Archive.Column("n", "long"),
            Archive.Column("l", "long", "*")
        );
        foreach (var row in rows)
        {
            var n = (long)row[0]!;
            var even = Enumerable.Range(0, 6).Select(i => n + i).Where(x => x % 2 == 0).Skip(1).Take(2).Cast<object?>();
            Assert.That(row[1], Is.EqualTo(even));
        }
    }
}
