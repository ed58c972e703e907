using DataLab.Sia.Ingest;

namespace DataLab.Sia.Tests;

/// <summary>What names of files say.</summary>
[Category("AnyEngine")]
public sealed class NameRulesTests
{
    [TestCase("c4d_150110_053718_ooi_z_ls9.fits.fz", "c4d_150110_053718", "image", "InstCal", "z")]
    [TestCase("c4d_150110_053718_ood_z_ls9.S4.fits", "c4d_150110_053718", "dqmask", "InstCal", "z")]
    [TestCase("c4d_150110_053718_oow_z_ls9.S4.fits", "c4d_150110_053718", "wtmap", "InstCal", "z")]
    [TestCase("c4d_150110_053718_ori.fits.fz", "c4d_150110_053718", "image", "Raw", null)]
    [TestCase("c4d_150110_053718_opi_VR_v1.fits.fz", "c4d_150110_053718", "image", "Resampled", "VR")]
    [TestCase("c4d_150110_053718_osj_g_v1.fits.fz", "c4d_150110_053718", "image1", "Stack", "g")]
    [TestCase("c4d_150110_053718_ose_g_v1.fits.fz", "c4d_150110_053718", "expmap", "Stack", "g")]
    [TestCase("c4d_150110_053718_zci_v1.fits.fz", "c4d_150110_053718", "image", "MasterCal", "v1")]
    [TestCase("k4m_160504_030532_ooi_zd_v1.fits.fz", "k4m_160504_030532", "image", "InstCal", "zd")]
    [TestCase("legacysurvey-0959p805-image-g.fits.fz", "brick-0959p805", "image", "Stack", "g")]
    [TestCase("legacysurvey-0959p805-invvar-z.fits.fz", "brick-0959p805", "wtmap", "Stack", "z")]
    [TestCase("legacysurvey-0959p805-nexp-z.fits.fz", "brick-0959p805", "expmap", "Stack", "z")]
    [TestCase("legacysurvey-0959p805-maskbits.fits.fz", "brick-0959p805", "dqmask", "Stack", null)]
    [TestCase("unwise-1866p257-w1-invvar-m.fits.gz", "unwise-1866p257", "wtmap", "Stack", "w1")]
    [TestCase("unwise-1866p257-msk.fits.gz", "unwise-1866p257", "dqmask", "Stack", null)]
    [TestCase("DES2359+0126_r4575p01_g.fits.fz", "DES2359+0126", "image", "Stack", "g")]
    [TestCase("rings.v3.skycell.1784.059.stk.g.unconv.mask.fits", "skycell.1784.059", "dqmask", "Stack", "g")]
    [TestCase("rings.v3.skycell.1784.059.stk.g.unconv.fits", "skycell.1784.059", "image", "Stack", "g")]
    [TestCase("frame-g-001035-3-0011.fits", "001035-3-0011", "image", "InstCal", "g")]
    public void A_convention_is_known(string name, string exposure, string product, string stage, string? band)
    {
        var facts = NameRules.Read(name);
        Assert.That(
            (facts?.Exposure, facts?.Product, facts?.ProcType, facts?.Band),
            Is.EqualTo((exposure, product, stage, band))
        );
    }

    [TestCase("c4d_150110_053718_ooi_z_ls9.fits.fz", "c4d_150110_053718_ood_z_ls9.fits.fz", true)]
    [TestCase("c4d_150110_053718_ooi_z_ls9.fits.fz", "c4d_150110_053718_oow_z_ls9.fits", true)]
    [TestCase("c4d_150110_053718_ooi_z_ls9.fits.fz", "c4d_150110_053718_ood_z_v1.fits.fz", false)]
    [TestCase("c4d_150110_053718_ooi_z_ls9.fits.fz", "c4d_150110_053718_opd_z_ls9.fits.fz", false)]
    [TestCase("c4d_150110_053718_ooi_z_ls9.S4.fits", "c4d_150110_053718_ood_z_ls9.S5.fits", false)]
    [TestCase("legacysurvey-0959p805-image-g.fits.fz", "legacysurvey-0959p805-invvar-g.fits.fz", true)]
    [TestCase("legacysurvey-0959p805-image-g.fits.fz", "legacysurvey-0959p805-invvar-z.fits.fz", false)]
    [TestCase("unwise-1866p257-w1-img-m.fits", "unwise-1866p257-w1-invvar-m.fits.gz", true)]
    public void Files_made_together_are_one_set(string one, string other, bool same) =>
        Assert.That(NameRules.Read(one)!.Set == NameRules.Read(other)!.Set, Is.EqualTo(same));

    [TestCase("image.fits")]
    [TestCase("c4d_1501_053718_ooi_z_ls9.fits.fz")]
    [TestCase("c4d_150110_053718_ooi_z_ls9.png")]
    public void Other_names_say_nothing(string name) => Assert.That(NameRules.Read(name), Is.Null);

    [Test]
    public void The_time_in_a_name_is_the_begin() =>
        Assert.That(
            NameRules.Read("c4d_150110_053718_ooi_z_ls9.fits.fz")!.Start,
            Is.EqualTo(new DateTime(2015, 1, 10, 5, 37, 18, DateTimeKind.Utc))
        );

    [TestCase("a.fits", true)]
    [TestCase("a.FITS.FZ", true)]
    [TestCase("a.fit.gz", true)]
    [TestCase("a.fts", true)]
    [TestCase("a.fz", true)]
    [TestCase("a.csv.gz", false)]
    [TestCase(".fits", false)]
    [TestCase(".a.fits", false)]
    [TestCase("a.fits.txt", false)]
    public void A_walk_takes_what_may_be_fits(string name, bool taken) =>
        Assert.That(ImageWalker.IsImageName(name), Is.EqualTo(taken));
}
