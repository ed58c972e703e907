using System.Security.Cryptography;
using System.Text;

namespace DataLab.Sia.Previews;

/// <summary>Pictures that were made, as files of a folder; the ones not asked for longest go when there are too many.</summary>
/// <remarks>Thread-safe, also between processes: a file is whole or not there. What cannot be kept is made again.</remarks>
public sealed class PreviewCache(string folder, long limit)
{
    /// <summary>Room is made at once for so many, so that the folder is not listed for each.</summary>
    private const double Slack = 0.9;

    private long bytesSinceSweep = long.MaxValue / 2;

    /// <summary>The name of a picture: of the files it was made of and what was asked for.</summary>
    public static string Name(string key) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..40];

    /// <returns>Null where it is not kept.</returns>
    public async Task<byte[]?> FindAsync(string name, CancellationToken ct)
    {
        if (limit == 0)
            return null;
        var path = PathOf(name);
        try
        {
            var bytes = await File.ReadAllBytesAsync(path, ct);
            File.SetLastAccessTimeUtc(path, DateTime.UtcNow);
            return bytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public async Task KeepAsync(string name, byte[] bytes, CancellationToken ct)
    {
        if (bytes.Length > limit / 2)
            return;
        var path = PathOf(name);
        var aside = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllBytesAsync(aside, bytes, ct);
            File.Move(aside, path, overwrite: true);
            if (Interlocked.Add(ref bytesSinceSweep, bytes.Length) > limit * (1 - Slack))
                Sweep();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A full disk or a folder of somebody else's: the picture is made again next time.
            TryDelete(aside);
        }
    }

    /// <summary>Two letters of the name are a folder, so that none gets too long.</summary>
    private string PathOf(string name) => Path.Combine(folder, name[..2], name);

    private void Sweep()
    {
        Interlocked.Exchange(ref bytesSinceSweep, 0);
        var kept = new DirectoryInfo(folder)
            .EnumerateFiles("*", SearchOption.AllDirectories)
            .Select(file => (File: file, file.Length, file.LastAccessTimeUtc))
            .OrderByDescending(entry => entry.LastAccessTimeUtc)
            .ToList();
        var sum = 0L;
        foreach (var (file, length, _) in kept)
        {
            sum += length;
            if (sum > limit * Slack)
                TryDelete(file.FullName);
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another process deleted it, or will.
        }
    }
}
