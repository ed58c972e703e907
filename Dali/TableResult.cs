using System.IO.Compression;
using System.IO.Pipelines;
using DataLab.Formats;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace DataLab.Dali;

/// <summary>An answer that is a table: streams the rows in the chosen format, gzipped if the client asked (DALI 1.1 §3.4.3).</summary>
/// <remarks>
/// The first batch is read before the first byte is sent, so that a query that fails at once is answered with its status.
/// After that a format that can tell an error in its own way does so; for the others the connection is cut,
/// so that nobody takes half a table for a whole one.
/// </remarks>
public sealed partial class TableResult(RowSource rows, ITableFormat format, ILogger log) : IResult
{
    public async Task ExecuteAsync(HttpContext context)
    {
        var ct = context.RequestAborted;
        await using var source = await PrefetchedRowSource.ReadFirstAsync(rows, ct);
        var response = context.Response;
        response.ContentType = format.MediaType;
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        try
        {
            if (AcceptsGzip(context.Request))
                await WriteGzipAsync(response, source, ct);
            else
                await format.WriteAsync(source, response.BodyWriter, ct);
        }
        catch (ServiceException e) when (response.HasStarted)
        {
            LogCutShort(context.TraceIdentifier, e.Message, e);
            if (!format.TellsErrors)
                context.Abort();
        }
    }

    private async Task WriteGzipAsync(HttpResponse response, RowSource source, CancellationToken ct)
    {
        response.Headers.ContentEncoding = "gzip";
        await using var gzip = new GZipStream(response.Body, CompressionLevel.Fastest, leaveOpen: true);
        var pipe = PipeWriter.Create(gzip, new StreamPipeWriterOptions(minimumBufferSize: 1 << 16, leaveOpen: true));
        try
        {
            await format.WriteAsync(source, pipe, ct);
        }
        finally
        {
            await pipe.CompleteAsync();
        }
    }

    private static bool AcceptsGzip(HttpRequest request) =>
        request
            .GetTypedHeaders()
            .AcceptEncoding.Any(coding =>
                coding.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase) && coding.Quality is not 0
            );

    [LoggerMessage(Level = LogLevel.Warning, Message = "Table of request {RequestId} ended early: {Reason}")]
    private partial void LogCutShort(string requestId, string reason, Exception exception);
}

/// <summary>A source whose first batch has been read already.</summary>
internal sealed class PrefetchedRowSource : RowSource
{
    private readonly RowSource inner;
    private RowBatch? first;
    private bool exhausted;

    private PrefetchedRowSource(RowSource inner, RowBatch? first)
    {
        this.inner = inner;
        this.first = first;
        exhausted = first is null;
    }

    public override TableDescription Table => inner.Table;

    public override bool Overflowed => inner.Overflowed;

    public override string? OverflowReason => inner.OverflowReason;

    /// <summary>Reads the first batch; disposes <paramref name="inner"/> if that fails.</summary>
    public static async Task<PrefetchedRowSource> ReadFirstAsync(RowSource inner, CancellationToken ct)
    {
        try
        {
            return new PrefetchedRowSource(inner, await inner.ReadAsync(ct));
        }
        catch
        {
            await inner.DisposeAsync();
            throw;
        }
    }

    public override ValueTask<RowBatch?> ReadAsync(CancellationToken ct)
    {
        if (exhausted)
            return ValueTask.FromResult<RowBatch?>(null);
        if (first is null)
            return inner.ReadAsync(ct);
        var batch = first;
        first = null;
        return ValueTask.FromResult<RowBatch?>(batch);
    }

    public override async ValueTask DisposeAsync()
    {
        first?.Dispose();
        await inner.DisposeAsync();
        await base.DisposeAsync();
    }
}
