using System.Globalization;
using DataLab.Catalog.Tests.Support;
using DataLab.Formats;

namespace DataLab.Catalog.Tests;

/// <summary>Queries as users of the Data Lab send them in their notebooks, on small tables with the columns they name.</summary>
[Parallelizable]
public sealed class WorkflowTests
{
    private const int Objects = 1000;

    private Archive archive = null!;

    private static Field Text(string name) => new(name, DataType.Char) { ArraySize = ArraySize.Any };

    private static Field[] Position(string ra = "ra", string dec = "dec") =>
        [
            new(ra, DataType.Double) { Ucd = "pos.eq.ra;meta.main", Unit = "deg" },
            new(dec, DataType.Double) { Ucd = "pos.eq.dec;meta.main", Unit = "deg" },
        ];

    [OneTimeSetUp]
    public async Task Open()
    {
        archive = new Archive();
        // A row of objects, 0.01 degree apart on a parallel; every tenth has no g.
        await archive.IngestAsync(
            "smash_dr1",
            "object",
            [
                Text("id"),
                .. Position(),
                new("fieldid", DataType.Int),
                new("depthflag", DataType.Short),
                new("sharp", DataType.Float),
                new("gmag", DataType.Float) { Unit = "mag" },
                new("rmag", DataType.Float) { Unit = "mag" },
                new("umag", DataType.Float) { Unit = "mag" },
                new("wise_match", DataType.Short),
                new("random_id", DataType.Float),
                new("pix4096", DataType.Int),
                new("glat", DataType.Double),
            ],
            [
                .. Enumerable
                    .Range(0, Objects)
                    .Select(i =>
                        new object?[]
                        {
                            $"169.{i}",
                            180 + i * 0.01,
                            -31.0,
                            160 + i % 10,
                            (short)(1 + i % 3),
                            i % 4 * 0.25f,
                            i % 10 == 0 ? null : 16f + i % 8,
                            15.5f + i % 8,
                            18f + i % 8,
                            (short)(i % 2),
                            i * 0.1f,
                            i / 100,
                            31.0 + i * 0.001,
                        }
                    ),
            ],
            request => request with { IdColumn = "id" }
        );
        await archive.IngestAsync(
            "smash_dr1",
            "source",
            [Text("id"), new("mjd", DataType.Double), new("cmag", DataType.Float), Text("filter")],
            [
                .. Enumerable
                    .Range(0, 200)
                    .Select(i =>
                        new object?[]
                        {
                            $"169.{i % 20}",
                            56000.5 + (i * 7) % 200,
                            i % 25 == 0 ? 99.99f : 20f,
                            "ugriz"[i % 5].ToString(),
                        }
                    ),
            ]
        );
        await archive.IngestAsync(
            "smash_dr1",
            "field",
            [new("fieldid", DataType.Int), .. Position(), new("nexp", DataType.Int)],
            [
                .. Enumerable
                    .Range(160, 10)
                    .Select(i => new object?[] { i, 180.0 + (i - 160), -31.0, i % 3 == 0 ? null : i }),
            ]
        );
        await archive.IngestAsync(
            "gaia_dr2",
            "gaia_source",
            [
                new("source_id", DataType.Long),
                .. Position(),
                new("parallax", DataType.Double),
                new("pmra", DataType.Double),
                new("pmdec", DataType.Double),
                new("phot_g_mean_mag", DataType.Float),
            ],
            [
                .. Enumerable
                    .Range(0, 500)
                    .Select(i =>
                        new object?[]
                        {
                            4_000_000_000L + i,
                            180.0001 + i * 0.02,
                            -31.0,
                            i % 5 == 0 ? double.NaN : 1.0 + i % 3,
                            i * 0.1,
                            -i * 0.1,
                            12f + i % 9,
                        }
                    ),
            ]
        );
        await archive.IngestAsync(
            "sdss_dr13",
            "specobj",
            [
                new("specobjid", DataType.Long),
                .. Position(),
                new("z", DataType.Float),
                Text("class"),
                new("boss_target1", DataType.Long),
            ],
            [
                .. Enumerable
                    .Range(0, 100)
                    .Select(i =>
                        new object?[]
                        {
                            7_000_000L + i,
                            180 + i * 0.1,
                            -31.0,
                            i * 0.01f,
                            i % 2 == 0 ? "GALAXY" : "QSO",
                            (long)(i % 8),
                        }
                    ),
            ]
        );
        await archive.IngestAsync(
            "ls_dr3",
            "tractor_primary",
            [
                new("objid", DataType.Int),
                .. Position(),
                new("specobjid", DataType.Long),
                new("flux_g", DataType.Float),
                new("flux_r", DataType.Float),
                Text("type"),
            ],
            [
                .. Enumerable
                    .Range(0, 300)
                    .Select(i =>
                        new object?[]
                        {
                            i,
                            180 + i * 0.05,
                            -31.0,
                            7_000_000L + i,
                            1f + i % 7,
                            2f + i % 5,
                            i % 3 == 0 ? "PSF" : "EXP",
                        }
                    ),
            ]
        );
        await archive.IngestAsync(
            "sdss_dr16",
            "x1p5__specobj__ls_dr3__tractor_primary",
            [
                new("id1", DataType.Long),
                .. Position("ra1", "dec1"),
                new("id2", DataType.Int),
                new("ra2", DataType.Double),
                new("dec2", DataType.Double),
                new("distance", DataType.Double),
            ],
            [
                .. Enumerable
                    .Range(0, 50)
                    .Select(i =>
                        new object?[]
                        {
                            7_000_000L + i,
                            180 + i * 0.1,
                            -31.0,
                            i * 2,
                            180 + i * 0.1,
                            -31.0,
                            0.1 * i / 3600,
                        }
                    ),
            ]
        );
        await archive.IngestAsync(
            "tbl",
            "tbl_stat",
            [Text("schema"), Text("tbl_name"), new("nrows", DataType.Long)],
            [
                ["ls_dr3", "tractor_primary", 300L],
                ["smash_dr1", "object", 1000L],
            ]
        );
        await archive.OpenAsync();
    }

