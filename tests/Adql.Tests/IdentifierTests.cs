namespace DataLab.Adql.Tests;

/// <summary>Which reference finds which name (ADQL 2.1 §2.1.2, and the rules that users of vollt's services know).</summary>
public sealed class IdentifierTests
{
    // Columns declared undelimited: any case without quotes; exact or lower case with them.
    [TestCase("SELECT RAJ2000 FROM vizier.\"B/avo.rad/catalog\"")]
    [TestCase("SELECT raj2000 FROM vizier.\"B/avo.rad/catalog\"")]
    [TestCase("SELECT rAj2000 FROM vizier.\"B/avo.rad/catalog\"")]
    [TestCase("SELECT \"RAJ2000\" FROM vizier.\"B/avo.rad/catalog\"")]
    [TestCase("SELECT \"raj2000\" FROM vizier.\"B/avo.rad/catalog\"")]
    // Columns declared delimited (reserved words, odd characters): exact case with quotes.
    [TestCase("SELECT \"2mass\" FROM vizier.\"B/avo.rad/catalog\"")]
    [TestCase("SELECT \"Size\" FROM vizier.\"B/avo.rad/catalog\"")]
    // Names that differ in case only are told apart by quotes.
    [TestCase("SELECT \"e_Flux\", \"E_Flux\" FROM vizier.\"B/avo.rad/catalog\"")]
    [TestCase("SELECT kind FROM twins.\"Stars\"")]
    [TestCase("SELECT \"STARS\".id FROM twins.\"STARS\"")]
    // Tables and schemas.
    [TestCase("SELECT RA FROM GAIA.SOURCE")]
    [TestCase("SELECT ra FROM \"gaia\".\"source\"")]
    [TestCase("SELECT mine.x FROM tap_upload.mine")]
    [TestCase("SELECT TAP_UPLOAD.mine.x FROM TAP_UPLOAD.mine")]
    [TestCase("SELECT archive.gaia.source.ra FROM archive.gaia.source")]
    [TestCase("SELECT source.ra FROM gaia.source")]
    [TestCase("SELECT id FROM plain")]
    [TestCase("SELECT plain.id FROM PLAIN")]
    // Aliases.
    [TestCase("SELECT S.ra FROM gaia.source AS s")]
    [TestCase("SELECT s.ra FROM gaia.source S")]
    [TestCase("SELECT \"s\".ra FROM gaia.source AS S")]
    [TestCase("SELECT \"S\".ra FROM gaia.source AS S")]
    [TestCase("SELECT \"My S\".ra FROM gaia.source AS \"My S\"")]
    [TestCase("SELECT s.ra FROM gaia.source AS \"S\"")]
    [TestCase("SELECT \"s\".ra, \"S\".objid FROM gaia.source AS \"s\" JOIN sdss.star AS \"S\" ON \"s\".ra = \"S\".ra")]
    // Subqueries and common tables.
    [TestCase("SELECT MAGNITUDE FROM (SELECT mag AS magnitude FROM gaia.source) AS q")]
    [TestCase("SELECT Q.\"Mag\" FROM (SELECT mag AS \"Mag\" FROM gaia.source) AS q")]
    [TestCase("SELECT mag FROM (SELECT mag AS \"Mag\" FROM gaia.source) AS q")]
    [TestCase("WITH Few AS (SELECT ra FROM gaia.source) SELECT few.ra FROM FEW")]
    [TestCase("WITH \"Few\" AS (SELECT ra FROM gaia.source) SELECT \"Few\".ra FROM \"Few\"")]
    // A common table hides a table of its name.
    [TestCase("WITH plain AS (SELECT ra FROM gaia.source) SELECT ra FROM plain")]
    // Enclosing queries are visible, the nearest first.
    [TestCase("SELECT ra FROM gaia.source WHERE EXISTS (SELECT * FROM plain WHERE id = n_obs)")]
    [TestCase("SELECT ra FROM gaia.source AS s WHERE ra IN (SELECT g FROM sdss.star WHERE ra > s.ra)")]
    [TestCase(
        "SELECT a.ra FROM gaia.source a WHERE EXISTS (SELECT 1 FROM plain WHERE EXISTS (SELECT 1 FROM sdss.star b WHERE b.ra = a.ra AND id = objid))"
    )]
    // The same table twice.
    [TestCase("SELECT a.ra, b.ra FROM gaia.source a, gaia.source b")]
    [TestCase("SELECT ra, TAP_UPLOAD.mine.id, plain.id FROM gaia.source, TAP_UPLOAD.mine, plain")]
    // Merged columns of joins.
    [TestCase("SELECT id, plain.id, mine.id FROM plain JOIN TAP_UPLOAD.mine USING (id)")]
    [TestCase("SELECT id FROM plain NATURAL JOIN TAP_UPLOAD.mine")]
    [TestCase("SELECT id FROM plain JOIN TAP_UPLOAD.mine USING (id) JOIN twins.\"Stars\" USING (id)")]
    [TestCase("SELECT ra FROM gaia.source JOIN sdss.star USING (ra, dec) WHERE source.ra > 1")]
    public void Is_found(string query) => Assert.That(TestSchema.Translate(query).Diagnostics, Is.Empty);

