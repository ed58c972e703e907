using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.IO.Pipelines;
using DataLab.Catalog.Tests.Support;
using DataLab.Formats;

namespace DataLab.Catalog.Tests;

/// <summary>The output of jobs is encoded on a thread of its own, whatever the format waits for.</summary>
public sealed class BatchWriterTests
{
    private const int Rows = 20_000;

    [TestCase("csv")]
    [TestCase("votable/b2")]
    [TestCase("votable/td")]
    public async Task The_bytes_are_the_same_as_without_it(string name)
    {
        var format = new TableFormats().Find(name)!;
        using var plain = new MemoryStream();
        using var batch = new MemoryStream();
        var output = PipeWriter.Create(plain);
        await format.WriteAsync(new GeneratedSource(Rows), output, default);
        await output.CompleteAsync();
        output = PipeWriter.Create(batch);
        await BatchWriter.WriteAsync(format, new GeneratedSource(Rows), output, default);
        await output.CompleteAsync();
        Assert.That(batch.ToArray(), Is.EqualTo(plain.ToArray()));
    }

    [Test]
    public async Task A_format_works_on_one_thread_even_after_it_waited_for_something_else()
    {
        var format = new Scripted(
            async (rows, output, seen) =>
            {
                seen.Enqueue(Here());
                for (var i = 0; i < 20; i++)
                {
                    using var batch = await rows.ReadAsync(default).ConfigureAwait(false);
                    seen.Enqueue(Here());
                    output.GetSpan(100_000)[..100_000].Clear();
                    output.Advance(100_000);
                    await output.FlushAsync().ConfigureAwait(false);
                    await Task.Delay(1).ConfigureAwait(false);
                }
            }
        );
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 150_000, resumeWriterThreshold: 50_000));
        var draining = DrainAsync(pipe.Reader);
        await BatchWriter.WriteAsync(format, new Slow(new GeneratedSource(100_000)), pipe.Writer, default);
        await pipe.Writer.CompleteAsync();
        await draining;
        Assert.That(format.Seen.Distinct().Count(), Is.EqualTo(1));
        Assert.That(format.Seen.First().IsPooled, Is.False);
        Assert.That(format.Seen, Has.Count.EqualTo(21));
    }

    [Test]
    public void What_the_source_throws_reaches_the_caller()
    {
        var e = Assert.ThrowsAsync<ServiceException>(() =>
            BatchWriter.WriteAsync(
                new TableFormats().Find("csv")!,
                new Broken(),
                PipeWriter.Create(Stream.Null),
                default
            )
        )!;
        Assert.That(e.Kind, Is.EqualTo(ErrorKind.LimitExceeded));
    }

    [Test]
    public void What_a_format_throws_before_it_waits_reaches_the_caller()
    {
        var format = new Scripted((_, _, _) => throw new InvalidOperationException("no"));
        Assert.ThrowsAsync<InvalidOperationException>(() =>
            BatchWriter.WriteAsync(format, new GeneratedSource(1), PipeWriter.Create(Stream.Null), default)
        );
    }

    [Test]
    public void Cancelling_ends_it_while_it_waits_for_rows()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        var writing = BatchWriter.WriteAsync(
            new TableFormats().Find("csv")!,
            new Never(),
            PipeWriter.Create(Stream.Null),
            stop.Token
        );
        Assert.That(
            async () => await writing.WaitAsync(TimeSpan.FromSeconds(5)),
            Throws.InstanceOf<OperationCanceledException>()
        );
    }

    private static (int Id, bool IsPooled) Here() =>
        (Environment.CurrentManagedThreadId, Thread.CurrentThread.IsThreadPoolThread);

    private static async Task DrainAsync(PipeReader reader)
    {
        while (await reader.ReadAsync() is { IsCompleted: false } read)
        {
            await Task.Delay(1);
            reader.AdvanceTo(read.Buffer.End);
        }
        await reader.CompleteAsync();
    }

    private sealed class Scripted(Func<RowSource, PipeWriter, ConcurrentQueue<(int Id, bool IsPooled)>, Task> write)
        : ITableFormat
    {
        public ConcurrentQueue<(int Id, bool IsPooled)> Seen { get; } = new();
        public string MediaType => "text/plain";
        public ImmutableArray<string> ShortNames => [];
        public string FileExtension => "txt";
        public bool TellsErrors => false;

        public Task WriteAsync(RowSource rows, PipeWriter output, CancellationToken ct) => write(rows, output, Seen);
    }

    private sealed class Slow(RowSource inner) : RowSource
    {
        public override TableDescription Table => inner.Table;

        public override async ValueTask<RowBatch?> ReadAsync(CancellationToken ct)
        {
            await Task.Delay(1, ct);
            return await inner.ReadAsync(ct);
        }
    }

    private sealed class Broken : RowSource
    {
        private readonly GeneratedSource inner = new(4096);

        public override TableDescription Table => inner.Table;

        public override async ValueTask<RowBatch?> ReadAsync(CancellationToken ct) =>
            await inner.ReadAsync(ct) ?? throw new ServiceException(ErrorKind.LimitExceeded, "Too long.");
    }

    private sealed class Never : RowSource
    {
        public override TableDescription Table { get; } = new(GeneratedSource.StarFields);

        public override async ValueTask<RowBatch?> ReadAsync(CancellationToken ct)
        {
            await Task.Delay(Timeout.Infinite, ct);
            return null;
        }
    }
}
