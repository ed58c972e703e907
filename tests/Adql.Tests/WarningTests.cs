namespace DataLab.Adql.Tests;

/// <summary>What is said of queries that run, but hardly as they were meant.</summary>
public sealed class WarningTests
{
    [TestCase("SELECT ra FROM gaia.source WHERE mag = 0.3", DiagnosticCodes.SuspiciousComparison, 34, "no REAL")]
    [TestCase("SELECT ra FROM gaia.source WHERE 0.3 <> mag", DiagnosticCodes.SuspiciousComparison, 34, "no REAL")]
    [TestCase("SELECT ra FROM gaia.source WHERE mag IN (1, 0.3)", DiagnosticCodes.SuspiciousComparison, 45, "no REAL")]
    [TestCase("SELECT ra FROM gaia.source WHERE ra = NULL", DiagnosticCodes.SuspiciousComparison, 34, "NULL")]
    [TestCase("SELECT ra FROM gaia.source WHERE ra BETWEEN 5 AND 3", DiagnosticCodes.SuspiciousComparison, 34, "never")]
    [TestCase("SELECT 1 / 2 * ra FROM gaia.source", DiagnosticCodes.WholeDivision, 8, "1 / 2 is 0")]
    [TestCase(
        "SELECT ra FROM gaia.source WHERE 1 = CONTAINS(CIRCLE(1, 2, 3), POINT(ra, dec))",
        DiagnosticCodes.SuspiciousComparison,
        38,
        "within a point"
    )]
    [TestCase("SELECT a.ra FROM gaia.source AS a, num.bers AS b", DiagnosticCodes.UnlinkedTables, 36, "No condition")]
    [TestCase(
        "SELECT a.ra FROM gaia.source AS a, num.bers AS b, num.bers AS c WHERE a.ra = b.x AND c.x > 1",
        DiagnosticCodes.UnlinkedTables,
        51,
        "No condition"
    )]
    [TestCase(
        "SELECT a.ra FROM gaia.source AS a JOIN num.bers AS b ON b.x > 1",
        DiagnosticCodes.UnlinkedTables,
        18,
        "No condition"
    )]
    [TestCase(
        "SELECT ra FROM gaia.source WHERE 1 = CONTAINS(POINT('ICRS', ra, dec), CIRCLE('GALACTIC', 10, 20, 1))",
        DiagnosticCodes.FrameMismatch,
        38,
        "ICRS and GALACTIC"
    )]
    [TestCase(
        "SELECT ra FROM gaia.source WHERE CONTAINS(POINT(ra, dec), REGION('Circle GALACTIC 1 2 3')) = 1",
        DiagnosticCodes.FrameMismatch,
        34,
        "ICRS and GALACTIC"
    )]
    public void A_warning(string query, string code, int column, string message)
    {
        var translation = TestSchema.Translate(query);
        Assert.That(translation.Succeeded, string.Join("; ", translation.Diagnostics));
        Assert.That(translation.Warnings, Has.Length.EqualTo(1));
        var warning = translation.Warnings[0];
        Assert.That((warning.Code, warning.Span.Column), Is.EqualTo((code, column)));
        Assert.That(warning.Message, Does.Contain(message));
        Assert.That(warning.Hint, Is.Not.Null);
    }

    [TestCase(
        "CONTAINS(POINT(ra, dec), CIRCLE('GALACTIC', 10, 20, 1)) = 1",
        "CONTAINS(POINT(ra, dec), ivo_geom_transform('GALACTIC', 'ICRS', CIRCLE('GALACTIC', 10, 20, 1))) = 1"
    )]
    [TestCase(
        "DISTANCE(POINT('FK4', 10, 20), POINT(ra, dec)) < 1",
        "DISTANCE(ivo_geom_transform('FK4', 'ICRS', POINT('FK4', 10, 20)), POINT(ra, dec)) < 1"
    )]
    [TestCase(
        "DISTANCE(POINT(ra, dec), POINT('ECLIPTIC', pmra, pmdec)) < 1",
        "DISTANCE(POINT(ra, dec), ivo_geom_transform('ECLIPTIC', 'ICRS', POINT('ECLIPTIC', pmra, pmdec))) < 1"
    )]
    public void Shapes_in_two_frames_are_brought_into_one(string mixed, string turned)
    {
        const string query = "SELECT source_id FROM gaia.source WHERE ";
        Assert.That(TestSchema.Sql(query + mixed), Is.EqualTo(TestSchema.Sql(query + turned)));
    }

    [TestCase("SELECT ra FROM gaia.source WHERE mag = 0.5 AND ra = 0.3 AND mag > 0.3")]
    [TestCase("SELECT ra FROM gaia.source WHERE mag = CAST(0.3 AS REAL) AND mag IS NOT NULL")]
    [TestCase("SELECT 4 / 2, 1.0 / 2, ra / 2 FROM gaia.source WHERE ra BETWEEN 3 AND 5")]
    [TestCase("SELECT a.ra FROM gaia.source AS a, num.bers AS b WHERE a.ra = b.x")]
    [TestCase("SELECT a.ra FROM gaia.source AS a, num.bers AS b WHERE a.ra + b.x > 3 OR a.dec = 1")]
    [TestCase("SELECT a.ra FROM gaia.source AS a CROSS JOIN num.bers AS b")]
    [TestCase("SELECT a.ra FROM gaia.source AS a, (SELECT MAX(x) AS m FROM num.bers) AS b")]
    [TestCase("SELECT a.ra FROM gaia.source AS a, LATERAL (SELECT x FROM num.bers WHERE x < a.ra LIMIT 3) AS b")]
    [TestCase("SELECT a.ra FROM gaia.source AS a, num.bers AS b WHERE DISTANCE(a.ra, a.dec, b.x, b.y) < 1")]
    [TestCase(
        "SELECT a.ra FROM gaia.source AS a, num.bers AS b WHERE a.ra IN (SELECT c.x FROM num.bers AS c WHERE c.y = b.y)"
    )]
    public void No_warning(string query)
    {
        var translation = TestSchema.Translate(query);
        Assert.That(translation.Succeeded, string.Join("; ", translation.Diagnostics));
        Assert.That(translation.Warnings, Is.Empty);
    }
}
