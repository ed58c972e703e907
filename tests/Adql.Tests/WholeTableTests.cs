using DataLab.Adql.Dialects;

namespace DataLab.Adql.Tests;

/// <summary>Which queries give the rows of a table as they are.</summary>
public sealed class WholeTableTests
{
    [TestCase("SELECT * FROM s.t", "a,b", 100L)]
    [TestCase("SELECT b AS x, a, b FROM s.t ORDER BY a", "b,a,b", 100L)]
    [TestCase("SELECT t.a FROM s.t AS t", "a", 100L)]
    [TestCase("SELECT TOP 7 a FROM s.t", "a", 7L)]
    [TestCase("SELECT TOP 700 a FROM s.t", "a", 100L)]
    [TestCase("SELECT a FROM s.t OFFSET 30", "a", 70L)]
    [TestCase("SELECT TOP 90 a FROM s.t OFFSET 30", "a", 70L)]
    [TestCase("SELECT a FROM s.t OFFSET 300", "a", 0L)]
    public void A_whole_table_is_known(string adql, string columns, long rows)
    {
        var whole = Translate(adql).Whole!;
        Assert.That(
            (whole.Table.Name, string.Join(',', whole.Columns.Select(column => column.Name)), whole.Rows),
            Is.EqualTo(("t", columns, rows))
        );
    }

    [TestCase("SELECT DISTINCT a FROM s.t")]
    [TestCase("SELECT a FROM s.t WHERE a > 1")]
    [TestCase("SELECT COUNT(*) AS n FROM s.t")]
    [TestCase("SELECT MAX(a) FROM s.t")]
    [TestCase("SELECT a FROM s.t GROUP BY a")]
    [TestCase("SELECT a FROM s.t GROUP BY a HAVING COUNT(*) > 1")]
    [TestCase("SELECT a, a + 1 FROM s.t")]
    [TestCase("SELECT x.a FROM s.t AS x, s.t AS y")]
    [TestCase("SELECT x.a FROM s.t AS x JOIN s.t AS y ON x.a = y.a")]
    [TestCase("SELECT a FROM s.t UNION ALL SELECT a FROM s.t")]
    [TestCase("SELECT q.a FROM (SELECT TOP 3 a FROM s.t) AS q")]
    [TestCase("WITH q AS (SELECT a FROM s.t) SELECT a FROM q")]
    public void Chosen_joined_or_computed_rows_are_not(string adql) => Assert.That(Translate(adql).Whole, Is.Null);

    private static Translation Translate(string adql)
    {
        var schema = new Semantics.Schema([
            new("s", "t", "\"t1\"", [new("a", "\"a\"", new("int")), new("b", "\"b\"", new("double"))]) { Rows = 100 },
        ]);
        var query = AdqlQuery.Translate(adql, schema, DuckDbDialect.Instance);
        Assert.That(query.Succeeded, string.Join("; ", query.Diagnostics));
        return query;
    }
}
