using System.Collections.Immutable;
using DataLab.Adql;
using DataLab.Catalog.Tests.Support;
using DataLab.Formats;
using DataLab.Tests;

namespace DataLab.Catalog.Tests;

/// <summary>A query with tables of its own: what it sees, and that nothing is left of it.</summary>
public sealed class UploadSessionTests
{
    private static readonly ImmutableArray<Field> Positions =
    [
        new("id", DataType.Int),
        new("ra", DataType.Double) { Unit = "deg", Ucd = "pos.eq.ra;meta.main" },
        new("dec", DataType.Double) { Unit = "deg", Ucd = "pos.eq.dec;meta.main" },
    ];

    [Test]
    public async Task A_cross_match_takes_the_cells_of_the_upload_and_finds_every_pair_once()
    {
        const int stars = 20_000;
        await using var archive = new Archive();
        await archive.IngestAsync("s", "stars", GeneratedSource.StarFields, [], StarsOf(stars));
        await archive.OpenAsync();
        var rows = Enumerable
            .Range(0, 3000)
            .Select(i =>
            {
                var (ra, dec) = GeneratedSource.Position(i * 5, stars);
                return new object?[] { i * 5, ra, Math.Clamp(dec + 0.5 / 3600, -90, 90) };
            })
            .Append([-1, double.NaN, 0.0])
            .Append([-2, null, null])
            .ToArray();
        await using var session = await archive.Catalog.BeginAsync(UploadQueries.NoLimit, UploadQueries.Roomy, default);
        await session.LoadAsync("mine", new MemorySource(Positions, rows));
        var query = UploadQueries.Translate(
            archive,
            session,
            "SELECT u.id AS uid, s.id AS sid FROM TAP_UPLOAD.mine AS u JOIN s.stars AS s "
                + "ON DISTANCE(POINT(u.ra, u.dec), POINT(s.ra, s.dec)) < 1/3600."
        );
        Assert.That(query.Sql, Does.Contain("hpx29"));
        var position = session.Adql.Tables[^1].Position!;
        Assert.That((position.Ra, position.Dec, session.Adql.Tables[^1].Rows), Is.EqualTo(("ra", "dec", 3002)));
        await using var result = await session.OpenAsync(query);
        var pairs = await Cells.ReadAllAsync(result);
        Assert.That(
            pairs.Select(pair => (long)pair[1]!),
            Is.EquivalentTo(Enumerable.Range(0, 3000).Select(i => i * 5L))
        );
        Assert.That(pairs.All(pair => (int)pair[0]! == (long)pair[1]!), Is.True);
    }

    [Test]
    [Category("DuckDb")]
    public async Task A_small_upload_keeps_its_order_and_a_large_one_is_sorted_by_cell()
    {
        await using var archive = await Archive.EmptyAsync();
        foreach (var rows in new[] { 1000, 130_000 })
        {
            await using var session = await archive.Catalog.BeginAsync(
                UploadQueries.NoLimit,
                UploadQueries.Roomy,
                default
            );
            await session.LoadAsync("u", new GeneratedSource(rows));
            await using var result = await session.OpenAsync(
                UploadQueries.Translate(archive, session, "SELECT id FROM TAP_UPLOAD.u")
            );
            var ids = (await Cells.ReadAllAsync(result)).Select(row => (long)row[0]!).ToArray();
            Assert.That(ids, Is.Unique.And.Length.EqualTo(rows));
            Assert.That(ids.Zip(ids.Skip(1)).All(pair => pair.First < pair.Second), Is.EqualTo(rows == 1000));
        }
    }

    [Test]
    public async Task Several_uploads_join_with_each_other()
    {
        await using var archive = await Archive.EmptyAsync();
        Field id = new("id", DataType.Int);
        await using var result = await UploadQueries.RunAsync(
            archive,
            "SELECT a.id FROM TAP_UPLOAD.a AS a JOIN TAP_UPLOAD.B AS b ON a.id = b.id",
            ("a", new MemorySource([id], new object?[][] { [1], [2] })),
            ("b", new MemorySource([id], new object?[][] { [2], [3] }))
        );
        Assert.That(await Cells.ReadAllAsync(result), Is.EqualTo(new object?[][] { [2] }));
    }

    private static string TemporaryTables =>
        TestEngine.IsPostgreSql
            ? "SELECT count(*) FROM pg_class WHERE relpersistence = 't' AND relkind = 'r'"
            : "SELECT count(*) FROM duckdb_tables() WHERE temporary";

    [Test]
    public async Task Nobody_else_sees_an_upload_and_nothing_is_left_of_it()
    {
        await using var archive = await Archive.EmptyAsync(connections: 2);
        for (var i = 0; i < 5; i++)
        {
            await using (
                var result = await UploadQueries.RunAsync(
                    archive,
                    "SELECT * FROM TAP_UPLOAD.u",
                    ("u", new GeneratedSource(10))
                )
            )
            {
                var other = AdqlQuery.Translate(
                    "SELECT * FROM TAP_UPLOAD.u",
                    archive.Catalog.Snapshot.Adql,
                    archive.Catalog.Dialect
                );
                Assert.That(other.Succeeded, Is.False);
            }
            Assert.That(archive.RunningQueries, Is.Zero);
            await using var left = await archive.Catalog.OpenAsync(
                archive.Translate(TemporaryTables, Archive.Column("n", "long")),
                UploadQueries.NoLimit,
                default
            );
            Assert.That(await Cells.ReadAllAsync(left), Is.EqualTo(new object?[][] { [0L] }));
        }
    }

    [Test]
    public async Task A_source_that_is_not_what_it_says_leaves_the_session_usable()
    {
        await using var archive = await Archive.EmptyAsync();
        await using var session = await archive.Catalog.BeginAsync(UploadQueries.NoLimit, UploadQueries.Roomy, default);
        Assert.ThrowsAsync<TableFormatException>(() => session.LoadAsync("bad", new BrokenSource()));
        await session.LoadAsync("good", new GeneratedSource(3));
        await using var result = await session.OpenAsync(
            UploadQueries.Translate(archive, session, "SELECT id FROM TAP_UPLOAD.good")
        );
        Assert.That(await Cells.ReadAllAsync(result), Has.Count.EqualTo(3));
    }

    [Test]
    public async Task A_session_nobody_asked_anything_of_ends_cleanly()
    {
        await using var archive = await Archive.EmptyAsync(connections: 1);
        for (var i = 0; i < 3; i++)
        {
            await using var session = await archive.Catalog.BeginAsync(
                UploadQueries.NoLimit,
                UploadQueries.Roomy,
                default
            );
            await session.LoadAsync("u", new GeneratedSource(10));
        }
        Assert.That(archive.RunningQueries, Is.Zero);
    }

    private static Func<Ingest.IngestRequest, Ingest.IngestRequest> StarsOf(int rows) =>
        request =>
            request with
            {
                Sources =
                [
                    Ingest.IngestSource.Rows("stars", _ => Task.FromResult<RowSource>(new GeneratedSource(rows))),
                ],
            };

    private sealed class BrokenSource : RowSource
    {
        public override TableDescription Table { get; } = new([new Field("x", DataType.Int)]);

        public override ValueTask<RowBatch?> ReadAsync(CancellationToken ct) =>
            throw new TableFormatException("Row 1 is broken.") { Line = 1 };
    }
}
