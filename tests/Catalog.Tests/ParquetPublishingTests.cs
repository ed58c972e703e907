using System.Globalization;
using DataLab.Catalog.DuckDb;
using DataLab.Catalog.Ingest;
using DataLab.Catalog.ParquetFiles;
using DataLab.Catalog.Tests.Support;
using DataLab.Formats;

namespace DataLab.Catalog.Tests;

/// <summary>Parquet files served where they are: pruned by cells, watched for changes, and nothing else opened.</summary>
[Category("DuckDb")]
[Parallelizable]
public sealed class ParquetPublishingTests
{
    private Archive archive = null!;
    private TempFolder files = null!;

    [SetUp]
    public void Make()
    {
        archive = new Archive();
        files = new TempFolder();
    }

    [TearDown]
    public async Task Remove()
    {
        await archive.DisposeAsync();
        files.Dispose();
    }

    private const string Rows =
        "SELECT i AS id, ra, dec, 'é' || i AS name, TIMESTAMP '2020-01-01' + to_seconds(i) AS t, datalab_hpx29(ra, dec) AS _healpix_29 FROM ("
        + "SELECT i, (i * 137.50776) % 360 AS ra, degrees(asin(2 * ((i * 0.7548776662) % 1) - 1)) AS dec FROM range(24000) r(i)) ORDER BY _healpix_29";

    /// <summary>A catalogue as HATS lays it out: a file for each of the twelve cells of order 0.</summary>
    private void WriteHats(string columns = "*")
    {
        using var instance = new EngineInstance();
        using var connection = instance.Connect();
        SkyFunctions.Register(connection);
        for (var pixel = 0; pixel < 12; pixel++)
        {
            var path = files.File($"dataset/Norder=0/Dir=0/Npix={pixel}.parquet");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            connection.Execute(
                $"COPY (SELECT {columns} FROM ({Rows}) WHERE _healpix_29 >> 58 = {pixel}) TO {EngineTypes.Literal(path)} (FORMAT parquet, ROW_GROUP_SIZE 500)"
            );
        }
        connection.Execute(
            $"COPY (SELECT * FROM ({Rows}) LIMIT 3) TO {EngineTypes.Literal(files.File("dataset/data_thumbnail.parquet"))} (FORMAT parquet)"
        );
    }

    private Task<IngestReport> PublishAsync(Func<ParquetRequest, ParquetRequest>? with = null)
    {
        var request = new ParquetRequest(archive.Path, "sky", "stars", files.File("dataset") + "/**/*.parquet");
        return ParquetPublishing.RunAsync(with?.Invoke(request) ?? request);
    }

    private const string Cone = "SELECT id FROM sky.stars WHERE DISTANCE(ra, dec, 45, 41) < 5";

    /// <summary>Makes every file but one unreadable, without any sign of it from outside.</summary>
    private void Ruin(string but)
    {
        foreach (var path in Directory.EnumerateFiles(files.File("dataset"), "*.parquet", SearchOption.AllDirectories))
            if (
                !path.EndsWith(but, StringComparison.Ordinal)
                && !path.EndsWith("Npix=0.parquet", StringComparison.Ordinal)
            )
            {
                var (length, time) = (new FileInfo(path).Length, File.GetLastWriteTimeUtc(path));
                File.WriteAllBytes(path, new byte[length]);
                File.SetLastWriteTimeUtc(path, time);
            }
    }

    [Test]
    public async Task A_catalogue_in_the_layout_of_HATS_is_one_table()
    {
        WriteHats();
        var report = await PublishAsync();
        Assert.That((report.Rows, report.Columns, report.Position), Is.EqualTo((24_000L, 6, (("ra", "dec")))));
        Assert.That(report.Notes, Has.Some.Contains("data_thumbnail.parquet is left out"));
        await archive.OpenAsync();
        var rows = await archive.AdqlRowsAsync("SELECT id, name, t FROM sky.stars WHERE id = 77");
        Assert.That(rows.Single(), Is.EqualTo(new object[] { 77L, "é77", "2020-01-01T00:01:17" }));
        Assert.That(
            await archive.AdqlRowsAsync("SELECT COUNT(*) FROM sky.stars"),
            Is.EqualTo(new object[][] { [24_000L] })
        );
        Assert.That(
            await archive.AdqlRowsAsync("SELECT nrows FROM tbl_stat WHERE tbl_name = 'stars'"),
            Is.EqualTo(new object[][] { [24_000L] })
        );
        var copies = Directory
            .EnumerateFiles(archive.Path, "*", SearchOption.AllDirectories)
            .Where(path => new FileInfo(path).LinkTarget is null);
        Assert.That(copies.Sum(path => new FileInfo(path).Length), Is.LessThan(1_000_000), "nothing is copied");
    }

