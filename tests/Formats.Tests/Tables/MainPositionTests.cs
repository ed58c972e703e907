using DataLab.Formats.Tests.FitsTable;

namespace DataLab.Formats.Tests.Tables;

[TestFixture]
internal sealed class MainPositionTests
{
    // name[:unit[:ucd]], a leading ' for text
    [TestCase("ra dec", "ra dec Degrees Degrees")]
    [TestCase("RA DEC", "RA DEC Degrees Degrees")]
    [TestCase("id dec ra mag", "ra dec Degrees Degrees")]
    [TestCase("RAJ2000:deg DEJ2000:deg", "RAJ2000 DEJ2000 Degrees Degrees")]
    [TestCase("RA:Degrees DEC:Degrees", "RA DEC Degrees Degrees")]
    [TestCase("RA_ICRS DE_ICRS", "RA_ICRS DE_ICRS Degrees Degrees")]
    [TestCase("s_ra s_dec", "s_ra s_dec Degrees Degrees")]
    [TestCase("alpha delta", "alpha delta Degrees Degrees")]
    [TestCase("ra:rad dec:rad", "ra dec Radians Radians")]
    [TestCase("ra:hourangle dec:deg", "ra dec Hours Degrees")]
    [TestCase("'RA 'Dec", "RA Dec SexagesimalHours SexagesimalDegrees")]
    [TestCase("'RA:\"h:m:s\" 'Dec:\"d:m:s\"", "RA Dec SexagesimalHours SexagesimalDegrees")]
    [TestCase("'RA:d:m:s 'Dec", "RA Dec SexagesimalDegrees SexagesimalDegrees")]
    [TestCase("ra:mas/yr dec:mas/yr", null)]
    [TestCase("ra dec:km", null)]
    [TestCase("l b", null)]
    [TestCase("glon glat", null)]
    [TestCase("elon elat", null)]
    [TestCase("ra mag", null)]
    [TestCase("ra dec x:deg:pos.eq.ra;meta.main y:deg:pos.eq.dec;meta.main", "x y Degrees Degrees")]
    [TestCase("ra dec x:deg:POS_EQ_RA_MAIN y:deg:POS_EQ_DEC_MAIN", "x y Degrees Degrees")]
    [TestCase("ra dec x:deg:pos.eq.ra y:deg:pos.eq.dec", "x y Degrees Degrees")]
    [TestCase(
        "a:deg:pos.eq.ra b:deg:pos.eq.dec x:deg:pos.eq.ra;meta.main y:deg:pos.eq.dec;meta.main",
        "x y Degrees Degrees"
    )]
    [TestCase("ra:deg:pos.eq.ra dec:deg:pos.eq.dec e_ra:mas:stat.error;pos.eq.ra;meta.main", "ra dec Degrees Degrees")]
    [TestCase("'RAJ2000 'DECJ2000 DRAJ2000 DDECJ2000", "DRAJ2000 DDECJ2000 Degrees Degrees")]
    [TestCase("source_ra source_dec object_ra object_dec", "source_ra source_dec Degrees Degrees")]
    [TestCase("RAJ2000 DEJ2000 ra dec", "RAJ2000 DEJ2000 Degrees Degrees")]
    [TestCase("ra_obj dec_obj", "ra_obj dec_obj Degrees Degrees")]
    [TestCase("pmra pmdec ra_error dec_error ra_ivar dec_ivar", null)]
    public void The_main_position_is_found_by_UCD_and_then_by_name(string columns, string? expected) =>
        Assert.That(Text(MainPosition.Find([.. columns.Split(' ').Select(Column)])), Is.EqualTo(expected));

    [TestCase("OpenNGC.csv.gz", "RA Dec SexagesimalHours SexagesimalDegrees")]
    [TestCase("conesearch_result.xml", "raj2000 dej2000 Degrees Degrees")]
    [TestCase("desi_targets.fits", "RA DEC Degrees Degrees")]
    [TestCase("evcc.fits", "ra dec Degrees Degrees")]
    [TestCase("fermi_hess_simbad_agn.csv", "RAJ2000 DEJ2000 Degrees Degrees")]
    [TestCase("field_127.5p1.5_2mass.vot", "RAJ2000 DEJ2000 Degrees Degrees")]
    [TestCase("field_127.5p1.5_sdss_dr9.vot.gz", "RA_ICRS DE_ICRS Degrees Degrees")]
    [TestCase("gaia_4096.fits", "ra dec Degrees Degrees")]
    [TestCase("hash_pne.csv", "DRAJ2000 DDECJ2000 Degrees Degrees")]
    [TestCase("hipass.fit", "_RAJ2000 _DEJ2000 Degrees Degrees")]
    [TestCase("hipparcos.csv.gz", "ra dec Degrees Degrees")]
    [TestCase("k2_c00_targets.csv.gz", "ra_obj dec_obj Degrees Degrees")]
    [TestCase("lsdb_small_sky_source.csv.gz", "source_ra source_dec Degrees Degrees")]
    [TestCase("ngc188_2mass.ecsv", "RAJ2000 DEJ2000 Degrees Degrees")]
    [TestCase("ngc_star_clusters.fits", "ra dec Degrees Degrees")]
    [TestCase("obscore_like_hubble_m31.vot", "RA DEC Degrees Degrees")]
    [TestCase("obscore_rows.xml", "s_ra s_dec Degrees Degrees")]
    [TestCase("open_clusters.ecsv", "ra dec Degrees Degrees")]
    [TestCase(
        "open_exoplanet_catalogue.csv.gz",
        "system_rightascension system_declination SexagesimalHours SexagesimalDegrees"
    )]
    [TestCase("smash_field100_chip.fits", "RA DEC Degrees Degrees")]
    [TestCase("smash_hydra2_rrlyrae_timeseries.csv", "ra dec Degrees Degrees")]
    [TestCase("stripe82_rrlyrae.fit", "RAJ2000 DEJ2000 Degrees Degrees")]
    [TestCase("stripe82_rrlyrae_periods.csv", null)]
    [TestCase("tractor-3301m002.fits", "RA DEC Degrees Degrees")]
    [TestCase("tycho2_mag6.fits", "RA DEC Degrees Degrees")]
    [TestCase("uzc2000.fits", "ra dec Degrees Degrees")]
    [TestCase("wise_tiles.fits.gz", "ra dec Degrees Degrees")]
    public async Task The_main_position_of_a_real_catalogue(string name, string? expected)
    {
        await using var source = await TableFile.OpenAsync(
            SharedData.Catalog(name),
            TableReadOptions.Default,
            CancellationToken.None
        );
        Assert.That(Text(MainPosition.Find(source.Fields)), Is.EqualTo(expected));
    }

    private static Field Column(string text)
    {
        var parts = text.Split(
            ':',
            text.Contains('"', StringComparison.Ordinal) || text.EndsWith("m:s", StringComparison.Ordinal) ? 2 : 3
        );
        var isText = parts[0].StartsWith('\'');
        return new Field(parts[0].TrimStart('\''), isText ? DataType.Char : DataType.Double)
        {
            ArraySize = isText ? ArraySize.Any : null,
            Unit = parts.Length > 1 ? parts[1] : null,
            Ucd = parts.Length > 2 ? parts[2] : null,
        };
    }

    private static string? Text(MainPosition? found) =>
        found is null ? null : $"{found.Ra} {found.Dec} {found.RaFormat} {found.DecFormat}";
}