    [OneTimeTearDown]
    public async Task Close() => await archive.DisposeAsync();

    // 1: the dwarf galaxy in field 169: the number of a field as text, colours, nulls.
    [TestCase(
        """
            select ra,dec,gmag,rmag,depthflag from smash_dr1.object
            where fieldid='169' and depthflag>1 and abs(sharp)<0.5 and gmag is not null
              and gmag between 9 and 25 and (gmag-rmag) between -1.5 and 3.0
            """,
        33
    )]
    // 2: drop-outs: two subqueries side by side, OR in brackets.
    [TestCase(
        """
            select a.id, a.umag-a.gmag as ug, b.gmag-b.rmag as gr
            from (select id, umag, gmag from smash_dr1.object where depthflag > 1) as a,
                 (select id, gmag, rmag from smash_dr1.object where wise_match = 1) as b
            where a.id = b.id and ((a.umag > 20 and b.gmag < 23) or (a.gmag is null and b.rmag > 15))
            """,
        167
    )]
    // 3: the density of the whole sky.
    [TestCase("SELECT pix4096, COUNT(*) AS n FROM smash_dr1.object GROUP BY pix4096 ORDER BY n DESC, pix4096", 10)]
    // 4: stars and galaxies of a random part, a limit.
    [TestCase("select id, gmag, sharp from smash_dr1.object where random_id<10 and gmag is not null limit 50", 50)]
    [TestCase("SELECT TOP 5 * FROM smash_dr1.object WHERE random_id BETWEEN 20 AND 21 ORDER BY random_id", 5)]
    // 5: coverage.
    [TestCase("SELECT fieldid, ra, dec FROM smash_dr1.field WHERE nexp IS NOT NULL", 7)]
    // 6: a light curve by the text of an identifier.
    [TestCase("select mjd, cmag, filter from smash_dr1.source where id='169.7' and cmag<99 order by mjd asc", 10)]
    // 7: large-scale structure: a join by identifier, a cone, a box.
    [TestCase(
        """
            SELECT l.ra, l.dec, s.z, l.type FROM ls_dr3.tractor_primary AS l
            JOIN sdss_dr13.specobj AS s ON l.specobjid = s.specobjid
            WHERE s.ra BETWEEN 180 AND 185 AND s.dec BETWEEN -32 AND -30 LIMIT 100000
            """,
        51
    )]
    [TestCase(
        "select ra, dec from ls_dr3.tractor_primary where q3c_radial_query(ra, dec, 185, -31, 2) and type = 'PSF'",
        31
    )]
    // 8: cross-matches: nearest neighbour, all neighbours, distance in arcseconds.
    [TestCase(
        """
            SELECT o.id, g.source_id, (q3c_dist(o.ra, o.dec, g.ra, g.dec) * 3600.0) AS dist_arcsec
            FROM smash_dr1.object AS o INNER JOIN LATERAL (
                SELECT gg.* FROM gaia_dr2.gaia_source AS gg
                WHERE q3c_join(o.ra, o.dec, gg.ra, gg.dec, 0.001)
                ORDER BY q3c_dist(o.ra, o.dec, gg.ra, gg.dec) ASC LIMIT 1) AS g ON true
            """,
        500
    )]
    [TestCase(
        """
            SELECT o.id, g.source_id FROM smash_dr1.object AS o LEFT JOIN LATERAL (
                SELECT gg.* FROM gaia_dr2.gaia_source AS gg
                WHERE q3c_join(o.ra, o.dec, gg.ra, gg.dec, 0.001)
                ORDER BY q3c_dist(o.ra, o.dec, gg.ra, gg.dec) ASC LIMIT 1) AS g ON true
            """,
        1000
    )]
    [TestCase(
        "SELECT o.id, g.phot_g_mean_mag FROM smash_dr1.object o, gaia_dr2.gaia_source g WHERE q3c_join(o.ra, o.dec, g.ra, g.dec, 0.01)",
        1499
    )]
    // 9: a cross-match made beforehand, joined to both sides.
    [TestCase(
        """
            SELECT x.distance*3600 AS arcsec, s.z, l.flux_g
            FROM sdss_dr16.x1p5__specobj__ls_dr3__tractor_primary AS x
            JOIN sdss_dr13.specobj AS s ON x.id1 = s.specobjid
            JOIN ls_dr3.tractor_primary AS l ON x.id2 = l.objid
            WHERE s.class = 'GALAXY' AND x.distance < 1.5/3600.0
            """,
        8
    )]
    // 10: maps of means.
    [TestCase(
        "SELECT avg(ra) AS ra0, avg(dec) AS dec0, pix4096, count(*) AS nb FROM smash_dr1.object WHERE gmag < 22 GROUP BY pix4096 HAVING count(*) > 10",
        10
    )]
    // 12: counts.
    [TestCase("select count(*) from smash_dr1.object;", 1)]
    [TestCase("SELECT schema, tbl_name, nrows FROM tbl.tbl_stat WHERE schema = 'ls_dr3'", 1)]
    [TestCase("SELECT \"schema\", tbl_name, nrows FROM tbl.tbl_stat WHERE \"schema\" = 'ls_dr3'", 1)]
    // 14: what one tries on a service one does not know.
    [TestCase("select top 10 * from gaia_dr2.gaia_source", 10)]
    // 15: bits of targets.
    [TestCase("select specobjid from sdss_dr13.specobj where (boss_target1 & 1) != 0", 50)]
    [TestCase("select specobjid from sdss_dr13.specobj where boss_target1 & (1 << 2 | 1) = 5;", 24)]
    // More: a cluster without unknown parallaxes, quoted names, CASE, a subquery of two cones.
    [TestCase("select * from gaia_dr2.gaia_source where q3c_radial_query(ra,dec,183,-31,1) and not parallax='NaN'", 94)]
    [TestCase(
        "SELECT \"ra\", \"dec\" FROM gaia_dr2.gaia_source WHERE parallax > 0 AND parallax != 'NaN' AND sqrt(power(pmra, 2) + power(pmdec, 2)) < 10",
        56
    )]
    [TestCase(
        """
            SELECT CASE WHEN gmag < 18 THEN 'bright' WHEN gmag < 21 THEN 'middle' ELSE 'faint' END AS how, COUNT(*) AS n
            FROM smash_dr1.object WHERE gmag IS NOT NULL GROUP BY 1 ORDER BY 2 DESC
            """,
        3
    )]
    [TestCase(
        """
            SELECT g.source_id, o.id FROM gaia_dr2.gaia_source AS g LEFT JOIN
              (SELECT id, ra, dec FROM smash_dr1.object
               WHERE q3c_radial_query(ra, dec, 181, -31, 0.5) OR q3c_radial_query(ra, dec, 189, -31, 0.5)) AS o
            ON q3c_join(g.ra, g.dec, o.ra, o.dec, 0.001)
            """,
        500
    )]
    [TestCase(
        "SELECT ra::float AS ra, fieldid::text || '-' || id AS name FROM smash_dr1.object WHERE glat BETWEEN 31.1 AND 31.2 AND id LIKE '169.1%' ORDER BY ra DESC LIMIT 20 OFFSET 5",
        20
    )]
    [TestCase(
        "SELECT id FROM smash_dr1.object WHERE q3c_poly_query(ra, dec, ARRAY[180.995, -32, 182.005, -32, 182.005, -30, 180.995, -30])",
        101
    )]
    public async Task Rows(string adql, int rows)
    {
        var found = await archive.AdqlRowsAsync(adql);
        Assert.That(found.Count, Is.EqualTo(rows), adql);
    }

    [Test]
    public async Task The_light_curve_is_in_order()
    {
        var rows = await archive.AdqlRowsAsync(
            "select mjd from smash_dr1.source where id='169.7' and cmag<99 order by mjd asc"
        );
        var times = rows.Select(row => Convert.ToDouble(row[0], CultureInfo.InvariantCulture));
        Assert.That(times, Is.Ordered.And.Exactly(10).Items);
    }
}
