using System.Globalization;
using System.IO.Compression;
using DataLab.Dali;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace DataLab.Uws.Rest;

/// <summary>A result file as an answer: length, range, validators and file name, or gzipped on its way if the client asked.</summary>
/// <remarks>Owns <paramref name="content"/>.</remarks>
internal sealed class ResultContent(string jobId, JobResult result, FileStream content) : IResult
{
    /// <summary>Below this a packed answer is not worth the loss of its length.</summary>
    private const int SmallestToPack = 4096;

    public async Task ExecuteAsync(HttpContext context)
    {
        await using var file = content;
        // The framework's file answer leaves the file unread when it sees this method.
        var isHead = context.Request.IsHead() || HttpMethods.IsHead(context.Request.Method);
        if (isHead)
            context.Request.Method = HttpMethods.Head;
        context.Response.Headers.Vary = HeaderNames.AcceptEncoding;
        if (IsText(result.MediaType) && result.Size >= SmallestToPack && AsksForGzip(context.Request))
            await SendPackedAsync(context, file, isHead);
        else
            await Results
                .Stream(
                    file,
                    result.MediaType,
                    result.FileName,
                    lastModified: LastWrite(file),
                    entityTag: new EntityTagHeaderValue(Tag("")),
                    enableRangeProcessing: true
                )
                .ExecuteAsync(context);
    }

    private async Task SendPackedAsync(HttpContext context, FileStream file, bool isHead)
    {
        var response = context.Response;
        var tag = Tag("-gzip");
        response.Headers.ETag = tag;
        if (context.Request.Headers.IfNoneMatch.Any(given => given?.Contains(tag, StringComparison.Ordinal) == true))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        response.ContentType = result.MediaType;
        response.Headers.ContentEncoding = "gzip";
        response.GetTypedHeaders().LastModified = LastWrite(file);
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(result.FileName);
        response.Headers.ContentDisposition = disposition.ToString();
        if (isHead)
            return;
        await using var gzip = new GZipStream(response.Body, CompressionLevel.Fastest, leaveOpen: true);
        await file.CopyToAsync(gzip, 1 << 16, context.RequestAborted);
    }

    /// <summary>A part of a file is asked for in its own bytes, so a request with a range gets them.</summary>
    private static bool AsksForGzip(HttpRequest request) =>
        StringValues.IsNullOrEmpty(request.Headers.Range)
        && request
            .GetTypedHeaders()
            .AcceptEncoding.Any(coding =>
                coding.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase) && coding.Quality is not 0
            );

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
