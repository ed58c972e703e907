namespace DataLab.Adql.Tests;

/// <summary>The query that the user very likely meant, and the errors behind the first.</summary>
public sealed class MendingTests
{
    // What comes of copying
    [TestCase("SELECT ra FROM gaia.source WHERE name = ‘M31’", "SELECT ra FROM gaia.source WHERE name = 'M31'")]
    [TestCase("SELECT ra FROM gaia.source WHERE name = “M31”", "SELECT ra FROM gaia.source WHERE name = 'M31'")]
    [TestCase("SELECT `ra` FROM gaia.source", "SELECT \"ra\" FROM gaia.source")]
    [TestCase(
        "SELECT\u00a0ra\u200b FROM gaia.source WHERE ra × 2 ≥ 1 − dec",
        "SELECT ra FROM gaia.source WHERE ra * 2 >= 1 - dec"
    )]
    [TestCase("SELECT ra FROM gaia.source WHERE ra == 1", "SELECT ra FROM gaia.source WHERE ra = 1")]
    [TestCase(
        "SELECT ra FROM gaia.source WHERE ra > 1 && dec < 2",
        "SELECT ra FROM gaia.source WHERE ra > 1  AND  dec < 2"
    )]
    [TestCase("SELECT ra /* right ascension, \"it's */ FROM gaia.source", "SELECT ra   FROM gaia.source")]
    // Names and texts
    [TestCase("SELECT ra FROM gaia.source WHERE name = M31", "SELECT ra FROM gaia.source WHERE name = 'M31'")]
    [TestCase("SELECT ra FROM gaia.source WHERE name = \"M31\"", "SELECT ra FROM gaia.source WHERE name = 'M31'")]
    [TestCase("SELECT raa, dce FROM gaia.sorce", "SELECT ra, dec FROM gaia.source")]
    [TestCase("SELECT ra FROM source", "SELECT ra FROM gaia.source")]
    [TestCase("SELECT SQTR(ra) FROM gaia.source", "SELECT SQRT(ra) FROM gaia.source")]
    [TestCase("SELECT 2mass FROM vizier.\"B/avo.rad/catalog\"", "SELECT \"2mass\" FROM vizier.\"B/avo.rad/catalog\"")]
    // Grammar
    [TestCase("SELCT ra FROM gaia.source", "SELECT ra FROM gaia.source")]
    [TestCase("SELECT ra FORM gaia.source", "SELECT ra FROM gaia.source")]
    [TestCase("SELECT ra FROM gaia.source WEHRE ra > 1", "SELECT ra FROM gaia.source WHERE ra > 1")]
    [TestCase("SELECT ra FROM gaia.source ODER BY ra", "SELECT ra FROM gaia.source ORDER BY ra")]
    [TestCase("SELECT ra dec mag FROM gaia.source", "SELECT ra, dec, mag FROM gaia.source")]
    [TestCase("SELECT ra, dec, FROM gaia.source", "SELECT ra, dec FROM gaia.source")]
    [TestCase("SELECT POWER(ra 2) FROM gaia.source", "SELECT POWER(ra, 2) FROM gaia.source")]
    [TestCase("SELECT ra FROM gaia.source WHERE ra > 1 dec < 2", "SELECT ra FROM gaia.source WHERE ra > 1 AND dec < 2")]
    [TestCase("SELECT ra FROM gaia.source WHERE (ra > 1", "SELECT ra FROM gaia.source WHERE (ra > 1)")]
    [TestCase("SELECT COUNT(* FROM gaia.source", "SELECT COUNT(*) FROM gaia.source")]
    [TestCase("SELECT ra FROM gaia.source WHERE ra > 1)", "SELECT ra FROM gaia.source WHERE ra > 1")]
    // Several at once
    [TestCase(
        "SELCT raa FORM gaia.sorce WHERE name == ‘M31’ LIMIT 5",
        "SELECT ra FROM gaia.source WHERE name = 'M31' LIMIT 5"
    )]
    public void A_query_is_proposed(string query, string expected)
    {
        var translation = TestSchema.Translate(query);
        Assert.That(translation.Succeeded, Is.False);
        Assert.That(translation.Mended, Is.EqualTo(expected));
        Assert.That(TestSchema.Translate(expected).Succeeded, Is.True);
    }

    [TestCase("SELECT ra FROM gaia.source LIMIT 5", "SELECT TOP 5 ra FROM gaia.source ")]
    [TestCase(
        "SELECT DISTINCT ra FROM gaia.source ORDER BY ra LIMIT 5",
        "SELECT DISTINCT TOP 5 ra FROM gaia.source ORDER BY ra "
    )]
    public void The_strict_get_TOP_for_LIMIT(string query, string expected) =>
        Assert.That(TestSchema.Translate(query, strict: true).Mended, Is.EqualTo(expected));

    [TestCase("SELECT frobnicate(ra) FROM gaia.source")]
    [TestCase("SELECT ra FROM gaia.source WHERE ra > ")]
    [TestCase("SELECT ra FROM gaia.source WHERE name = 'M31")]
    [TestCase("SELECT ra + name FROM gaia.source")]
    [TestCase("DROP TABLE t")]
    public void Nothing_is_proposed_where_only_the_user_knows(string query) =>
        Assert.That(TestSchema.Translate(query).Mended, Is.Null);

    [Test]
    public void Errors_behind_a_syntax_error_are_told_at_their_own_places()
    {
        const string Query = """
            SELECT ra, * / 2
            FROM gaia.source
            WHERE dec > > 1
            ORDER BY nosuch
            """;
        Assert.That(
            TestSchema.Translate(Query).Diagnostics.Select(d => (d.Code, d.Span.Line, d.Span.Column)),
            Is.EqualTo(
                new[]
                {
                    (DiagnosticCodes.SyntaxError, 1, 14),
                    (DiagnosticCodes.SyntaxError, 3, 13),
                    (DiagnosticCodes.UnknownColumn, 4, 10),
                }
            )
        );
    }

    [Test]
    public void Errors_behind_lexical_ones_are_told_too() =>
        Assert.That(
            TestSchema
                .Translate("SELECT “ra”, nosuch FROM gaia.source WHERE name == ‘M31’ AND other = 1")
                .Diagnostics.Select(d => (d.Code, d.Span.Column)),
            Is.EqualTo(
                new[]
                {
                    (DiagnosticCodes.LexicalError, 8),
                    (DiagnosticCodes.LexicalError, 11),
                    (DiagnosticCodes.UnknownColumn, 14),
                    (DiagnosticCodes.LexicalError, 49),
                    (DiagnosticCodes.LexicalError, 52),
                    (DiagnosticCodes.LexicalError, 56),
                    (DiagnosticCodes.UnknownColumn, 62),
                }
            )
        );
}
