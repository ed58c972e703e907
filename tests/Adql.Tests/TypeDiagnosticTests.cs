namespace DataLab.Adql.Tests;

/// <summary>What is said about arguments, types and shapes that do not fit, and where.</summary>
public sealed class TypeDiagnosticTests
{
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
    public void Error(string query, string code, int line, int column, string message, string? hint) =>
        Diagnosis.IsTheOnlyOne(query, code, line, column, message, hint);
}
