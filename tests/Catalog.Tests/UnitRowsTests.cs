using System.Globalization;
using DataLab.Catalog.Tests.Support;
using DataLab.Formats;

namespace DataLab.Catalog.Tests;

/// <summary>IN_UNIT on the engine: the numbers that come out.</summary>
public sealed class UnitRowsTests
{
    private Archive archive = null!;

    [OneTimeSetUp]
    public async Task Open()
    {
        archive = await Archive.OfAsync(
            [
                new Field("id", DataType.Int) { Unit = "d" },
                new Field("ra", DataType.Double) { Ucd = "pos.eq.ra;meta.main", Unit = "deg" },
                new Field("dec", DataType.Double) { Ucd = "pos.eq.dec;meta.main", Unit = "deg" },
                new Field("pm", DataType.Float) { Unit = "mas yr-1" },
                new Field("flux", DataType.Double) { Unit = "erg/s/cm^2" },
                new Field("plain", DataType.Double),
            ],
            [
                [1, 10.0, 20.0, 1500f, 1e-12, 1.0],
                [2, 359.0, -20.0, null, double.NaN, 2.0],
                [3, 0.1, 0.0, -0.5f, 0.0, 3.0],
            ]
        );
    }

    [OneTimeTearDown]
    public async Task Close() => await archive.DisposeAsync();

    [TestCase("SELECT IN_UNIT(ra, 'arcmin') FROM s.t ORDER BY id", "600;21540;6")]
    [TestCase("SELECT IN_UNIT(ra, 'arcsec') / 3600 FROM s.t ORDER BY id", "10;359;0.1")]
    [TestCase("SELECT IN_UNIT(id, 'd') / 2 FROM s.t ORDER BY id", "0.5;1;1.5")]
    [TestCase("SELECT IN_UNIT(id, 'h') FROM s.t ORDER BY id", "24;48;72")]
    [TestCase("SELECT IN_UNIT(pm, 'arcsec/yr') FROM s.t ORDER BY id", "1.5;-;-0.0005")]
    [TestCase("SELECT IN_UNIT(flux, 'W.m**-2') FROM s.t ORDER BY id", "1E-15;NaN;0")]
    [TestCase("SELECT id FROM s.t WHERE IN_UNIT(pm, 'arcsec/yr') > 1", "1")]
    [TestCase("SELECT id FROM s.t WHERE IN_UNIT(DISTANCE(ra, dec, 10, 20), 'arcmin') < 1", "1")]
    [TestCase("SELECT SUM(IN_UNIT(ra, 'arcmin')), MAX(IN_UNIT(dec, 'arcmin')) FROM s.t", "22146,1200")]
    [TestCase("SELECT ROUND(dec + IN_UNIT(pm, 'deg/yr') * 3600, 6) FROM s.t ORDER BY id", "21.5;-;-0.0005")]
    [TestCase("SELECT x FROM (SELECT IN_UNIT(ra, 'arcmin') AS x FROM s.t) AS q WHERE IN_UNIT(x, 'deg') = 10", "600")]
    public async Task Rows(string adql, string expected)
    {
        var found = await archive.AdqlRowsAsync(adql);
        Assert.That(string.Join(';', found.Select(row => string.Join(',', row.Select(Text)))), Is.EqualTo(expected));
    }

    private static string Text(object? cell) => Convert.ToString(cell ?? "-", CultureInfo.InvariantCulture)!;
}
