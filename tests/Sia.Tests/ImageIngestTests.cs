using DataLab.Formats;
using DataLab.Sia.Ingest;
using DataLab.Sia.Store;
using DataLab.Sia.Tests.Support;

namespace DataLab.Sia.Tests;

/// <summary>Files come onto the list once, go on where it was stopped, and leave it when they are gone.</summary>
public sealed class ImageIngestTests
{
    private const string Night = "2018/c4d_181104_072440_ooi_r_ls9.fits";
    private TestImages images = null!;

    [SetUp]
    public async Task Open() => images = await TestImages.OpenAsync();

    [TearDown]
    public async Task Close() => await images.DisposeAsync();

    [Test]
    public async Task An_exposure_is_described_by_name_header_and_coordinates()
    {
        images.Write(Night, FitsFiles.Exposure(52, -28, 3));
        var report = await images.AddAsync();
        Assert.That((report.Read, report.Images, report.Refused), Is.EqualTo((1L, 3L, 0L)), Said());
        var file = await images.FileAsync(Night);
        Assert.That(
            new[]
            {
                "obs_id",
                "instrument_name",
                "obs_bandpass",
                "filter",
                "target_name",
                "proposal_id",
                "prodtype",
                "proctype",
            }.Select(file.Facts.Text),
            Is.EqualTo(
                new[]
                {
                    "c4d_181104_072440",
                    "DECam",
                    "r",
                    "r DECam SDSS c0002 6415.0 1480.0",
                    "Field 7",
                    "2014B-0404",
                    "image",
                    "InstCal",
                }
            )
        );
        Assert.That(file.Facts.Real("em_min"), Is.EqualTo(5.675e-7).Within(1e-12));
        Assert.That(file.Facts.Real("t_min"), Is.EqualTo(58426.3088).Within(1e-4));
        Assert.That(file.Facts.Real("t_max") - file.Facts.Real("t_min"), Is.EqualTo(0.001).Within(1e-8));
        Assert.That((file.Facts.Integer("calib_level"), file.Facts.Integer("dataset_length")), Is.EqualTo((2L, 3L)));
        var second = file.Images[1];
        Assert.That((second.Hdu, second.ExtName, second.IsCompressed), Is.EqualTo((2, "N2", false)));
        Assert.That(second.Axes, Is.EqualTo(new[] { 20L, 10L }));
        Assert.That(second.Facts.Real("fwhm"), Is.EqualTo(5));
        Assert.That(second.Facts.Reals("im_scale"), Is.EqualTo(new[] { 7.5e-5, 7.5e-5 }).Within(1e-15));
        Assert.That(
            (second.Facts.Real("s_resolution"), file.Facts.Real("s_pixel_scale")),
            Is.EqualTo((1.1, 0.27)).Within(1e-9)
        );
    }

    [Test]
    public async Task What_is_unchanged_is_not_read_again_and_what_changed_is()
    {
        images.Write(Night, FitsFiles.Exposure(52, -28, 2));
        images.Write("b.fits", FitsFiles.Image(8, 8, true));
        images.Write("broken.fits", [1, 2, 3]);
        Assert.That((await images.AddAsync()).Read, Is.EqualTo(2));
        var again = await images.AddAsync();
        Assert.That((again.Read, again.Unchanged, again.Refused, again.HasChanges), Is.EqualTo((0L, 2L, 1L, false)));
        images.Write("b.fits", FitsFiles.Image(9, 90, true));
        File.SetLastWriteTimeUtc(Path.Combine(images.Root, Night), DateTime.UtcNow.AddSeconds(5));
        var changed = await images.AddAsync();
        Assert.That((changed.Read, changed.Unchanged), Is.EqualTo((2L, 0L)));
        Assert.That((await images.FileAsync("b.fits")).Images.Single().Axes, Is.EqualTo(new[] { 9L, 90L }));
        var checksums = await images.AddAsync(with: request => request with { Checksums = true });
        Assert.That((checksums.Read, checksums.Unchanged), Is.EqualTo((2L, 0L)), "they had none");
        var md5 = (await images.FileAsync("b.fits")).Md5;
#pragma warning disable CA5351
        var expected = System.Security.Cryptography.MD5.HashData(
            await File.ReadAllBytesAsync(Path.Combine(images.Root, "b.fits"))
        );
#pragma warning restore CA5351
        Assert.That(md5, Is.EqualTo(Convert.ToHexStringLower(expected)));
        var map = ColumnMap.Parse("columns: { facility_name: Here }", "map");
        var mapped = await images.AddAsync(with: request => request with { Map = map });
        Assert.That((mapped.Read, mapped.Unchanged), Is.EqualTo((2L, 0L)), "by other rules");
        Assert.That((await images.FileAsync("b.fits")).Facts.Text("facility_name"), Is.EqualTo("Here"));
    }

