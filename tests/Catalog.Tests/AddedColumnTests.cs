using System.Diagnostics;
using System.Globalization;
using DataLab.Catalog.Ingest;
using DataLab.Catalog.Tests.Support;
using DataLab.Formats;

namespace DataLab.Catalog.Tests;

/// <summary>The columns of Data Lab that an ingest adds on request, against those that STILTS computes.</summary>
[Category("DuckDb")]
[Parallelizable]
public sealed class AddedColumnTests
{
    private static readonly Field[] Source =
    [
        new("id", DataType.Int),
        new("ra", DataType.Double),
        new("dec", DataType.Double),
    ];

    private Archive archive = null!;

    [SetUp]
    public void Create() => archive = new Archive();

    [TearDown]
    public async Task Close() => await archive.DisposeAsync();

    private static object?[][] Positions()
    {
        var random = new Random(3);
        return
        [
            .. Enumerable
                .Range(0, 2000)
                .Select(i =>
                    new object?[]
                    {
                        i,
                        random.NextDouble() * 360,
                        Math.Asin(2 * random.NextDouble() - 1) * 180 / Math.PI,
                    }
                ),
            [2000, 0.0, 90.0],
            [2001, 123.0, -90.0],
        ];
    }

    private Task<IngestReport> IngestAsync(IReadOnlyList<object?[]> rows, params string[] with) =>
        archive.IngestAsync("s", "t", [.. Source], rows, request => request with { With = [.. with] });

    [Test]
    public async Task They_are_as_STILTS_computes_them()
    {
        var positions = Positions();
        var report = await IngestAsync(positions, [.. IngestRequest.AllAdded]);
        Assert.That(report.Columns, Is.EqualTo(11));
        await archive.OpenAsync();
        var ours = await archive.AdqlRowsAsync("SELECT ring256, nest4096, glon, glat, elon, elat FROM s.t ORDER BY id");
        var theirs = await StiltsAsync(positions);
        Assert.That(ours, Has.Count.EqualTo(theirs.Length));
        for (var i = 0; i < theirs.Length; i++)
        {
            var place = $"{positions[i][1]} {positions[i][2]}";
            for (var k = 0; k < 2; k++)
                Assert.That(
                    Convert.ToDouble(ours[i][k], CultureInfo.InvariantCulture),
                    Is.EqualTo(theirs[i][k]),
                    place
                );
            for (var k = 2; k < 6; k += 2)
            {
                var (one, other) = (
                    new Sky.Point((double)ours[i][k]!, (double)ours[i][k + 1]!),
                    new Sky.Point(theirs[i][k], theirs[i][k + 1])
                );
                // Frames are tied together by way of FK5 here and there: 0.1 arcsec.
                Assert.That(Sky.Point.Separation(one, other), Is.LessThan(3e-5), place);
            }
        }
    }

    [Test]
    public async Task They_have_types_units_and_descriptions()
    {
        await IngestAsync(Positions(), [.. IngestRequest.AllAdded]);
        await archive.OpenAsync();
        var columns = archive
            .Catalog.Snapshot.Tables.Single(table => table.Name == "t")
            .Columns.ToDictionary(column => column.Field.Name);
        Assert.That(
            new[] { "htm9", "ring256", "nest4096", "random_id", "glon", "elat" }.Select(name =>
                (columns[name].Field.DataType, columns[name].Field.Ucd, columns[name].Field.Unit)
            ),
            Is.EqualTo(
                new[]
                {
                    (DataType.Int, "pos.HTM", null),
                    (DataType.Int, "pos.healpix", null),
                    (DataType.Int, "pos.healpix", null),
                    (DataType.Float, "stat.value", null),
                    (DataType.Double, "pos.galactic.lon", "deg"),
                    (DataType.Double, "pos.ecliptic.lat", (string?)"deg"),
                }
            )
        );
        Assert.That(columns.Values.Skip(3).Select(column => column.Field.Description), Is.All.Not.Null);
        Assert.That(columns["nest4096"].Indexed && !columns["htm9"].Indexed, "rows lie in the order of nest4096");
    }

