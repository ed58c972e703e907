using System.Runtime.InteropServices;

namespace DataLab.Catalog.ParquetFiles;

/// <summary>Where a file really is: the engine compares that with what it may read.</summary>
internal static partial class RealPath
{
    /// <param name="path">Absolute.</param>
    /// <returns>The path without links on the way; the same on systems that cannot tell.</returns>
    public static string Of(string path)
    {
        if (OperatingSystem.IsWindows())
            return path;
        var found = Resolve(path, IntPtr.Zero);
        if (found == IntPtr.Zero)
            throw new IOException($"The file {path} cannot be reached (error {Marshal.GetLastPInvokeError()}).");
        try
        {
            return Marshal.PtrToStringUTF8(found) ?? path;
        }
        finally
        {
            Free(found);
        }
    }

    [LibraryImport("libc", EntryPoint = "realpath", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial IntPtr Resolve(string path, IntPtr buffer);

    [LibraryImport("libc", EntryPoint = "free")]
    private static partial void Free(IntPtr pointer);
}
