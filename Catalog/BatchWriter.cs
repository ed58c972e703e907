using System.Collections.Concurrent;
using System.IO.Pipelines;
using DataLab.Formats;

namespace DataLab.Catalog;

/// <summary>Writes the table of a job on a thread of its own that gives way (<see cref="BatchThread"/>).</summary>
/// <remarks>
/// Encoding takes as much of the processor as the query. On the pool's threads it would stand between the requests of those who
/// wait. Where the format waits for rows or for the output, the thread waits, so that it goes on here; where it waits for
/// something else and goes on elsewhere, the next read brings it back.
/// </remarks>
public static class BatchWriter
{
    /// <inheritdoc cref="ITableFormat.WriteAsync"/>
    public static Task WriteAsync(ITableFormat format, RowSource rows, PipeWriter output, CancellationToken ct)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        BatchThread.Start(
            "job output",
            () =>
            {
                using var home = new Home();
                done.SetFromTask(home.Run(() => format.WriteAsync(new Rows(home, rows), new Output(home, output), ct)));
            }
        );
        return done.Task;
    }

    /// <summary>The thread that writes, and what it is asked to do.</summary>
    private sealed class Home : IDisposable
    {
        private readonly BlockingCollection<Action> work = [];
        private readonly Thread thread = Thread.CurrentThread;

        public bool IsHere => Thread.CurrentThread == thread;

        /// <summary>Works for <paramref name="write"/> until it is complete.</summary>
        public Task Run(Func<Task> write)
        {
            var writing = StartAsync(write);
            var ended = writing.ContinueWith(
                _ => work.CompleteAdding(),
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default
            );
            foreach (var action in work.GetConsumingEnumerable(CancellationToken.None))
                action();
            ended.Wait(CancellationToken.None);
            return writing;
        }

        /// <summary>Completed on this thread, the result makes its waiter go on here.</summary>
        public Task<T> CallAsync<T>(Func<T> call)
        {
            var called = new TaskCompletionSource<T>();
            work.Add(
                () =>
                {
                    try
                    {
                        called.SetResult(call());
                    }
                    catch (Exception e)
                    {
                        called.SetException(e);
                    }
                },
                CancellationToken.None
            );
            return called.Task;
        }

        public void Dispose() => work.Dispose();

        /// <summary>A format that throws before it waits fails the task, too.</summary>
        private static async Task StartAsync(Func<Task> write) => await write().ConfigureAwait(false);
    }

    /// <summary>The source as the format sees it: read on this thread only.</summary>
    private sealed class Rows(Home home, RowSource inner) : RowSource
    {
        public override TableDescription Table => inner.Table;

        public override bool Overflowed => inner.Overflowed;

        public override string? OverflowReason => inner.OverflowReason;

        public override RowForecast? Forecast => inner.Forecast;

        public override int EncodingThreads => 1;

        public override ValueTask<RowBatch?> ReadAsync(CancellationToken ct) =>
            home.IsHere ? ValueTask.FromResult(Read(ct)) : new(home.CallAsync(() => Read(ct)));

        private RowBatch? Read(CancellationToken ct)
        {
            var reading = inner.ReadAsync(ct);
            return reading.IsCompletedSuccessfully ? reading.Result : reading.AsTask().GetAwaiter().GetResult();
        }
    }

    /// <summary>The output as the format sees it: flushing waits on this thread.</summary>
    private sealed class Output(Home home, PipeWriter inner) : PipeWriter
    {
        public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

        public override long UnflushedBytes => inner.UnflushedBytes;

        public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

        public override void Advance(int bytes) => inner.Advance(bytes);

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
        {
            var flushing = inner.FlushAsync(cancellationToken);
            if (flushing.IsCompleted || !home.IsHere)
                return flushing;
            return ValueTask.FromResult(flushing.AsTask().GetAwaiter().GetResult());
        }

        public override void CancelPendingFlush() => inner.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);
    }
}
