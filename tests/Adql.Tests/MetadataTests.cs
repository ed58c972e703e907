namespace DataLab.Adql.Tests;

/// <summary>Type, unit and UCD of result columns (ADQL 2.1 §3, and the rules of Functions and Units).</summary>
public sealed class MetadataTests
{
    // Columns keep everything.
    [TestCase("ra", "double", "deg", "pos.eq.ra")]
    [TestCase("ra AS x", "double", "deg", "pos.eq.ra")]
    [TestCase("name", "char[*]", null, "meta.id;meta.main")]
    [TestCase("obs_time", "char[*] timestamp", null, "time.epoch")]
    [TestCase("spectrum", "float[*]", null, null)]
    [TestCase("variable", "boolean", null, null)]
    // Literals.
    [TestCase("1", "int", null, null)]
    [TestCase("3000000000", "long", null, null)]
    [TestCase("1.5", "double", null, null)]
    [TestCase("'x'", "char[*]", null, null)]
    [TestCase("'é'", "unicodeChar[*]", null, null)]
    [TestCase("NULL", "char[*]", null, null)]
    // Widening: short < int < long < float < double, at least int.
    [TestCase("n_obs + n_obs", "int", null, null)]
    [TestCase("n_obs + n_good", "int", null, null)]
    [TestCase("n_good * source_id", "long", null, null)]
    [TestCase("mag + mag", "float", "mag", null)]
    [TestCase("mag + n_obs", "float", null, null)]
    [TestCase("mag + 1.5", "double", "mag", null)]
    [TestCase("mag + ra", "double", null, null)]
    [TestCase("-n_obs", "int", null, null)]
    [TestCase("-ra", "double", "deg", null)]
    // Units: equal ones stay under + and -, combine under * and /; a bare number may well be a conversion.
    [TestCase("ra - dec", "double", "deg", null)]
    [TestCase("ra + pmra", "double", null, null)]
    [TestCase("pmra * pmdec", "double", "mas**2/yr**2", null)]
    [TestCase("ra / pmra", "double", "deg.yr/mas", null)]
    [TestCase("ra / dec", "double", null, null)]
    [TestCase("3600 * ra", "double", null, null)]
    [TestCase("SQRT(POWER(pmra, 2) + POWER(pmdec, 2))", "double", "mas/yr", null)]
    [TestCase("SQRT(ra)", "double", "deg**(1/2)", null)]
    [TestCase("ABS(dec)", "double", "deg", null)]
    [TestCase("ABS(n_obs)", "short", null, null)]
    [TestCase("ROUND(ra, 2)", "double", "deg", "pos.eq.ra")]
    [TestCase("MOD(source_id, 10)", "long", null, null)]
    [TestCase("MOD(ra, dec)", "double", "deg", null)]
    [TestCase("RADIANS(ra)", "double", "rad", null)]
    [TestCase("DEGREES(1)", "double", "deg", null)]
    [TestCase("ATAN2(ra, dec)", "double", "rad", null)]
    [TestCase("SIN(RADIANS(ra))", "double", null, null)]
    [TestCase("LOG10(ra)", "double", null, null)]
    // Aggregates.
    [TestCase("COUNT(*)", "long", null, "meta.number")]
    [TestCase("COUNT(ra)", "long", null, "meta.number")]
    [TestCase("MIN(mag)", "float", "mag", "phot.mag;em.opt;stat.min")]
    [TestCase("MAX(n_obs)", "short", null, null)]
    [TestCase("MAX(name)", "char[*]", null, "meta.id;meta.main;stat.max")]
    [TestCase("MIN(obs_time)", "char[*] timestamp", null, "time.epoch;stat.min")]
    [TestCase("AVG(mag)", "double", "mag", "phot.mag;em.opt;stat.mean")]
    [TestCase("AVG(n_obs)", "double", null, null)]
    [TestCase("SUM(n_obs)", "long", null, null)]
    [TestCase("SUM(mag)", "double", "mag", "phot.mag;em.opt")]
    // Conversions and choices.
    [TestCase("CAST(ra AS REAL)", "float", "deg", "pos.eq.ra")]
    [TestCase("CAST(ra AS VARCHAR(10))", "char[10*]", null, "pos.eq.ra")]
    [TestCase("CAST('2020-01-01' AS TIMESTAMP)", "char[*] timestamp", null, null)]
    [TestCase("COALESCE(mag, 99)", "float", "mag", "phot.mag;em.opt")]
    [TestCase("COALESCE(n_obs, source_id)", "long", null, null)]
    [TestCase("LOWER(name)", "char[*]", null, null)]
    [TestCase("name || 'x'", "char[*]", null, null)]
    // Shapes.
    [TestCase("POINT(ra, dec)", "double[2] point", "deg", null)]
    [TestCase("CIRCLE(ra, dec, 1)", "double[3] circle", "deg", null)]
    [TestCase("BOX(1, 2, 3, 4)", "double[*] polygon", "deg", null)]
    [TestCase("DISTANCE(ra, dec, 1, 2)", "double", "deg", "pos.angDistance")]
    [TestCase("AREA(CIRCLE(1, 2, 3))", "double", "deg**2", null)]
    [TestCase("COORD1(POINT(ra, dec))", "double", "deg", "pos.eq.ra")]
    [TestCase("COORD2(POINT(1, 2))", "double", "deg", null)]
    [TestCase("COORD1(POINT(n_obs, n_good))", "double", "deg", null)]
    [TestCase("CAST(POINT(ra, dec) AS VARCHAR)", "char[*]", null, null)]
    [TestCase("CAST(CIRCLE(ra, dec, 1) AS CHAR(60))", "char[60]", null, null)]
    [TestCase("CONTAINS(POINT(ra, dec), CIRCLE(1, 2, 3))", "int", null, null)]
    [TestCase("COORDSYS(POINT('GALACTIC', 1, 2))", "char[*]", null, null)]
    [TestCase("ivo_healpix_index(5, ra, dec)", "long", null, "pos.healpix")]
    public void Of_a_select_item(string item, string type, string? unit, string? ucd)
    {
        var column = TestSchema.Columns($"SELECT {item} FROM gaia.source")[0];
        var shown =
            column.Type.DataType
            + (column.Type.ArraySize is { } size ? $"[{size}]" : "")
            + (column.Type.XType is { } xtype ? " " + xtype : "");
        Assert.That((shown, column.Unit, column.Ucd), Is.EqualTo((type, unit, ucd)));
    }

