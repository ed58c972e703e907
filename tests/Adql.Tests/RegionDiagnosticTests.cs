namespace DataLab.Adql.Tests;

/// <summary>Regions and shapes that cannot be read: where, what was found, what is expected.</summary>
public sealed class RegionDiagnosticTests
{
    [TestCase(
        "SELECT REGION('sphere 1 2 3') FROM gaia.source",
        DiagnosticCodes.OutOfRange,
        1,
        15,
        "\"sphere\" at character 1; expected Position, Circle",
        "Circle ICRS lon lat radius"
    )]
    [TestCase(
        "SELECT MOC('4/9999') FROM gaia.source",
        DiagnosticCodes.OutOfRange,
        1,
        12,
        "cells from 0 to 3071 at order 4",
        null
    )]
    [TestCase("SELECT MOC(30, POINT(1, 2)) FROM gaia.source", DiagnosticCodes.WrongArguments, 1, 8, "0 to 29", null)]
    [TestCase(
        "SELECT MOC(20, CIRCLE(1, 2, 50)) FROM gaia.source",
        DiagnosticCodes.TooComplex,
        1,
        8,
        "more than 16384 cells",
        "lower order"
    )]
    [TestCase(
        "SELECT CAST('1 2 3' AS POINT) FROM gaia.source",
        DiagnosticCodes.OutOfRange,
        1,
        13,
        "a longitude and a latitude: '12.3 45.6'",
        null
    )]
    [TestCase("SELECT CAST('1 95' AS POINT) FROM gaia.source", DiagnosticCodes.OutOfRange, 1, 13, "Latitude 95", null)]
    [TestCase("SELECT CAST(ra AS CIRCLE) FROM gaia.source", DiagnosticCodes.TypeMismatch, 1, 8, "a number", "CIRCLE(")]
    [TestCase(
        "SELECT ra FROM gaia.source WHERE CONTAINS(POINT(ra, dec), REGION('Circle SUPER_GALACTIC 1 2 3')) = 1",
        DiagnosticCodes.FrameMismatch,
        1,
        34,
        "ICRS and SUPER_GALACTIC",
        "in one frame"
    )]
    [TestCase(
        "SELECT ra FROM gaia.source WHERE q3c_ellipse_query(ra, dec, 1, 2, 3, 4, 5)",
        DiagnosticCodes.OutOfRange,
        1,
        70,
        "between 0 and 1",
        null
    )]
    [TestCase(
        "SELECT ra FROM gaia.source WHERE q3c_ellipse_query(ra, dec, 1, 2, 3)",
        DiagnosticCodes.WrongArguments,
        1,
        34,
        "takes 7 arguments, found 5",
        null
    )]
    public void Error(string query, string code, int line, int column, string message, string? hint) =>
        Diagnosis.IsTheOnlyOne(query, code, line, column, message, hint);
}
