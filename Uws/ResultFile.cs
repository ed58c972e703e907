using System.IO.Pipelines;
using DataLab.Uws.Store;

namespace DataLab.Uws;

/// <summary>A result under way: a file aside, made durable and put in its place by the commit.</summary>
public sealed class ResultFile : IAsyncDisposable
{
    private const int BufferSize = 1 << 18;

    private readonly FileStream file;
    private readonly string path;
    private readonly string id;
    private readonly string mediaType;
    private readonly string fileName;
    private readonly Action sync;
    private readonly Action<StoredResult> committed;
    private bool closed;

    /// <param name="sync">Makes the names in the job's folders last.</param>
    /// <param name="committed">Told of the result; throws if the job has no use for it any more.</param>
    internal ResultFile(
        string path,
        string id,
        string mediaType,
        string fileName,
        Action sync,
        Action<StoredResult> committed
    )
    {
        (this.path, this.id, this.mediaType, this.fileName) = (path, id, mediaType, fileName);
        (this.sync, this.committed) = (sync, committed);
        file = new FileStream(
            Aside,
            new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                Options = FileOptions.Asynchronous,
                BufferSize = 0,
            }
        );
        Output = PipeWriter.Create(file, new StreamPipeWriterOptions(minimumBufferSize: BufferSize, leaveOpen: true));
    }

    public PipeWriter Output { get; }

    private string Aside => path + ".tmp";

    /// <summary>Flushes, syncs and renames; the job has the result from then on, at the latest when it is COMPLETED.</summary>
    /// <exception cref="IOException">The disk is full or broken; there is no result.</exception>
    public async Task CommitAsync(CancellationToken ct)
    {
        ObjectDisposedException.ThrowIf(closed, this);
        await Output.FlushAsync(ct);
        await Task.Run(() => file.Flush(flushToDisk: true), ct);
        ct.ThrowIfCancellationRequested();
        var size = file.Length;
        closed = true;
        await Output.CompleteAsync();
        await file.DisposeAsync();
        File.Move(Aside, path);
        await Task.Run(sync, CancellationToken.None);
        try
        {
            committed(new StoredResult(new JobResult(id, mediaType, size, fileName), Path.GetFileName(path)));
        }
        catch
        {
            // The job has ended without it.
            File.Delete(path);
            throw;
        }
    }

    /// <summary>Removes what was not committed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!closed)
        {
            closed = true;
            // With an exception the writer drops what it holds rather than writing it to a full disk again.
            await Output.CompleteAsync(new OperationCanceledException());
            await file.DisposeAsync();
        }
        // Its folder may be gone with the job.
        if (File.Exists(Aside))
            File.Delete(Aside);
    }
}
