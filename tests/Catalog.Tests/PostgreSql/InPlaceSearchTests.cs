using System.Collections.Concurrent;
using System.Globalization;
using DataLab.Adql;
using DataLab.Adql.Dialects;
using DataLab.Catalog.PostgreSql;
using DataLab.Catalog.Tests.Support;
using DataLab.Formats;
using static DataLab.Catalog.Tests.Support.Archive;

namespace DataLab.Catalog.Tests.PostgreSql;

/// <summary>Searches by position in tables that were there before: by cells, by q3c, or by reading all, always the same rows.</summary>
[Category("PostgreSql")]
[Parallelizable]
public sealed class InPlaceSearchTests
{
    /// <summary>What is found without any index, by query: every test has the same rows in its database.</summary>
    private static readonly ConcurrentDictionary<string, long[]> Scanned = new();

    private Archive archive = null!;

    [SetUp]
    public async Task Create()
    {
        archive = Archive.Of(await ArchiveDatabase.CreateAsync());
        var centres = string.Join(", ", Centres(new Random(11)).Select(at => $"({Number(at.Ra)}, {Number(at.Dec)})"));
        await ExecuteAsync(
            $"""
            SELECT setseed(0.25); CREATE SCHEMA old;
            CREATE TABLE old.star AS SELECT row_number() OVER () AS id, ra - 360 * floor(ra / 360) AS ra, greatest(-90, least(90, "dec")) AS "dec" FROM (
                SELECT random() * 360 AS ra, degrees(asin(random() * 2 - 1)) AS "dec" FROM generate_series(1, 3000)
                UNION ALL SELECT ra + 8 * (random() * 2 - 1) / greatest(cosd("dec"), 0.03), "dec" + 8 * (random() * 2 - 1)
                    FROM (VALUES {centres}) AS at (ra, "dec"), generate_series(1, 190)) AS place;
            INSERT INTO old.star SELECT 200000 + i, (i * 97) % 360, 89.9 + (i % 10) * 0.01 FROM generate_series(1, 300) i;
            INSERT INTO old.star VALUES (999999, NULL, 3), (999998, 'NaN', 3), (999997, 3, 95);
            CREATE TABLE old.few AS SELECT id, ra + 0.0001 AS ra, "dec" FROM old.star WHERE id % 120 = 0;
            ANALYZE old.star; ANALYZE old.few
            """
        );
    }

    [TearDown]
    public async Task Close() => await archive.DisposeAsync();

    private Task ExecuteAsync(string sql) => archive.Database.Server.ExecuteAsync(sql, archive.Database.Name);

    private Task<PublishReport> PublishAsync(string? cell = null) =>
        SchemaPublishing.RunAsync(new PublishRequest(archive.Database.Owner, "old") { CellColumn = cell });

    private Task OpenAsync() => archive.OpenServerAsync();

    private Translation Translate(string adql)
    {
        var query = AdqlQuery.Translate(adql, archive.Catalog.Snapshot.Adql, PostgreSqlDialect.Instance);
        Assert.That(query.Succeeded, string.Join("; ", query.Diagnostics));
        return query;
    }

    private async Task<long[]> IdsAsync(string adql) =>
        [
            .. (await archive.RowsAsync(Translate(adql), NoLimit))
                .Select(row => Convert.ToInt64(row[0], CultureInfo.InvariantCulture))
                .Order(),
        ];

    /// <summary>The same query where no index is known.</summary>
    private async Task<long[]> ScannedAsync(string adql)
    {
        if (Scanned.TryGetValue(adql, out var known))
            return known;
        var plain = new Adql.Semantics.Schema([
            .. archive.Catalog.Snapshot.Adql.Tables.Select(table => table with { SkyIndex = null, Position = null }),
        ]);
        var query = AdqlQuery.Translate(adql, plain, PostgreSqlDialect.Instance);
        long[] found =
        [
            .. (await archive.RowsAsync(query, NoLimit))
                .Select(row => Convert.ToInt64(row[0], CultureInfo.InvariantCulture))
                .Order(),
        ];
        return Scanned.GetOrAdd(adql, found);
    }

