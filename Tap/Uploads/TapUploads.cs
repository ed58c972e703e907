using System.Collections.Immutable;
using System.Diagnostics;
using DataLab.Catalog;
using DataLab.Catalog.Uploads;
using DataLab.Dali;
using DataLab.Dali.Fetching;
using DataLab.Formats;

namespace DataLab.Tap.Uploads;

/// <summary>Brings the tables of UPLOAD from the request or the web into a query's session.</summary>
public sealed class TapUploads(TapOptions options, UrlFetcher fetcher)
{
    /// <summary>
    /// What a table may take more in the engine than on the way: a missing cell is eight bytes here and one there. What a few
    /// bytes of a hostile file claim to unpack to is far more.
    /// </summary>
    private const int StoredPerByte = 4;

    /// <summary>A fetched table takes disk space and a connection for as long as its host likes.</summary>
    private readonly FairPlaces fetching = new(options.SyncPlaces, "fetching of tables by URL", pool: "fetch");

    private string Folder => options.UploadFolder ?? Path.GetTempPath();

    /// <summary>What the tables of one query may hold.</summary>
    public UploadLimits Limits(TapRun run) =>
        new(IsJob(run) ? options.HardUploadRows : options.UploadRows, Math.Max(Bytes(run), 1 << 20) * StoredPerByte);

    /// <summary>Collects the tables of a query; the caller disposes them when they are loaded.</summary>
    /// <exception cref="ServiceException">UsageError, LimitExceeded, or ServiceUnavailable when too much is being fetched.</exception>
    internal async Task<UploadContent> OpenAsync(ImmutableArray<TapUpload> uploads, TapRun run, CancellationToken ct)
    {
        using var place =
            !IsJob(run) && uploads.Any(upload => upload.Url is not null)
                ? await fetching.TakeAsync(run.ShareKey, ct)
                : null;
        return await UploadContent.OpenAsync(uploads, run, fetcher, Bytes(run), Folder, ct);
    }

    /// <summary>Loads the tables into the session, one after another.</summary>
    /// <exception cref="ServiceException">UsageError naming the table that is none; LimitExceeded.</exception>
    internal async Task LoadAsync(QuerySession session, UploadContent content, TapRun run, CancellationToken ct)
    {
        var reading = new TableReadOptions
        {
            MaxUnpackedBytes = Bytes(run),
            MaxCellBytes = (int)Math.Min(Bytes(run), 64 << 20),
        };
        foreach (var (upload, stream) in content.Tables)
        {
            var since = Stopwatch.GetTimestamp();
            var way = new KeyValuePair<string, object?>("way", upload.Url is null ? "inline" : "url");
            TapTelemetry.Uploads.Add(1, way);
            TapTelemetry.UploadedBytes.Add(stream.Length, way);
            using var span = TapTelemetry.Source.StartActivity("upload");
            try
            {
                await using var rows = await UploadFile.OpenAsync(stream, upload.Name, reading, Folder, ct);
                await session.LoadAsync(upload.Name, rows);
                TapTelemetry.Loading.Record(Stopwatch.GetElapsedTime(since).TotalSeconds);
            }
            catch (TableFormatException e)
            {
                throw new ServiceException(
                    ErrorKind.UsageError,
                    $"The uploaded table \"{upload.Name}\" cannot be read: {e.Message}",
                    e
                );
            }
        }
    }

    private long Bytes(TapRun run) => IsJob(run) ? options.HardUploadBytes : options.UploadBytes;

    private static bool IsJob(TapRun run) => run.Purpose == QueryPurpose.Batch;
}
