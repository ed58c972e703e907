namespace DataLab.Adql.Tests;

/// <summary>What is said about a wrong query, and where.</summary>
public sealed class DiagnosticTests
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
    // Arguments and types
    [TestCase(
        "SELECT SQRT(ra, dec) FROM gaia.source",
        DiagnosticCodes.WrongArguments,
        1,
        8,
        "SQRT(x) takes 1 argument, found 2",
        null
    )]
    [TestCase(
        "SELECT ROUND() FROM gaia.source",
        DiagnosticCodes.WrongArguments,
        1,
        8,
        "ROUND(x [, digits]) takes 1 or 2 arguments, found 0",
        null
    )]
    [TestCase("SELECT ROUND(ra, dec) FROM gaia.source", DiagnosticCodes.WrongArguments, 1, 18, "digits", null)]
    [TestCase(
        "SELECT SQRT(name) FROM gaia.source",
        DiagnosticCodes.TypeMismatch,
        1,
        13,
        "SQRT needs a number, found a text",
        "CAST"
    )]
    [TestCase("SELECT name + 1 FROM gaia.source", DiagnosticCodes.TypeMismatch, 1, 8, "+ needs a number", "CAST")]
    [TestCase(
        "SELECT name || ra FROM gaia.source",
        DiagnosticCodes.TypeMismatch,
        1,
        16,
        "|| needs a text, found a number",
        "CAST"
    )]
    [TestCase(
        "SELECT ra FROM gaia.source WHERE name = 5",
        DiagnosticCodes.TypeMismatch,
        1,
        34,
        "compared with",
        "as a text"
    )]
    [TestCase("SELECT ra FROM gaia.source WHERE ra = 'five'", DiagnosticCodes.TypeMismatch, 1, 39, "'five'", null)]
    [TestCase(
        "SELECT ra FROM gaia.source WHERE name = ra",
        DiagnosticCodes.TypeMismatch,
        1,
        34,
        "compared with",
        "CAST"
    )]
    [TestCase(
        "SELECT ra FROM gaia.source WHERE obs_time > 'yesterday'",
        DiagnosticCodes.OutOfRange,
        1,
        45,
        "yesterday",
        "2020-12-31"
    )]
    [TestCase("SELECT ra FROM gaia.source WHERE spectrum > 1", DiagnosticCodes.TypeMismatch, 1, 34, "An array", null)]
    [TestCase(
        "SELECT ra FROM gaia.source WHERE POINT(ra, dec) = 1",
        DiagnosticCodes.TypeMismatch,
        1,
        34,
        "A point",
        "CONTAINS"
    )]
    [TestCase(
        "SELECT ra FROM gaia.source WHERE ra IN (SELECT name FROM gaia.source)",
        DiagnosticCodes.TypeMismatch,
        1,
        34,
        "compared with a text",
        "CAST"
    )]
    [TestCase(
        "SELECT ra FROM gaia.source WHERE ra IN (SELECT ra, dec FROM gaia.source)",
        DiagnosticCodes.SetOperands,
        1,
        41,
        "1 column",
        null
    )]
    [TestCase(
        "SELECT CAST(obs_time AS INTEGER) FROM gaia.source",
        DiagnosticCodes.TypeMismatch,
        1,
        8,
        "CAST cannot make a whole number of a timestamp",
        null
    )]
    [TestCase(
        "SELECT COALESCE(name, 1) FROM gaia.source",
        DiagnosticCodes.TypeMismatch,
        1,
        8,
        "COALESCE mixes",
        "CAST"
    )]
    [TestCase(
        "SELECT CAST(-32769 AS SMALLINT) FROM gaia.source",
        DiagnosticCodes.OutOfRange,
        1,
        13,
        "-32769 does not fit into SMALLINT",
        "INTEGER"
    )]
    [TestCase(
        "SELECT CAST('3000000000' AS INTEGER) FROM gaia.source",
        DiagnosticCodes.OutOfRange,
        1,
        13,
        "does not fit into INTEGER",
        "BIGINT"
    )]
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
    // Sets
    [TestCase(
        "SELECT ra, dec FROM gaia.source UNION SELECT ra FROM sdss.star",
        DiagnosticCodes.SetOperands,
        1,
        33,
        "2 columns on its left and 1",
        null
    )]
    [TestCase(
        "SELECT ra FROM gaia.source EXCEPT SELECT name FROM gaia.source",
        DiagnosticCodes.SetOperands,
        1,
        28,
        "a number on the left and a text",
        "CAST"
    )]
    // Shapes
    [TestCase("SELECT POINT(1) FROM gaia.source", DiagnosticCodes.WrongArguments, 1, 8, "POINT(lon, lat)", null)]
    [TestCase(
        "SELECT POINT(10, 91) FROM gaia.source",
        DiagnosticCodes.OutOfRange,
        1,
        18,
        "Latitude 91",
        "longitude, latitude"
    )]
    [TestCase("SELECT CIRCLE(1, 2, -3) FROM gaia.source", DiagnosticCodes.OutOfRange, 1, 21, "radius of -3", null)]
    [TestCase(
        "SELECT POLYGON(0, 0, 10, 10, 10, 0, 0, 10) FROM gaia.source",
        DiagnosticCodes.OutOfRange,
        1,
        16,
        "",
        null
    )]
    [TestCase(
        "SELECT CONTAINS(ra, CIRCLE(1, 2, 3)) FROM gaia.source",
        DiagnosticCodes.WrongArguments,
        1,
        17,
        "needs a shape",
        "POINT"
    )]
    [TestCase(
        "SELECT DISTANCE(CIRCLE(1, 2, 3), POINT(1, 2)) FROM gaia.source",
        DiagnosticCodes.WrongArguments,
        1,
        17,
        "needs a point",
        "CENTROID"
    )]
    [TestCase(
        "SELECT DISTANCE(POINT('SUPER_GALACTIC', 1, 2), POINT('ICRS', 1, 2)) FROM gaia.source",
        DiagnosticCodes.FrameMismatch,
        1,
        8,
        "SUPER_GALACTIC and ICRS",
        "in one frame"
    )]
    [TestCase(
        "SELECT POINT(name, ra, dec) FROM gaia.source",
        DiagnosticCodes.WrongArguments,
        1,
        14,
        "single quotes",
        null
    )]
    // Features
    [TestCase("SELECT ra FROM gaia.source GROUP BY 'x'", DiagnosticCodes.Grouping, 1, 8, "Column ra", "GROUP BY")]
    public void Error(string query, string code, int line, int column, string message, string? hint)
    {
        var translation = TestSchema.Translate(
            query,
            strict: code is DiagnosticCodes.Extension or DiagnosticCodes.ReservedWord
        );
        Assert.That(translation.Diagnostics, Has.Length.EqualTo(1), string.Join('\n', translation.Diagnostics));
        var diagnostic = translation.Diagnostics[0];
        Assert.Multiple(() =>
        {
            Assert.That(diagnostic.Code, Is.EqualTo(code), diagnostic.ToString());
            Assert.That(
                (diagnostic.Span.Line, diagnostic.Span.Column),
                Is.EqualTo((line, column)),
                diagnostic.ToString()
            );
            Assert.That(diagnostic.Message, Does.Contain(message));
            Assert.That(diagnostic.Hint ?? "", Does.Contain(hint ?? ""));
            Assert.That(translation.Sql, Is.Null);
        });
    }

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
