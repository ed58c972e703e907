using System.Collections.Immutable;
using System.IO.Compression;
using System.IO.Pipelines;

namespace DataLab.Formats;

/// <summary>Another format in a gzip file. A client that takes gzip on the way is better served with <see cref="Inner"/> and a content coding.</summary>
/// <param name="mediaType">Of the gzip file.</param>
/// <param name="shortName">RESPONSEFORMAT.</param>
public sealed class GzipFormat(ITableFormat inner, string mediaType, string shortName) : ITableFormat
{
    public ITableFormat Inner => inner;

    public string MediaType => mediaType;

    public ImmutableArray<string> ShortNames => [shortName];

    public string FileExtension => inner.FileExtension + ".gz";

    public bool TellsErrors => inner.TellsErrors;

    public bool IsCompressed => true;

    public async Task WriteAsync(RowSource rows, PipeWriter output, CancellationToken ct)
    {
        var gzip = new GZipStream(output.AsStream(leaveOpen: true), CompressionLevel.Fastest, leaveOpen: true);
        var pipe = PipeWriter.Create(gzip, new StreamPipeWriterOptions(minimumBufferSize: 1 << 16, leaveOpen: true));
        var counted = new CountedWriter(pipe);
        Exception? failure = null;
        try
        {
            await inner.WriteAsync(rows, counted, ct).ConfigureAwait(false);
        }
        // The inner format has ended its document, unless it wrote nothing at all: so must the gzip file.
        catch (Exception exception)
            when (exception is not OperationCanceledException && inner.TellsErrors && counted.Bytes > 0)
        {
            failure = exception;
        }
        await pipe.CompleteAsync().ConfigureAwait(false);
        await gzip.DisposeAsync().ConfigureAwait(false);
        await output.FlushAsync(ct).ConfigureAwait(false);
        if (failure is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
    }
}
