using System.Collections.Immutable;
using System.Globalization;
using DataLab.Uws.Store;

namespace DataLab.Uws;

/// <summary>A job being executed, as the kind that runs it sees it.</summary>
public sealed class JobExecution
{
    private readonly JobFolders folders;
    private readonly long attempt;
    private readonly Lock gate = new();
    private readonly List<ResultFile> files = [];
    private readonly List<JobNote> notes = [];
    private readonly List<StoredResult> results = [];
    private bool ended;
    private long rows = -1;
    private double fraction = double.NaN;

    internal JobExecution(Job job, long attempt, JobFolders folders)
    {
        Job = job;
        this.attempt = attempt;
        this.folders = folders;
    }

    public Job Job { get; }

    /// <summary>As last reported; null when nothing was.</summary>
    internal long? Rows => Volatile.Read(ref rows) is >= 0 and var number ? number : null;

    /// <summary>Absolute path of an uploaded part, by the name of its parameter; null if there is none.</summary>
    public string? UploadPath(string parameter) =>
        Job.Parameters.FirstOrDefault(p => p.IsFile && p.Name.Equals(parameter, StringComparison.OrdinalIgnoreCase))
            is { } file
            ? Path.Combine(folders.Uploads(Job.JobId), file.Value)
            : null;

    /// <summary>Opens a result to write. It exists for the world after <see cref="ResultFile.CommitAsync"/>; otherwise it vanishes on disposal.</summary>
    /// <param name="id">Unique in the job.</param>
    /// <exception cref="InvalidOperationException">The id is taken, or the job has ended meanwhile.</exception>
    public ResultFile CreateResult(string id, string mediaType, string fileName)
    {
        lock (gate)
        {
            ThrowIfEnded();
            ThrowIfTaken(id);
            var path = Path.Combine(folders.Results(Job.JobId), JobFolders.ResultName(attempt, files.Count));
            var file = new ResultFile(path, id, mediaType, fileName, () => folders.Sync(Job.JobId), Add);
            files.Add(file);
            return file;
        }
    }

    /// <summary>Tells how far it is: shown in jobInfo, not stored. Cheap enough to call with every batch.</summary>
    /// <param name="fraction">Done, in [0, 1]; null when the engine cannot tell.</param>
    public void Report(long rows, double? fraction)
    {
        Volatile.Write(ref this.rows, rows);
        Volatile.Write(ref this.fraction, fraction ?? double.NaN);
    }

    /// <summary>Adds a statement that is stored with the finished job.</summary>
    public void Note(string name, string value)
    {
        lock (gate)
            notes.Add(new JobNote(name, value));
    }

    /// <summary>What was noted so far, and how far it is.</summary>
    internal ImmutableArray<JobNote> LiveNotes()
    {
        var progress = new List<JobNote>();
        if (Rows is { } number)
            progress.Add(new JobNote("rows", number.ToString(CultureInfo.InvariantCulture)));
        if (Volatile.Read(ref fraction) is var done && !double.IsNaN(done))
            progress.Add(new JobNote("fraction", done.ToString("0.###", CultureInfo.InvariantCulture)));
        lock (gate)
            return [.. notes, .. progress.Where(note => notes.TrueForAll(own => own.Name != note.Name))];
    }

    /// <summary>What is whole so far.</summary>
    internal (ImmutableArray<StoredResult> Results, ImmutableArray<JobNote> Notes) Finished()
    {
        lock (gate)
            return ([.. results], [.. notes]);
    }

    /// <summary>Closes the books: results committed and notes made later count for nothing.</summary>
    internal void End()
    {
        lock (gate)
            ended = true;
    }

    /// <summary>Removes what the run left unfinished.</summary>
    internal async ValueTask DisposeFilesAsync()
    {
        ResultFile[] all;
        lock (gate)
            all = [.. files];
        foreach (var file in all)
            await file.DisposeAsync();
    }

    private void Add(StoredResult result)
    {
        lock (gate)
        {
            ThrowIfEnded();
            ThrowIfTaken(result.Result.Id);
            results.Add(result);
        }
    }

    private void ThrowIfTaken(string id)
    {
        if (results.Exists(result => result.Result.Id == id))
            throw new InvalidOperationException($"The job has a result \"{id}\" already.");
    }

    private void ThrowIfEnded()
    {
        if (ended)
            throw new InvalidOperationException("The job has ended.");
    }
}
