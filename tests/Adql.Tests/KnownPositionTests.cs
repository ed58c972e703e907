using DataLab.Adql.Dialects;
using DataLab.Adql.Semantics;
using DataLab.Sky;

namespace DataLab.Adql.Tests;

/// <summary>When one side of a match tells where its positions are, the other is asked before, unless its rows must stay.</summary>
public sealed class KnownPositionTests
{
    private sealed class Known(HealpixRange? extent) : IKnownPositions
    {
        public Vicinity Around(int order) => new(100 + order, extent);
    }

    private static string Sql(string adql, HealpixRange? extent)
    {
        Table Upload(string name) =>
            new(
                "TAP_UPLOAD",
                name,
                name,
                [
                    new Column("ra", "ra", new ColumnType("double")),
                    new Column("dec", "dec", new ColumnType("double")),
                    new Column("mag", "mag", new ColumnType("double")),
                ]
            )
            {
                Rows = 1000,
                Position = new PositionColumns("ra", "dec", "c9"),
                KnownPositions = new Known(extent),
            };
        var query = AdqlQuery.Translate(
            adql,
            TestSchema.Schema.With([Upload("u"), Upload("v")]),
            DuckDbDialect.Instance
        );
        Assert.That(query.Diagnostics, Is.Empty, adql);
        return query.Sql!;
    }

    private const string Test = "DISTANCE(u.ra, u.dec, g.ra, g.dec) < 0.001";

    [TestCase("TAP_UPLOAD.u AS u JOIN gaia.source AS g ON " + Test, "t2")]
    [TestCase("gaia.source AS g JOIN TAP_UPLOAD.u AS u ON " + Test, "t1")]
    [TestCase(
        "gaia.source AS g, TAP_UPLOAD.u AS u WHERE 1 = CONTAINS(POINT(u.ra, u.dec), CIRCLE(g.ra, g.dec, 0.001))",
        "t1"
    )]
    [TestCase("TAP_UPLOAD.u AS u LEFT JOIN gaia.source AS g ON " + Test, "t2")]
    [TestCase("gaia.source AS g RIGHT JOIN TAP_UPLOAD.u AS u ON " + Test, "t1")]
    [TestCase("gaia.source AS g LEFT JOIN TAP_UPLOAD.u AS u ON g.mag = u.mag WHERE " + Test, "t1")]
    public void Rows_far_from_all_are_left_out(string from, string alias) =>
        Assert.That(
            Sql("SELECT g.ra FROM " + from, new HealpixRange(5, 9)),
            Does.Contain($"((\"{alias}\".\"hpx29\" BETWEEN 5 AND 9) AND datalab_near(\"{alias}\".\"hpx29\", 115))")
        );

    [TestCase("gaia.source AS g LEFT JOIN TAP_UPLOAD.u AS u ON " + Test)]
    [TestCase("TAP_UPLOAD.u AS u RIGHT JOIN gaia.source AS g ON " + Test)]
    [TestCase("gaia.source AS g FULL JOIN TAP_UPLOAD.u AS u ON " + Test)]
    [TestCase("gaia.source AS g, TAP_UPLOAD.u AS u WHERE NOT " + Test)]
    [TestCase("gaia.source AS g, TAP_UPLOAD.u AS u WHERE " + Test + " OR g.mag < 3")]
    [TestCase("gaia.source AS g, TAP_UPLOAD.u AS u WHERE DISTANCE(u.ra, u.mag, g.ra, g.dec) < 0.001")]
    [TestCase("gaia.source AS g, TAP_UPLOAD.u AS u WHERE DISTANCE(u.ra, u.dec, g.ra, g.mag) < 0.001")]
    [TestCase("gaia.source AS g, TAP_UPLOAD.u AS u WHERE DISTANCE(u.ra, u.dec, g.ra, g.dec) < u.mag")]
    [TestCase("TAP_UPLOAD.v AS g, TAP_UPLOAD.u AS u WHERE " + Test)]
    public void All_rows_are_read_where_they_are_kept_or_nothing_is_known(string from) =>
        Assert.That(Sql("SELECT g.ra FROM " + from, new HealpixRange(5, 9)), Does.Not.Contain("datalab_near"));

    [Test]
    public void Near_no_position_is_nothing() =>
        Assert.That(
            Sql("SELECT g.ra FROM gaia.source AS g JOIN TAP_UPLOAD.u AS u ON " + Test, null),
            Does.Contain("FALSE").And.Not.Contain("datalab_near")
        );
}
