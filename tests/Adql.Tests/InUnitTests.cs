using DataLab.Adql.Dialects;
using DataLab.Adql.Semantics;

namespace DataLab.Adql.Tests;

/// <summary>IN_UNIT (ADQL 2.1 §4.9.1): factors, metadata, and what it refuses, where and why.</summary>
public sealed class InUnitTests
{
    [TestCase("IN_UNIT(ra, 'arcmin')", "(ra * 60e0)", "arcmin", "pos.eq.ra")]
    [TestCase("IN_UNIT(ra, 'deg')", "ra", "deg", "pos.eq.ra")]
    [TestCase("IN_UNIT(pmra, 'arcsec/yr')", "(pmra / 1000e0)", "arcsec/yr", "pos.pm;pos.eq.ra")]
    [TestCase("IN_UNIT(pmra, 'mas/a')", "pmra", "mas/a", "pos.pm;pos.eq.ra")]
    [TestCase("IN_UNIT(mag, 'mmag')", "(mag * 1000e0)", "mmag", "phot.mag;em.opt")]
    [TestCase("IN_UNIT(mag, 'mag')", "CAST(mag AS DOUBLE)", "mag", "phot.mag;em.opt")]
    [TestCase("IN_UNIT(ra + 10, 'arcmin')", "((ra + 10) * 60e0)", "arcmin", null)]
    [TestCase("IN_UNIT(IN_UNIT(ra, 'arcsec'), 'mas')", "((ra * 3600e0) * 1000e0)", "mas", "pos.eq.ra")]
    [TestCase("IN_UNIT(RADIANS(180), 'deg')", "180e0", "deg", null)]
    [TestCase("IN_UNIT(-RADIANS(180), 'deg')", "(-180e0)", "deg", null)]
    [TestCase("IN_UNIT(RADIANS(90) + RADIANS(90), 'deg')", "180e0", "deg", null)]
    public void Converts(string expression, string sql, string unit, string? ucd)
    {
        var translation = TestSchema.Translate($"SELECT {expression} AS x FROM gaia.source");
        Assert.That(translation.Diagnostics, Is.Empty);
        var column = translation.Columns[0];
        Assert.That(
            (column.Type.DataType, column.Unit, column.Ucd, column.Utype == "model:ra" && unit != "deg"),
            Is.EqualTo(("double", unit, ucd, false))
        );
        Assert.That(TestSchema.Value(expression, "gaia.source"), Is.EqualTo(sql));
    }

    // The examples of the standard, and products.
    [TestCase("IN_UNIT(ra, 'rad')", "rad")]
    [TestCase("IN_UNIT(SQRT(POWER(pmra, 2) + POWER(pmdec, 2)), 'rad/yr')", "rad/yr")]
    [TestCase("IN_UNIT(ra - dec, 'rad')", "rad")]
    [TestCase("IN_UNIT(ra / pmra, 'yr')", "yr")]
    [TestCase("IN_UNIT(ra * dec, 'sr')", "sr")]
    [TestCase("IN_UNIT(AVG(ra), 'arcsec')", "arcsec")]
    [TestCase("IN_UNIT(DISTANCE(ra, dec, 1, 2), 'arcsec')", "arcsec")]
    [TestCase("IN_UNIT(AREA(CIRCLE(1, 2, 3)), 'sr')", "sr")]
    [TestCase("IN_UNIT(ASIN(0.5), 'deg')", "deg")]
    [TestCase("IN_UNIT(CAST(ra AS REAL), 'arcsec')", "arcsec")]
    [TestCase("IN_UNIT(ABS(dec), '10**-3deg')", "10**-3deg")]
    [TestCase("2 * IN_UNIT(ra, 'rad')", null)]
    [TestCase("IN_UNIT(pmra, 'deg/d') * IN_UNIT(ra / pmra, 'd')", "deg")]
    [TestCase("ra + IN_UNIT(pmra, 'deg/yr')", null)]
    public void Has_a_unit(string expression, string? unit) =>
        Assert.That(TestSchema.Columns($"SELECT {expression} FROM gaia.source")[0].Unit, Is.EqualTo(unit));

