using System.IO.Pipelines;

namespace DataLab.Uws;

/// <summary>A job being executed, as the kind that runs it sees it.</summary>
public abstract class JobExecution
{
    public abstract Job Job { get; }

    /// <summary>Absolute path of an uploaded part, by the name of its parameter; null if there is none.</summary>
    public abstract string? UploadPath(string parameter);

    /// <summary>Opens a result to write. It exists for the world after <see cref="ResultFile.CommitAsync"/>; otherwise it vanishes on disposal.</summary>
    public abstract ResultFile CreateResult(string id, string mediaType, string fileName);

    /// <summary>Tells how far it is: shown in jobInfo, not stored. Cheap enough to call with every batch.</summary>
    /// <param name="fraction">Done, in [0, 1]; null when the engine cannot tell.</param>
    public abstract void Report(long rows, double? fraction);

    /// <summary>Adds a statement that is stored with the finished job.</summary>
    public abstract void Note(string name, string value);
}

/// <summary>A result under way: a file aside, made durable and put in its place by the commit.</summary>
public abstract class ResultFile : IAsyncDisposable
{
    public abstract PipeWriter Output { get; }

    /// <summary>Flushes, syncs and renames; the job has the result from then on, at the latest when it is COMPLETED.</summary>
    public abstract Task CommitAsync(CancellationToken ct);

    public abstract ValueTask DisposeAsync();
}
