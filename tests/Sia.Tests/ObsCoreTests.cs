using DataLab.Sia.Tests.Support;

namespace DataLab.Sia.Tests;

/// <summary>The list of images as the table ivoa.ObsCore, asked with ADQL.</summary>
public sealed class ObsCoreTests
{
    private TestImages images = null!;

    [OneTimeSetUp]
    public async Task Open()
    {
        images = await TestImages.OpenAsync(new ImageOptions { Authority = "archive.example" });
        foreach (var kind in new[] { "ooi", "ood" })
            images.Write($"c4d_181104_072440_{kind}_r_ls9.fits", FitsFiles.Exposure(52, -28, 3));
        images.Write("plain.fits", FitsFiles.Image(8, 8, true));
        await images.AddAsync("survey");
        images.Write("later/c4d_191104_072440_ooi_r_ls9.fits", FitsFiles.Exposure(120, 10, 1));
        await images.AddAsync(
            "secret",
            r =>
                r with
                {
                    Paths = [Path.Combine(images.Root, "later")],
                    Folder = Path.Combine(images.Root, "later"),
                    ReleaseTime = DateTimeOffset.UtcNow.AddDays(100),
                }
        );
        await images.PublishAsync();
    }

    [OneTimeTearDown]
    public async Task Close() => await images.DisposeAsync();

    [Test]
    public void The_table_begins_with_the_mandatory_columns_as_the_standard_has_them()
    {
        var table = images.Archive.Catalog.Snapshot.Tables.Single(t => t.SchemaName == "ivoa");
        Assert.That(table.QualifiedName, Is.EqualTo("ivoa.ObsCore"));
        var columns = table.Columns.Take(30).ToArray();
        Assert.That(columns.Select(column => column.Field.Name), Is.EqualTo(StandardNames));
        Assert.That(
            columns.All(column =>
                column.Std && column.Field is { Utype: not null, Description: not null, Ucd: not null }
            )
        );
        var region = columns.Single(column => column.Field.Name == "s_region").Field;
        Assert.That((region.XType, region.DataType), Is.EqualTo(("polygon", DataLab.Formats.DataType.Double)));
        // ObsCore gives it no unit: DALI's polygons are degrees.
        Assert.That(region.Unit, Is.Null);
        Assert.That(columns.Single(c => c.Field.Name == "em_min").Field.Unit, Is.EqualTo("m"));
        Assert.That(columns.Single(c => c.Field.Name == "access_estsize").Field.Unit, Is.EqualTo("kbyte"));
        Assert.That(
            table.Columns.Where(c => c.Indexed).Select(c => c.Field.Name),
            Is.SupersetOf(new[] { "obs_publisher_did", "obs_collection" })
        );
        Assert.That(table.Columns.Select(column => column.Field.Name), Is.SupersetOf(DataLabNames));
    }

    [Test]
    public async Task There_is_a_row_for_each_file_and_one_for_each_image()
    {
        var rows = await images.RowsAsync(
            "SELECT obs_publisher_did, hdu, access_url, access_format, calib_level, obs_id FROM ivoa.obscore WHERE file_name = 'c4d_181104_072440_ooi_r_ls9.fits' ORDER BY obs_publisher_did"
        );
        Assert.That(rows.Select(row => row[1]), Is.EqualTo(new object?[] { null, 1, 2, 3 }));
        const string did = "ivo://archive.example/survey?c4d_181104_072440_ooi_r_ls9.fits";
        Assert.That(rows.Select(row => row[0]), Is.EqualTo(new[] { did, did + "/1", did + "/2", did + "/3" }));
        Assert.That(rows[1][2], Is.EqualTo("/links?ID=" + Uri.EscapeDataString(did + "/1")));
        Assert.That(
            rows[1][3..],
            Is.EqualTo(new object[] { "application/x-votable+xml;content=datalink", 2, "c4d_181104_072440" })
        );
    }

