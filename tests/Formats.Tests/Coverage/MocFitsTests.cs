using DataLab.Fits;
using DataLab.Formats.Coverage;
using DataLab.Formats.Tests.Tables;
using DataLab.Sky;

namespace DataLab.Formats.Tests.Coverage;

/// <summary>Coverage maps in FITS before pymoc and fitsverify, and files that are none.</summary>
[TestFixture]
public sealed class MocFitsTests
{
    private const string Pymoc = """
        import io, sys
        from pymoc import MOC
        from pymoc.io.ascii import write_moc_ascii
        # Reads ours, tells what it saw, and writes it again its own way.
        moc = MOC(filename=sys.argv[1], filetype="fits")
        text = io.StringIO()
        write_moc_ascii(moc, file=text)
        moc.write(sys.argv[2], filetype="fits", overwrite=True)
        print(text.getvalue().strip())
        """;

    private const string Ranges = """
        import sys, numpy as np
        from astropy.io import fits
        cells = np.array([int(x) for x in sys.argv[2].split(",")], dtype=sys.argv[3])
        table = fits.BinTableHDU.from_columns([fits.Column(name="RANGE", format="K" if sys.argv[3] == "int64" else "J", array=cells)])
        table.header.update({"MOCVERS": "2.0", "MOCDIM": sys.argv[5], "ORDERING": sys.argv[4], "COORDSYS": "C", "MOCORD_S": 29})
        fits.HDUList([fits.PrimaryHDU(), table]).writeto(sys.argv[1])
        """;

    private string folder = "";

    [SetUp]
    public void MakeFolder() => folder = Directory.CreateTempSubdirectory("datalab-moc-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(folder, true);

    [Test]
    public async Task Pymoc_reads_ours_and_we_read_pymocs()
    {
        Assert.That(
            MocText.TryRead("1/1,2,4 2/12-14,21,23,25 8/0,5-9,700000 29/3000000000000000000", out var map, out _),
            Is.True
        );
        var (ours, theirs) = (Path.Combine(folder, "ours.fits"), Path.Combine(folder, "theirs.fits"));
        await File.WriteAllBytesAsync(ours, MocFits.Write(map!));
        Assert.That(Oracle.Fitsverify(ours), Does.Contain("0 warning(s) and 0 error(s)"));
        Assert.That(Oracle.Python(Pymoc, ours, theirs).Trim(), Is.EqualTo(MocText.Write(map!)));
        foreach (var path in new[] { ours, theirs })
        {
            await using var stream = File.OpenRead(path);
            var read = await MocFits.ReadAsync(stream, default);
            Assert.That(read, Is.EqualTo(map), path);
            Assert.That(read.Order, Is.EqualTo(29), path);
        }
    }

    [Test]
    public async Task An_empty_map_is_a_table_without_rows()
    {
        var read = await MocFits.ReadAsync(new MemoryStream(MocFits.Write(Moc.Empty)), default);
        Assert.That(read.IsEmpty);
    }

    [Test]
    public async Task Ranges_of_the_finest_cells_are_read()
    {
        var path = Path.Combine(folder, "ranges.fits");
        Oracle.Python(Ranges, path, "16,32,100,101", "int64", "RANGE", "SPACE");
        await using var stream = File.OpenRead(path);
        var read = await MocFits.ReadAsync(stream, default);
        Assert.That(read.Ranges, Is.EqualTo(new[] { new HealpixRange(16, 31), new HealpixRange(100, 100) }));
    }

    [TestCase("16,32,100", "int64", "RANGE", "SPACE", "without an end")]
    [TestCase("32,16", "int64", "RANGE", "SPACE", "no range")]
    [TestCase("3", "int32", "NUNIQ", "SPACE", "no number of a cell")]
    [TestCase("-5", "int64", "NUNIQ", "SPACE", "no number of a cell")]
    [TestCase("9223372036854775807", "int64", "NUNIQ", "SPACE", "no number of a cell")]
    [TestCase("5", "int64", "NESTED", "SPACE", "ORDERING NESTED")]
    [TestCase("5", "int64", "NUNIQ", "TIME", "one of TIME")]
    public void What_is_no_map_of_the_sky_is_refused(
        string cells,
        string type,
        string ordering,
        string dimension,
        string why
    )
    {
        var path = Path.Combine(folder, "bad.fits");
        Oracle.Python(Ranges, path, cells, type, ordering, dimension);
        using var stream = File.OpenRead(path);
        Assert.That(
            async () => await MocFits.ReadAsync(stream, default),
            Throws.TypeOf<FitsException>().With.Message.Contains(why)
        );
    }
}
