using DataLab.Catalog.Tests.Support;
using DataLab.Sia.Ingest;
using DataLab.Sia.Tests.Support;

namespace DataLab.Sia.Tests;

/// <summary>Real images of many surveys, where they are present.</summary>
[Category("DuckDb")]
public sealed class SharedDataTests
{
    private TestImages images = null!;
    private readonly Dictionary<string, string> refused = [];

    [OneTimeSetUp]
    public async Task TakeIn()
    {
        images = await TestImages.OpenAsync();
        var folder = Path.GetDirectoryName(SharedData.File("PROVENANCE.md"))!;
        foreach (var name in new[] { "images", "cubes" })
        {
            await images.AddAsync(
                name,
                r => r with { Paths = [Path.Combine(folder, name)], Folder = Path.Combine(folder, name) }
            );
            foreach (var remark in images.Remarks.Where(r => r.Kind == FileRemarkKind.Refused))
                refused.Add(remark.Path, remark.Text);
        }
    }

    [OneTimeTearDown]
    public async Task Close() => await images.DisposeAsync();

    [Test]
    public void Only_tables_are_refused()
    {
        Assert.That(refused.Values, Has.All.Contains("no image"), string.Join("\n", refused));
        Assert.That(
            refused.Keys.Select(path => Path.GetFileName(path).Split('-', '.')[0]).Distinct(),
            Is.SubsetOf(new[] { "gaia", "survey", "catalog", "l1448_structure_catalog" })
        );
    }

    [TestCase(
        "decam_110.312p23.920/c4d_150110_053718_ooi_z_ls9.S4.fits",
        1,
        "z",
        850.0,
        "image",
        "InstCal",
        110.312,
        23.92
    )]
    [TestCase(
        "decam_110.312p23.920/c4d_150110_053718_ood_z_ls9.S4.fits",
        1,
        "z",
        850.0,
        "dqmask",
        "InstCal",
        110.312,
        23.92
    )]
    [TestCase(
        "decam_110.312p23.920/c4d_181104_072440_oow_g_ls9.S4.fits",
        1,
        "g",
        396.0,
        "wtmap",
        "InstCal",
        110.312,
        23.92
    )]
    [TestCase("bass_staticmask_4ccd.fits.fz", 2, "g", 410.0, "dqmask", "InstCal", null, null)]
    [TestCase(
        "legacy_dr6_0959p805/legacysurvey-0959p805-invvar-z.fits.fz",
        1,
        "zd",
        845.0,
        "wtmap",
        "Stack",
        95.95,
        80.5
    )]
    [TestCase("sdss_field_86S/sdss_field_r.fits.gz", 0, "g", 414.0, "image", null, 313.17, -5.69)]
    [TestCase("spitzer_glimpse/spitzer_example_image.fits", 0, "I2", 3955.0, "image", null, null, null)]
    [TestCase("decam_186.744p25.462/unwise-1866p257-w3-img-m.fits", 0, "W3", 7600.0, "image", "Stack", 186.744, 25.462)]
    [TestCase("2mass_galactic_centre/gc_2mass_k.fits", 0, "Ks", 2028.0, "image", null, null, null)]
    [TestCase("hdfs/IMAGE-HDFS-1.34.fits", 3, null, null, "dqmask", null, 338.23, -60.56)]
    [TestCase("wcs/tpv_wfi_cdfs.fits.gz", 0, "I", 724.0, "image", null, null, null)]
    public async Task An_image_is_described(
        string path,
        int hdu,
        string? band,
        double? shortest,
        string product,
        string? stage,
        double? ra,
        double? dec
    )
    {
        var facts = (await images.FileAsync(path)).Image(hdu)!.Facts;
        Assert.That(
            (facts.Text("obs_bandpass"), facts.Text("prodtype"), facts.Text("proctype")),
            Is.EqualTo((band, product, stage))
        );
        Assert.That(facts.Real("em_min") * 1e9, Is.EqualTo(shortest).Within(0.01));
        Assert.That(facts["s_region"], Is.Not.Null);
        if (ra is not null)
            Assert.That((facts.Real("s_ra"), facts.Real("s_dec")), Is.EqualTo((ra, dec)).Within(0.02));
    }

    [Test]
    public async Task A_cube_without_a_rest_frequency_has_no_wavelengths()
    {
        var cube = (await images.FileAsync("l1448_13co.fits")).Images.Single().Facts;
        Assert.That((cube.Text("dataproduct_type"), cube["em_min"]), Is.EqualTo(("cube", (object?)null)));
        Assert.That(cube["s_region"], Is.Not.Null);
    }
}