    [TestCase("*")]
    [TestCase("* EXCLUDE (_healpix_29)")]
    public async Task A_cone_opens_only_the_files_that_it_reaches(string columns)
    {
        WriteHats(columns);
        await PublishAsync();
        await archive.OpenAsync();
        var before = (await archive.AdqlRowsAsync(Cone)).Select(row => row[0]).Order().ToArray();
        Assert.That(before, Has.Length.GreaterThan(20));
        const string pixel = "Npix=0.parquet";
        Assert.That(Sky.Healpix.Ang2Pix(0, 45, 41), Is.Zero);
        Ruin(but: pixel);
        Assert.That((await archive.AdqlRowsAsync(Cone)).Select(row => row[0]).Order(), Is.EqualTo(before));
        Assert.That(
            await archive.AdqlRowsAsync(
                "SELECT COUNT(*) FROM sky.stars WHERE CONTAINS(POINT(ra, dec), POLYGON(44, 40, 46, 40, 46, 42, 44, 42)) = 1"
            ),
            Has.Count.EqualTo(1)
        );
        Assert.ThrowsAsync<ServiceException>(() => archive.AdqlRowsAsync("SELECT MAX(id) FROM sky.stars"));
        var steps = await archive.AdqlRowsAsync("EXPLAIN " + Cone);
        Assert.That(steps.Single()[2], Does.Match("^cells of a region: .*% of the sky, 1 of 12 files$"));
        var stars = archive.Catalog.Snapshot.Tables.Single(table => table.Name == "stars");
        Assert.That(stars.Coordinates, Is.EqualTo(new Coordinates("ra", "dec")), "for cone searches");
    }

    [Test]
    public async Task Rows_are_those_of_a_table_that_was_taken_in()
    {
        WriteHats();
        await PublishAsync();
        var paths = Directory.EnumerateFiles(files.File("dataset/Norder=0"), "*.parquet", SearchOption.AllDirectories);
        await TableIngest.RunAsync(
            new IngestRequest(archive.Path, "sky", "own", [.. paths.Order().Select(path => IngestSource.File(path))])
            {
                MemoryLimit = 512 << 20,
            }
        );
        await archive.OpenAsync();
        foreach (
            var condition in new[]
            {
                "DISTANCE(ra, dec, 45, 41) < 5",
                "DISTANCE(ra, dec, 0, 90) < 10",
                "DISTANCE(ra, dec, 0, 0) < 3 OR DISTANCE(ra, dec, 180, -45) < 4",
                "ra BETWEEN 80 AND 100 AND dec BETWEEN -5 AND 5",
            }
        )
        {
            async Task<object?[]> IdsAsync(string table) =>
                [
                    .. (await archive.AdqlRowsAsync($"SELECT id FROM sky.{table} WHERE {condition}"))
                        .Select(row => row[0])
                        .Order(),
                ];
            Assert.That(await IdsAsync("stars"), Is.EqualTo(await IdsAsync("own")).And.Not.Empty, condition);
        }
        const string join =
            "SELECT COUNT(*) FROM sky.own AS a JOIN sky.{0} AS b ON DISTANCE(a.ra, a.dec, b.ra, b.dec) < 0.2";
        Assert.That(
            await archive.AdqlRowsAsync(string.Format(CultureInfo.InvariantCulture, join, "stars")),
            Is.EqualTo(await archive.AdqlRowsAsync(string.Format(CultureInfo.InvariantCulture, join, "own")))
        );
    }

    [Test]
    public async Task Files_that_vanish_or_change_are_told_and_publishing_again_mends_it()
    {
        WriteHats();
        await PublishAsync();
        await archive.OpenAsync();
        var path = files.File("dataset/Norder=0/Dir=0/Npix=3.parquet");
        var bytes = await File.ReadAllBytesAsync(path);
        File.Delete(path);
        var e = Assert.ThrowsAsync<ServiceException>(() => archive.AdqlRowsAsync(Cone))!;
        Assert.That(
            (e.Kind, e.Message),
            Is.EqualTo(
                (
                    ErrorKind.ServiceUnavailable,
                    "A file of the table sky.stars is gone since the table was published. Its operators have to publish it again."
                )
            )
        );
        await File.WriteAllBytesAsync(path, bytes);
        e = Assert.ThrowsAsync<ServiceException>(() => archive.AdqlRowsAsync(Cone))!;
        Assert.That(e.Message, Does.Contain("has changed since"));
        await PublishAsync();
        await archive.Catalog.RefreshAsync();
        Assert.That(await archive.AdqlRowsAsync(Cone), Is.Not.Empty);
    }

