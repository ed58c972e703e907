using System.Globalization;
using DataLab.Dali;
using DataLab.Formats;
using DataLab.Sia.Search;
using DataLab.Sia.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace DataLab.Sia.DataLink;

/// <summary><c>/files</c>: whole files as they are, by collection and path, or by identifier.</summary>
public static class FileEndpoints
{
    public static RouteGroupBuilder MapFiles(this IEndpointRouteBuilder routes)
    {
        var files = routes.MapGroup("/files").WithErrorDocument(ErrorDocument.Text);
        files.MapGet("/", ByIdentifier);
        files.MapGet("/{collection}/{**path}", ByPath);
        return files;
    }

    private static async Task<IResult> ByIdentifier(HttpRequest request, VisibleImages images, CancellationToken ct)
    {
        var parameters = await Parameters.ReadAsync(request, ct);
        var id = parameters.Single("ID") ?? throw Usage.Fault("ID is missing: the obs_publisher_did of a file.");
        return Send(request.HttpContext, (await images.FindAsync([id], ct))[0]);
    }

    private static async Task<IResult> ByPath(
        string collection,
        string path,
        HttpRequest request,
        ImageStore store,
        VisibleImages images,
        CancellationToken ct
    )
    {
        // Routing leaves an escaped slash as it is.
        var reference = new ImageReference(collection, path.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase));
        return Send(request.HttpContext, images.Of($"{collection}/{path}", await store.FindAsync(reference, ct)));
    }

    private static IResult Send(HttpContext context, VisibleImage visible)
    {
        var file = visible is { Fault: null, Found: { } found } ? found.File : throw visible.Fault!;
        var content = Open(file);
        // The framework's answer leaves the file unread when it sees this method.
        if (context.Request.IsHead())
            context.Request.Method = HttpMethods.Head;
        var headers = context.Response.Headers;
        headers.ContentDisposition = ContentDisposition.Saved(file.Name);
        headers.CacheControl = "public, max-age=3600";
        if (file.Md5 is { } md5)
            headers["Digest"] = "md5=" + Convert.ToBase64String(Convert.FromHexString(md5));
        RequestFacts.Of(context).Bytes = content.Length;
        return Results.Stream(
            content,
            FileAddresses.MediaTypeOf(file),
            lastModified: new DateTimeOffset(file.Modified, TimeSpan.Zero),
            entityTag: new EntityTagHeaderValue(
                string.Create(CultureInfo.InvariantCulture, $"\"{file.Id:x}-{file.Size:x}-{file.Modified.Ticks:x}\"")
            ),
            enableRangeProcessing: true
        );
    }

    /// <exception cref="ServiceException">NotFound: it went away. ServiceUnavailable: it is not the one that was listed.</exception>
    private static FileStream Open(StoredFile file)
    {
        try
        {
            var content = new FileStream(
                file.Locate(),
                new FileStreamOptions
                {
                    Share = FileShare.Read | FileShare.Delete,
                    Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
                    BufferSize = 1 << 17,
                }
            );
            var modified = File.GetLastWriteTimeUtc(content.SafeFileHandle);
            if (content.Length == file.Size && Math.Abs((modified - file.Modified).TotalSeconds) <= 1)
                return content;
            content.Dispose();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ServiceException(
                ErrorKind.NotFound,
                $"The file {file.Path} of the collection {file.Collection.Name} is listed, but no longer there.",
                e
            );
        }
        throw new ServiceException(
            ErrorKind.ServiceUnavailable,
            $"The file {file.Path} of the collection {file.Collection.Name} changed since it was listed; the archive's operator lists it again with \"datalab images add\"."
        );
    }
}
