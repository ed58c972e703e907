using System.Globalization;
using System.IO.Pipelines;
using DataLab.Dali;
using DataLab.Formats;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace DataLab.Uws.Rest;

/// <summary>A result file as an answer: length, range, validators and file name, or packed on its way if the client asked.</summary>
/// <remarks>Owns <paramref name="content"/>.</remarks>
internal sealed class ResultContent(string jobId, JobResult result, FileStream content) : IResult
{
    /// <summary>Below this a packed answer is not worth the loss of its length.</summary>
    private const int SmallestToPack = 4096;

    /// <summary>Which limit cut the table; null if none did.</summary>
    public string? Overflow { get; init; }

    public async Task ExecuteAsync(HttpContext context)
    {
        await using var file = content;
        if (Overflow is { } reason)
            foreach (var (name, value) in QueryStatusFields.Of(new QueryStatus(QueryStatus.Overflow, reason)))
                context.Response.Headers[name] = value;
        // The framework's file answer leaves the file unread when it sees this method.
        if (context.Request.IsHead())
            context.Request.Method = HttpMethods.Head;
        context.Response.Headers.ContentDisposition = ContentDisposition.Saved(result.FileName);
        var coding = MayPack(context.Request) ? ContentCodings.Choose(context.Request) : ContentCoding.Identity;
        if (coding == ContentCoding.Identity)
            await SendAsync(context, file);
        else
            await SendPackedAsync(context, file, coding);
    }

    private Task SendAsync(HttpContext context, FileStream file)
    {
        context.Response.Headers.Vary = HeaderNames.AcceptEncoding;
        return Results
            .Stream(
                file,
                result.MediaType,
                lastModified: LastWrite(file),
                entityTag: new EntityTagHeaderValue(Tag("")),
                enableRangeProcessing: true
            )
            .ExecuteAsync(context);
    }

    private async Task SendPackedAsync(HttpContext context, FileStream file, ContentCoding coding)
    {
        var response = context.Response;
        var tag = Tag("-" + coding.Name());
        response.Headers.ETag = tag;
        if (context.Request.Headers.IfNoneMatch.Any(given => given?.Contains(tag, StringComparison.Ordinal) == true))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            response.Headers.Vary = HeaderNames.AcceptEncoding;
            return;
        }
        response.ContentType = result.MediaType;
        response.GetTypedHeaders().LastModified = LastWrite(file);
        await using var body = AnswerBody.Open(context, coding);
        if (HttpMethods.IsHead(context.Request.Method))
            return;
        await file.CopyToAsync(body.Output, context.RequestAborted);
        await body.CompleteAsync(context.RequestAborted);
        RequestFacts.Of(context).Bytes = body.Bytes;
    }

    /// <summary>A part of a file is asked for in its own bytes, so a request with a range gets them.</summary>
    private bool MayPack(HttpRequest request) =>
        result.Size >= SmallestToPack
        && StringValues.IsNullOrEmpty(request.Headers.Range)
        && IsText(result.MediaType)
        && !result.FileName.EndsWith(".gz", StringComparison.Ordinal);

    private static bool IsText(string mediaType) =>
        mediaType.StartsWith("text/", StringComparison.OrdinalIgnoreCase)
        || mediaType.Contains("xml", StringComparison.OrdinalIgnoreCase)
        || mediaType.Contains("json", StringComparison.OrdinalIgnoreCase);

    private static DateTimeOffset LastWrite(FileStream file) => File.GetLastWriteTimeUtc(file.SafeFileHandle);

    // A job that ran again after a restart has another file under the same name.
    private string Tag(string coding) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"\"{jobId}-{content.Length:x}-{File.GetLastWriteTimeUtc(content.SafeFileHandle).Ticks:x}{coding}\""
        );
}
