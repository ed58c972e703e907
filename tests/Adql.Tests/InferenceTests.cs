namespace DataLab.Adql.Tests;

/// <summary>Unit, UCD, frame and xtype of everything a select list may hold (ADQL 2.1 §4.9.1 on inference, DALI 1.1 §4).</summary>
public sealed class InferenceTests
{
    // Signs and sums.
    [TestCase("+ra", "deg pos.eq.ra ICRS")]
    [TestCase("-ra", "deg")]
    [TestCase("ra + dec", "deg")]
    [TestCase("ra - dec", "deg")]
    [TestCase("ra + 10", "deg")]
    [TestCase("10 - ra", "deg")]
    [TestCase("ra + PI()", "deg")]
    [TestCase("ra + n_obs", "")]
    [TestCase("ra + pmra", "")]
    [TestCase("ra + RADIANS(10)", "")]
    [TestCase("RADIANS(ra) + RADIANS(10)", "rad")]
    [TestCase("mag - mag", "mag")]
    [TestCase("1 + 2", "")]
    [TestCase("n_obs + 1", "")]
    [TestCase("(ra + dec) - 5", "deg")]
    // Products.
    [TestCase("ra * dec", "deg**2")]
    [TestCase("ra * ra * ra", "deg**3")]
    [TestCase("ra / dec", "")]
    [TestCase("pmra / pmdec", "")]
    [TestCase("ra / pmra", "deg.yr/mas")]
    [TestCase("pmra / ra", "mas.yr**-1.deg**-1")]
    [TestCase("pmra * mag", "mas.mag/yr")]
    [TestCase("3600 * ra", "")]
    [TestCase("ra / 2", "")]
    [TestCase("-1 * ra", "")]
    [TestCase("ra * n_obs", "")]
    [TestCase("1 / ra", "")]
    [TestCase("RADIANS(10) * ra", "rad.deg")]
    [TestCase("ra * ra / dec", "deg")]
    [TestCase("MOD(ra, 360)", "deg")]
    [TestCase("ra % 360", "deg")]
    [TestCase("MOD(ra, dec)", "deg")]
    [TestCase("MOD(ra, pmra)", "")]
    // Functions of numbers.
    [TestCase("ABS(dec)", "deg")]
    [TestCase("CEILING(ra)", "deg pos.eq.ra ICRS")]
    [TestCase("FLOOR(ra)", "deg pos.eq.ra ICRS")]
    [TestCase("ROUND(mag, 1)", "mag phot.mag;em.opt")]
    [TestCase("TRUNCATE(mag)", "mag phot.mag;em.opt")]
    [TestCase("ROUND(ra + dec)", "deg")]
    [TestCase("SQRT(ra)", "deg**(1/2)")]
    [TestCase("SQRT(ra * dec)", "deg")]
    [TestCase("SQRT(n_obs)", "")]
    [TestCase("POWER(ra, 2)", "deg**2")]
    [TestCase("POWER(ra, 0.5)", "deg**(1/2)")]
    [TestCase("POWER(ra, -1)", "deg**-1")]
    [TestCase("POWER(pmra, 1.5)", "mas**(3/2)/yr**(3/2)")]
    [TestCase("POWER(ra, 0)", "")]
    [TestCase("POWER(ra, 0.123)", "")]
    [TestCase("POWER(ra, 1000)", "")]
    [TestCase("POWER(ra, n_obs)", "")]
    [TestCase("POWER(SQRT(ra), 2)", "deg")]
    [TestCase("SQRT(POWER(pmra, 2) + POWER(pmdec, 2))", "mas/yr")]
    [TestCase("EXP(ra)", "")]
    [TestCase("LOG(ra)", "")]
    [TestCase("LOG10(mag)", "")]
    [TestCase("DEGREES(RADIANS(ra))", "deg")]
    [TestCase("RADIANS(ra)", "rad")]
    [TestCase("PI()", "")]
    [TestCase("RAND()", "")]
    // Trigonometry: radians in, none out, and back.
    [TestCase("SIN(RADIANS(dec))", "")]
    [TestCase("COS(ra)", "")]
    [TestCase("TAN(ra)", "")]
    [TestCase("COT(ra)", "")]
    [TestCase("ASIN(n_obs)", "rad")]
    [TestCase("ACOS(0.5)", "rad")]
    [TestCase("ATAN(1)", "rad")]
    [TestCase("ATAN2(ra, dec)", "rad")]
    [TestCase("ra * COS(RADIANS(dec))", "")]
    // Aggregates.
    [TestCase("MIN(ra)", "deg pos.eq.ra;stat.min ICRS")]
    [TestCase("MAX(ra)", "deg pos.eq.ra;stat.max ICRS")]
    [TestCase("AVG(ra)", "deg pos.eq.ra;stat.mean ICRS")]
    [TestCase("SUM(ra)", "deg pos.eq.ra ICRS")]
    [TestCase("COUNT(ra)", " meta.number")]
    [TestCase("COUNT(DISTINCT ra)", " meta.number")]
    [TestCase("MAX(ra - dec)", "deg")]
    [TestCase("MAX(ra) - MIN(ra)", "deg")]
    [TestCase("AVG(pmra * pmdec)", "mas**2/yr**2")]
    [TestCase("SQRT(AVG(POWER(mag, 2)))", "mag")]
    [TestCase("MAX(obs_time)", " time.epoch;stat.max timestamp")]
    // Windows.
    [TestCase("LAG(ra) OVER (ORDER BY dec)", "deg pos.eq.ra ICRS")]
    [TestCase("FIRST_VALUE(mag) OVER (ORDER BY dec)", "mag phot.mag;em.opt")]
    [TestCase("LAG(ra, 1, 0) OVER (ORDER BY dec)", "deg pos.eq.ra ICRS")]
    [TestCase("AVG(mag) OVER (PARTITION BY n_obs)", "mag phot.mag;em.opt;stat.mean")]
    [TestCase("mag - AVG(mag) OVER (PARTITION BY n_obs)", "mag")]
    [TestCase("ROW_NUMBER() OVER (ORDER BY dec)", "")]
    [TestCase("PERCENT_RANK() OVER (ORDER BY dec)", "")]
    // Choices.
    [TestCase("COALESCE(ra, dec)", "deg ICRS")]
    [TestCase("COALESCE(mag, 99)", "mag phot.mag;em.opt")]
    [TestCase("COALESCE(NULL, mag)", "mag phot.mag;em.opt")]
    [TestCase("COALESCE(ra, pmra)", "ICRS-less")]
    [TestCase("NULLIF(mag, 99)", "mag phot.mag;em.opt")]
    [TestCase("GREATEST(ra, dec)", "deg ICRS")]
    [TestCase("LEAST(mag, 20)", "mag phot.mag;em.opt")]
    [TestCase("CASE WHEN ra > 180 THEN ra ELSE dec END", "deg ICRS")]
    [TestCase("CASE WHEN ra > 180 THEN ra - 360 ELSE ra END", "deg")]
    [TestCase("CASE WHEN ra > 180 THEN ra ELSE pmra END", "")]
    [TestCase("CASE WHEN ra > 180 THEN 1 ELSE 0 END", "")]
    [TestCase("(SELECT MAX(mag) FROM gaia.source)", "mag phot.mag;em.opt;stat.max")]
    [TestCase("mag - (SELECT AVG(mag) FROM gaia.source)", "mag")]
    // Conversions.
    [TestCase("CAST(ra AS REAL)", "deg pos.eq.ra ICRS")]
    [TestCase("CAST(ra AS INTEGER)", "deg pos.eq.ra ICRS")]
    [TestCase("CAST(ra AS VARCHAR)", " pos.eq.ra ICRS")]
    [TestCase("ra::float4", "deg pos.eq.ra ICRS")]
    [TestCase("IN_UNIT(ra, 'rad')", "rad pos.eq.ra ICRS")]
    [TestCase("IN_UNIT(MIN(ra), 'arcsec')", "arcsec pos.eq.ra;stat.min ICRS")]
    // Texts, truths and bits.
    [TestCase("LOWER(name)", "")]
    [TestCase("name || name", "")]
    [TestCase("ra > dec", "")]
    [TestCase("n_obs & 3", "")]
    [TestCase("n_obs << 2", "")]
    // Shapes.
    [TestCase("POINT(ra, dec)", "deg ICRS point")]
    [TestCase("CIRCLE(ra, dec, 1)", "deg ICRS circle")]
    [TestCase("CIRCLE('GALACTIC', ra, dec, 1)", "deg GALACTIC circle")]
    [TestCase("CENTROID(CIRCLE(ra, dec, 1))", "deg ICRS point")]
    [TestCase("DISTANCE(POINT(ra, dec), POINT(1, 2))", "deg pos.angDistance")]
    [TestCase("AREA(CIRCLE(1, 2, 3))", "deg**2")]
    [TestCase("COORD1(POINT(ra, dec))", "deg pos.eq.ra ICRS")]
    [TestCase("COORD2(POINT(ra, dec))", "deg pos.eq.dec ICRS")]
    [TestCase("CONTAINS(POINT(ra, dec), CIRCLE(1, 2, 3))", "")]
    public void Of(string expression, string expected)
    {
        var column = TestSchema.Columns($"SELECT {expression} AS x FROM gaia.source")[0];
        var shown = string.Join(
            ' ',
            new[] { column.Unit ?? "", column.Ucd, column.Frame, column.Type.XType }.Where(part => part is not null)
        );
        Assert.That(shown, Is.EqualTo(expected == "ICRS-less" ? "" : expected));
    }

