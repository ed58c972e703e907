// PLIO_1 (FITS 4.0 §10.4.3): IRAF's line lists of runs, for masks of integers from 0 to 2^24.
namespace DataLab.Fits.Images.Tiles;

internal static class Plio
{
    /// <param name="words">The line list in the machine's byte order.</param>
    /// <param name="pixels">The first ones of the tile; what no instruction reaches is 0.</param>
    /// <exception cref="FitsException">The list's header lies about its length.</exception>
    public static void Decode(ReadOnlySpan<short> words, Span<int> pixels)
    {
        pixels.Clear();
        if (words.Length < 3)
            throw new FitsException("A PLIO tile is too short for its header.");
        int first = 3,
            length = words[2];
        if (length <= 0)
        {
            if (words.Length < 5)
                throw new FitsException("A PLIO tile is too short for its header.");
            length = (words[4] << 15) + words[3];
            first = words[1];
        }
        if (length < 0 || first < 3 || length > words.Length)
            throw new FitsException($"A PLIO tile says it has {length} words; it has {words.Length}.");
        var at = 0;
        var value = 1;
        for (var i = first; i < length && at < pixels.Length; i++)
        {
            // Division, not a shift: negative words are no instruction.
            var code = words[i] / 4096;
            var data = words[i] & 4095;
            switch (code)
            {
                case 0 or 4 or 5:
                    var run = pixels.Slice(at, Math.Min(data, pixels.Length - at));
                    if (code == 4)
                        run.Fill(value);
                    else if (code == 5 && data > 0 && run.Length == data)
                        run[^1] = value;
                    at += run.Length;
                    break;
                case 1:
                    if (++i >= length)
                        throw new FitsException("A PLIO tile ends inside an instruction.");
                    value = (words[i] << 12) + data;
                    break;
                case 2:
                    value += data;
                    break;
                case 3:
                    value -= data;
                    break;
                case 6 or 7:
                    value += code == 6 ? data : -data;
                    pixels[at++] = value;
                    break;
            }
        }
    }
}
