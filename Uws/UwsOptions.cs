namespace DataLab.Uws;

/// <summary>Where jobs live and how often the service looks after them. The limits of a kind are its <see cref="JobOptions"/>.</summary>
/// <param name="Folder">Absolute path of the folder of job files; made if missing.</param>
public sealed record UwsOptions(string Folder)
{
    /// <summary>How long a process that says nothing any more keeps its jobs.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a process looks for what others did: jobs they queued, stopped, or left behind.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often destruction times are looked at.</summary>
    public TimeSpan ReapEvery { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a stopped job may take to stop before we go on without it.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>What tells the machine from others; null for what its kernel says. Only processes of one machine see each other's locks.</summary>
    internal string? Machine { get; init; }

    /// <summary>Runs of one job that may die with their process before it ends in ERROR.</summary>
    public int MostCrashes { get; init; } = 2;

    /// <summary>How long the query history keeps an entry; zero for ever.</summary>
    public TimeSpan HistoryFor { get; init; } = TimeSpan.FromDays(365);

    /// <summary>The most entries of the query history, of all users together; the oldest go first.</summary>
    public int HistoryEntries { get; init; } = 1_000_000;

    /// <summary>Jobs that may be PENDING, made and not started, in all; one more is answered with 503.</summary>
    public int PendingJobs { get; init; } = 10_000;

    /// <summary>Jobs of one user (or, unless signed in, one address) that may be PENDING.</summary>
    public int PendingJobsPerUser { get; init; } = 1000;

    /// <summary>Bytes that the uploaded parts of all jobs that have not ended may take up together.</summary>
    public long StoredUploadBytes { get; init; } = 50L << 30;
}