    [TestCase("SELECT \"RAj2000\" FROM vizier.\"B/avo.rad/catalog\"", DiagnosticCodes.UnknownColumn)]
    [TestCase("SELECT \"2MASS\" FROM vizier.\"B/avo.rad/catalog\"", DiagnosticCodes.UnknownColumn)]
    [TestCase("SELECT \"size\" FROM vizier.\"B/avo.rad/catalog\"", DiagnosticCodes.UnknownColumn)]
    [TestCase("SELECT e_flux FROM vizier.\"B/avo.rad/catalog\"", DiagnosticCodes.AmbiguousColumn)]
    [TestCase("SELECT id FROM twins.stars", DiagnosticCodes.AmbiguousTable)]
    [TestCase("SELECT ra FROM \"Gaia\".source", DiagnosticCodes.UnknownTable)]
    [TestCase("SELECT ra FROM source", DiagnosticCodes.UnknownTable)]
    [TestCase("SELECT x FROM mine", DiagnosticCodes.UnknownTable)]
    [TestCase("SELECT \"S\".ra FROM gaia.source AS s", DiagnosticCodes.UnknownTable)]
    [TestCase("SELECT \"s\".ra FROM gaia.source AS \"S\"", DiagnosticCodes.UnknownTable)]
    [TestCase("SELECT source.ra FROM gaia.source AS s", DiagnosticCodes.UnknownTable)]
    [TestCase("SELECT gaia.source.ra FROM gaia.source AS s", DiagnosticCodes.UnknownTable)]
    [TestCase("SELECT ra FROM gaia.source, sdss.star", DiagnosticCodes.AmbiguousColumn)]
    [TestCase("SELECT 1 FROM gaia.source AS s, sdss.star AS S", DiagnosticCodes.DuplicateName)]
    [TestCase("SELECT * FROM gaia.source, gaia.source", DiagnosticCodes.DuplicateName)]
    [TestCase("SELECT * FROM gaia.source JOIN gaia.source ON 1 = 1", DiagnosticCodes.DuplicateName)]
    [TestCase("SELECT \"mag\" FROM (SELECT mag AS \"Mag\" FROM gaia.source) AS q", DiagnosticCodes.UnknownColumn)]
    [TestCase("SELECT ra FROM (SELECT mag FROM gaia.source) AS q", DiagnosticCodes.UnknownColumn)]
    [TestCase(
        "SELECT * FROM plain JOIN (SELECT * FROM TAP_UPLOAD.mine WHERE mine.id = plain.id) AS q ON 1 = 1",
        DiagnosticCodes.UnknownTable
    )]
    [TestCase("SELECT * FROM gaia.source JOIN sdss.star USING (objid)", DiagnosticCodes.UnknownColumn)]
    [TestCase("SELECT other.* FROM gaia.source", DiagnosticCodes.UnknownTable)]
    public void Is_not_found(string query, string code) =>
        Assert.That(
            TestSchema.Translate(query).Diagnostics.Select(diagnostic => diagnostic.Code),
            Is.EqualTo(new[] { code })
        );

    [TestCase(
        "SELECT RA, \"Dec2\" FROM (SELECT ra, dec AS \"Dec2\" FROM gaia.source) AS q",
        "RA Dec2",
        TestName = "names_are_as_written"
    )]
    [TestCase("SELECT * FROM TAP_UPLOAD.mine", "id x y", TestName = "star_gives_published_names")]
    [TestCase(
        "SELECT a.ra, b.ra, 1 AS ra_2 FROM gaia.source a, sdss.star b",
        "ra ra_3 ra_2",
        TestName = "duplicates_are_numbered_past_names_in_use"
    )]
    [TestCase(
        "SELECT ra AS x, dec AS \"X\" FROM gaia.source",
        "x X_2",
        TestName = "case_alone_does_not_make_a_name_unique"
    )]
    [TestCase(
        "SELECT COUNT(*), MAX(ra), 1, ra + 1, SQRT(ra + 1) FROM gaia.source GROUP BY ra",
        "count_all max_ra expr_3 expr_4 sqrt_5",
        TestName = "expressions_get_legal_names"
    )]
    [TestCase("SELECT CAST(ra AS REAL) FROM gaia.source", "ra", TestName = "a_cast_keeps_the_name")]
    [TestCase(
        "SELECT * FROM plain JOIN TAP_UPLOAD.mine USING (id)",
        "id val x y",
        TestName = "merged_columns_come_once_and_first"
    )]
    public void Result_names(string query, string names) =>
        Assert.That(string.Join(' ', TestSchema.Columns(query).Select(column => column.Name)), Is.EqualTo(names));

    [Test]
    public void Aliases_in_the_SQL_are_ours() =>
        Assert.That(
            TestSchema.Sql("SELECT \"x; --\".ra FROM gaia.source AS \"x; --\""),
            Is.EqualTo("SELECT \"t1\".\"ra\" AS \"ra\" FROM \"gaia\".\"source\" AS \"t1\"")
        );

    [Test]
    public void Quotes_in_result_names_are_doubled() =>
        Assert.That(TestSchema.Sql("SELECT ra AS \"a\"\"b\" FROM gaia.source"), Does.Contain("AS \"a\"\"b\""));
}
