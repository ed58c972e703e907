using DataLab.Catalog.Tests.Support;
using DataLab.Sky;

namespace DataLab.Catalog.Tests;

/// <summary>The functions that the engine calls for geometry.</summary>
[Category("DuckDb")]
public sealed class SkyFunctionTests
{
    private Archive archive = null!;

    [OneTimeSetUp]
    public async Task Open() => archive = await Archive.EmptyAsync();

    [OneTimeTearDown]
    public async Task Close() => await archive.DisposeAsync();

    private async Task<object?> ValueAsync(string expression, string type, string? size = null) =>
        (await archive.RowsAsync($"SELECT {expression}", Archive.Column("v", type, size))).Single()[0];

    [Test]
    public async Task Cells_of_many_positions_are_those_of_Healpix()
    {
        var rows = await archive.RowsAsync(
            "SELECT ra, dec, datalab_hpx29(ra, dec) FROM (SELECT range * 0.0371 % 360 AS ra, range * 0.0173 % 180 - 90 AS dec FROM range(10000))",
            Archive.Column("ra", "double"),
            Archive.Column("dec", "double"),
            Archive.Column("cell", "long")
        );
        Assert.That(rows.Count, Is.EqualTo(10_000));
        Assert.That(
            rows.Select(row => row[2]),
            Is.EqualTo(rows.Select(row => Healpix.Ang2Pix(29, (double)row[0]!, (double)row[1]!)))
        );
    }

    [TestCase("datalab_hpx29(NULL, 1)")]
    [TestCase("datalab_hpx29(1, NULL)")]
    [TestCase("datalab_hpx29(1, 90.1)")]
    [TestCase("datalab_hpx29('nan'::DOUBLE, 1)")]
    [TestCase("datalab_cells(1, NULL, 5)")]
    [TestCase("datalab_contains(NULL, [0, 0, 1])")]
    [TestCase("datalab_contains([0, NULL], [0, 0, 1])")]
    [TestCase("datalab_intersects([0, 0], NULL)")]
    [TestCase("datalab_area(NULL)")]
    [TestCase("datalab_area([1])")]
    [TestCase("datalab_area([1, 2, 3, 4, 5, 6, 7])")]
    [TestCase("datalab_area([0, 0, 10, 10, 10, 0, 0, 10])")]
    [TestCase("datalab_contains([0, 91], [0, 0, 1])")]
    [TestCase("datalab_contains([0, 'nan'::DOUBLE], [0, 0, 1])")]
    [TestCase("datalab_contains([0, 0], [0, 0, -1])")]
    [TestCase("datalab_contains_st([0, 0], 'no region')")]
    [TestCase("datalab_contains_st([0, 0], 'Circle SUPER_GALACTIC 0 0 1')")]
    [TestCase("datalab_contains_ts(NULL, [0, 0, 1])")]
    [TestCase("datalab_intersects_tt('Circle 0 0 1', '')")]
    [TestCase("datalab_area_t('4/30-20')")]
    [TestCase("datalab_centroid_t('4/')")]
    [TestCase("datalab_centroid([0, 0, 10, 10, 10, 0, 0, 10])")]
    [TestCase("datalab_outline([0, 0, 360, 180])")]
    [TestCase("datalab_in_region(NULL, 0, 'Circle 0 0 1')")]
    [TestCase("datalab_in_region(0, 100, 'Circle 0 0 1')")]
    [TestCase("datalab_shape('1 2 3', 2)")]
    [TestCase("datalab_shape('1 95', 2)")]
    [TestCase("datalab_shape('0 0 10 10 10 0 0 10', 6)")]
    [TestCase("datalab_moc(5, [1])")]
    public async Task What_is_no_position_or_shape_is_null(string expression) =>
        Assert.That(await ValueAsync($"({expression}) IS NULL", "boolean"), Is.True);

    [Test]
    public async Task Cells_around_are_the_cell_and_its_neighbours()
    {
        var found = (object?[])(await ValueAsync("datalab_cells(10.5, -20.25, 8)", "long", "*"))!;
        var cells = new long[Healpix.MaxAround];
        var count = Healpix.Around(8, Healpix.Ang2Pix(8, 10.5, -20.25), cells);
        Assert.That(found, Is.EqualTo(cells.Take(count)));
    }

    [Test]
    public async Task Cells_around_of_many_rows_keep_to_their_rows()
    {
        var rows = await archive.RowsAsync(
            "SELECT ra, datalab_cells(ra, 41.8, 3) FROM (SELECT CASE WHEN range % 7 = 3 THEN NULL ELSE range % 360 END::DOUBLE AS ra FROM range(5000))",
            Archive.Column("ra", "double"),
            Archive.Column("cells", "long", "*")
        );
        var cells = new long[Healpix.MaxAround];
        foreach (var row in rows)
        {
            if (row[0] is not double ra)
            {
                Assert.That(row[1], Is.Null);
                continue;
            }
            var count = Healpix.Around(3, Healpix.Ang2Pix(3, ra, 41.8), cells);
            Assert.That(row[1], Is.EqualTo(cells.Take(count)));
        }
    }

    [TestCase("datalab_contains([0, 0], [0, 0, 1])", 1)]
    [TestCase("datalab_contains([2, 0], [0, 0, 1])", 0)]
    [TestCase("datalab_contains([0, 0, 1], [0, 0])", 0)]
    [TestCase("datalab_contains([0, 0, 1], [0, 0, 2])", 1)]
    [TestCase("datalab_contains([1, 1], [0, 0, 3, 0, 0, 3])", 1)]
    [TestCase("datalab_contains([0, 0, 3, 0, 0, 3], [1, 1, 5])", 1)]
    [TestCase("datalab_intersects([0, 0, 1], [1.5, 0, 1])", 1)]
    [TestCase("datalab_intersects([0, 0, 1], [3, 0, 1])", 0)]
    [TestCase("datalab_intersects([0, 0, 3, 0, 0, 3], [2, 2, 5, 2, 2, 5])", 0)]
    public async Task Shapes_are_told_apart_by_their_length(string expression, int expected) =>
        Assert.That(await ValueAsync(expression, "int"), Is.EqualTo(expected));

    [Test]
    public async Task A_constant_shape_meets_many_points()
    {
        var n = await ValueAsync(
            "count(*) FROM (SELECT range % 360 AS ra FROM range(36000)) WHERE datalab_contains([ra, 0], [0, 0, 10.5]) = 1",
            "long"
        );
        Assert.That(n, Is.EqualTo(2100));
    }

    [Test]
    public async Task Area_is_in_square_degrees() =>
        Assert.That(
            (double)(await ValueAsync("datalab_area([0, 0, 90, 0, 0, 90])", "double"))!,
            Is.EqualTo(41252.96124941927 / 8).Within(1e-9)
        );
}
