using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace DataLab.Uws.Store;

/// <summary>Removes files that no job has: a process was killed between a file and its row.</summary>
/// <param name="found">Folders that were there before this process made its first job.</param>
internal sealed partial class Sweep(
    JobStore store,
    JobFolders folders,
    ImmutableArray<(string JobId, DateTime Changed)> found,
    ILogger log
)
{
    /// <summary>Folders younger than this may belong to a job that another process is about to make.</summary>
    private static readonly TimeSpan Young = TimeSpan.FromHours(1);

    /// <param name="alone">No other process works on the store: young folders are nobody's either.</param>
    public async Task RunAsync(bool alone, CancellationToken ct)
    {
        foreach (var (jobId, changed) in found)
        {
            if (!alone && DateTime.UtcNow - changed < Young)
                continue;
            try
            {
                await SweepAsync(jobId, ct);
            }
            catch (IOException e)
            {
                LogUnswept(jobId, e);
            }
        }
    }

    private async Task SweepAsync(string jobId, CancellationToken ct)
    {
        var (job, results) = await store.ReadAsync(
            db => (JobTable.FindRow(db, jobId), JobTable.Results(db, jobId)),
            ct
        );
        if (job is null || job.Job.Phase == ExecutionPhase.Archived)
            folders.Delete(jobId);
        else if (job.Job.Phase.IsFinal() && Directory.Exists(folders.Results(jobId)))
            foreach (var file in Directory.EnumerateFiles(folders.Results(jobId)))
                if (!results.Exists(result => result.StoredAs == Path.GetFileName(file)))
                    File.Delete(file);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What job {JobId} left behind could not be removed")]
    private partial void LogUnswept(string jobId, Exception failure);
}
