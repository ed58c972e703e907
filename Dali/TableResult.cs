using DataLab.Formats;
using DataLab.Formats.Html;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DataLab.Dali;

/// <summary>How the answer went.</summary>
/// <param name="Rows">Rows read for it.</param>
/// <param name="Bytes">Bytes of the body, as sent.</param>
/// <param name="Status">OK, OVERFLOW or ERROR, with the message that the user saw.</param>
public sealed record TableOutcome(long Rows, long Bytes, QueryStatus Status);

/// <summary>An answer that is a table: streams the rows in the chosen format, packed as the client likes it (DALI 1.1 §3.4.3).</summary>
/// <remarks>
/// The first batch is read before the first byte is sent, so that a query that fails at once is answered with its status.
/// After that a format that can tell an error in its own way does so; for the others the connection is cut,
/// so that nobody takes half a table for a whole one. Overflow is told by <see cref="QueryStatusFields"/> too, whatever the format.
/// </remarks>
public sealed partial class TableResult(RowSource rows, ITableFormat format, ILogger log) : IResult
{
    /// <summary>Name to save the file as, without extension; null for the name of the table.</summary>
    public string? FileName { get; init; }

    /// <summary>Told once when all is over, also after a failure.</summary>
    public Action<TableOutcome>? OnFinished { get; init; }

    public async Task ExecuteAsync(HttpContext context)
    {
        PrefetchedRowSource? source = null;
        AnswerBody? body = null;
        Exception? failure = null;
        try
        {
            source = await PrefetchedRowSource.ReadFirstAsync(rows, context.RequestAborted);
            var (written, coding) = Negotiate(context.Request);
            SetHeaders(context.Response, written, source);
            body = AnswerBody.Open(context, coding, QueryStatusFields.Status, QueryStatusFields.Text);
            failure = await WriteAsync(context, source, written, body);
        }
        catch (Exception exception)
        {
            failure = exception;
            throw;
        }
        finally
        {
            if (body is not null)
                await body.DisposeAsync();
            if (source is not null)
                await source.DisposeAsync();
            Tell(RequestFacts.Of(context), source?.Rows, body?.Bytes, failure);
            OnFinished?.Invoke(
                new TableOutcome(source?.Rows ?? 0, body?.Bytes ?? 0, QueryStatus.Of(source ?? rows, failure))
            );
        }
    }

    /// <summary>Writes the table; returns the failure that the answer tells, or that cut it short.</summary>
    private async Task<ServiceException?> WriteAsync(
        HttpContext context,
        PrefetchedRowSource source,
        ITableFormat written,
        AnswerBody body
    )
    {
        ServiceException? failure = null;
        using var span = DaliTelemetry.Source.StartActivity("write");
        span?.SetTag("datalab.format", written.ShortNames[0]);
        try
        {
            await written.WriteAsync(source, body.Output, context.RequestAborted);
        }
        catch (ServiceException e) when (body.Bytes > 0 || context.Response.HasStarted)
        {
            failure = e;
            LogCutShort(context.TraceIdentifier, e.Message, e);
            if (!written.TellsErrors)
            {
                context.Abort();
                return failure;
            }
        }
        await body.CompleteAsync(context.RequestAborted, QueryStatusFields.Of(QueryStatus.Of(source, failure)));
        return failure;
    }

    private void Tell(RequestFacts facts, long? rowsSent, long? bytes, Exception? failure)
    {
        (facts.Format, facts.Rows, facts.Bytes) = (format.ShortNames[0], rowsSent, bytes);
        // Others are answered, and counted, by somebody else.
        if (failure is ServiceException cut && bytes > 0)
            DaliTelemetry.Failed(facts, cut.Kind.ToString());
    }

    /// <summary>What is a gzip file goes to a client that unpacks gzip on the way as what is in it.</summary>
    private (ITableFormat Format, ContentCoding Coding) Negotiate(HttpRequest request) =>
        format switch
        {
            GzipFormat gzip when ContentCodings.AcceptsGzip(request) => (gzip.Inner, ContentCoding.Gzip),
            { IsCompressed: true } => (format, ContentCoding.Identity),
            _ => (format, ContentCodings.Choose(request)),
        };

    private void SetHeaders(HttpResponse response, ITableFormat written, PrefetchedRowSource source)
    {
        response.ContentType = written.MediaType;
        response.Headers.ContentDisposition = ContentDisposition.Of(written, FileName ?? source.Table.Name);
        if (written is HtmlFormat)
            response.Headers.ContentSecurityPolicy = HtmlFormat.ContentSecurityPolicy;
        response.OnStarting(() =>
        {
            // HEAD runs no query, so it cannot know how one would end. The failure of a format that writes nothing before the end
            // is answered by somebody else.
            if (response.HttpContext.Request.IsHead())
                return Task.CompletedTask;
            var status = source.Forecast?.Status ?? QueryStatus.Of(source, null);
            if (status.Value == QueryStatus.Overflow && response.StatusCode == StatusCodes.Status200OK)
                foreach (var (name, value) in QueryStatusFields.Of(status))
                    response.Headers[name] = value;
            return Task.CompletedTask;
        });
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Table of request {RequestId} ended early: {Reason}")]
    private partial void LogCutShort(string requestId, string reason, Exception exception);
}
