namespace DataLab.Adql.Tests;

/// <summary>What is said about a text that the grammar does not know, and where.</summary>
public sealed class SyntaxDiagnosticTests
{
    // Lexical
    [TestCase(
        "SELECT ra FROM gaia.source WHERE name = ‘M31",
        DiagnosticCodes.LexicalError,
        1,
        41,
        "U+2018",
        "straight quote"
    )]
    [TestCase("SELECT ra FROM gaia.source WHERE name = “M31", DiagnosticCodes.LexicalError, 1, 41, "U+201C", "Replace")]
    [TestCase("SELECT\u00a0ra FROM gaia.source", DiagnosticCodes.LexicalError, 1, 7, "no-break space", "plain blank")]
    [TestCase("SELECT ra\u200b FROM gaia.source", DiagnosticCodes.LexicalError, 1, 10, "invisible", "Delete")]
    [TestCase("SELECT ra\nFROM gaia.source\nWHERE ra × 2 > 1", DiagnosticCodes.LexicalError, 3, 10, "no operator", "*")]
    [TestCase("SELECT ra − 1 FROM gaia.source", DiagnosticCodes.LexicalError, 1, 11, "not the minus", "plain -")]
    [TestCase("SELECT ra % 2 FROM gaia.source", DiagnosticCodes.Extension, 1, 11, "no operator", "MOD")]
    [TestCase("SELECT ra FROM gaia.source WHERE ra == 1", DiagnosticCodes.LexicalError, 1, 37, "==", "one =")]
    [TestCase("SELECT 2mass FROM gaia.source", DiagnosticCodes.LexicalError, 1, 8, "runs into a word", "\"2mass\"")]
    [TestCase("SELECT _ra FROM gaia.source", DiagnosticCodes.LexicalError, 1, 8, "underscore", "\"_ra\"")]
    [TestCase(
        "SELECT ra FROM gaia.source WHERE name = 'M31",
        DiagnosticCodes.LexicalError,
        1,
        41,
        "no closing quote",
        null
    )]
    [TestCase(
        "SELECT \"ra FROM gaia.source",
        DiagnosticCodes.LexicalError,
        1,
        8,
        "no closing double quote",
        "single quotes"
    )]
    [TestCase("SELECT \"\" FROM gaia.source", DiagnosticCodes.LexicalError, 1, 8, "empty", "''")]
    [TestCase("SELECT /* x */ ra FROM gaia.source", DiagnosticCodes.LexicalError, 1, 8, "comment", "--")]
    [TestCase("SELECT 😀 FROM gaia.source", DiagnosticCodes.LexicalError, 1, 8, "U+1F600", "ASCII")]
    // Syntax
    [TestCase("", DiagnosticCodes.SyntaxError, 1, 1, "empty", "SELECT")]
    [TestCase("  -- nothing", DiagnosticCodes.SyntaxError, 1, 13, "empty", "SELECT")]
    [TestCase("SELECT ra FROM gaia.source LIMIT 10", DiagnosticCodes.Extension, 1, 28, "LIMIT", "TOP")]
    [TestCase("SELECT ra FROM gaia.source WHERE ra > 1 LIMIT 10", DiagnosticCodes.Extension, 1, 41, "LIMIT", "TOP")]
    [TestCase("SELECT ra, FROM gaia.source", DiagnosticCodes.SyntaxError, 1, 12, "FROM", "comma")]
    [TestCase("SELECT FROM gaia.source", DiagnosticCodes.SyntaxError, 1, 8, "FROM", "columns")]
    [TestCase("SELECT ra dec mag FROM gaia.source", DiagnosticCodes.SyntaxError, 1, 15, "a comma or FROM", null)]
    [TestCase("SELECT (ra FROM gaia.source", DiagnosticCodes.SyntaxError, 1, 8, "never closed", null)]
    [TestCase("SELECT ra) FROM gaia.source", DiagnosticCodes.SyntaxError, 1, 10, "closes no bracket", null)]
    [TestCase("SELECT TOP -5 ra FROM gaia.source", DiagnosticCodes.SyntaxError, 1, 12, "-", "whole number")]
    [TestCase(
        "SELECT TOP 5 DISTINCT ra FROM gaia.source",
        DiagnosticCodes.SyntaxError,
        1,
        14,
        "DISTINCT",
        "before TOP"
    )]
    [TestCase(
        "SELECT ra FROM gaia.source WHERE ra = (SELECT 1 FROM plain)",
        DiagnosticCodes.Extension,
        1,
        39,
        "subquery",
        "after IN"
    )]
    [TestCase("SELECT ra FROM gaia.source WHERE ra IN ()", DiagnosticCodes.SyntaxError, 1, 41, ")", "empty")]
    [TestCase(
        "SELECT ra FROM gaia.source WHERE ra >",
        DiagnosticCodes.SyntaxError,
        1,
        38,
        "the end of the query",
        null
    )]
    [TestCase(
        "SELECT ra FROM (SELECT ra FROM gaia.source)",
        DiagnosticCodes.SyntaxError,
        1,
        43,
        "needs a name",
        "AS name"
    )]
    [TestCase("SELECT * FROM gaia.source JOIN sdss.star", DiagnosticCodes.SyntaxError, 1, 27, "no condition", "USING")]
    [TestCase("SELECT * FROM gaia.source CROSS JOIN sdss.star", DiagnosticCodes.Extension, 1, 27, "CROSS", "FROM a, b")]
    [TestCase(
        "SELECT CASE WHEN ra > 1 THEN 2 END FROM gaia.source",
        DiagnosticCodes.Extension,
        1,
        8,
        "CASE",
        "COALESCE"
    )]
    [TestCase(
        "SELECT CAST(ra AS FLOAT) FROM gaia.source",
        DiagnosticCodes.Extension,
        1,
        19,
        "FLOAT",
        "DOUBLE PRECISION"
    )]
    [TestCase("SELECT CAST(ra AS FLAOT) FROM gaia.source", DiagnosticCodes.SyntaxError, 1, 19, "FLAOT", "REAL")]
    [TestCase("SELECT distance FROM gaia.source", DiagnosticCodes.ReservedWord, 1, 8, "reserved word", "\"distance\"")]
    [TestCase("SELECT ra AS date FROM gaia.source", DiagnosticCodes.ReservedWord, 1, 14, "reserved word", "\"date\"")]
    [TestCase(
        "SELECT source.public FROM gaia.source",
        DiagnosticCodes.ReservedWord,
        1,
        15,
        "reserved word",
        "\"public\""
    )]
    [TestCase("SELECT order FROM gaia.source", DiagnosticCodes.ReservedWord, 1, 8, "reserved word", "\"order\"")]
    [TestCase("INSERT INTO t VALUES (1)", DiagnosticCodes.NotASelect, 1, 1, "Only SELECT is allowed", null)]
    [TestCase("DROP TABLE t", DiagnosticCodes.NotASelect, 1, 1, "Only SELECT is allowed", null)]
    [TestCase("SELCT ra FROM gaia.source", DiagnosticCodes.NotASelect, 1, 1, "Only SELECT", "Did you mean \"SELECT\"")]
    [TestCase("SELECT ra FROM gaia.source; DROP TABLE t", DiagnosticCodes.SyntaxError, 1, 29, "DROP", "one query")]
    // Conditions
    [TestCase(
        "SELECT ra FROM gaia.source WHERE CONTAINS(POINT(ra, dec), CIRCLE(1, 2, 3))",
        DiagnosticCodes.Extension,
        1,
        34,
        "CONTAINS",
        "= 1"
    )]
    [TestCase("SELECT ra > 1 FROM gaia.source", DiagnosticCodes.Extension, 1, 8, "condition", "WHERE")]
    [TestCase("SELECT ra FROM gaia.source WHERE ra AND dec = 1", DiagnosticCodes.Extension, 1, 34, "value", null)]
    [TestCase(
        "SELECT ra FROM gaia.source WHERE q3c_radial_query(ra, dec, 10, 20, 1)",
        DiagnosticCodes.Extension,
        1,
        34,
        "Q3C_RADIAL_QUERY",
        "DISTANCE"
    )]
    public void Error(string query, string code, int line, int column, string message, string? hint) =>
        Diagnosis.IsTheOnlyOne(query, code, line, column, message, hint);
}
