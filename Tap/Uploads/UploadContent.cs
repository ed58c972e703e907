using System.Globalization;
using System.Text;
using DataLab.Dali.Fetching;
using DataLab.Formats;

namespace DataLab.Tap.Uploads;

/// <summary>The bytes of the tables that a query brings, all at hand and seekable; disposing closes and removes them.</summary>
internal sealed class UploadContent : IAsyncDisposable
{
    private readonly List<(TapUpload Upload, Stream Content)> tables = [];

    private UploadContent() { }

    public IReadOnlyList<(TapUpload Upload, Stream Content)> Tables => tables;

    /// <summary>Takes the parts of the request and fetches the URLs.</summary>
    /// <param name="limit">Bytes of all together.</param>
    /// <param name="folder">Where fetched ones lie meanwhile.</param>
    /// <exception cref="ServiceException">UsageError: a part is missing, a URL cannot be fetched; LimitExceeded.</exception>
    public static async Task<UploadContent> OpenAsync(
        IEnumerable<TapUpload> uploads,
        TapRun run,
        UrlFetcher fetcher,
        long limit,
        string folder,
        CancellationToken ct
    )
    {
        var all = new UploadContent();
        try
        {
            var total = 0L;
            // What is here first: it costs nothing to find that a part is missing.
            foreach (var upload in uploads.OrderBy(upload => upload.Url is not null))
            {
                var content = upload.Url is { } url
                    ? await FetchAsync(upload.Name, url, fetcher, run, limit - total, folder, ct)
                    : Part(upload, run);
                all.tables.Add((upload, content));
                total += content.Length;
                if (total > limit)
                    throw TooLarge(upload.Name, content.Length, total, limit);
            }
            return all;
        }
        catch
        {
            await all.DisposeAsync();
            throw;
        }
    }

    private static Stream Part(TapUpload upload, TapRun run) =>
        run.OpenPart(upload.Part!)
        ?? (upload.Text is { } text ? new MemoryStream(Encoding.UTF8.GetBytes(text)) : null)
        ?? throw new ServiceException(
            ErrorKind.UsageError,
            $"UPLOAD names the part \"{upload.Part}\" for the table \"{upload.Name}\", but the request has no such part. "
                + "Send the table as a file of that name in a multipart/form-data request."
        );

    private static async Task<Stream> FetchAsync(
        string name,
        Uri url,
        UrlFetcher fetcher,
        TapRun run,
        long limit,
        string folder,
        CancellationToken ct
    )
    {
        var file = UploadFolder.NewFile(folder);
        try
        {
            await using var body = await fetcher.OpenAsync(url, new FetchLimits(limit, run.ExecutionDuration), ct);
            await body.CopyToAsync(file, 1 << 17, ct);
            file.Position = 0;
            return file;
        }
        catch (Exception e)
        {
            await file.DisposeAsync();
            if (e is ServiceException service)
                throw new ServiceException(service.Kind, $"The table \"{name}\": {service.Message}", e);
            throw;
        }
    }

    private static ServiceException TooLarge(string name, long bytes, long total, long limit) =>
        new(
            ErrorKind.LimitExceeded,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The uploaded tables have more than {limit} bytes, the most that one query may bring: \"{name}\" has {bytes}"
            ) + (total > bytes ? string.Create(CultureInfo.InvariantCulture, $", all so far {total}.") : ".")
        );

    public async ValueTask DisposeAsync()
    {
        foreach (var (_, content) in tables)
            await content.DisposeAsync();
    }
}