    private async Task<string> PlanAsync(string adql)
    {
        await using var connection = await archive.Database.Server.OpenAsync(archive.Database.Name);
        await using var command = new Npgsql.NpgsqlCommand("EXPLAIN " + Translate(adql).Sql, connection);
        await using var rows = await command.ExecuteReaderAsync();
        var plan = "";
        while (await rows.ReadAsync())
            plan += rows.GetString(0) + "\n";
        return plan;
    }

    private static string Number(double x) => x.ToString("0.######", CultureInfo.InvariantCulture);

    /// <summary>Of the searches; rows crowd around them, for only those near the edge of one may be missed.</summary>
    private static (double Ra, double Dec)[] Centres(Random random) =>
        [
            (0, 90),
            (180, -89.95),
            (0, 0),
            (45, 35.2644),
            (359.99, 45),
            (90, 0),
            (12, -45),
            (10, 20),
            .. Enumerable
                .Range(0, 14)
                .Select(_ => (random.NextDouble() * 360, Math.Asin(2 * random.NextDouble() - 1) * 180 / Math.PI)),
        ];

    private static IEnumerable<string> Searches()
    {
        var random = new Random(11);
        foreach (var (ra, dec) in Centres(random))
        {
            yield return $"DISTANCE(ra, dec, {Number(ra)}, {Number(dec)}) < {Number(Math.Pow(10, random.NextDouble() * 3 - 2))}";
            // Triangles, squares and hexagons.
            var (size, corners) = (Math.Pow(10, random.NextDouble() * 2 - 1), 3 + random.Next(4));
            var centre = new Sky.Point(ra, dec);
            var turn = random.NextDouble() * 90;
            var list = Enumerable
                .Range(0, corners)
                .Select(i => centre.Towards(turn - i * 360.0 / corners, size))
                .Select(p => $"{Number(p.Ra)}, {Number(p.Dec)}");
            yield return $"CONTAINS(POINT(ra, dec), POLYGON({string.Join(", ", list)})) = 1";
            yield return $"CONTAINS(POINT(ra, dec), BOX({Number(ra)}, {Number(Math.Clamp(dec, -80, 80))}, {Number(size)}, {Number(size / 3)})) = 1 OR id = 7";
        }
    }

    private async Task CheckSearchesAsync()
    {
        var found = 0;
        foreach (var condition in Searches())
        {
            var adql = $"SELECT id FROM old.star WHERE {condition}";
            var ids = await IdsAsync(adql);
            found += ids.Length;
            Assert.That(ids, Is.EqualTo(await ScannedAsync(adql)), condition);
        }
        Assert.That(found, Is.GreaterThan(300));
        foreach (
            var join in new[]
            {
                "SELECT s.id FROM old.few AS f JOIN old.star AS s ON DISTANCE(f.ra, f.dec, s.ra, s.dec) < 0.01",
                "SELECT f.id FROM old.few AS f LEFT JOIN old.star AS s ON DISTANCE(f.ra, f.dec, s.ra, s.dec) < 0.00001",
                "SELECT id FROM old.few AS f WHERE EXISTS (SELECT 1 FROM old.star AS s WHERE DISTANCE(f.ra, f.dec, s.ra, s.dec) BETWEEN 0.001 AND 0.2)",
            }
        )
            Assert.That(await IdsAsync(join), Is.EqualTo(await ScannedAsync(join)).And.Not.Empty, join);
    }

    [Test]
    public async Task Without_an_index_all_rows_are_read_and_the_advice_mends_that()
    {
        var report = await PublishAsync();
        Assert.That(report.Tables.Select(table => table.Search), Is.All.EqualTo("no index on positions"));
        await OpenAsync();
        Assert.That(Translate("SELECT id FROM old.star WHERE DISTANCE(ra, dec, 10, 20) < 1").Steps().Single().IsScan);
        var advice = report
            .Notes.Single(note => note.StartsWith("star: no index on its positions", StringComparison.Ordinal))
            .Split('\n')[1];
        await ExecuteAsync(advice);
        report = await PublishAsync();
        Assert.That(
            report.Tables.Single(table => table.Table.Name == "star").Search,
            Is.EqualTo("index on datalab_hpx29")
        );
        await archive.Catalog.RefreshAsync();
        Assert.That(
            await PlanAsync("SELECT id FROM old.star WHERE DISTANCE(ra, dec, 10, 20) < 1"),
            Does.Contain("star_datalab_hpx29_idx")
        );
        await CheckSearchesAsync();
    }

