using DataLab.Catalog.Tests.Support;
using DataLab.Formats;

namespace DataLab.Catalog.Tests;

/// <summary>What the engine foretells of a whole table, counted when it was taken in.</summary>
public sealed class ForecastTests
{
    private static readonly Field[] Fields =
    [
        new("n", DataType.Int),
        new("all", DataType.Long),
        new("none", DataType.Short),
        new("x", DataType.Double),
        new("t", DataType.Char) { ArraySize = ArraySize.Any },
        new("u", DataType.UnicodeChar) { ArraySize = ArraySize.Any },
        new("line", DataType.Char) { ArraySize = ArraySize.Any },
        new("day", DataType.Char) { ArraySize = ArraySize.Any, XType = "timestamp" },
        new("second", DataType.Char) { ArraySize = ArraySize.Any, XType = "timestamp" },
        new("list", DataType.Int) { ArraySize = ArraySize.Any },
    ];

    private Archive archive = null!;

    [OneTimeSetUp]
    public async Task Open()
    {
        archive = new Archive();
        object?[][] rows =
        [
            [
                -7,
                5L,
                null,
                null,
                "abc",
                "λ",
                "a\nb",
                "2020-01-01T00:00:00",
                "2020-01-01T00:00:00.250",
                new object?[] { 1 },
            ],
            [null, 9L, null, 1.5, null, "ab", "c", "2021-01-01T12:00:00", null, null],
            [40, 7L, null, 2.5, "abcdefg", "a", "d", null, "2020-01-01T00:00:00.000001", new object?[] { 1, 2 }],
        ];
        await archive.IngestAsync("s", "t", [.. Fields], rows);
        await archive.OpenAsync();
    }

    [OneTimeTearDown]
    public async Task Close() => await archive.DisposeAsync();

    [TestCase("n", true, -7L, 40L, null, false)]
    [TestCase("\"all\"", false, 5L, 9L, null, false)]
    [TestCase("none", true, null, null, null, false)]
    [TestCase("x", true, null, null, null, false)]
    [TestCase("t", true, null, null, 7, true)]
    [TestCase("u", false, null, null, 2, false)]
    [TestCase("line", false, null, null, 3, false)]
    [TestCase("\"day\"", true, null, null, 19, true)]
    [TestCase("\"second\"", true, null, null, 26, true)]
    [TestCase("list", true, null, null, null, false)]
    public async Task Bounds_of_a_column_are_those_of_its_cells(
        string column,
        bool hasNulls,
        long? least,
        long? greatest,
        int? longest,
        bool isPrintable
    )
    {
        await using var rows = await OpenAsync($"SELECT {column} FROM s.t");
        Assert.That(
            rows.Forecast!.Columns,
            Is.EqualTo(
                new[]
                {
                    new ColumnForecast
                    {
                        HasNulls = hasNulls,
                        Least = least,
                        Greatest = greatest,
                        LongestText = longest,
                        IsPrintable = isPrintable,
                    },
                }
            )
        );
    }

    [TestCase("SELECT * FROM s.t", 3)]
    [TestCase("SELECT TOP 2 n FROM s.t", 2)]
    [TestCase("SELECT n FROM s.t OFFSET 2", 1)]
    public async Task As_many_rows_come_as_were_foretold(string adql, int expected)
    {
        await using var rows = await OpenAsync(adql);
        var foretold = rows.Forecast!.Rows;
        Assert.That((foretold, (await Cells.ReadAllAsync(rows)).Count), Is.EqualTo(((long)expected, expected)));
    }

    [TestCase("SELECT n FROM s.t WHERE n > 0")]
    [TestCase("SELECT COUNT(*) AS c FROM s.t")]
    [TestCase("SELECT table_name FROM TAP_SCHEMA.tables")]
    public async Task Nothing_is_foretold_of_other_queries(string adql)
    {
        await using var rows = await OpenAsync(adql);
        Assert.That(rows.Forecast, Is.Null);
    }

    [Test]
    public async Task A_query_of_the_table_that_was_replaced_meanwhile_has_the_rows_of_its_own()
    {
        await archive.IngestAsync(
            "s",
            "r",
            [Fields[0]],
            [
                [1],
                [2],
            ]
        );
        await archive.Catalog.RefreshAsync();
        var query = archive.Adql("SELECT n FROM s.r");
        // Into a database an ingest ends when nobody needs the old rows any longer.
        var replacing = archive.IngestAsync(
            "s",
            "r",
            [Fields[0]],
            [
                [1],
                [2],
                [3],
            ],
            request => request with { Replace = true, Grace = TimeSpan.FromSeconds(5) }
        );
        while (archive.Catalog.Snapshot.Tables.Single(t => t.Name == "r").Rows != 3)
            await archive.Catalog.RefreshAsync();
        foreach (var (text, expected) in new[] { (query, 2), (archive.Adql("SELECT n FROM s.r"), 3) })
        {
            await using var rows = await archive.Catalog.OpenAsync(text, new QueryLimits(TimeSpan.Zero), default);
            var foretold = rows.Forecast!.Rows;
            Assert.That((foretold, (await Cells.ReadAllAsync(rows)).Count), Is.EqualTo(((long)expected, expected)));
        }
        await replacing;
    }

    private Task<RowSource> OpenAsync(string adql) =>
        archive.Catalog.OpenAsync(archive.Adql(adql), new QueryLimits(TimeSpan.Zero), default);
}