    [Test]
    public async Task What_is_published_beside_a_running_engine_is_read_after_its_next_start()
    {
        await archive.OpenAsync();
        WriteHats();
        await PublishAsync();
        await archive.Catalog.RefreshAsync();
        var e = Assert.ThrowsAsync<ServiceException>(() => archive.AdqlRowsAsync(Cone))!;
        Assert.That(
            (e.Kind, e.Message),
            Is.EqualTo(
                (
                    ErrorKind.ServiceUnavailable,
                    "Files of the table sky.stars were published while this service was running. It reads them after its next start."
                )
            )
        );
        await archive.Catalog.DisposeAsync();
        await archive.OpenAsync();
        Assert.That(await archive.AdqlRowsAsync(Cone), Is.Not.Empty);
    }

    [Test]
    public async Task The_engine_reads_no_file_but_those_that_are_published()
    {
        WriteHats();
        await PublishAsync();
        await archive.OpenAsync();
        var other = EngineTypes.Literal(files.File("dataset/data_thumbnail.parquet"));
        var e = Assert.ThrowsAsync<ServiceException>(() =>
            archive.RowsAsync($"SELECT id FROM read_parquet({other})", Archive.Column("id", "long"))
        )!;
        Assert.That(e.Message, Does.Not.Contain(files.Path));
        Assert.That(await archive.AdqlRowsAsync(Cone), Is.Not.Empty);
    }

    [Test]
    public async Task Wrong_cells_are_not_used_and_refused_when_asked_for()
    {
        WriteHats("* REPLACE (_healpix_29 + 5 AS _healpix_29)");
        var report = await PublishAsync();
        Assert.That(report.Notes, Has.Some.Contains("The column \"_healpix_29\" is not used for searches"));
        var e = Assert.ThrowsAsync<ServiceException>(() =>
            PublishAsync(request => request with { CellColumn = "_healpix_29" })
        )!;
        Assert.That(e.Message, Does.Contain("does not hold the HEALPix cells"));
        await archive.OpenAsync();
        Assert.That(await archive.AdqlRowsAsync(Cone), Is.Not.Empty);
    }

    [Test]
    public async Task Folders_named_as_partitions_are_columns_and_files_must_agree()
    {
        using (var instance = new EngineInstance())
        using (var connection = instance.Connect())
            foreach (var year in new[] { 2020, 2021 })
            {
                Directory.CreateDirectory(files.File($"dataset/year={year}"));
                connection.Execute(
                    $"COPY (SELECT 1.5 AS x) TO {EngineTypes.Literal(files.File($"dataset/year={year}/a.parquet"))} (FORMAT parquet)"
                );
            }
        var report = await PublishAsync();
        Assert.That(report.Notes, Has.Some.Contains("No position columns"));
        await archive.OpenAsync();
        Assert.That(
            await archive.AdqlRowsAsync("SELECT \"year\", x FROM sky.stars WHERE \"year\" = 2021"),
            Is.EqualTo(new object[][] { [2021L, 1.5] })
        );
        using (var instance = new EngineInstance())
        using (var connection = instance.Connect())
            connection.Execute(
                $"COPY (SELECT 'a' AS x) TO {EngineTypes.Literal(files.File("dataset/year=2021/b.parquet"))} (FORMAT parquet)"
            );
        var e = Assert.ThrowsAsync<ServiceException>(() => PublishAsync())!;
        Assert.That(e.Message, Does.Contain("do not all have the same columns"));
    }

    [Test]
    public async Task A_table_of_files_is_removed_and_other_tables_are_safe()
    {
        WriteHats();
        await PublishAsync();
        await archive.OpenAsync();
        ParquetPublishing.Remove(archive.Path, "sky", "stars");
        await archive.Catalog.RefreshAsync();
        Assert.That(archive.Catalog.Snapshot.Tables.Any(table => table.Name == "stars"), Is.False);
        Assert.That(File.Exists(files.File("dataset/Norder=0/Dir=0/Npix=0.parquet")));
        await archive.IngestAsync(
            "sky",
            "stars",
            [new Field("x", DataType.Int)],
            [
                [1],
            ]
        );
        Assert.That(Assert.ThrowsAsync<ServiceException>(() => PublishAsync())!.Message, Does.Contain("exists"));
        Assert.That(
            Assert.Throws<ServiceException>(() => ParquetPublishing.Remove(archive.Path, "sky", "stars"))!.Kind,
            Is.EqualTo(ErrorKind.NotFound)
        );
        Assert.That(
            Assert
                .ThrowsAsync<ServiceException>(() =>
                    PublishAsync(request => request with { Table = "t", Files = files.File("none*.parquet") })
                )!
                .Kind,
            Is.EqualTo(ErrorKind.NotFound)
        );
    }
}
