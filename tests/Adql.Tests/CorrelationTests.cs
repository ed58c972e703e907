namespace DataLab.Adql.Tests;

/// <summary>Subqueries that use columns of the queries around them, and joins by columns of different types: what is refused, and where.</summary>
public sealed class CorrelationTests
{
    [TestCase("SELECT a FROM num.bers AS n WHERE a IN (SELECT MAX(n.b) FROM plain)", 48, "MAX stands in a subquery")]
    [TestCase(
        "SELECT a FROM num.bers AS n, LATERAL (SELECT COUNT(DISTINCT n.b) AS c FROM plain) AS m",
        46,
        "COUNT stands"
    )]
    [TestCase("SELECT (SELECT STDDEV(n.x) FROM plain) AS s FROM num.bers AS n", 16, "STDDEV stands in a subquery")]
    public void An_aggregate_of_outer_columns_is_refused(string adql, int column, string words)
    {
        var found = TestSchema.Translate(adql).Diagnostics.Single();
        Assert.Multiple(() =>
        {
            Assert.That(found.Code, Is.EqualTo(DiagnosticCodes.Grouping));
            Assert.That(found.Span.Column, Is.EqualTo(column));
            Assert.That(found.Message, Does.Contain(words).IgnoreCase);
            Assert.That(found.Hint, Does.Contain("leave it out"));
        });
    }

    [TestCase("SELECT (SELECT MAX(p.val + n.x) FROM plain AS p) AS s FROM num.bers AS n")]
    [TestCase("SELECT (SELECT COUNT(1) FROM plain AS p WHERE p.id = n.a) AS s FROM num.bers AS n")]
    public void An_aggregate_of_own_columns_may_use_outer_ones(string adql) =>
        Assert.That(TestSchema.Translate(adql).Succeeded);

    [TestCase("SELECT 1 AS one FROM num.bers NATURAL JOIN (SELECT kind AS a FROM twins.\"Stars\") AS s")]
    [TestCase("SELECT 1 AS one FROM num.bers JOIN (SELECT kind AS a FROM twins.\"Stars\") AS s USING (a)")]
    public void Columns_of_types_that_do_not_compare_do_not_join(string adql)
    {
        var found = TestSchema.Translate(adql).Diagnostics.Single();
        Assert.Multiple(() =>
        {
            Assert.That(found.Code, Is.EqualTo(DiagnosticCodes.TypeMismatch));
            Assert.That(found.Message, Does.Contain("a whole number on the left of the join and a text on the right"));
        });
    }

    /// <summary>CASE x WHEN … is x compared again and again: forty of them, one in the operand of the other, would be 2⁴⁰.</summary>
    [Test]
    public void Operands_that_double_are_too_complex()
    {
        var adql =
            "SELECT "
            + string.Concat(Enumerable.Repeat("CASE ", 40))
            + "a"
            + string.Concat(Enumerable.Repeat(" WHEN 1 THEN 2 WHEN 2 THEN 1 END", 40))
            + " AS c FROM num.bers";
        Assert.That(TestSchema.Translate(adql).Diagnostics.Single().Code, Is.EqualTo(DiagnosticCodes.TooComplex));
        Assert.That(AdqlQuery.CheckSyntax(adql).Single().Code, Is.EqualTo(DiagnosticCodes.TooComplex));
    }

    [Test]
    public void Nested_nullif_is_written_once_each()
    {
        var adql =
            "SELECT "
            + string.Concat(Enumerable.Repeat("NULLIF(", 100))
            + "a"
            + string.Concat(Enumerable.Repeat(", 1)", 100))
            + " AS c FROM num.bers";
        Assert.That(TestSchema.Sql(adql), Has.Length.LessThan(20_000));
    }

    /// <summary>Each correlated full join is written twice, with what it joins.</summary>
    [Test]
    public void Full_joins_that_double_are_too_complex()
    {
        var joins = Enumerable
            .Range(0, 12)
            .Select(i => $" FULL JOIN plain AS p{i} ON n.a IN (SELECT id FROM plain WHERE id = p{i}.id)");
        var adql = "SELECT 1 AS one FROM num.bers AS n" + string.Concat(joins);
        Assert.That(TestSchema.Translate(adql).Diagnostics.Single().Code, Is.EqualTo(DiagnosticCodes.TooComplex));
    }
}