    [TestCase(
        "1 = INTERSECTS(s_region, CIRCLE('ICRS', 52.0, -28.0, 0.00005)) AND prodtype = 'image' AND hdu IS NOT NULL",
        "2"
    )]
    [TestCase(
        "1 = INTERSECTS(s_region, CIRCLE('ICRS', 52.0, -28.0, 0.00005)) AND prodtype = 'image' AND hdu IS NULL",
        ""
    )]
    [TestCase(
        "1 = INTERSECTS(s_region, CIRCLE('ICRS', 52.0, -28.0, 1)) AND prodtype = 'image' AND hdu IS NOT NULL",
        "1,2,3"
    )]
    [TestCase("1 = CONTAINS(POINT('ICRS', 120, 10), s_region)", null)]
    [TestCase(
        "em_min < 6e-7 AND em_max > 6e-7 AND obs_collection = 'survey' AND prodtype = 'dqmask' AND hdu > 1",
        "2,3"
    )]
    [TestCase("t_min BETWEEN 58426.30 AND 58426.31 AND t_exptime = 86.4 AND hdu = 3 AND proctype = 'InstCal'", "3,3")]
    [TestCase("s_ra IS NULL AND hdu IS NULL AND file_path = 'plain.fits'", "")]
    public async Task Searches_find_images(string condition, string? hdus)
    {
        var rows = await images.RowsAsync($"SELECT hdu FROM ivoa.ObsCore WHERE {condition} ORDER BY hdu");
        Assert.That(string.Join(',', rows.Select(row => row[0])), Is.EqualTo(hdus ?? ""));
        Assert.That(rows.Count, hdus is null ? Is.Zero : Is.Positive);
    }

    [Test]
    public async Task What_is_not_released_is_left_out_unless_it_is_to_be_listed()
    {
        const string count = "SELECT COUNT(*) FROM ivoa.ObsCore WHERE obs_collection = 'secret'";
        Assert.That((await images.RowsAsync(count))[0][0], Is.EqualTo(0L));
        await using var others = await TestImages.OpenAsync(new ImageOptions { ListUnreleased = true });
        others.Write("one.fits", FitsFiles.Image(8, 8, true));
        await others.AddAsync("secret", r => r with { ReleaseTime = DateTimeOffset.UtcNow.AddDays(3) });
        await others.PublishAsync();
        Assert.That(
            (await others.RowsAsync("SELECT data_rights, obs_release_date FROM ivoa.ObsCore WHERE hdu IS NULL"))[0][0],
            Is.EqualTo("proprietary")
        );
        // The same list without images: the table stays.
        await others.Store.RemoveCollectionAsync("secret", default);
        Assert.That((await others.PublishAsync()).Table.Rows, Is.Zero);
        Assert.That(await others.RowsAsync("SELECT * FROM ivoa.ObsCore"), Is.Empty);
    }

    private static readonly string[] StandardNames =
        "dataproduct_type calib_level obs_collection obs_id obs_publisher_did access_url access_format access_estsize target_name s_ra s_dec s_fov s_region s_resolution s_xel1 s_xel2 t_min t_max t_exptime t_resolution t_xel em_min em_max em_res_power em_xel o_ucd pol_states pol_xel facility_name instrument_name".Split(
            ' '
        );

    /// <summary>Of the Simple Image Access service of NOIRLab's Astro Data Lab.</summary>
    private static readonly string[] DataLabNames =
        "assoc_id access_url access_format access_estsize dataproduct_type dataproduct_subtype calib_level dataset_length im_nsubarrays im_naxes im_naxis im_pixtype im_wcsaxes im_scale obs_title obs_id obs_creator_name obs_collection obs_creation_type obs_creation_date facility_name instrument_name obs_bandpass obs_datasource proposal_id obs_publisher_did obs_release_date preview target_name target_class s_ra s_dec s_fov s_region s_calib_status s_resolution em_min em_max em_resolution em_res_power t_min t_max t_exptime t_resolution o_ucd o_unit pol_states object airmass project_code magzero prodtype seeing fwhm fileset_id exptime photflag proctype date_obs mjd_obs elliptic".Split(
            ' '
        );
}