    [Test]
    public async Task Files_that_are_gone_are_told_and_leave_the_list_only_when_asked()
    {
        images.Write("a/one.fits", FitsFiles.Image(8, 8, true));
        images.Write("b/two.fits", FitsFiles.Image(8, 8, true));
        await images.AddAsync();
        File.Delete(Path.Combine(images.Root, "a/one.fits"));
        File.Delete(Path.Combine(images.Root, "b/two.fits"));
        var part = await images.AddAsync(with: r => r with { Paths = [Path.Combine(images.Root, "b")], Prune = true });
        Assert.That((part.Vanished, part.Pruned), Is.EqualTo((1L, 1L)), "only where it was looked");
        var told = await images.AddAsync();
        Assert.That((told.Vanished, told.Pruned), Is.EqualTo((1L, 0L)));
        Assert.That(images.Remarks.Single().Path, Is.EqualTo("a/one.fits"));
        var gone = await images.FileAsync("a/one.fits");
        Assert.That(
            () => gone.Locate(),
            Throws.InstanceOf<ServiceException>().With.Message.Contains("no longer there")
        );
        Assert.That((await images.AddAsync(with: r => r with { Prune = true })).Pruned, Is.EqualTo(1));
        Assert.That(await images.Store.FindAsync(new ImageReference(null, "a/one.fits"), default), Is.Null);
    }

    [Test]
    public async Task Image_mask_and_weight_map_of_one_exposure_are_related()
    {
        foreach (var kind in new[] { "ooi", "ood", "oow", "opi" })
            images.Write($"c4d_181104_072440_{kind}_r_ls9.fits", FitsFiles.Exposure(52, -28, 1));
        images.Write("c4d_181104_072441_ood_r_ls9.fits", FitsFiles.Exposure(52, -28, 1));
        await images.AddAsync();
        var file = await images.FileAsync("c4d_181104_072440_ooi_r_ls9.fits");
        Assert.That(
            file.Related.Select(other => (other.Product, other.ProcType, other.IsSameSet)),
            Is.EquivalentTo(
                new (string?, string?, bool)[]
                {
                    ("dqmask", "InstCal", true),
                    ("wtmap", "InstCal", true),
                    ("image", "Resampled", false),
                }
            )
        );
        var mask = ImageReference.OfDid(file.Related.First(other => other.Product == "dqmask").PublisherDid)!;
        Assert.That(
            (await images.Store.FindAsync(mask, default))!.File.Path,
            Is.EqualTo("c4d_181104_072440_ood_r_ls9.fits")
        );
    }

    [Test]
    public async Task Extensions_are_what_their_names_say()
    {
        var tan = FitsFiles.Tan(10, 20, 4, 4);
        images.Write(
            "DES2359+0126_r4575p01_g.fits",
            [
                .. FitsFiles.Primary(),
                .. FitsFiles.Image(8, 8, false, tan),
                .. FitsFiles.Image(8, 8, false, tan),
                .. FitsFiles.Image(8, 8, false, tan),
            ]
        );
        images.Write(
            "hst.fits",
            [
                .. FitsFiles.Primary(),
                .. FitsFiles.Image(8, 8, false, [("EXTNAME", "SCI"), .. tan]),
                .. FitsFiles.Image(8, 8, false, [("EXTNAME", "DQ"), .. tan]),
            ]
        );
        await images.AddAsync();
        var tile = await images.FileAsync("DES2359+0126_r4575p01_g.fits");
        Assert.That(tile.Images.Select(image => image.Product), Is.EqualTo(new[] { "image", "dqmask", "wtmap" }));
        Assert.That(tile.Product, Is.EqualTo("image"));
        Assert.That(
            (await images.FileAsync("hst.fits")).Images.Select(image => image.Product),
            Is.EqualTo(new[] { "image", "dqmask" })
        );
    }

