using System.Buffers;
using System.Buffers.Text;

namespace DataLab.Formats.VoTable;

/// <summary>What base64 text stands for; blanks and line ends may be anywhere.</summary>
internal sealed class Base64Stream(Stream text) : ReadOnlyStream
{
    private static readonly SearchValues<byte> Blanks = SearchValues.Create(" \t\r\n"u8);

    private readonly byte[] encoded = new byte[32 * 1024];
    private readonly byte[] decoded = new byte[32 * 1024];
    private int encodedLength;
    private int start;
    private int end;
    private bool ended;

    public override int Read(Span<byte> buffer)
    {
        while (start == end && !ended)
            Decode();
        var count = Math.Min(buffer.Length, end - start);
        decoded.AsSpan(start, count).CopyTo(buffer);
        start += count;
        return count;
    }

    private void Decode()
    {
        var read = text.Read(encoded.AsSpan(encodedLength));
        ended = read == 0;
        encodedLength += RemoveBlanks(encoded.AsSpan(encodedLength, read));
        // Padding can only be in the last four characters, so these wait for the end.
        var usable = ended ? encodedLength : Math.Max(0, encodedLength - 4) & ~3;
        var status = Base64.DecodeFromUtf8(encoded.AsSpan(0, usable), decoded, out var used, out var written, ended);
        if (status != OperationStatus.Done || used != usable)
            throw new InvalidDataException(
                ended && status == OperationStatus.NeedMoreData
                    ? "the base64 text of STREAM is cut off."
                    : "the text of STREAM is not base64."
            );
        encoded.AsSpan(usable, encodedLength - usable).CopyTo(encoded);
        encodedLength -= usable;
        (start, end) = (0, written);
    }

    private static int RemoveBlanks(Span<byte> bytes)
    {
        var kept = bytes.IndexOfAny(Blanks);
        if (kept < 0)
            return bytes.Length;
        for (var i = kept; i < bytes.Length; )
        {
            var rest = bytes[i..];
            var next = rest.IndexOfAny(Blanks);
            var run = next < 0 ? rest.Length : next;
            rest[..run].CopyTo(bytes[kept..]);
            kept += run;
            i += run + 1;
        }
        return kept;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            text.Dispose();
        base.Dispose(disposing);
    }
}
