using DataLab.Fits.Wcs;

namespace DataLab.Fits.Tests.Wcs;

/// <summary>When and for how long, from the keywords that observatories write.</summary>
[TestFixture]
internal sealed class ExposureTimesTests
{
    [TestCase(57032.5, 57032.5 + 60.0 / 86400, 60.0, "MJD-OBS=57032.5", "EXPTIME=60.0")]
    [TestCase(51544.5, 51544.5, null, "DATE-OBS='2000-01-01T12:00:00'")]
    [TestCase(51544.0, 51544.0, null, "DATE-OBS='2000-01-01'")]
    [TestCase(51544.25, 51544.25, null, "DATE-OBS='2000-01-01'", "TIME-OBS='06:00:00.0'")]
    [TestCase(51544.25, 51544.25, null, "DATE-OBS='2000-01-01'", "UT='06:00:00'")]
    [TestCase(46096.75, 46096.75, null, "DATE-OBS='31/01/85'", "UT='18:00'")]
    [TestCase(51544.0, 51545.0, 300.0, "DATE-BEG='2000-01-01'", "DATE-END='2000-01-02'", "XPOSURE=300.0")]
    [TestCase(51544.0, 51544.5, 10.0, "MJD-BEG=51544.0", "MJD-END=51544.5", "EXPOSURE='10.0'")]
    [TestCase(51544.0, 51544.5, 100.0, "MJD-OBS=51544.0", "TELAPSE=43200.0", "EXPTIME=100.0")]
    [TestCase(51543.5, 51544.5, 86400.0, "MJD-AVG=51544.0", "EXPTIME=86400.0")]
    [TestCase(51543.0, 51544.0, 86400.0, "MJD-END=51544.0", "EXPTIME=86400.0")]
    [TestCase(57754.0, 57754.0, null, "DATE-OBS='2017-01-01T00:01:09.184'", "TIMESYS='TT'")]
    [TestCase(57753.0, 57753.0, null, "DATE-OBS='2016-12-31T00:00:36'", "TIMESYS='TAI'")]
    [TestCase(null, null, 5.0, "EXPTIME=5.0")]
    [TestCase(null, null, null)]
    public void Times_are_MJD_UTC(double? start, double? end, double? exposure, params string[] cards)
    {
        var times = ExposureTimes.Parse(WcsOracle.Header(cards));
        Assert.Multiple(() =>
        {
            Assert.That(times.Start, start is null ? Is.Null : Is.EqualTo(start).Within(1e-9));
            Assert.That(times.End, end is null ? Is.Null : Is.EqualTo(end).Within(1e-9));
            Assert.That(times.Exposure, Is.EqualTo(exposure));
            Assert.That(times.Notes, Is.Empty);
        });
    }

    [TestCase("MJD-OBS is 557666.1", "MJD-OBS=557666.1")]
    [TestCase("'2000-02-30' is no date", "DATE-OBS='2000-02-30'")]
    [TestCase("'soon' is no date", "DATE-OBS='soon'")]
    [TestCase("EXPTIME is -5", "EXPTIME=-5.0")]
    [TestCase("TIME-OBS '25:00:00' is no time", "DATE-OBS='2000-01-01'", "TIME-OBS='25:00:00'")]
    [TestCase("before its begin", "MJD-OBS=51544.0", "MJD-END=51543.0")]
    [TestCase("differ by more than a day", "MJD-OBS=51544.0", "DATE-OBS='2001-01-01'")]
    [TestCase("scale TCB", "MJD-OBS=51544.0", "TIMESYS='TCB'")]
    public void Nonsense_is_noted(string note, params string[] cards) =>
        Assert.That(ExposureTimes.Parse(WcsOracle.Header(cards)).Notes.Single(), Does.Contain(note));
}
