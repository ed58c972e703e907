using DataLab.Sia.Ingest.Filters;

namespace DataLab.Sia.Tests;

/// <summary>Names of filters, as headers have them.</summary>
[Category("AnyEngine")]
public sealed class FilterTableTests
{
    [TestCase("r DECam SDSS c0002 6415.0 1480.0", "DECam", "r", 567.5, 715.5)]
    [TestCase("VR DECam c0007 6300.0 2600.0", "DECam", "VR", 500, 760)]
    [TestCase("N662 DECam c0009 6620.0 160.0", "DECam", "N662", 654, 670)]
    [TestCase("u DECam c0006 3500.0 1000.0", null, "u", 300, 400)]
    [TestCase("zd DECam k1038", "KPNO 4.0 meter telescope Mosaic3", "zd", 845, 1000)]
    [TestCase("g", "DECam", "g", 396, 548)]
    [TestCase("g", "SDSS 2.5m", "g", 414, 552)]
    [TestCase("g", null, "g", 414, 552)]
    [TestCase("r'", null, "r", 557, 695)]
    [TestCase("R", null, "R", 572, 710)]
    [TestCase("Y", "DECam", "Y", 953, 1066)]
    [TestCase("B Johnson", null, "B", 391, 485)]
    [TestCase("K", null, "Ks", 2028, 2290)]
    [TestCase("F606W", null, "F606W", 480, 698)]
    [TestCase("f814w", "HST WFPC2", "F814W", 705, 955)]
    [TestCase("ch2", "SPITZER IRAC", "I2", 3955, 5015)]
    [TestCase("w3", "wise", "W3", 7600, 16270)]
    [TestCase("z", "PS1 GPC1", "z", 818, 922)]
    public void A_filter_is_known(string filter, string? instrument, string band, double min, double max)
    {
        var found = FilterTable.Find(filter, instrument);
        Assert.That(found?.Name, Is.EqualTo(band));
        Assert.That((found!.Min * 1e9, found.Max * 1e9), Is.EqualTo((min, max)).Within(1e-6));
        Assert.That(found.Effective, Is.InRange(found.Min, found.Max));
    }

    [TestCase("")]
    [TestCase("   ")]
    [TestCase("solid plate 0.0 0.0")]
    [TestCase("solid DECam plate 0.0 0.0")]
    [TestCase("28")]
    [TestCase("clear")]
    [TestCase("x DECam c9999 100.0 9999.0")]
    public void What_is_no_filter_has_no_wavelengths(string filter) =>
        Assert.That(FilterTable.Find(filter, "DECam"), Is.Null);
}