    [Test]
    public async Task A_column_of_cells_is_checked_and_used()
    {
        await PublishAsync();
        await ExecuteAsync(
            """
            ALTER TABLE old.star ADD COLUMN hpx29 bigint; UPDATE old.star SET hpx29 = datalab.datalab_hpx29(ra, "dec");
            ALTER TABLE old.few ADD COLUMN cell bigint; UPDATE old.few SET cell = datalab.datalab_hpx29(ra, "dec") + 1; ANALYZE old.star
            """
        );
        var report = await PublishAsync();
        Assert.That(report.Notes, Has.Some.Contains("the cells in \"hpx29\" have no index"));
        await ExecuteAsync("CREATE INDEX ON old.star (hpx29)");
        report = await PublishAsync();
        Assert.That(report.Tables.Single(table => table.Table.Name == "star").Search, Is.EqualTo("cells in hpx29"));
        await OpenAsync();
        Assert.That(
            await PlanAsync("SELECT id FROM old.star WHERE DISTANCE(ra, dec, 10, 20) < 1"),
            Does.Contain("star_hpx29_idx")
        );
        await CheckSearchesAsync();
        var e = Assert.ThrowsAsync<ServiceException>(() => PublishAsync("cell"))!;
        Assert.That(e.Message, Does.Contain("does not hold the HEALPix cells"));
        e = Assert.ThrowsAsync<ServiceException>(() => PublishAsync("nothing"))!;
        Assert.That(e.Message, Does.Contain("No table has a column \"nothing\""));
    }

    [Test]
    public async Task An_index_of_q3c_is_found_and_used()
    {
        await ExecuteAsync(
            "CREATE EXTENSION q3c; CREATE INDEX star_q3c ON old.star (q3c_ang2ipix(ra, \"dec\")); ANALYZE old.star"
        );
        var report = await PublishAsync();
        Assert.That(report.Tables.Single(table => table.Table.Name == "star").Search, Is.EqualTo("q3c index"));
        await OpenAsync();
        foreach (
            var adql in new[]
            {
                "SELECT id FROM old.star WHERE DISTANCE(ra, dec, 10, 20) < 1",
                "SELECT id FROM old.star WHERE CONTAINS(POINT(ra, dec), POLYGON(10, 20, 11, 20, 10.5, 21)) = 1",
                "SELECT s.id FROM old.few AS f JOIN old.star AS s ON DISTANCE(f.ra, f.dec, s.ra, s.dec) < 0.01",
            }
        )
            Assert.That(await PlanAsync(adql), Does.Contain("star_q3c"), adql);
        await CheckSearchesAsync();
    }

    [Test]
    public async Task Columns_of_another_width_serve_as_well()
    {
        await ExecuteAsync(
            """
            CREATE EXTENSION q3c;
            CREATE TABLE old.narrow AS SELECT id, ra::real AS ra, "dec"::numeric(12, 8) AS "dec" FROM old.star WHERE ra < 360 AND "dec" < 91;
            CREATE INDEX narrow_q3c ON old.narrow (q3c_ang2ipix(ra, "dec"::float8)); ANALYZE old.narrow
            """
        );
        var report = await PublishAsync();
        Assert.That(report.Tables.Single(table => table.Table.Name == "narrow").Search, Is.EqualTo("q3c index"));
        await OpenAsync();
        const string adql = "SELECT id FROM old.narrow WHERE DISTANCE(ra, dec, 10, 20) < 1";
        Assert.That(await PlanAsync(adql), Does.Contain("narrow_q3c"));
        Assert.That(await IdsAsync(adql), Is.EqualTo(await ScannedAsync(adql)).And.Not.Empty);
    }
}