    // What the unit is.
    [TestCase("IN_UNIT(ra, name)", "wrong-arguments", 20, "single quotes", null)]
    [TestCase("IN_UNIT(ra, arcsec)", "wrong-arguments", 20, "single quotes", "Write 'arcsec'")]
    [TestCase("IN_UNIT(ra, 'a' || 'rcsec')", "wrong-arguments", 20, "written out", null)]
    [TestCase("IN_UNIT(ra)", "wrong-arguments", 8, "2 arguments, found 1", null)]
    [TestCase("IN_UNIT(name, 'deg')", "type-mismatch", 16, "needs a number", null)]
    [TestCase("IN_UNIT(ra, '')", "invalid-unit", 20, "take a unit away", "ratio")]
    [TestCase("IN_UNIT(ra, '1')", "invalid-unit", 20, "take a unit away", "ratio")]
    [TestCase("IN_UNIT(ra, 'foo')", "invalid-unit", 20, "knows no \"foo\"", "VOUnits has them")]
    [TestCase("IN_UNIT(ra, 'arcsecs')", "invalid-unit", 20, "arcsecs", "'arcsec'")]
    [TestCase("IN_UNIT(ra, 'degree')", "invalid-unit", 20, "degree", "'deg'")]
    [TestCase("IN_UNIT(pmra, 'deg yr-1')", "invalid-unit", 26, "no blanks", "'deg/yr'")]
    [TestCase("IN_UNIT(pmra, 'deg/yr/yr')", "invalid-unit", 29, "Only one /", null)]
    [TestCase("IN_UNIT(pmra, 'deg^2')", "invalid-unit", 26, "power is written with **", "'deg**2'")]
    [TestCase("IN_UNIT(ra, 'degC')", "invalid-unit", 20, "degC", "kelvin")]
    // Whether it goes.
    [TestCase("IN_UNIT(ra, 'kg')", "unit-mismatch", 8, "deg to kg", "different things")]
    [TestCase("IN_UNIT(ra, 'mas/yr')", "unit-mismatch", 8, "deg to mas/yr", null)]
    [TestCase("IN_UNIT(mag, 'dB')", "unit-mismatch", 8, "mag to dB", null)]
    // Values without a unit.
    [TestCase("IN_UNIT(42, 'kg')", "unit-mismatch", 16, "written out has none", null)]
    [TestCase("IN_UNIT(40+2, 'deg')", "unit-mismatch", 16, "written out has none", null)]
    [TestCase("IN_UNIT(SQRT(42), 'deg')", "unit-mismatch", 16, "has none", null)]
    [TestCase("IN_UNIT(NULL, 'deg')", "unit-mismatch", 16, "NULL has none", null)]
    [TestCase("IN_UNIT(n_obs, 's')", "unit-mismatch", 16, "column n_obs has none", null)]
    [TestCase("IN_UNIT(3600 * ra, 'arcsec')", "unit-mismatch", 16, "may be a conversion", "IN_UNIT(…, 'deg')")]
    [TestCase("IN_UNIT(ra / 2, 'arcsec')", "unit-mismatch", 16, "may be a conversion", null)]
    [TestCase("IN_UNIT(-(ra * 2), 'arcsec')", "unit-mismatch", 16, "may be a conversion", null)]
    [TestCase("IN_UNIT(ra + pmra, 'arcsec')", "unit-mismatch", 16, "deg and mas/yr are added", "Convert one")]
    [TestCase("IN_UNIT(ra + n_obs, 'arcsec')", "unit-mismatch", 16, "the other has none", null)]
    [TestCase("IN_UNIT(ra / dec, 'deg')", "unit-mismatch", 16, "cancel", null)]
    [TestCase("IN_UNIT(COUNT(ra), 'deg')", "unit-mismatch", 16, "a count", null)]
    [TestCase("IN_UNIT(SIN(ra), 'deg')", "unit-mismatch", 16, "SIN is not known", null)]
    [TestCase("IN_UNIT(SQRT(n_obs), 'deg')", "unit-mismatch", 16, "SQRT has none", null)]
    public void Refuses(string expression, string code, int column, string message, string? hint)
    {
        var translation = TestSchema.Translate($"SELECT {expression} FROM gaia.source");
        Assert.That(translation.Diagnostics, Has.Length.EqualTo(1), string.Join('\n', translation.Diagnostics));
        var diagnostic = translation.Diagnostics[0];
        Assert.That((diagnostic.Code, diagnostic.Span.Column), Is.EqualTo((code, column)), diagnostic.ToString());
        Assert.That(diagnostic.Message, Does.Contain(message).IgnoreCase);
        Assert.That(diagnostic.Hint ?? "", Does.Contain(hint ?? ""));
    }

