using DataLab.Formats;

namespace DataLab.Host.Serving;

/// <summary>Where a server writes: the state store, the files of jobs, uploads, and what outgrows memory.</summary>
/// <remarks>The data folder itself, unless another is given: then nothing needs to be written there.</remarks>
internal sealed class StateFolder
{
    /// <summary>In the configuration.</summary>
    public const string Setting = "Server:StateFolder";

    private readonly string path;

    private StateFolder(string path, string? jobs) => (this.path, Jobs) = (path, jobs ?? Path.Combine(path, "jobs"));

    public string Store => Path.Combine(path, "state", "datalab.sqlite");
    public string Jobs { get; }
    public string Temp => Path.Combine(path, "tmp");

    /// <summary>What is kept for another time and may be deleted at any.</summary>
    public string Cache => Path.Combine(path, "cache");
    public string Uploads => Path.Combine(Temp, "uploads");

    /// <param name="given">By the command line or the configuration; made if it is not there. Null for the data folder.</param>
    /// <param name="jobs">The folder of job files, if it is elsewhere.</param>
    /// <exception cref="ServiceException">UsageError: a folder cannot be written to.</exception>
    public static StateFolder Open(string dataFolder, string? given, string? jobs)
    {
        var folder = new StateFolder(Path.GetFullPath(given ?? dataFolder), jobs);
        if (jobs is not null)
            ProveShared(jobs);
        try
        {
            WritableFolder.Prove(folder.path);
            Directory.CreateDirectory(folder.Temp);
            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var which = given is null ? "data" : "state";
            throw new ServiceException(
                ErrorKind.UsageError,
                $"The server cannot start: the {which} folder {folder.path} cannot be written to ({e.Message.TrimEnd('.')}). "
                    + $"Name a folder for jobs, uploads and temporary files with --state FOLDER or the setting {Setting}.",
                e
            );
        }
    }

    private static void ProveShared(string jobs)
    {
        try
        {
            WritableFolder.Prove(jobs);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ServiceException(
                ErrorKind.UsageError,
                $"The server cannot start: the folder State:JobsFolder {jobs} cannot be written to ({e.Message.TrimEnd('.')}).",
                e
            );
        }
    }
}