    [Test]
    public async Task Random_numbers_are_uniform_and_the_same_each_time()
    {
        await IngestAsync(Positions(), "random_id");
        await archive.OpenAsync();
        var numbers = (await archive.AdqlRowsAsync("SELECT random_id FROM s.t ORDER BY id"))
            .Select(row => (float)row[0]!)
            .ToArray();
        Assert.That(numbers, Is.All.InRange(0f, 100f));
        Assert.That(numbers.Average(), Is.EqualTo(50).Within(3));
        for (var tenth = 0; tenth < 10; tenth++)
            Assert.That(numbers.Count(x => x >= tenth * 10 && x < (tenth + 1) * 10), Is.InRange(140, 260));
        await archive.IngestAsync(
            "s",
            "again",
            [.. Source],
            Positions(),
            request => request with { With = ["random_id"] }
        );
        await archive.Catalog.RefreshAsync();
        Assert.That(
            (await archive.AdqlRowsAsync("SELECT random_id FROM s.again ORDER BY id")).Select(row => row[0]),
            Is.EqualTo(numbers)
        );
    }

    [Test]
    public async Task A_row_without_position_has_none_of_them()
    {
        await IngestAsync(
            [
                [1, null, 2.0],
                [2, 10.0, 95.0],
                [3, double.NaN, 1.0],
            ],
            "htm9",
            "glon",
            "random_id"
        );
        await archive.OpenAsync();
        var rows = await archive.AdqlRowsAsync("SELECT htm9, glon, random_id FROM s.t");
        Assert.That(rows.Select(row => (row[0], row[1])), Is.All.EqualTo(((object?)null, (object?)null)));
        Assert.That(rows.Select(row => row[2]), Is.All.Not.Null);
    }

    [Test]
    public void What_cannot_be_added_is_told()
    {
        string Message(string name, params Field[] fields) =>
            Assert
                .ThrowsAsync<ServiceException>(() =>
                    archive.IngestAsync("s", "t", [.. fields], [], request => request with { With = [name] })
                )!
                .Message;
        Assert.That(
            Message("htm8", Source),
            Does.Contain("There is no column \"htm8\" to be added").And.Contain("htm9")
        );
        Assert.That(
            Message("htm9", [.. Source, new Field("HTM9", DataType.Int)]),
            Does.Contain("has a column \"htm9\" already")
        );
        Assert.That(Message("glon", new Field("x", DataType.Int)), Does.Contain("no position columns were found"));
    }

    private static async Task<double[][]> StiltsAsync(object?[][] positions)
    {
        using var folder = new TempFolder();
        var source = folder.File("in.csv");
        await File.WriteAllLinesAsync(
            source,
            positions
                .Select(row => string.Create(CultureInfo.InvariantCulture, $"{row[1]:R},{row[2]:R}"))
                .Prepend("ra,dec")
        );
        const string commands =
            "addcol ring256 healpixRingIndex(8,ra,dec); addcol nest4096 healpixNestIndex(12,ra,dec); "
            + "addskycoords fk5 galactic ra dec glon glat; addskycoords fk5 ecliptic ra dec elon elat; "
            + "keepcols 'ring256 nest4096 glon glat elon elat'";
        using var process = Process.Start(
            new ProcessStartInfo("stilts", ["tpipe", "in=" + source, "ifmt=csv", "cmd=" + commands, "ofmt=csv"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var errors = process.StandardError.ReadToEndAsync();
        var lines = (await process.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await process.WaitForExitAsync();
        Assert.That(process.ExitCode, Is.Zero, await errors);
        return
        [
            .. lines
                .Skip(1)
                .Select(line =>
                    line.Split(',').Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)).ToArray()
                ),
        ];
    }
}
