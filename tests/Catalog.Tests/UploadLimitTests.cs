using System.Collections.Immutable;
using System.Diagnostics;
using DataLab.Catalog.Tests.Support;
using DataLab.Formats;

namespace DataLab.Catalog.Tests;

/// <summary>What an upload may cost: rows, bytes, columns, time and memory.</summary>
public sealed class UploadLimitTests
{
    [Test]
    public async Task Too_many_rows_are_refused_by_number()
    {
        await using var archive = await Archive.EmptyAsync();
        var error = await FailsAsync(archive, new UploadLimits(5000, 1 << 30), new GeneratedSource(10_000));
        Assert.That((error.Kind, error.Message), Is.EqualTo((ErrorKind.LimitExceeded, error.Message)));
        Assert.That(error.Message, Does.Contain("5000 rows").And.Contain("\"u\""));
    }

    [Test]
    public async Task Too_many_bytes_are_refused_by_number()
    {
        await using var archive = await Archive.EmptyAsync();
        var error = await FailsAsync(archive, new UploadLimits(1_000_000, 100_000), new GeneratedSource(10_000));
        Assert.That(error.Message, Does.Contain("100000 bytes").And.Contain("\"u\""));
    }

    [Test]
    public async Task Too_many_columns_are_refused_by_number()
    {
        await using var archive = await Archive.EmptyAsync();
        var fields = Enumerable.Range(0, 6).Select(i => new Field("c" + i, DataType.Int)).ToImmutableArray();
        var error = await FailsAsync(archive, UploadQueries.Roomy with { Columns = 5 }, new MemorySource(fields, []));
        Assert.That(error.Message, Does.Contain("6 columns").And.Contain("5"));
    }

    [Test]
    public async Task The_time_limit_covers_the_loading()
    {
        await using var archive = await Archive.EmptyAsync();
        await using var session = await archive.Catalog.BeginAsync(
            new QueryLimits(TimeSpan.FromSeconds(0.5)),
            new UploadLimits(long.MaxValue, long.MaxValue),
            default
        );
        var error = Assert.ThrowsAsync<ServiceException>(() =>
            session.LoadAsync("u", new GeneratedSource(500_000_000))
        )!;
        Assert.That(error.Kind, Is.EqualTo(ErrorKind.LimitExceeded));
        Assert.That(error.Message, Does.Contain("0.5 s"));
    }

    [Test]
    public async Task The_time_limit_covers_loading_and_query_together()
    {
        await using var archive = await Archive.EmptyAsync();
        var clock = Stopwatch.StartNew();
        await using (var other = await archive.Catalog.BeginAsync(UploadQueries.NoLimit, UploadQueries.Roomy, default))
            await other.LoadAsync("u", new GeneratedSource(100_000));
        await using var session = await archive.Catalog.BeginAsync(
            new QueryLimits(TimeSpan.FromSeconds(Math.Max(1.5, 3 * clock.Elapsed.TotalSeconds))),
            UploadQueries.Roomy,
            default
        );
        await session.LoadAsync("u", new GeneratedSource(100_000));
        var query = UploadQueries.Translate(
            archive,
            session,
            "SELECT COUNT(*) FROM TAP_UPLOAD.u AS a, TAP_UPLOAD.u AS b WHERE a.mag + b.mag > 1e9"
        );
        var error = Assert.ThrowsAsync<ServiceException>(() => session.OpenAsync(query))!;
        Assert.That(error.Kind, Is.EqualTo(ErrorKind.LimitExceeded));
    }

    [Test]
    public async Task Cancelling_stops_the_loading()
    {
        await using var archive = await Archive.EmptyAsync();
        using var stop = new CancellationTokenSource(300);
        await using var session = await archive.Catalog.BeginAsync(
            UploadQueries.NoLimit,
            new UploadLimits(long.MaxValue, long.MaxValue),
            stop.Token
        );
        Assert.That(
            async () => await session.LoadAsync("u", new GeneratedSource(500_000_000)),
            Throws.InstanceOf<OperationCanceledException>()
        );
    }

    [Test]
    [Category("DuckDb")]
    public async Task An_upload_larger_than_memory_is_spilled()
    {
        await using var archive = await Archive.EmptyAsync(o => o with { MemoryLimit = 96 << 20 });
        await using var result = await UploadQueries.RunAsync(
            archive,
            "SELECT COUNT(*) AS n, SUM(id) AS s FROM TAP_UPLOAD.u",
            ("u", new GeneratedSource(3_000_000)),
            new UploadLimits(long.MaxValue, long.MaxValue)
        );
        Assert.That(await Cells.ReadAllAsync(result), Is.EqualTo(new object?[][] { [3_000_000L, 4_499_998_500_000L] }));
    }

    private static async Task<ServiceException> FailsAsync(Archive archive, UploadLimits limits, RowSource rows)
    {
        await using var session = await archive.Catalog.BeginAsync(UploadQueries.NoLimit, limits, default);
        return Assert.ThrowsAsync<ServiceException>(() => session.LoadAsync("u", rows))!;
    }
}
