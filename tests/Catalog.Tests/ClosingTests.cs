using System.Collections.Immutable;
using System.Diagnostics;
using DataLab.Catalog.DuckDb;
using DataLab.Catalog.Tests.Support;
using DataLab.Formats;

namespace DataLab.Catalog.Tests;

/// <summary>Closing the engine while somebody still has a hold of it.</summary>
[Category("DuckDb")]
public sealed class ClosingTests
{
    private static readonly UploadLimits Roomy = new(1_000_000, 1L << 30);
    private static readonly ImmutableArray<Field> Columns = [new("x", DataType.Int)];

    private static MemorySource OneRow() =>
        new(
            Columns,
            [
                [1],
            ]
        );

    [TestCase(QueryPurpose.Interactive)]
    [TestCase(QueryPurpose.Batch)]
    public async Task A_forgotten_session_is_ended_and_told_of(QueryPurpose purpose)
    {
        await using var archive = new Archive();
        var catalog = await archive.OpenAsync(Hurried);
        var session = await catalog.BeginAsync(new QueryLimits(TimeSpan.Zero) { Purpose = purpose }, Roomy, default);
        await session.LoadAsync("t", OneRow());

        await CloseAsync(catalog);

        Assert.That(archive.Problems, Has.Count.EqualTo(1));
        Assert.That(archive.Problems[0], Does.StartWith("1 sessions"));
        Assert.That(Directory.EnumerateFileSystemEntries(Path.Combine(archive.Path, "tmp")), Is.Empty, "all is closed");
        Assert.ThrowsAsync<ObjectDisposedException>(() => session.LoadAsync("u", OneRow()));
        await session.DisposeAsync();
    }

    [Test]
    public async Task A_session_disposed_within_the_grace_is_nobodys_problem()
    {
        await using var archive = new Archive();
        var catalog = await archive.OpenAsync(o => o with { CloseGrace = TimeSpan.FromMinutes(1) });
        var session = await catalog.BeginAsync(new QueryLimits(TimeSpan.Zero), Roomy, default);
        var closing = catalog.DisposeAsync();
        await Task.Delay(50);
        Assert.That(closing.IsCompleted, Is.False);
        await session.DisposeAsync();
        await closing;
        Assert.That(archive.Problems, Is.Empty);
        Assert.ThrowsAsync<ObjectDisposedException>(() =>
            catalog.BeginAsync(new QueryLimits(TimeSpan.Zero), Roomy, default)
        );
    }

    /// <summary>The source hangs and does not listen: nothing of its engine may be closed under it, the other one is.</summary>
    [Test]
    public async Task A_load_that_does_not_stop_keeps_its_engine_and_harms_nobody_when_it_goes_on()
    {
        await using var archive = new Archive();
        var catalog = await archive.OpenAsync(Hurried);
        var session = await catalog.BeginAsync(new QueryLimits(TimeSpan.Zero), Roomy, default);
        var source = new HangingSource();
        var loading = session.LoadAsync("t", source);
        await source.Asked.Task;

        await CloseAsync(catalog);

        Assert.That(archive.Problems, Has.Count.EqualTo(2));
        Assert.That(archive.Problems[1], Does.Contain("stays open"));
        Assert.That(Directory.EnumerateDirectories(Path.Combine(archive.Path, "tmp")).Count(), Is.EqualTo(1));

        // Appended to a table of the engine that was left open, then stopped by the token.
        source.Rows.SetResult();
        Assert.That(
            Assert.ThrowsAsync<ServiceException>(() => loading)!.Kind,
            Is.EqualTo(ErrorKind.ServiceUnavailable)
        );
        await session.DisposeAsync();
        Assert.That(catalog.RunningQueries, Is.Zero);
    }

    [Test]
    public async Task Rows_that_nobody_reads_on_do_not_hold_up_the_closing()
    {
        await using var archive = new Archive();
        var catalog = await archive.OpenAsync(Hurried);
        var rows = await catalog.OpenAsync(
            archive.Translate("SELECT range AS n FROM range(10000000)", Archive.Column("n", "long")),
            new QueryLimits(TimeSpan.Zero),
            default
        );
        await CloseAsync(catalog);
        Assert.That(archive.Problems, Is.Empty);
        await rows.DisposeAsync();
    }

    private static DuckDbOptions Hurried(DuckDbOptions options) =>
        options with
        {
            CloseGrace = TimeSpan.FromMilliseconds(300),
        };

    private static async Task CloseAsync(DuckDbCatalog catalog)
    {
        var clock = Stopwatch.StartNew();
        await catalog.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        TestContext.Out.WriteLine($"closed in {clock.Elapsed.TotalSeconds:0.00} s");
    }

    private sealed class HangingSource : RowSource
    {
        private bool given;

        public TaskCompletionSource Asked { get; } = new();
        public TaskCompletionSource Rows { get; } = new();

        public override TableDescription Table { get; } = new(Columns);

        public override async ValueTask<RowBatch?> ReadAsync(CancellationToken ct)
        {
            Asked.TrySetResult();
            await Rows.Task;
            if (given)
                return null;
            given = true;
            return await OneRow().ReadAsync(CancellationToken.None);
        }
    }
}
