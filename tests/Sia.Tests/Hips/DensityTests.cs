using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using DataLab.Catalog.Tests.Support;
using DataLab.Formats;
using DataLab.Sia.Hips;
using DataLab.Sia.Hips.Building;
using DataLab.Sia.Hips.Density;

namespace DataLab.Sia.Tests.Hips;

/// <summary>HiPS of densities: healpy counts the rows, astropy reads the tiles.</summary>
public sealed class DensityTests
{
    private const int Rows = 20_000;
    private const int Order = 4;

    private static readonly ImmutableArray<Field> Fields =
    [
        new("ra", DataType.Double) { Unit = "deg", Ucd = "pos.eq.ra;meta.main" },
        new("dec", DataType.Double) { Unit = "deg", Ucd = "pos.eq.dec;meta.main" },
    ];

    private Archive archive = null!;
    private List<object?[]> rows = null!;

    private HipsFolder Folder => new(Path.Combine(archive.Path, "hips"));

    private static DensityRequest Request => new("S.T", "s.t") { Order = Order, Workers = 2 };

    [OneTimeSetUp]
    public async Task Open()
    {
        archive = new Archive();
        rows = [.. Positions()];
        await archive.IngestAsync("s", "t", Fields, rows);
        await archive.IngestAsync(
            "s",
            "nowhere",
            [new Field("x", DataType.Double)],
            [
                [1.0],
            ]
        );
        await archive.IngestAsync(
            "s",
            "empty",
            Fields,
            [
                [null, null],
            ]
        );
        await archive.OpenAsync();
    }

    [OneTimeTearDown]
    public async Task Close() => await archive.DisposeAsync();

    /// <summary>A cluster, the whole sky with its poles, a pixel with many rows, and rows without position.</summary>
    private static IEnumerable<object?[]> Positions()
    {
        var random = new Random(5);
        for (var i = 0; i < Rows; i++)
            yield return (i % 2000) switch
            {
                0 => [360 * random.NextDouble(), double.RadiansToDegrees(Math.Asin(2 * random.NextDouble() - 1))],
                < 500 => [12.3456, -45.6789],
                _ => [80 + 3 * random.NextDouble(), -69 + random.NextDouble()],
            };
        yield return [0.0, 90.0];
        yield return [0.0, -90.0];
        yield return [10.0, null];
    }

    private DensityBuilder Builder(long rowsOfPart) =>
        new(archive.Catalog, Folder, "example.org") { RowsOfPart = rowsOfPart };

    [TestCase(TableCounts.RowsOfPart)]
    [TestCase(3_000)]
    public async Task Each_pixel_of_each_order_has_the_rows_that_healpy_counts(long rowsOfPart)
    {
        var report = await Builder(rowsOfPart).BuildAsync(Request, null, default);
        Assert.That((report.Order, report.Rows), Is.EqualTo((Order, Rows + 2L)));
        var positions = Path.Combine(archive.Path, "positions.txt");
        await File.WriteAllLinesAsync(
            positions,
            rows.Where(row => row[1] is not null)
                .Select(row => string.Create(CultureInfo.InvariantCulture, $"{row[0]:R} {row[1]:R}"))
        );
        using var told = JsonDocument.Parse(Python(Folder.PathOf("s.t"), positions));
        Assert.That(told.RootElement.GetProperty("wrong").GetInt32(), Is.Zero, told.RootElement.ToString());
        Assert.That(
            told.RootElement.GetProperty("sums").EnumerateArray().Select(sum => sum.GetInt64()),
            Is.EqualTo(Enumerable.Repeat(Rows + 2L, Order + 2)),
            "orders 0 to 4 and Allsky"
        );
        Assert.That(told.RootElement.GetProperty("tiles").GetInt32(), Is.EqualTo(report.Tiles));
        Assert.That(told.RootElement.GetProperty("outside").GetInt32(), Is.Zero, "rows that the coverage leaves out");
        Assert.That(told.RootElement.GetProperty("pictures").GetInt32(), Is.Zero, "PNG shows what FITS has not");
        var properties = Folder
            .Properties("s.t")
            .ToDictionary(line => line.Split('=')[0].Trim(), line => line.Split('=')[1].Trim());
        foreach (
            var (key, value) in new[]
            {
                ("creator_did", "ivo://example.org/hips/s.t"),
                ("hips_tile_format", "png fits"),
                ("hips_pixel_bitpix", "32"),
                ("hips_order", "4"),
                ("hips_frame", "equatorial"),
                ("hips_hierarchy", "sum"),
                ("dataproduct_type", "image"),
            }
        )
            Assert.That(properties[key], Is.EqualTo(value), key);
    }