    [Test]
    public void A_column_keeps_utype_description_and_frame()
    {
        var column = TestSchema.Columns("SELECT ra AS x FROM gaia.source")[0];
        Assert.That(
            (column.Name, column.Utype, column.Description, column.Frame),
            Is.EqualTo(("x", "model:ra", "The ra.", "ICRS"))
        );
    }

    [Test]
    public void A_point_has_the_frame_it_names_or_that_of_its_columns()
    {
        var columns = TestSchema.Columns("SELECT POINT(ra, dec), POINT('GALACTIC', ra, dec) FROM gaia.source");
        Assert.That(columns.Select(column => column.Frame), Is.EqualTo(new[] { "ICRS", "GALACTIC" }));
    }

    [TestCase("SELECT q.x FROM (SELECT ra AS x FROM gaia.source) AS q", TestName = "through_subqueries")]
    [TestCase("WITH q AS (SELECT ra AS x FROM gaia.source) SELECT x FROM q", TestName = "through_common_tables")]
    [TestCase("SELECT ra AS x FROM gaia.source UNION SELECT val FROM plain", TestName = "from_the_left_of_a_set")]
    [TestCase(
        "SELECT ra AS x FROM gaia.source JOIN (SELECT val AS ra FROM plain) AS p USING (ra)",
        TestName = "from_the_left_of_USING"
    )]
    [TestCase(
        "SELECT ra AS x FROM (SELECT val AS ra FROM plain) AS p RIGHT JOIN gaia.source USING (ra)",
        TestName = "from_the_left_of_USING_even_if_the_right_has_more"
    )]
    public void Travels(string query)
    {
        var column = TestSchema.Columns(query)[0];
        var left = !query.Contains("RIGHT", StringComparison.Ordinal);
        Assert.That(
            (column.Name, column.Unit, column.Ucd),
            Is.EqualTo(("x", left ? "deg" : null, left ? "pos.eq.ra" : null))
        );
    }

    [TestCase("SELECT n_obs FROM gaia.source UNION SELECT source_id FROM gaia.source", "long")]
    [TestCase("SELECT n_obs FROM gaia.source UNION SELECT ra FROM gaia.source", "double")]
    [TestCase("SELECT NULL FROM gaia.source UNION SELECT n_obs FROM gaia.source", "short")]
    [TestCase("SELECT id FROM plain FULL JOIN TAP_UPLOAD.mine USING (id)", "int")]
    public void The_wider_type_holds_both(string query, string type) =>
        Assert.That(TestSchema.Columns(query)[0].Type.DataType, Is.EqualTo(type));

    [Test]
    public void Tables_read_are_listed_once_in_order() =>
        Assert.That(
            TestSchema
                .Translate("SELECT 1 FROM sdss.star, plain WHERE EXISTS (SELECT 1 FROM gaia.source, sdss.star AS s)")
                .Tables.Select(table => table.Name),
            Is.EqualTo(new[] { "star", "plain", "source" })
        );
}
