using DataLab.Adql;
using DataLab.Catalog.Tests.Support;
using DataLab.Formats;

namespace DataLab.Catalog.Tests;

/// <summary>A match of uploaded positions with a table gives the pairs that a plain loop over all pairs finds, wherever the positions are.</summary>
[Parallelizable]
public sealed class UploadMatchTests
{
    private const int Stars = 20_000;
    private static readonly QueryLimits NoLimit = new(TimeSpan.Zero);
    private static readonly UploadLimits Roomy = new(1_000_000, 1L << 30);

    private Archive archive = null!;
    private List<(long Id, double Ra, double Dec, double X, double Y, double Z)> stars = null!;

    [OneTimeSetUp]
    public async Task Open()
    {
        archive = new Archive();
        await archive.IngestAsync(
            "sky",
            "stars",
            GeneratedSource.StarFields,
            [],
            request =>
                request with
                {
                    Sources =
                    [
                        Ingest.IngestSource.Rows("stars", _ => Task.FromResult<RowSource>(new GeneratedSource(Stars))),
                    ],
                }
        );
        await archive.OpenAsync();
        stars =
        [
            .. Enumerable
                .Range(0, Stars)
                .Select(id =>
                {
                    var (ra, dec) = GeneratedSource.Position(id, Stars);
                    var (x, y, z) = Vector(ra, dec);
                    return ((long)id, ra, dec, x, y, z);
                }),
        ];
    }

    [OneTimeTearDown]
    public async Task Close() => await archive.DisposeAsync();

    /// <summary>Uploads by where they lie.</summary>
    private static (double? Ra, double? Dec)[] Positions(string where)
    {
        var random = new Random(7);
        return where switch
        {
            "all over the sky" => [.. Many(2500, () => Anywhere(random))],
            "in one spot" => [.. Many(400, () => Near(random, 123.4, -45.6, 3))],
            "in two spots far apart" =>
            [
                .. Many(100, () => Near(random, 10, 70, 1)),
                .. Many(100, () => Near(random, 250, -60, 1)),
            ],
            "across ra 0" =>
            [
                .. Many(400, () => ((random.NextDouble() * 6 + 357) % 360, random.NextDouble() * 20 - 10)),
            ],
            "at the north pole" =>
            [
                .. Many(400, () => (random.NextDouble() * 360, 90 - random.NextDouble() * 3)),
                (0, 90),
            ],
            "at the south pole" =>
            [
                .. Many(400, () => (random.NextDouble() * 360, random.NextDouble() * 3 - 90)),
                (9, -90),
            ],
            // Corners and borders of the twelve faces.
            "at the borders of faces" =>
            [
                .. Many(400, () => (random.Next(8) * 45 + random.NextDouble() / 10, 41.8103149)),
                .. Many(400, () => (random.Next(8) * 45, random.NextDouble() * 180 - 90)),
                .. Many(100, () => (random.Next(8) * 45, 0)),
            ],
            "partly nowhere" => [(null, null), (10, 20), (double.NaN, 3), (5, null), (200, -30)],
            "nowhere" => [(null, null), (double.NaN, 5), (7, 91)],
            "empty" => [],
            _ => throw new ArgumentException(where),
        };
    }

    private static IEnumerable<(double?, double?)> Many(int count, Func<(double, double)> position) =>
        Enumerable.Range(0, count).Select(_ => position()).Select(p => ((double?)p.Item1, (double?)p.Item2));

    private static (double, double) Anywhere(Random random) =>
        (random.NextDouble() * 360, double.RadiansToDegrees(Math.Asin(random.NextDouble() * 2 - 1)));

    private static (double, double) Near(Random random, double ra, double dec, double by) =>
        (ra + (random.NextDouble() - 0.5) * by, dec + (random.NextDouble() - 0.5) * by);

