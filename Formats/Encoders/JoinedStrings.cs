using System.Text;

namespace DataLab.Formats.Encoders;

/// <summary>Arrays of strings as VOTable has them: strings of one width, one after another, filled up with blanks (VOTable 1.4 §2.2).</summary>
/// <param name="width">Of every string: bytes for datatype char, UTF-16 units for unicodeChar.</param>
internal sealed class JoinedStrings(int width, bool isUnicode)
{
    private readonly TextVector joined = new();

    /// <param name="field">An array of strings.</param>
    public static JoinedStrings For(Field field) =>
        new(field.ArraySize!.Dimensions[0], field.DataType == DataType.UnicodeChar);

    /// <summary>One joined text a row; valid until the next call.</summary>
    public TextVector Join(ListVector arrays)
    {
        joined.Reset(0);
        var strings = (TextVector)arrays.Items;
        var cell = new List<byte>();
        for (var row = 0; row < arrays.Count; row++)
        {
            if (arrays.IsNull(row))
            {
                joined.AppendNull();
                continue;
            }
            cell.Clear();
            var (start, length) = arrays[row];
            for (var i = start; i < start + length; i++)
                AppendPadded(strings[i], cell);
            joined.Append(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(cell));
        }
        return joined;
    }

    private void AppendPadded(ReadOnlySpan<byte> text, List<byte> cell)
    {
        var used = 0;
        Span<byte> utf8 = stackalloc byte[4];
        while (text.Length > 0)
        {
            Rune.DecodeFromUtf8(text, out var rune, out var read);
            text = text[read..];
            var size = isUnicode ? rune.Utf16SequenceLength : rune.Utf8SequenceLength;
            if (used + size > width)
                break;
            used += size;
            cell.AddRange(utf8[..rune.EncodeToUtf8(utf8)]);
        }
        for (; used < width; used++)
            cell.Add((byte)' ');
    }
}