    private static readonly Schema Habits = new([
        new Table(
            "",
            "t",
            "\"t\"",
            [
                Column("v", "km s-1"),
                Column("flux", "erg/s/cm^2"),
                Column("f", "10^-3 Jy"),
                Column("period", "\"yr\""),
                Column("when", "Days"),
                Column("own", "zorkmid"),
                Column("logg", "[cm/s2]"),
                Column("temp", "degC"),
                Column("torn", "erg/s.cm2"),
                Column("share", "%"),
            ]
        ),
    ]);

    private static Column Column(string name, string unit) =>
        new(name, $"\"{name}\"", new ColumnType("double")) { Unit = unit };

    [TestCase("IN_UNIT(v, 'm/s')", "(v * 1000e0)")]
    [TestCase("IN_UNIT(flux, 'mW.m**-2')", "flux")]
    [TestCase("IN_UNIT(f, 'uJy')", "(f * 1000e0)")]
    [TestCase("IN_UNIT(period, 'd')", "(period * 365.25e0)")]
    [TestCase("IN_UNIT(\"when\", 'h')", "(when * 24e0)")]
    [TestCase("IN_UNIT(own, 'kzorkmid')", null)]
    [TestCase("IN_UNIT(own, 'zorkmid')", "own")]
    [TestCase("IN_UNIT(logg, 'cm.s**-2')", null)]
    [TestCase("IN_UNIT(logg, 'log(cm.s**-2)')", "logg")]
    [TestCase("IN_UNIT(logg, 'log(cm/s**2)')", "logg")]
    [TestCase("IN_UNIT(temp, 'K')", null)]
    [TestCase("IN_UNIT(torn, 'mW.m**-2')", null)]
    [TestCase("IN_UNIT(share, '%')", "share")]
    [TestCase("IN_UNIT(v * period, 'AU')", "((v * period) * 0.2109")]
    public void Catalogues_have_habits(string expression, string? sql)
    {
        var translation = AdqlQuery.Translate(
            $"SELECT {expression} AS x FROM t",
            Habits,
            DuckDbDialect.Instance,
            new AdqlOptions()
        );
        if (sql is null)
            Assert.That(translation.Diagnostics, Has.Length.EqualTo(1), string.Join('\n', translation.Diagnostics));
        else
            Assert.That(
                translation
                    .Sql?.Replace("\"t1\".", "", StringComparison.Ordinal)
                    .Replace("\"", "", StringComparison.Ordinal),
                Does.Contain(sql),
                string.Join('\n', translation.Diagnostics)
            );
    }

    [TestCase("SELECT IN_UNIT(ra, 'rad') FROM stars", 0)]
    [TestCase("SELECT IN_UNIT(ra, 'furlong') FROM stars", 0)]
    [TestCase("SELECT IN_UNIT(ra, 'km s-1') FROM stars", 1)]
    [TestCase("SELECT IN_UNIT(ra) FROM stars", 1)]
    public void Without_a_schema_the_literal_is_checked(string query, int errors) =>
        Assert.That(AdqlQuery.CheckSyntax(query), Has.Length.EqualTo(errors));

    [Test]
    public void A_hostile_unit_is_one_error()
    {
        var translation = TestSchema.Translate($"SELECT IN_UNIT(ra, '{new string('(', 10_000)}') FROM gaia.source");
        Assert.That(
            translation.Diagnostics.Select(d => (d.Code, d.Message.Length < 300)),
            Is.EqualTo(new[] { ("invalid-unit", true) })
        );
    }

    [Test]
    public void The_feature_is_declared() =>
        Assert.That(
            AdqlFeatures.Optional.Single(f => f.Type == "features-adql-unit").Forms,
            Is.EqualTo(new[] { "IN_UNIT" })
        );
}
