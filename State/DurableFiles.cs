using System.Runtime.InteropServices;

namespace DataLab.State;

/// <summary>Files that are still there, under their name, after a power cut.</summary>
public static class DurableFiles
{
    private const int InvalidArgument = 22;

    /// <summary>Makes what was created, renamed or removed in a folder last (POSIX: the folder itself has to be synced).</summary>
    /// <exception cref="IOException">The folder is gone or the disk fails.</exception>
    public static void SyncFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            return;
        var folder = OpenFolder(path, 0);
        if (folder < 0)
            throw Failure("opened");
        try
        {
            // EINVAL: a file system that does not sync folders.
            if (SyncDescriptor(folder) != 0 && Marshal.GetLastPInvokeError() != InvalidArgument)
                throw Failure("synced");
        }
        finally
        {
            _ = CloseDescriptor(folder);
        }
    }

    /// <summary>Makes a folder that only the user of this process can look into; one that is there stays as it is.</summary>
    public static void MakePrivateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Whether the disk, or the user's part of it, is full.</summary>
    public static bool IsDiskFull(IOException e) =>
        // ENOSPC, EFBIG, EDQUOT; ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL.
        e.HResult
            is 28
                or 27
                or 122
                or unchecked((int)0x80070027)
                or unchecked((int)0x80070070);

    private static IOException Failure(string what)
    {
        var error = Marshal.GetLastPInvokeError();
        return new IOException($"A folder cannot be {what}: {Marshal.GetPInvokeErrorMessage(error)}.", error);
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int OpenFolder([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SyncDescriptor(int descriptor);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int CloseDescriptor(int descriptor);
}
