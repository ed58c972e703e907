namespace DataLab.Adql.Tests;

/// <summary>What is said about wrong names and wrong grouping, where, and in what words.</summary>
public sealed class DiagnosticTests
{
    // Names
    [TestCase(
        "SELECT ra2 FROM gaia.source",
        DiagnosticCodes.UnknownColumn,
        1,
        8,
        "No column \"ra2\" in gaia.source",
        "Did you mean \"ra\"?"
    )]
    [TestCase(
        "SELECT s.magg FROM gaia.source AS s",
        DiagnosticCodes.UnknownColumn,
        1,
        8,
        "No column \"magg\" in s",
        "\"mag\""
    )]
    [TestCase(
        "SELECT ra FROM gaia.source WHERE name = \"M31\"",
        DiagnosticCodes.UnknownColumn,
        1,
        41,
        "M31",
        "single quotes: 'M31'"
    )]
    [TestCase("SELECT ra FROM gaia.sorce", DiagnosticCodes.UnknownTable, 1, 16, "gaia.sorce", "gaia.source")]
    [TestCase(
        "SELECT ra FROM source",
        DiagnosticCodes.UnknownTable,
        1,
        16,
        "No table \"source\"",
        "Did you mean gaia.source?"
    )]
    [TestCase("SELECT x FROM upload.mine", DiagnosticCodes.UnknownTable, 1, 15, "upload.mine", "TAP_UPLOAD.mine")]
    [TestCase("SELECT x FROM tap_upload.other", DiagnosticCodes.UnknownTable, 1, 15, "other", "sent with this query")]
    [TestCase("SELECT t.ra FROM gaia.source AS s", DiagnosticCodes.UnknownTable, 1, 8, "No table \"t\" in FROM", null)]
    [TestCase(
        "SELECT ra FROM gaia.source AS a, sdss.star AS b",
        DiagnosticCodes.AmbiguousColumn,
        1,
        8,
        "a.ra, b.ra",
        "before it"
    )]
    [TestCase("SELECT SQTR(ra) FROM gaia.source", DiagnosticCodes.UnknownFunction, 1, 8, "SQTR", "SQRT")]
    [TestCase("SELECT LCASE(name) FROM gaia.source", DiagnosticCodes.UnknownFunction, 1, 8, "LCASE", "LOWER")]
    // Grouping and order
    [TestCase("SELECT name, COUNT(*) FROM gaia.source", DiagnosticCodes.Grouping, 1, 8, "Column name", "GROUP BY")]
    [TestCase(
        "SELECT n_obs FROM gaia.source GROUP BY n_obs HAVING mag > 1",
        DiagnosticCodes.Grouping,
        1,
        53,
        "Column mag",
        "GROUP BY"
    )]
    [TestCase(
        "SELECT n_obs FROM gaia.source GROUP BY n_obs ORDER BY mag",
        DiagnosticCodes.Grouping,
        1,
        55,
        "Column mag",
        "GROUP BY"
    )]
    [TestCase("SELECT ra FROM gaia.source WHERE COUNT(*) > 1", DiagnosticCodes.Grouping, 1, 34, "WHERE", "HAVING")]
    [TestCase(
        "SELECT SUM(MAX(ra)) FROM gaia.source",
        DiagnosticCodes.Grouping,
        1,
        12,
        "inside another aggregate",
        null
    )]
    [TestCase("SELECT ra FROM gaia.source ORDER BY 2", DiagnosticCodes.Position, 1, 37, "1 column", null)]
    [TestCase(
        "SELECT DISTINCT ra FROM gaia.source ORDER BY dec",
        DiagnosticCodes.Grouping,
        1,
        46,
        "DISTINCT",
        "select list"
    )]
    [TestCase(
        "SELECT ra FROM gaia.source ORDER BY POINT(ra, dec)",
        DiagnosticCodes.TypeMismatch,
        1,
        37,
        "a point",
        null
    )]
    // Features
    [TestCase("SELECT ra FROM gaia.source GROUP BY 'x'", DiagnosticCodes.Grouping, 1, 8, "Column ra", "GROUP BY")]
    public void Error(string query, string code, int line, int column, string message, string? hint) =>
        Diagnosis.IsTheOnlyOne(query, code, line, column, message, hint);

    [Test]
    public void The_message_is_a_sentence_with_place_and_advice() =>
        Assert.That(
            TestSchema.Translate("SELECT ra2 FROM gaia.source").Diagnostics[0].ToString(),
            Is.EqualTo("No column \"ra2\" in gaia.source (line 1, column 8). Did you mean \"ra\"?")
        );

    [Test]
    public void Every_unknown_name_is_reported_in_the_order_of_the_text() =>
        Assert.That(
            TestSchema
                .Translate("SELECT one, two FROM gaia.source WHERE three = 1 ORDER BY four")
                .Diagnostics.Select(d => d.Span.Column),
            Is.EqualTo(new[] { 8, 13, 40, 59 })
        );

    [Test]
    public void An_unknown_table_hides_no_other_error_and_invents_none() =>
        Assert.That(
            TestSchema
                .Translate("SELECT a, SQRT(b), t.c FROM nowhere AS t WHERE SQTR(d) = 1")
                .Diagnostics.Select(d => d.Code),
            Is.EqualTo(new[] { DiagnosticCodes.UnknownTable, DiagnosticCodes.UnknownFunction })
        );

    [Test]
    public void No_message_names_an_engine_or_its_tables()
    {
        var messages = TestSchema
            .Translate("SELECT nosuch FROM vizier.\"B/avo.rad/catalog\"")
            .Diagnostics.Select(d => d.ToString());
        Assert.That(
            string.Concat(messages),
            Does.Not.Contain("v1").And.Not.Contain("hpx29").And.Not.Contain("DuckDB").IgnoreCase
        );
    }

    [Test]
    public void A_declared_function_is_known_to_the_checker()
    {
        var options = new AdqlOptions { DeclaredFunctions = ["my_sum(a INTEGER, b DOUBLE PRECISION) -> BIGINT"] };
        Assert.Multiple(() =>
        {
            Assert.That(AdqlQuery.CheckSyntax("SELECT MY_SUM(1, x) + 1 FROM t", options), Is.Empty);
            Assert.That(AdqlQuery.CheckSyntax("SELECT my_sum(1) FROM t", options), Has.Length.EqualTo(1));
            Assert.That(AdqlQuery.CheckSyntax("SELECT my_sum(1, 'x') FROM t", options), Has.Length.EqualTo(1));
            Assert.That(AdqlQuery.CheckSyntax("SELECT my_sum(1, 2) || 'x' FROM t", options), Has.Length.EqualTo(1));
        });
    }
}