    private const string Everything = "deg pos.eq.ra model:ra The ra. ICRS";

    // The unit, UCD, utype, description and frame of ra, whatever it comes through.
    [TestCase("SELECT ra FROM gaia.source")]
    [TestCase("SELECT ra AS other FROM gaia.source AS s")]
    [TestCase("SELECT \"ra\" FROM gaia.source")]
    [TestCase("SELECT s.* FROM (SELECT ra FROM gaia.source) AS s")]
    [TestCase("SELECT * FROM (SELECT ra FROM gaia.source) AS s")]
    [TestCase("SELECT q.x FROM (SELECT p.x FROM (SELECT ra AS x FROM gaia.source) AS p) AS q")]
    [TestCase("WITH q AS (SELECT ra FROM gaia.source) SELECT * FROM q")]
    [TestCase("WITH q AS (SELECT ra FROM gaia.source), r AS (SELECT ra AS y FROM q) SELECT r.y FROM r")]
    [TestCase("SELECT ra FROM gaia.source UNION ALL SELECT dec FROM gaia.source")]
    [TestCase("SELECT ra FROM gaia.source EXCEPT SELECT val FROM plain")]
    [TestCase("SELECT ra FROM gaia.source INTERSECT SELECT 1 FROM plain")]
    [TestCase("(SELECT ra FROM gaia.source) ORDER BY 1")]
    [TestCase("SELECT ra FROM gaia.source ORDER BY 1 LIMIT 3")]
    [TestCase("SELECT DISTINCT ra FROM gaia.source")]
    [TestCase("SELECT ra FROM gaia.source GROUP BY ra HAVING COUNT(*) > 1")]
    [TestCase("SELECT a.ra FROM gaia.source AS a JOIN plain AS p ON a.n_good = p.id")]
    [TestCase("SELECT a.ra FROM plain AS p LEFT JOIN gaia.source AS a ON a.n_good = p.id")]
    [TestCase("SELECT ra FROM (SELECT ra FROM gaia.source) AS a JOIN (SELECT val AS ra FROM plain) AS b USING (ra)")]
    [TestCase(
        "SELECT ra FROM (SELECT ra FROM gaia.source) AS a FULL JOIN (SELECT val AS ra FROM plain) AS b USING (ra)"
    )]
    [TestCase("SELECT ra FROM (SELECT ra FROM gaia.source) AS a NATURAL JOIN (SELECT val AS ra FROM plain) AS b")]
    [TestCase("SELECT * FROM (SELECT ra FROM gaia.source) AS a NATURAL RIGHT JOIN (SELECT val AS ra FROM plain) AS b")]
    [TestCase("SELECT l.ra FROM plain AS p, LATERAL (SELECT ra FROM gaia.source AS g WHERE g.n_good = p.id) AS l")]
    [TestCase("SELECT (SELECT TOP 1 ra FROM gaia.source) AS x FROM plain")]
    [TestCase("SELECT IN_UNIT(ra, 'deg') AS x FROM gaia.source", "deg pos.eq.ra  The ra. ICRS")]
    [TestCase("SELECT x FROM (SELECT IN_UNIT(ra, 'rad') AS x FROM gaia.source) AS q", "rad pos.eq.ra  The ra. ICRS")]
    [TestCase("SELECT IN_UNIT(x, 'deg') AS x FROM (SELECT RADIANS(ra) AS x FROM gaia.source) AS q", "deg    ")]
    [TestCase("SELECT x + y AS z FROM (SELECT ra AS x, dec AS y FROM gaia.source) AS q", "deg    ")]
    [TestCase("SELECT x FROM TAP_UPLOAD.mine", " model:x The x.  ")]
    public void Travels(string query, string expected = Everything)
    {
        var column = TestSchema.Columns(query)[0];
        var shown = $"{column.Unit} {column.Ucd} {column.Utype} {column.Description} {column.Frame}";
        Assert.That(
            shown.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            Is.EqualTo(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        );
    }
}
