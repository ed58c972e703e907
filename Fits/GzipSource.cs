using System.Buffers;
using System.IO.Compression;

namespace DataLab.Fits;

/// <summary>Whole files packed with gzip: unpacked to a temporary file that goes with the source.</summary>
public static class GzipSource
{
    /// <summary>Whether a file begins as gzip does; its name is not asked.</summary>
    public static bool IsGzip(ReadOnlySpan<byte> firstBytes) => firstBytes is [0x1f, 0x8b, ..];

    /// <summary>A file as it is, or unpacked where it is gzip.</summary>
    /// <param name="limit">Bytes that the unpacked file may have.</param>
    /// <exception cref="FitsException">The gzip is damaged, or unpacks to more than the limit.</exception>
    public static async ValueTask<IFitsSource> OpenAsync(string path, long limit, CancellationToken ct)
    {
        var plain = FileSource.Open(path);
        try
        {
            var start = new byte[2];
            if (plain.Length >= 2)
                await plain.ReadAsync(0, start, ct).ConfigureAwait(false);
            if (!IsGzip(start))
                return plain;
        }
        catch
        {
            await plain.DisposeAsync().ConfigureAwait(false);
            throw;
        }
        await plain.DisposeAsync().ConfigureAwait(false);
        await using var packed = File.OpenRead(path);
        return await UnpackAsync(packed, NameWithout(Path.GetFileName(path)), limit, ct).ConfigureAwait(false);
    }

    private static string NameWithout(string name) =>
        name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name;

    /// <summary>Unpacks a stream to a temporary file.</summary>
    /// <inheritdoc cref="OpenAsync"/>
    public static async ValueTask<IFitsSource> UnpackAsync(Stream packed, string name, long limit, CancellationToken ct)
    {
        var path = Path.Combine(Path.GetTempPath(), "datalab-" + Guid.NewGuid().ToString("N") + ".fits");
        var handle = File.OpenHandle(
            path,
            FileMode.CreateNew,
            FileAccess.ReadWrite,
            FileShare.Read | FileShare.Delete,
            FileOptions.DeleteOnClose
        );
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
        try
        {
            await using var plain = new GZipStream(packed, CompressionMode.Decompress, leaveOpen: true);
            long length = 0;
            int count;
            while ((count = await plain.ReadAsync(buffer, ct).ConfigureAwait(false)) > 0)
            {
                if (length + count > limit)
                    throw new FitsException($"{name} unpacks to more than the {limit} bytes allowed.");
                await RandomAccess.WriteAsync(handle, buffer.AsMemory(0, count), length, ct).ConfigureAwait(false);
                length += count;
            }
            return FileSource.OfTemporary(name, handle);
        }
        catch (InvalidDataException e)
        {
            handle.Dispose();
            throw new FitsException($"{name} is not whole: its gzip is damaged.", e);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