    [TestCase("s.none", null, "no table")]
    [TestCase("s.nowhere", null, "no columns with positions")]
    [TestCase("s.empty", null, "no row with a position")]
    [TestCase("s.t", 2, "3 to 20")]
    public void What_cannot_be_built_is_told(string table, int? order, string message)
    {
        var request = new DensityRequest(table, "wrong") { Order = order };
        var wrong = Assert.ThrowsAsync<ServiceException>(() =>
            Builder(TableCounts.RowsOfPart).BuildAsync(request, null, default)
        );
        Assert.That(wrong!.Message, Does.Contain(message));
        Assert.That(Folder.Names, Has.None.EqualTo("wrong"));
    }

    [Test]
    public async Task Without_an_order_pixels_hold_a_few_rows()
    {
        var request = Request with { Name = "free", Order = null, Formats = [TileFormat.Jpg] };
        var report = await Builder(TableCounts.RowsOfPart).BuildAsync(request, null, default);
        Assert.That(report.Order, Is.EqualTo(3));
        Assert.That(
            Directory.GetFiles(Folder.PathOf("free"), "*.fits", SearchOption.AllDirectories),
            Has.Length.EqualTo(1),
            "values are not part of it"
        );
    }

    private const string Oracle = """
        import glob, json, os, sys
        import healpy as hp, numpy as np
        from astropy.io import fits
        from PIL import Image
        root, positions = sys.argv[1:]
        ra, dec = np.loadtxt(positions).T
        finest = 4
        cells = hp.ang2pix(1 << (finest + 9), ra, dec, nest=True, lonlat=True)
        inside = np.arange(512 * 512)
        spread = lambda shift: sum(((inside >> (2 * bit + shift)) & 1) << bit for bit in range(9))
        row, column = spread(0), spread(1)
        wrong, pictures, sums = 0, 0, []
        for order in range(finest + 1):
            pixels, counts = np.unique(cells >> (2 * (finest - order)), return_counts=True)
            wanted = dict(zip(pixels.tolist(), counts.tolist()))
            files = glob.glob(f"{root}/Norder{order}/Dir*/Npix*.fits")
            total = 0
            for file in files:
                tile = int(os.path.basename(file)[4:-5])
                picture = fits.getdata(file)[::-1]
                if fits.getheader(file)["BITPIX"] != 32:
                    wrong += 1
                nested = picture[row, column]
                full = np.nonzero(nested)[0]
                total += int(nested.sum())
                wrong += sum(wanted.get((tile << 18) + int(i), 0) != int(nested[i]) for i in full)
                shown = np.asarray(Image.open(file[:-4] + "png"))[:, :, 3] > 0
                pictures += int((shown != (picture > 0)).sum())
            sums.append(total)
        tiles = len(files)
        sums.append(int(fits.getdata(f"{root}/Norder3/Allsky.fits").sum()))
        moc = fits.getdata(f"{root}/Moc.fits", 1).field(0).astype(np.int64)
        moc_order = (np.floor(np.log2(moc // 4)) // 2).astype(int)
        outside = np.ones(len(cells), bool)
        for order in np.unique(moc_order):
            inside_moc = moc[moc_order == order] - (4 << (2 * order))
            outside &= ~np.isin(hp.ang2pix(1 << int(order), ra, dec, nest=True, lonlat=True), inside_moc)
        print(json.dumps(dict(wrong=wrong, sums=sums, tiles=tiles, outside=int(outside.sum()), pictures=pictures)))
        """;

    private static string Python(params string[] arguments)
    {
        var start = new ProcessStartInfo("/usr/bin/python3", ["-W", "ignore", "-c", Oracle, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var python = Process.Start(start)!;
        var errors = python.StandardError.ReadToEndAsync();
        var output = python.StandardOutput.ReadToEnd();
        python.WaitForExit();
        Assert.That(python.ExitCode, Is.Zero, errors.Result);
        return output;
    }
}
