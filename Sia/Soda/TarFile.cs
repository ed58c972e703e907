// An archive of files of known lengths, written without seeking (POSIX ustar).
using System.Globalization;
using System.Text;

namespace DataLab.Sia.Soda;

internal static class TarFile
{
    private const int Block = 512;

    /// <summary>Two blocks of zeros.</summary>
    private static readonly byte[] End = new byte[2 * Block];

    /// <summary>Bytes of the whole archive.</summary>
    public static long LengthOf(IEnumerable<long> files) => files.Sum(length => Block + Padded(length)) + End.Length;

    /// <param name="write">Writes exactly so many bytes.</param>
    public static async Task AddAsync(
        Stream output,
        string name,
        long length,
        Func<Stream, Task> write,
        CancellationToken ct
    )
    {
        await output.WriteAsync(Header(name, length), ct);
        await write(output);
        await output.WriteAsync(new byte[Padded(length) - length], ct);
    }

    public static ValueTask EndAsync(Stream output, CancellationToken ct) => output.WriteAsync(End, ct);

    private static long Padded(long length) => (length + Block - 1) / Block * Block;

    private static byte[] Header(string name, long length)
    {
        var header = new byte[Block];
        Put(0, 100, new string([.. name.TakeLast(99).Select(c => c is > ' ' and <= '~' ? c : '_')]));
        Put(100, 8, "0000644");
        Put(108, 8, "0000000");
        Put(116, 8, "0000000");
        // Eleven octal digits hold 8 GiB; larger files have their length in binary, as GNU tar and POSIX pax readers take it.
        if (length < 1L << 33)
            Put(124, 12, Convert.ToString(length, 8).PadLeft(11, '0'));
        else
        {
            header[124] = 0x80;
            for (var i = 0; i < 8; i++)
                header[135 - i] = (byte)(length >> (8 * i));
        }
        Put(136, 12, Convert.ToString(DateTimeOffset.UtcNow.ToUnixTimeSeconds(), 8).PadLeft(11, '0'));
        Put(148, 8, "        ");
        header[156] = (byte)'0';
        Put(257, 8, "ustar\000" + "00");
        var sum = header.Sum(b => (long)b);
        Put(148, 8, Convert.ToString(sum, 8).PadLeft(6, '0').ToString(CultureInfo.InvariantCulture) + "\0 ");
        return header;

        void Put(int at, int width, string text) =>
            Encoding.ASCII.GetBytes(text).AsSpan(0, Math.Min(width, text.Length)).CopyTo(header.AsSpan(at));
    }
}
