using System.Text;

namespace DataLab.Formats.VoTable;

/// <summary>Text, one string a cell, as it is, blanks included.</summary>
internal sealed class TableDataText(string? nullValue) : TableDataCell
{
    private TextVector? vector;
    private byte[] utf8 = new byte[256];

    public override string Expected => "text";

    public override void Bind(ColumnVector vector) => this.vector = (TextVector)vector;

    public override void AppendNull() => vector!.AppendNull();

    public override bool TryAppend(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || (nullValue is not null && text.SequenceEqual(nullValue)))
        {
            vector!.AppendNull();
            return true;
        }
        if (utf8.Length < 3L * text.Length)
            utf8 = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        vector!.Append(utf8.AsSpan(0, Encoding.UTF8.GetBytes(text, utf8)));
        return true;
    }
}

/// <summary>Arrays of numbers or booleans, with blanks between; complex numbers are pairs.</summary>
internal sealed class TableDataList(Field field, TableDataCell element) : TableDataCell
{
    private readonly int perNumber = field.DataType is DataType.FloatComplex or DataType.DoubleComplex ? 2 : 1;
    private readonly int? length = field.ArraySize is { } size ? size.FixedLength : 1;
    private ListVector? vector;

    public override string Expected =>
        length is { } numbers
            ? $"{numbers * perNumber} numbers, each {element.Expected}"
            : $"numbers, each {element.Expected}";

    public override void Bind(ColumnVector vector)
    {
        this.vector = (ListVector)vector;
        element.Bind(this.vector.Items);
    }

    public override void AppendNull() => vector!.AppendNull();

    public override bool TryAppend(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        if (text.IsEmpty)
        {
            vector!.AppendNull();
            return true;
        }
        var count = 0;
        while (!text.IsEmpty)
        {
            var end = text.IndexOfAny(" \t\r\n,");
            var word = end < 0 ? text : text[..end];
            if (!element.TryAppend(word))
                return false;
            count++;
            text = end < 0 ? [] : text[(end + 1)..].TrimStart();
        }
        vector!.AppendRow();
        return length is { } numbers ? count == numbers * perNumber : count % perNumber == 0;
    }
}

/// <summary>Arrays of bits, digits 0 and 1 with or without blanks between (VOTable 1.4 §6 Bit Array).</summary>
internal sealed class TableDataBits(Field field) : TableDataCell
{
    private readonly int? length = field.ArraySize!.FixedLength;
    private ListVector? vector;
    private ValueVector<bool>? bits;

    public override string Expected => length is { } count ? $"{count} bits, each 0 or 1" : "bits, each 0 or 1";

    public override void Bind(ColumnVector vector)
    {
        this.vector = (ListVector)vector;
        bits = (ValueVector<bool>)this.vector.Items;
    }

    public override void AppendNull() => vector!.AppendNull();

    public override bool TryAppend(ReadOnlySpan<char> text)
    {
        if (text.IsWhiteSpace())
        {
            vector!.AppendNull();
            return true;
        }
        var count = 0;
        foreach (var c in text)
        {
            if (char.IsWhiteSpace(c))
                continue;
            if (c is not ('0' or '1'))
                return false;
            bits!.Append(c == '1');
            count++;
        }
        vector!.AppendRow();
        return length is null || count == length;
    }
}

/// <summary>Arrays of strings, cut from one text at the width that the first dimension says; blanks at the end of each are filling.</summary>
internal sealed class TableDataStrings(Field field) : TableDataCell
{
    private readonly int width = Math.Max(1, field.ArraySize!.Dimensions[0]);
    private ListVector? vector;
    private TextVector? strings;

    public override string Expected => "strings";

    public override void Bind(ColumnVector vector)
    {
        this.vector = (ListVector)vector;
        strings = (TextVector)this.vector.Items;
    }

    public override void AppendNull() => vector!.AppendNull();

    public override bool TryAppend(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
        {
            vector!.AppendNull();
            return true;
        }
        // Our own writer counts bytes for char; others write ASCII, where it is the same.
        if (field.DataType == DataType.UnicodeChar)
        {
            for (; !text.IsEmpty; text = text[Math.Min(width, text.Length)..])
                strings!.Append(text[..Math.Min(width, text.Length)].TrimEnd(' ').ToString());
        }
        else
        {
            var utf8 = new byte[Encoding.UTF8.GetByteCount(text)].AsSpan();
            Encoding.UTF8.GetBytes(text, utf8);
            for (; !utf8.IsEmpty; utf8 = utf8[Math.Min(width, utf8.Length)..])
                strings!.Append(utf8[..Math.Min(width, utf8.Length)].TrimEnd((byte)' '));
        }
        vector!.AppendRow();
        return true;
    }
}
