using System.Collections.Immutable;
using System.Globalization;
using DataLab.Catalog.PostgreSql;
using DataLab.Catalog.Tests.Support;
using DataLab.Formats;
using DataLab.Tests;

namespace DataLab.Catalog.Tests.PostgreSql;

/// <summary>Tables that lie on three servers: how they get there, and what each server is asked for.</summary>
[Category("PostgreSql")]
public sealed class ShardsTests
{
    private const int Rows = 30_000;

    private PostgreSqlShards shards = null!;
    private ShardedArchive archive = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        shards = await PostgreSqlShards.StartAsync("max_connections=60", "shared_buffers=64MB");
        archive = await ShardedArchive.CreateAsync(shards, "spread");
        await archive.IngestAsync("stars", () => new GeneratedSource(Rows));
        await archive.IngestAsync("lost", () => new MemorySource(GeneratedSource.StarFields, WithLost(600, 50)));
        await archive.OpenAsync();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await archive.DisposeAsync();
        await shards.DisposeAsync();
    }

    /// <summary>Stars, some of which have no position.</summary>
    private static List<object?[]> WithLost(int rows, int lost) =>
        [
            .. Enumerable
                .Range(0, rows + lost)
                .Select(i =>
                {
                    var (ra, dec) = GeneratedSource.Position(i, rows + lost);
                    return new object?[]
                    {
                        (long)i,
                        i < rows ? ra : null,
                        i < rows ? dec : null,
                        i / 100f,
                        string.Create(CultureInfo.InvariantCulture, $"Star {i}"),
                        1,
                    };
                }),
        ];

    /// <summary>A table's part on a shard, in SQL.</summary>
    private async Task<string> NameAsync(int server, string table)
    {
        await using var connection = await shards.Servers[server].OpenAsync(PostgreSqlShards.Of("spread"));
        await using var command = new Npgsql.NpgsqlCommand(
            $"SELECT min(format('sky.%I', relname)) FROM pg_class WHERE relname LIKE '{table}~%' AND relkind = 'r'",
            connection
        );
        return (string)(await command.ExecuteScalarAsync())!;
    }

    private static int Scans(string plan) => plan.Split("Remote SQL:").Length - 1;

    [Test]
    public async Task Every_shard_has_as_many_rows_sorted_and_indexed()
    {
        for (var i = 0; i < 3; i++)
        {
            var relation = await NameAsync(i, "stars");
            var rows = await shards.CountAsync(i, "spread", $"SELECT count(*) FROM {relation}");
            Assert.That(rows, Is.EqualTo(Rows / 3).Within(Rows / 300));
            var unsorted = await shards.CountAsync(
                i,
                "spread",
                $"SELECT count(*) FROM (SELECT hpx29, lag(hpx29) OVER (ORDER BY ctid) AS before FROM {relation}) t WHERE before > hpx29"
            );
            Assert.That(unsorted, Is.Zero);
            var indexes = await shards.CountAsync(
                i,
                "spread",
                $"SELECT count(*) FROM pg_index WHERE indrelid = '{relation}'::regclass"
            );
            Assert.That(indexes, Is.EqualTo(3), "cell, coarse cell, identifier");
            Assert.That(
                await shards.CountAsync(
                    i,
                    "spread",
                    $"SELECT reltuples FROM pg_class WHERE oid = '{relation}'::regclass"
                ),
                Is.EqualTo(rows)
            );
        }
        Assert.That((await archive.RowsAsync("SELECT COUNT(*) FROM sky.stars")).Single()[0], Is.EqualTo((long)Rows));
    }

    [Test]
    public async Task All_tables_are_cut_between_the_same_coarse_cells()
    {
        await using var connection = await shards.Coordinator.OpenAsync("spread");
        Assert.That(
            await CatalogStore.CountAsync(
                connection,
                "SELECT count(*) FROM datalab.shard_parts WHERE first_cell % (1::bigint << 34) = 0",
                default
            ),
            Is.EqualTo(3)
        );
        var bounds = await CatalogStore.CountAsync(
            connection,
            "SELECT count(DISTINCT pg_get_expr(relpartbound, oid)) FROM pg_class WHERE relispartition",
            default
        );
        Assert.That(bounds, Is.EqualTo(4), "three of both tables, and the one of rows without position");
    }

    [Test]
    public async Task Rows_without_position_are_there_and_never_in_the_way()
    {
        Assert.That((await archive.RowsAsync("SELECT COUNT(*) FROM sky.lost")).Single()[0], Is.EqualTo(650L));
        Assert.That(
            (await archive.RowsAsync("SELECT COUNT(*) FROM sky.lost WHERE ra IS NULL")).Single()[0],
            Is.EqualTo(50L)
        );
        var plan = await archive.PlanAsync(
            "SELECT id FROM sky.lost WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(10, 10, 1))"
        );
        Assert.That(Scans(plan), Is.EqualTo(1), plan);
    }

    [Test]
    public async Task A_cone_is_asked_of_one_shard_with_all_its_conditions()
    {
        const string adql =
            "SELECT id, name FROM sky.stars WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(10, 10, 1)) AND mag < 12 AND name < 'Star J1'";
        var plan = await archive.PlanAsync(adql);
        Assert.That(Scans(plan), Is.EqualTo(1), plan);
        Assert.That(plan, Does.Not.Contain("Filter:"), plan);
        Assert.That(plan, Does.Contain("hpx29 >= ").And.Contain("mag <").And.Contain("name <"), plan);
        var expected = Enumerable
            .Range(0, Rows)
            .Count(i =>
            {
                var (ra, dec) = GeneratedSource.Position(i, Rows);
                return Math.Abs(dec - 10) < 2 && Separation(ra, dec, 10, 10) <= 1 && i % 2500 < 1200;
            });
        Assert.That(expected, Is.GreaterThan(0));
        Assert.That(await archive.RowsAsync(adql), Has.Count.EqualTo(expected));
    }

    private static double Separation(double ra1, double dec1, double ra2, double dec2)
    {
        const double rad = Math.PI / 180;
        var h =
            Math.Pow(Math.Sin((dec1 - dec2) * rad / 2), 2)
            + Math.Cos(dec1 * rad) * Math.Cos(dec2 * rad) * Math.Pow(Math.Sin((ra1 - ra2) * rad / 2), 2);
        return 2 * Math.Asin(Math.Sqrt(h)) / rad;
    }

    [Test]
    public async Task All_conditions_on_all_rows_go_to_the_shards()
    {
        var plan = await archive.PlanAsync("SELECT id, mag FROM sky.stars WHERE mag < 5 OR name LIKE '%7'");
        Assert.That(Scans(plan), Is.EqualTo(3), plan);
        Assert.That(plan, Does.Not.Contain("Filter:"), plan);
    }

    [Test]
    public async Task An_identifier_is_looked_up_by_every_shard_in_its_index()
    {
        var plan = await archive.PlanAsync("SELECT mag FROM sky.stars WHERE id = 17");
        Assert.That(plan.Split("WHERE ((id = 17))").Length - 1, Is.EqualTo(3), plan);
        Assert.That(await archive.RowsAsync("SELECT mag FROM sky.stars WHERE id = 17"), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Shards_are_only_read_whatever_the_coordinator_may()
    {
        await using var connection = await shards.Coordinator.OpenAsync("spread");
        await CatalogStore.ExecuteAsync(
            connection,
            "CREATE FOREIGN TABLE pg_temp.settings (name text, setting text) SERVER datalab_s1 OPTIONS (schema_name 'pg_catalog', table_name 'pg_settings')",
            default
        );
        Assert.That(
            await CatalogStore.CountAsync(
                connection,
                "SELECT count(*) FROM pg_temp.settings WHERE name = 'transaction_read_only' AND setting = 'on'",
                default
            ),
            Is.EqualTo(1)
        );
    }

    [Test]
    public async Task The_reading_role_does_not_see_the_passwords()
    {
        await using var connection = new Npgsql.NpgsqlConnection(
            shards.Coordinator.ConnectionStringOf("spread", "server")
        );
        await connection.OpenAsync();
        Assert.That(
            await CatalogStore.CountAsync(
                connection,
                "SELECT count(*) FROM pg_user_mappings WHERE umoptions::text LIKE '%password%'",
                default
            ),
            Is.Zero
        );
    }

    [TestCase("SELECT COUNT(*) AS n, AVG(mag) AS a, MIN(name) AS b, MAX(id) AS c, SUM(version) AS d FROM sky.stars")]
    [TestCase(
        "SELECT ROUND(mag) AS m, COUNT(*) AS n, AVG(ra) + 1 AS a FROM sky.stars WHERE id > 5 GROUP BY ROUND(mag) HAVING COUNT(*) > 1 ORDER BY n DESC"
    )]
    [TestCase("SELECT TOP 7 id, mag FROM sky.stars WHERE mag > 3 ORDER BY mag + 1, id")]
    [TestCase("SELECT TOP 7 * FROM sky.stars")]
    public async Task Shards_group_sort_and_limit_their_own_rows(string adql)
    {
        var plan = await archive.PlanAsync(adql);
        Assert.That(Scans(plan), Is.EqualTo(3), plan);
        var remote = plan.Split('\n').Where(line => line.Contains("Remote SQL:", StringComparison.Ordinal));
        Assert.That(remote, Has.All.Contains("count(*)").Or.Contains("LIMIT 7").Or.Contains("GROUP BY"), plan);
    }

    [Test]
    public async Task Groups_over_shards_are_those_of_all_rows()
    {
        var rows = await archive.RowsAsync(
            "SELECT MOD(id, 3) AS k, COUNT(*) AS n, SUM(id) AS s, AVG(id) AS a, MIN(name) AS b, MAX(mag) AS c FROM sky.stars GROUP BY MOD(id, 3) ORDER BY 1"
        );
        var expected = Enumerable
            .Range(0, Rows)
            .GroupBy(i => i % 3)
            .Select(g =>
                new object[]
                {
                    (long)g.Key,
                    (long)g.Count(),
                    g.Sum(i => (long)i),
                    g.Average(),
                    $"Star J{g.Key:00000000}",
                    g.Max(i => (float)(i % 2500) / 100),
                }
            );
        Assert.That(rows, Is.EqualTo(expected));
        var first = await archive.RowsAsync("SELECT TOP 5 id FROM sky.stars ORDER BY id DESC OFFSET 2");
        Assert.That(first.Select(row => row[0]), Is.EqualTo(Enumerable.Range(1, 5).Select(i => (long)Rows - 2 - i)));
    }

    [Test]
    public async Task A_cone_is_counted_by_asking_one_shard()
    {
        var plan = await archive.PlanAsync(
            "SELECT COUNT(*) AS n FROM sky.stars WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(10, 10, 1))"
        );
        Assert.That(Scans(plan), Is.EqualTo(1), plan);
    }

    [Test]
    public async Task Uploaded_positions_find_their_partners_on_every_shard()
    {
        var rows = Enumerable
            .Range(0, 500)
            .Select(i =>
            {
                var (ra, dec) = GeneratedSource.Position(i * 60, Rows);
                return new object?[] { i * 60, ra, dec };
            })
            .ToArray();
        ImmutableArray<Field> fields =
        [
            new("id", DataType.Int),
            new("ra", DataType.Double) { Unit = "deg", Ucd = "pos.eq.ra;meta.main" },
            new("dec", DataType.Double) { Unit = "deg", Ucd = "pos.eq.dec;meta.main" },
        ];
        var session = await archive.Catalog.BeginAsync(Archive.NoLimit, Archive.Roomy, default);
        await using (session)
        {
            await session.LoadAsync("mine", new MemorySource(fields, rows));
            var query = Adql.AdqlQuery.Translate(
                "SELECT u.id AS a, s.id AS b FROM TAP_UPLOAD.mine AS u JOIN sky.stars AS s ON 1 = CONTAINS(POINT(u.ra, u.dec), CIRCLE(s.ra, s.dec, 0.001))",
                session.Adql,
                archive.Catalog.Dialect
            );
            await using var found = await session.OpenAsync(query);
            var pairs = await Cells.ReadAllAsync(found);
            Assert.That(pairs, Has.Count.EqualTo(500));
            Assert.That(pairs.All(pair => (long)(int)pair[0]! == (long)pair[1]!));
        }
    }

    [Test]
    public async Task Two_spread_tables_are_matched()
    {
        var pairs = await archive.RowsAsync(
            "SELECT a.id, b.id AS other FROM sky.lost AS a JOIN sky.stars AS b ON DISTANCE(a.ra, a.dec, b.ra, b.dec) < 0.4 ORDER BY 1, 2"
        );
        var expected = 0;
        var stars = Enumerable.Range(0, Rows).Select(i => GeneratedSource.Position(i, Rows)).ToArray();
        for (var i = 0; i < 600; i++)
        {
            var (ra, dec) = GeneratedSource.Position(i, 650);
            expected += stars.Count(s => Math.Abs(s.Dec - dec) < 0.5 && Separation(ra, dec, s.Ra, s.Dec) < 0.4);
        }
        Assert.That(expected, Is.GreaterThan(100));
        Assert.That(pairs, Has.Count.EqualTo(expected));
    }
}