    [Test]
    public async Task A_collection_keeps_its_folder_and_its_time_of_release()
    {
        images.Write("one.fits", FitsFiles.Image(8, 8, true));
        var later = DateTimeOffset.UtcNow.AddDays(30);
        await images.AddAsync(with: r => r with { ReleaseTime = later, Title = "A survey" });
        var file = await images.FileAsync("one.fits");
        Assert.That((file.IsHidden(DateTimeOffset.UtcNow), file.IsHidden(later)), Is.EqualTo((true, false)));
        await images.AddAsync("SURVEY", r => r with { IsPublic = true });
        var known = (await images.Store.CollectionsAsync(default)).Single();
        Assert.That(
            (known.Name, known.Title, known.ReleaseTime),
            Is.EqualTo(("survey", "A survey", (DateTimeOffset?)null))
        );
        Assert.That(
            () => images.AddAsync(with: r => r with { Folder = Path.GetTempPath() }),
            Throws.InstanceOf<ServiceException>().With.Message.Contains("has the folder")
        );
        Assert.That(
            () => images.AddAsync(with: r => r with { Paths = [Path.GetTempPath()] }),
            Throws.InstanceOf<ServiceException>().With.Message.Contains("is not below")
        );
        Assert.That(() => images.AddAsync("1st survey"), Throws.InstanceOf<ServiceException>());
        Assert.That((await images.Store.SummariesAsync(default)).Single().Files, Is.EqualTo(1));
        Assert.That(await images.Store.RemoveCollectionAsync("Survey", default), Is.Not.Null);
        Assert.That(await images.Store.FindAsync(new ImageReference(null, "one.fits"), default), Is.Null);
    }

    [Test]
    public async Task Files_are_found_by_identifier_path_and_name()
    {
        images.Write("x y/Odd+name#1.fits", FitsFiles.Image(8, 8, true));
        images.Write("deep/c4d_181104_072440_ooi_r_ls9.fits", FitsFiles.Exposure(52, -28, 2));
        await images.AddAsync("Survey.1");
        var file = await images.FileAsync("x y/Odd+name#1.fits");
        var did = images.Store.PublisherDid(file, 0);
        Assert.That(did, Is.EqualTo("ivo://datalab.local/Survey.1?x%20y/Odd%2Bname%231.fits/0"));
        ImageReference?[] asked =
        [
            ImageReference.OfDid(did),
            ImageReference.OfDid(did.ToUpperInvariant()),
            ImageReference.OfDid(images.Store.PublisherDid(file)),
            ImageReference.OfName("", "c4d_181104_072440_ooi_r_ls9.fits", 2),
            ImageReference.OfName("survey.1", "some/where/C4D_181104_072440_ooi_r_ls9.fits"),
            ImageReference.OfName("other", "c4d_181104_072440_ooi_r_ls9.fits"),
            ImageReference.OfName(null, "' OR 1=1 --"),
            ImageReference.OfDid("ivo://someone.else/Survey.1?deep/c4d_181104_072440_ooi_r_ls9.fits"),
            new ImageReference("Survey.1", "../" + Path.GetFileName(images.Root) + "/x y/Odd+name#1.fits"),
        ];
        var found = await images.Store.FindAsync([.. asked.Select(reference => reference!)], default);
        Assert.That(
            found.Select(one => one is null ? null : $"{one.File.Name} {one.Hdu} {one.Image?.Hdu}"),
            Is.EqualTo(
                new[]
                {
                    "Odd+name#1.fits 0 0",
                    "Odd+name#1.fits 0 0",
                    "Odd+name#1.fits  ",
                    "c4d_181104_072440_ooi_r_ls9.fits 2 2",
                    "c4d_181104_072440_ooi_r_ls9.fits  ",
                    null,
                    null,
                    null,
                    null,
                }
            )
        );
        Assert.That(found[0]!.File.Locate(), Is.EqualTo(Path.Combine(images.Root, "x y/Odd+name#1.fits")));
    }

    private string Said() => string.Join("\n", images.Remarks);
}
