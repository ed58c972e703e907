using System.Text;

namespace DataLab.Formats.VoTable;

/// <summary>Text: char is taken as UTF-8, or Latin-1 where it is not that; unicodeChar is UTF-16. It ends at the first NUL.</summary>
internal sealed class BinaryTextCell(Field field, string? nullValue, bool emptyIsNull) : BinaryCell
{
    private readonly int? length = field.ArraySize is { } size ? size.FixedLength : 1;
    private readonly byte[]? nullText = nullValue is null ? null : Encoding.UTF8.GetBytes(nullValue);
    private TextVector? vector;

    public override void Bind(ColumnVector vector) => this.vector = (TextVector)vector;

    public override void Read(BinaryInput input, bool isNull)
    {
        var text = TextBytes.Take(input, field.DataType, length);
        if (isNull || (emptyIsNull && text.IsEmpty) || (nullText is not null && text.SequenceEqual(nullText)))
            vector!.AppendNull();
        else
            vector!.Append(text);
    }
}

/// <summary>Arrays of strings, all of the width that the first dimension says.</summary>
internal sealed class BinaryStringsCell(Field field, bool emptyIsNull) : BinaryCell
{
    private readonly int? length = field.ArraySize!.FixedLength;
    private ListVector? vector;

    public override void Bind(ColumnVector vector) => this.vector = (ListVector)vector;

    public override void Read(BinaryInput input, bool isNull)
    {
        var unit = field.DataType == DataType.UnicodeChar ? 2 : 1;
        var count = length ?? BinaryCount.Take(input);
        var bytes = input.Take((long)count * unit);
        if (isNull || (emptyIsNull && count == 0))
        {
            vector!.AppendNull();
            return;
        }
        var width = Math.Max(1, field.ArraySize!.Dimensions[0]) * unit;
        var items = (TextVector)vector!.Items;
        for (; bytes.Length > 0; bytes = bytes[Math.Min(width, bytes.Length)..])
            items.Append(TextBytes.Decode(bytes[..Math.Min(width, bytes.Length)], field.DataType).TrimEnd((byte)' '));
        vector.AppendRow();
    }
}

/// <summary>Text as the binary serialisations have it, to UTF-8.</summary>
internal static class TextBytes
{
    public static ReadOnlySpan<byte> Take(BinaryInput input, DataType type, int? length)
    {
        var count = length ?? BinaryCount.Take(input);
        return Decode(input.Take(type == DataType.UnicodeChar ? 2L * count : count), type);
    }

    public static ReadOnlySpan<byte> Decode(ReadOnlySpan<byte> bytes, DataType type)
    {
        if (type == DataType.UnicodeChar)
        {
            var text = Encoding.BigEndianUnicode.GetString(bytes);
            var end = text.IndexOf('\0', StringComparison.Ordinal);
            return Encoding.UTF8.GetBytes(end < 0 ? text : text[..end]);
        }
        var nul = bytes.IndexOf((byte)0);
        if (nul >= 0)
            bytes = bytes[..nul];
        return System.Text.Unicode.Utf8.IsValid(bytes)
            ? bytes
            : Encoding.UTF8.GetBytes(Encoding.Latin1.GetString(bytes));
    }
}
