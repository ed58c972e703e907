using System.IO.Pipelines;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DataLab.Dali;

/// <summary>Cuts the connection to a client that has stopped reading its answer: it holds a query, a connection and memory.</summary>
/// <remarks>
/// What counts is one write that makes no headway. A slow client is no stalled one: it only has to take what the web server keeps
/// for it (MaxResponseBufferSize) within the limit. Kestrel's own MinResponseDataRate asks for an average over the whole answer:
/// whoever read a gigabyte fast may then sleep for hours.
/// </remarks>
public static partial class StallLimit
{
    /// <summary>For every answer; to be used before anything that writes.</summary>
    public static IApplicationBuilder UseStallLimit(this IApplicationBuilder app, TimeSpan limit)
    {
        var log = app.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(StallLimit));
        return app.Use(
            async (context, next) =>
            {
                var plain = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
                var watch = new Watch(() =>
                {
                    LogStalled(log, context.TraceIdentifier, limit.TotalSeconds);
                    context.Abort();
                });
                await using var body = new WatchedBody(plain, new WatchedWriter(plain.Writer, watch, limit), watch);
                context.Features.Set<IHttpResponseBodyFeature>(body);
                try
                {
                    await next(context);
                }
                finally
                {
                    context.Features.Set(plain);
                }
            }
        );
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The client of request {RequestId} took nothing for {Seconds} s; its connection is cut"
    )]
    private static partial void LogStalled(ILogger log, string requestId, double seconds);

    /// <summary>Rings unless it is stopped in time. Started by one write at a time.</summary>
    private sealed class Watch(Action ring) : IAsyncDisposable
    {
        private Timer? timer;

        public void Start(TimeSpan limit)
        {
            timer ??= new Timer(_ => ring());
            timer.Change(limit, Timeout.InfiniteTimeSpan);
        }

        public void Stop() => timer!.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync() => timer?.DisposeAsync() ?? default;
    }

    private sealed class WatchedWriter(PipeWriter inner, Watch watch, TimeSpan limit) : PipeWriter
    {
        public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

        public override long UnflushedBytes => inner.UnflushedBytes;

        public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

        public override void Advance(int bytes) => inner.Advance(bytes);

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
        {
            var flushing = inner.FlushAsync(cancellationToken);
            return flushing.IsCompleted ? flushing : WatchAsync(flushing);
        }

        public override ValueTask<FlushResult> WriteAsync(
            ReadOnlyMemory<byte> source,
            CancellationToken cancellationToken = default
        )
        {
            var writing = inner.WriteAsync(source, cancellationToken);
            return writing.IsCompleted ? writing : WatchAsync(writing);
        }

        public override void CancelPendingFlush() => inner.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);

        public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);

        private async ValueTask<FlushResult> WatchAsync(ValueTask<FlushResult> writing)
        {
            watch.Start(limit);
            try
            {
                return await writing;
            }
            finally
            {
                watch.Stop();
            }
        }
    }

    private sealed class WatchedBody(IHttpResponseBodyFeature inner, PipeWriter writer, Watch watch)
        : IHttpResponseBodyFeature,
            IAsyncDisposable
    {
        private Stream? stream;

        public Stream Stream => stream ??= writer.AsStream(leaveOpen: true);

        public PipeWriter Writer => writer;

        public void DisableBuffering() => inner.DisableBuffering();

        public Task StartAsync(CancellationToken cancellationToken = default) => inner.StartAsync(cancellationToken);

        public Task SendFileAsync(
            string path,
            long offset,
            long? count,
            CancellationToken cancellationToken = default
        ) => SendFileFallback.SendFileAsync(Stream, path, offset, count, cancellationToken);

        public Task CompleteAsync() => inner.CompleteAsync();

        public ValueTask DisposeAsync() => watch.DisposeAsync();
    }
}
