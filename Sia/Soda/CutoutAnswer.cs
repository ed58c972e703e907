// Cut-outs as the body of an answer: small ones made before the first byte goes out, large ones streamed.
using System.Buffers;
using System.Collections.Immutable;
using System.IO.Compression;
using DataLab.Dali;
using DataLab.Fits;
using DataLab.Fits.Cutouts;
using DataLab.Formats;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DataLab.Sia.Soda;

/// <summary>Sends files of cut-outs.</summary>
/// <param name="bufferBytes">An answer up to this is whole before it is sent: damage in the source is then an error, not a cut connection.</param>
public sealed partial class CutoutAnswer(int bufferBytes, ILogger log)
{
    /// <summary>One FITS file.</summary>
    /// <exception cref="ServiceException">ServiceUnavailable: the source is damaged.</exception>
    public Task SendAsync(
        HttpContext context,
        IReadOnlyList<CutoutPart> parts,
        CutoutOptions options,
        string mediaType,
        string fileName,
        CancellationToken ct
    )
    {
        var length = Length(parts, options);
        return SendAsync(context, length, mediaType, fileName, output => CutoutWriter.WriteAsync(output, parts, options, ct), ct);
    }

    /// <summary>An archive with a file for each piece that has pixels.</summary>
    /// <inheritdoc cref="SendAsync(HttpContext, IReadOnlyList{CutoutPart}, CutoutOptions, string, string, CancellationToken)"/>
    public Task SendArchiveAsync(
        HttpContext context,
        SodaFormat format,
        IEnumerable<PlannedPiece> pieces,
        CutoutOptions options,
        CancellationToken ct
    )
    {
        ImmutableArray<(PlannedPiece Piece, long Length)> files =
        [
            .. pieces.Where(piece => !piece.Parts.IsEmpty).Select(piece => (piece, Length(piece.Parts, options))),
        ];
        return format == SodaFormat.Tar
            ? SendAsync(
                context,
                TarFile.LengthOf(files.Select(file => file.Length)),
                "application/x-tar",
                "cutouts.tar",
                output => WriteTarAsync(output, files, options, ct),
                ct
            )
            : SendAsync(
                context,
                null,
                "application/zip",
                "cutouts.zip",
                output => WriteZipAsync(output, files.Select(file => file.Piece), options, ct),
                ct
            );
    }

    private static async Task WriteTarAsync(
        Stream output,
        ImmutableArray<(PlannedPiece Piece, long Length)> files,
        CutoutOptions options,
        CancellationToken ct
    )
    {
        foreach (var (piece, length) in files)
            await TarFile.AddAsync(
                output,
                piece.FileName,
                length,
                to => CutoutWriter.WriteAsync(to, piece.Parts, options, ct),
                ct
            );
        await TarFile.EndAsync(output, ct);
    }

    private static async Task WriteZipAsync(
        Stream output,
        IEnumerable<PlannedPiece> pieces,
        CutoutOptions options,
        CancellationToken ct
    )
    {
        await using var zip = await ZipArchive.CreateAsync(
            output,
            ZipArchiveMode.Create,
            leaveOpen: true,
            entryNameEncoding: null,
            ct
        );
        foreach (var piece in pieces)
        {
            await using var entry = await zip.CreateEntry(piece.FileName, CompressionLevel.Fastest).OpenAsync(ct);
            await CutoutWriter.WriteAsync(entry, piece.Parts, options, ct);
        }
    }

    private static long Length(IReadOnlyList<CutoutPart> parts, CutoutOptions options)
    {
        try
        {
            return CutoutWriter.LengthOf(parts, options);
        }
        catch (FitsException e)
        {
            throw Damaged(e);
        }
    }

    /// <param name="length">Null where it is not known.</param>
    private async Task SendAsync(
        HttpContext context,
        long? length,
        string mediaType,
        string fileName,
        Func<Stream, Task> write,
        CancellationToken ct
    )
    {
        var response = context.Response;
        if (context.Request.IsHead())
        {
            SetHeaders(response, length, mediaType, fileName);
            return;
        }
        if (length <= bufferBytes)
        {
            var buffer = ArrayPool<byte>.Shared.Rent((int)length);
            try
            {
                await WriteAsync(write, new MemoryStream(buffer, 0, (int)length));
                SetHeaders(response, length, mediaType, fileName);
                await response.Body.WriteAsync(buffer.AsMemory(0, (int)length), ct);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
        else
        {
            SetHeaders(response, length, mediaType, fileName);
            try
            {
                // The writer of ZIP writes the end of its entries at once, which the body's own stream refuses.
                await WriteAsync(write, length is null ? response.BodyWriter.AsStream(leaveOpen: true) : response.Body);
            }
            catch (Exception e) when (response.HasStarted && e is not OperationCanceledException)
            {
                // Nobody is to take a part for the whole.
                LogCutShort(context.TraceIdentifier, e.Message, e);
                context.Abort();
            }
            catch (OperationCanceledException) when (response.HasStarted && !context.RequestAborted.IsCancellationRequested)
            {
                LogTooLong(context.TraceIdentifier);
                context.Abort();
            }
        }
        RequestFacts.Of(context).Bytes = length;
    }

    private static async Task WriteAsync(Func<Stream, Task> write, Stream output)
    {
        try
        {
            await write(output);
        }
        catch (FitsException e)
        {
            throw Damaged(e);
        }
    }

    private static void SetHeaders(HttpResponse response, long? length, string mediaType, string fileName)
    {
        response.ContentType = mediaType;
        response.ContentLength = length;
        response.Headers.ContentDisposition = ContentDisposition.Saved(fileName);
    }

    private static ServiceException Damaged(FitsException e) =>
        new(ErrorKind.ServiceUnavailable, $"The image cannot be read: {e.Message}", e);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Cut-out of request {RequestId} ended early: {Reason}")]
    private partial void LogCutShort(string requestId, string reason, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Cut-out of request {RequestId} took longer than it may")]
    private partial void LogTooLong(string requestId);
}
