// Reads a section of an image that is not compressed: rows of pixels in few large reads.
using System.Buffers;

namespace DataLab.Fits.Images;

internal static class PlainReader
{
    /// <summary>Bytes between two rows of a section that are read rather than skipped.</summary>
    private const int Gap = 16 << 10;

    private const int BufferBytes = 1 << 20;

    public static async ValueTask ReadAsync(FitsImage image, PixelBlock target, CancellationToken ct)
    {
        var section = target.Section;
        var width = image.Type.Bytes();
        var axes = section.Axes;
        var row = axes[0];
        var count = (int)row.Count;
        var span = (row.Last - row.First + 1 - (row.Last - row.First) % row.Step) * width;
        var rows = section.Count / count;
        if (row.Step == 1 && count == image.Axes[0])
        {
            await ReadWholeRowsAsync(image, target, rows, ct).ConfigureAwait(false);
        }
        else
        {
            var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(Math.Max(span, 1), BufferBytes) + 8);
            try
            {
                var bytes = target.Memory;
                for (long n = 0; n < rows; n++)
                {
                    var to = bytes.Slice((int)(n * count * width), count * width);
                    var offset = image.Hdu.DataOffset + (RowStart(image, section, n) + row.First - 1) * width;
                    if (row.Step == 1)
                        await image.Source.ReadAsync(offset, to, ct).ConfigureAwait(false);
                    else
                        await ReadSteppedAsync(image.Source, offset, row.Step, width, to, buffer, ct)
                            .ConfigureAwait(false);
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
        PixelBytes.Swap(target.Bytes, image.Type);
    }

    /// <summary>Rows without gaps between them are one read.</summary>
    private static async ValueTask ReadWholeRowsAsync(
        FitsImage image,
        PixelBlock target,
        long rows,
        CancellationToken ct
    )
    {
        var section = target.Section;
        var width = image.Type.Bytes();
        var length = image.Axes[0];
        for (long n = 0; n < rows; )
        {
            var start = RowStart(image, section, n);
            var next = n + 1;
            while (next < rows && RowStart(image, section, next) == start + (next - n) * length)
                next++;
            await image
                .Source.ReadAsync(
                    image.Hdu.DataOffset + start * width,
                    target.Memory.Slice((int)(n * length * width), (int)((next - n) * length * width)),
                    ct
                )
                .ConfigureAwait(false);
            n = next;
        }
    }

    /// <summary>Every so manyth pixel of a row; what lies close together is read at once.</summary>
    private static async ValueTask ReadSteppedAsync(
        IFitsSource source,
        long offset,
        long step,
        int width,
        Memory<byte> to,
        byte[] buffer,
        CancellationToken ct
    )
    {
        var stride = step * width;
        var count = to.Length / width;
        var atOnce = stride > Gap ? 1 : (int)Math.Max(1, (buffer.Length - width) / stride + 1);
        for (var n = 0; n < count; n += atOnce)
        {
            var some = Math.Min(atOnce, count - n);
            var bytes = buffer.AsMemory(0, (int)((some - 1) * stride) + width);
            await source.ReadAsync(offset + n * stride, bytes, ct).ConfigureAwait(false);
            for (var i = 0; i < some; i++)
                bytes.Span.Slice((int)(i * stride), width).CopyTo(to.Span[((n + i) * width)..]);
        }
    }

    /// <summary>Pixels before the first one of a row of the image, by the row's place in the section.</summary>
    private static long RowStart(FitsImage image, Section section, long n)
    {
        long start = 0,
            stride = image.Axes[0];
        for (var axis = 1; axis < section.Axes.Length; axis++)
        {
            var range = section.Axes[axis];
            start += (range.First - 1 + n % range.Count * range.Step) * stride;
            n /= range.Count;
            stride *= image.Axes[axis];
        }
        return start;
    }
}
