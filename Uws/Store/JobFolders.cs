using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using DataLab.Formats;
using DataLab.State;

namespace DataLab.Uws.Store;

/// <summary>The files of jobs: <c>ROOT/ID/uploads/</c> and <c>ROOT/ID/results/</c>. No name in a path is a client's.</summary>
internal sealed class JobFolders
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";
    private const int IdLength = 32;

    public JobFolders(string root)
    {
        Root = root;
        DurableFiles.MakePrivateFolder(root);
        Directory.CreateDirectory(ProcessFolder);
    }

    public string Root { get; }

    /// <summary>One locked file for every living process.</summary>
    public string ProcessFolder => Path.Combine(Root, ".processes");

    /// <summary>160 random bits as lower case letters and digits.</summary>
    public static string NewId() => RandomNumberGenerator.GetString(Alphabet, IdLength);

    public static bool IsId(string text) => text.Length == IdLength && text.All(c => Alphabet.Contains(c));

    public string Of(string jobId) =>
        // Ids come out of the store or from NewId; anything else would be a way out of the root.
        IsId(jobId) ? Path.Combine(Root, jobId) : throw new ArgumentException("not an id of a job", nameof(jobId));

    public string Uploads(string jobId) => Path.Combine(Of(jobId), "uploads");

    public string Results(string jobId) => Path.Combine(Of(jobId), "results");

    /// <summary>Stores an uploaded part, on the disk when this returns.</summary>
    /// <returns>The name of its file in the folder of uploads, and its bytes.</returns>
    /// <exception cref="ServiceException">ServiceUnavailable: the disk is full.</exception>
    public async Task<(string Name, long Size)> StoreUploadAsync(string jobId, Stream content, CancellationToken ct)
    {
        Directory.CreateDirectory(Uploads(jobId));
        var name = NewId();
        try
        {
            await using var file = new FileStream(
                Path.Combine(Uploads(jobId), name),
                new FileStreamOptions
                {
                    Mode = FileMode.CreateNew,
                    Access = FileAccess.Write,
                    Options = FileOptions.Asynchronous,
                    BufferSize = 0,
                }
            );
            await content.CopyToAsync(file, 1 << 18, ct);
            await Task.Run(() => file.Flush(flushToDisk: true), ct);
            return (name, file.Length);
        }
        catch (Exception e)
        {
            DeleteUpload(jobId, name);
            if (e is IOException io && DurableFiles.IsDiskFull(io))
                throw new ServiceException(
                    ErrorKind.ServiceUnavailable,
                    "There is no space left on the server for the upload; please try again later.",
                    e
                )
                {
                    RetryAfter = TimeSpan.FromMinutes(5),
                };
            throw;
        }
    }

    /// <summary>Removes an uploaded part; nothing happens when it is gone.</summary>
    public void DeleteUpload(string jobId, string name)
    {
        try
        {
            File.Delete(Path.Combine(Uploads(jobId), name));
        }
        catch (DirectoryNotFoundException)
        {
            // The whole job was deleted.
        }
    }

    /// <summary>Makes the names of a job's files last: its folder, those in it, and its own entry in the root.</summary>
    public void Sync(string jobId)
    {
        foreach (var folder in new[] { Uploads(jobId), Results(jobId) })
            if (Directory.Exists(folder))
                DurableFiles.SyncFolder(folder);
        DurableFiles.SyncFolder(Of(jobId));
        DurableFiles.SyncFolder(Root);
    }

    /// <summary>An empty folder for the results of a run; what earlier runs left is removed.</summary>
    public string ClearResults(string jobId)
    {
        var folder = Results(jobId);
        if (Directory.Exists(folder))
            foreach (var file in Directory.EnumerateFiles(folder))
                File.Delete(file);
        Directory.CreateDirectory(folder);
        return folder;
    }

    /// <summary>Removes all files of a job; nothing happens when there are none.</summary>
    public void Delete(string jobId)
    {
        try
        {
            Directory.Delete(Of(jobId), recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Never had files, or somebody else has just removed them.
        }
    }

    /// <summary>Ids that have a folder.</summary>
    public ImmutableArray<(string JobId, DateTime Changed)> All() =>
        [
            .. new DirectoryInfo(Root)
                .EnumerateDirectories()
                .Where(folder => IsId(folder.Name))
                .Select(folder => (folder.Name, folder.LastWriteTimeUtc)),
        ];

    /// <summary>The name of the file of a run's next result, which no other run of the job uses.</summary>
    public static string ResultName(long attempt, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{attempt}-{number}");
}
