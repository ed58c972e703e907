using System.Diagnostics;
using System.Globalization;
using DataLab.Host.Serving;

namespace DataLab.Host.Examining;

/// <summary>Looks at a folder that a server writes to: rights, disk, space, and how long a sync takes.</summary>
internal static class Folders
{
    private const double SlowSync = 0.05;
    private const int Syncs = 11;
    private const long LittleSpace = 20L << 30;
    private const long NoSpace = 1L << 30;

    /// <summary>File systems on which SQLite's locks and shared memory cannot be relied on.</summary>
    private static readonly string[] Remote =
    [
        "nfs",
        "nfs4",
        "cifs",
        "smb",
        "smb2",
        "smb3",
        "fuse",
        "9p",
        "lustre",
        "ceph",
    ];

    /// <param name="subject">What it is for: <c>state folder</c>.</param>
    /// <param name="mend">The setting that names it.</param>
    /// <param name="keepsStore">SQLite's file is in it.</param>
    public static IEnumerable<Finding> Look(string subject, string path, string mend, bool keepsStore)
    {
        // What is made at a start is looked at where it will be.
        var there = Existing(path);
        if (Refusal(there) is { } refusal)
        {
            yield return new Finding(
                FindingLevel.Error,
                subject,
                $"{path} cannot be written to: {refusal}",
                "Jobs, uploads and what outgrows memory are files; without a place for them the server does not start.",
                $"Give the folder to the user of the server (chown), or name another with {mend}."
            );
            yield break;
        }
        yield return Space(subject, path, new DriveInfo(there));
        yield return Sync(subject, there);
        if (keepsStore && Remote.Contains(new DriveInfo(there).DriveFormat, StringComparer.OrdinalIgnoreCase))
            yield return new Finding(
                FindingLevel.Error,
                subject,
                $"{path} is on a network ({new DriveInfo(there).DriveFormat})",
                "The state store is a SQLite file, whose locks do not work over a network: it may be damaged.",
                "Put it on a local disk with --state or Server:StateFolder, or keep the state in PostgreSQL (State:PostgreSql)."
            );
    }

    private static string Existing(string path)
    {
        var folder = new DirectoryInfo(path);
        while (!folder.Exists && folder.Parent is { } parent)
            folder = parent;
        return folder.FullName;
    }

    private static string? Refusal(string folder)
    {
        try
        {
            WritableFolder.Prove(folder);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }

    private static Finding Space(string subject, string path, DriveInfo disk)
    {
        var free = disk.AvailableFreeSpace;
        var found = string.Create(
            CultureInfo.InvariantCulture,
            $"{path} on {disk.Name} ({disk.DriveFormat}), {free / 1e9:#,0.0} GB of {disk.TotalSize / 1e9:#,0.0} GB free"
        );
        return free >= LittleSpace
            ? Finding.Ok(subject, found)
            : new Finding(
                free < NoSpace ? FindingLevel.Error : FindingLevel.Warning,
                subject,
                found,
                "Sorts and joins that outgrow memory spill up to 20 GB, results of jobs stay for days; on a full disk users get 503.",
                "Make room, or move the folder to a larger disk; Tap:RetentionDays and Uws:StoredUploadBytes bound what jobs keep."
            );
    }

    private static Finding Sync(string subject, string folder)
    {
        var seconds = Measure(folder);
        var found = string.Create(CultureInfo.InvariantCulture, $"a sync takes {seconds * 1000:0.0} ms");
        return seconds < SlowSync
            ? Finding.Ok(subject, found)
            : new Finding(
                FindingLevel.Warning,
                subject,
                found,
                "Making a job waits for the disk: so few can be made in a second.",
                "Put the folder on a faster disk (an SSD, or a controller with a battery)."
            );
    }

    /// <summary>The median of some, seconds.</summary>
    private static double Measure(string folder)
    {
        var times = new double[Syncs];
        using var file = new FileStream(
            Path.Combine(folder, "sync-" + Guid.NewGuid().ToString("N")),
            new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                Options = FileOptions.DeleteOnClose,
            }
        );
        var page = new byte[4096];
        for (var i = 0; i < Syncs; i++)
        {
            var since = Stopwatch.GetTimestamp();
            file.Write(page);
            file.Flush(flushToDisk: true);
            times[i] = Stopwatch.GetElapsedTime(since).TotalSeconds;
        }
        Array.Sort(times);
        return times[Syncs / 2];
    }
}