    [Test]
    public async Task Every_pair_within_the_radius_is_found_once(
        [Values(
            "all over the sky",
            "in one spot",
            "in two spots far apart",
            "across ra 0",
            "at the north pole",
            "at the south pole",
            "at the borders of faces",
            "partly nowhere",
            "nowhere",
            "empty"
        )]
            string where,
        [Values(1 / 3600.0, 0.1, 1, 20)] double radius
    )
    {
        // At the smallest radius something must be there to be found.
        var places = Positions(where)
            .Select((p, i) => radius < 0.01 && p is { Ra: { } ra, Dec: { } dec } ? Nearest(ra, dec, i) : p)
            .Take(radius > 10 ? 20 : int.MaxValue)
            .ToArray();
        var expected = Pairs(places, radius);
        const string test = "DISTANCE(POINT(u.ra, u.dec), POINT(s.ra, s.dec)) < ";
        var number = radius.ToString("R", System.Globalization.CultureInfo.InvariantCulture);

        var inner = await PairsAsync(places, "TAP_UPLOAD.u AS u JOIN sky.stars AS s ON " + test + number);
        AreSame(inner, expected);
        var comma = await PairsAsync(places, "sky.stars AS s, TAP_UPLOAD.u AS u WHERE " + test + number);
        AreSame(comma, expected);
        var uploadKept = await PairsAsync(places, "TAP_UPLOAD.u AS u LEFT JOIN sky.stars AS s ON " + test + number);
        var alone = Enumerable.Range(0, places.Length).Except(expected.Select(pair => pair.Upload!.Value));
        AreSame(uploadKept, [.. expected.Concat(alone.Select(i => ((int?)i, (long?)null))).Order()]);
        if (radius > 10)
            return;
        var starsKept = await PairsAsync(places, "sky.stars AS s LEFT JOIN TAP_UPLOAD.u AS u ON " + test + number);
        AreSame([.. starsKept.Where(pair => pair.Upload is not null)], expected);
        Assert.That(starsKept.Select(pair => pair.Star).Distinct().Count(), Is.EqualTo(Stars));
    }

    /// <summary>Lists are too long for a comparison that can print them.</summary>
    private static void AreSame(List<(int? Upload, long? Star)> found, List<(int? Upload, long? Star)> expected)
    {
        Assert.That(expected.Except(found).Take(10), Is.Empty, "missing");
        Assert.That(found.Except(expected).Take(10), Is.Empty, "wrong");
        Assert.That(found.Count, Is.EqualTo(expected.Count), "a pair was found twice");
    }

    /// <summary>A little off a star that is not far, or just nowhere.</summary>
    private (double?, double?) Nearest(double ra, double dec, int i)
    {
        if (Math.Abs(dec) > 90 || double.IsNaN(ra))
            return (ra, dec);
        var (x, y, z) = Vector(ra, dec);
        var star = stars.MaxBy(s => s.X * x + s.Y * y + s.Z * z);
        return (star.Ra, Math.Clamp(star.Dec + (i % 3 - 1) * 0.7 / 3600, -90, 90));
    }

    [Test]
    public async Task An_upload_of_more_positions_than_are_kept_one_by_one_finds_every_pair()
    {
        const int rows = 150_000;
        var random = new Random(3);
        // Half of the stars, and other places.
        var places = Enumerable
            .Range(0, rows)
            .Select(i => i < Stars / 2 ? (stars[i].Ra, stars[i].Dec) : Anywhere(random))
            .Select(p => ((double?)p.Item1, (double?)p.Item2))
            .ToArray();
        await using var session = await UploadAsync(places);
        var query = Translate(
            session,
            "SELECT COUNT(DISTINCT s.id) AS n FROM TAP_UPLOAD.u AS u JOIN sky.stars AS s "
                + "ON DISTANCE(POINT(u.ra, u.dec), POINT(s.ra, s.dec)) < 1e-6"
        );
        await using var result = await session.OpenAsync(query);
        Assert.That(await Cells.ReadAllAsync(result), Is.EqualTo(new object?[][] { [Stars / 2L] }));
    }

