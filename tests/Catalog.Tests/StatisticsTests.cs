using DataLab.Catalog.Tests.Support;
using DataLab.Formats;

namespace DataLab.Catalog.Tests;

/// <summary>The tables with the statistics of what is published.</summary>
[Category("DuckDb")]
public sealed class StatisticsTests
{
    private Archive archive = null!;

    [SetUp]
    public async Task Create()
    {
        archive = new Archive();
        await archive.IngestAsync(
            "s",
            "t",
            [
                new Field("id", DataType.Long),
                new Field("x", DataType.Double),
                new Field("name", DataType.Char) { ArraySize = ArraySize.Any },
                new Field("seen", DataType.Char) { ArraySize = ArraySize.Any, XType = "timestamp" },
                new Field("list", DataType.Int) { ArraySize = ArraySize.Any },
            ],
            [
                [9007199254740993L, 1.5, "b", "2020-01-01T00:00:00", new[] { 1 }],
                [-3L, double.NaN, null, "2021-01-01T00:00:00", null],
                [4L, -2.25, "a", null, null],
            ],
            request => request with { IdColumn = "id" }
        );
        await archive.OpenAsync();
    }

    [TearDown]
    public async Task Close() => await archive.DisposeAsync();

    [TestCase("SELECT nrows, ncols, nindex FROM tbl_stat WHERE schema = 's' AND tbl_name = 't'")]
    [TestCase("SELECT nrows, ncols, nindex FROM datalab.tbl_stat WHERE \"schema\" = 's'")]
    public async Task Rows_columns_and_indexes_are_counted(string query) =>
        Assert.That(await archive.AdqlRowsAsync(query), Is.EqualTo(new object[][] { [3L, 5L, 1L] }));

    [Test]
    public async Task Sizes_are_those_of_the_file()
    {
        var file = Directory.EnumerateFiles(archive.Path, "*.duckdb", SearchOption.AllDirectories).Single();
        var size = new FileInfo(file).Length;
        Assert.That(
            await archive.AdqlRowsAsync("SELECT table_size, indexes_size, total_size FROM tbl_stat"),
            Is.EqualTo(new object[][] { [size, 0L, size] })
        );
    }

    [Test]
    public async Task Extremes_are_those_of_the_rows_without_NaN() =>
        Assert.That(
            await archive.AdqlRowsAsync(
                "SELECT col_name, nnull, min_value, max_value, min_text, max_text FROM datalab.col_stat ORDER BY col_name"
            ),
            Is.EqualTo(
                new object?[][]
                {
                    ["id", 0L, -3.0, 9007199254740992.0, "-3", "9007199254740993"],
                    ["list", 2L, null, null, null, null],
                    ["name", 1L, null, null, "a", "b"],
                    ["seen", 1L, null, null, "2020-01-01T00:00:00", "2021-01-01T00:00:00"],
                    ["x", 0L, -2.25, 1.5, "-2.25", "1.5"],
                }
            )
        );

    [Test]
    public void Their_schema_takes_no_other_tables() =>
        Assert.That(
            Assert
                .ThrowsAsync<ServiceException>(() =>
                    archive.IngestAsync(
                        "datalab",
                        "t",
                        [new Field("x", DataType.Int)],
                        [
                            [1],
                        ]
                    )
                )!
                .Kind,
            Is.EqualTo(ErrorKind.UsageError)
        );
}