    [Test]
    [Category("DuckDb")]
    public async Task Only_rows_near_the_upload_reach_the_match()
    {
        await using var session = await UploadAsync(Positions("in one spot"));
        var query = Translate(
            session,
            "SELECT s.id FROM TAP_UPLOAD.u AS u JOIN sky.stars AS s ON DISTANCE(POINT(u.ra, u.dec), POINT(s.ra, s.dec)) < 0.1"
        );
        var near = System.Text.RegularExpressions.Regex.Match(
            query.Sql!,
            """\("(?<alias>t\d+)"\."?hpx29"? BETWEEN \d+ AND \d+\) AND datalab_near\("\k<alias>"\."?hpx29"?, \d+\)"""
        );
        Assert.That(near.Success, query.Sql);
        var filter = "(" + near.Value.Replace($"\"{near.Groups["alias"].Value}\".", "", StringComparison.Ordinal) + ")";
        var table = query.Tables.Single(t => t.Name == "stars").EngineName;
        var passing = await archive.RowsAsync(
            $"SELECT count(*) FROM {table} WHERE {filter}",
            Archive.Column("n", "long")
        );
        // A spot of 3° by 3° holds a few stars of 20,000; what lies in cells around is let through, too.
        Assert.That((long)passing.Single()[0]!, Is.InRange(1, 20));
    }

    [Test]
    [Category("DuckDb")]
    public async Task Nothing_is_kept_of_an_upload_when_its_session_ends()
    {
        long key;
        await using (var session = await UploadAsync(Positions("in one spot")))
        {
            key = session.Adql.Tables[^1].KnownPositions!.Around(10).Key;
            Assert.That(Uploads.UploadedPositions.Find(key).Extent, Is.Not.Null);
        }
        Assert.That(() => Uploads.UploadedPositions.Find(key), Throws.ArgumentException);
    }

    private static (double X, double Y, double Z) Vector(double ra, double dec)
    {
        var (lon, lat) = (double.DegreesToRadians(ra), double.DegreesToRadians(dec));
        return (Math.Cos(lat) * Math.Cos(lon), Math.Cos(lat) * Math.Sin(lon), Math.Sin(lat));
    }

    private List<(int? Upload, long? Star)> Pairs((double? Ra, double? Dec)[] places, double radius)
    {
        var chord = 2 * Math.Sin(double.DegreesToRadians(radius) / 2);
        var pairs = new List<(int?, long?)>();
        for (var i = 0; i < places.Length; i++)
        {
            if (places[i] is not { Ra: { } ra, Dec: >= -90 and <= 90 and var dec } || double.IsNaN(ra))
                continue;
            var (x, y, z) = Vector(ra, dec);
            foreach (var s in stars)
            {
                var (dx, dy, dz) = (s.X - x, s.Y - y, s.Z - z);
                if (dx * dx + dy * dy + dz * dz < chord * chord)
                    pairs.Add((i, s.Id));
            }
        }
        return [.. pairs.Order()];
    }

    private async Task<QuerySession> UploadAsync((double? Ra, double? Dec)[] places)
    {
        var session = await archive.Catalog.BeginAsync(NoLimit, Roomy, default);
        await session.LoadAsync(
            "u",
            new MemorySource(
                [
                    new("id", DataType.Int),
                    new("ra", DataType.Double) { Unit = "deg", Ucd = "pos.eq.ra;meta.main" },
                    new("dec", DataType.Double) { Unit = "deg", Ucd = "pos.eq.dec;meta.main" },
                ],
                [.. places.Select((p, i) => new object?[] { i, p.Ra, p.Dec })]
            )
        );
        return session;
    }

    /// <summary>A session runs one query, so each has its own.</summary>
    private async Task<List<(int? Upload, long? Star)>> PairsAsync((double? Ra, double? Dec)[] places, string from)
    {
        await using var session = await UploadAsync(places);
        await using var result = await session.OpenAsync(
            Translate(session, "SELECT u.id AS u, s.id AS s FROM " + from)
        );
        return [.. (await Cells.ReadAllAsync(result)).Select(row => ((int?)row[0], (long?)row[1])).Order()];
    }

    private Translation Translate(QuerySession session, string adql)
    {
        var query = AdqlQuery.Translate(adql, session.Adql, archive.Catalog.Dialect);
        Assert.That(query.Succeeded, Is.True, string.Join("\n", query.Diagnostics));
        return query;
    }
}
