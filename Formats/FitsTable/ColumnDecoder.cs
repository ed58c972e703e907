// Decoders of the columns of fixed width: chosen once a column, run over the rows of a block.
namespace DataLab.Formats.FitsTable;

/// <summary>Some consecutive rows as they lie in the file.</summary>
/// <param name="stride">Bytes a row.</param>
/// <param name="first">Number of the first row, 0-based.</param>
internal readonly ref struct RowBlock(ReadOnlySpan<byte> bytes, int stride, int count, long first)
{
    public int Count => count;

    /// <summary>1-based number of a row for messages.</summary>
    public long Number(int row) => first + row + 1;

    private ReadOnlySpan<byte> Bytes { get; } = bytes;

    public ReadOnlySpan<byte> Cell(int row, int offset, int length) => Bytes.Slice(row * stride + offset, length);
}

/// <summary>Fills one vector from one column of a block of rows.</summary>
internal abstract class ColumnDecoder
{
    public abstract void Decode(RowBlock rows, ColumnVector target);
}

/// <summary>A column without elements (repeat count 0): every cell is null.</summary>
internal sealed class EmptyDecoder : ColumnDecoder
{
    public override void Decode(RowBlock rows, ColumnVector target)
    {
        target.Reset(0);
        for (var row = 0; row < rows.Count; row++)
            target.AppendNull();
    }
}

/// <summary>One element a row.</summary>
internal sealed class ScalarDecoder<T, TElement>(int offset, TElement element) : ColumnDecoder
    where T : unmanaged
    where TElement : struct, IElement<T>
{
    public override void Decode(RowBlock rows, ColumnVector target)
    {
        var vector = (ValueVector<T>)target;
        vector.Reset(rows.Count);
        var values = vector.Values;
        for (var row = 0; row < values.Length; row++)
        {
            if (!element.TryRead(rows.Cell(row, offset, element.Size), out values[row]))
                vector.SetNull(row);
        }
    }
}

/// <summary>The same number of elements in every row.</summary>
internal sealed class ArrayDecoder<T, TElement>(int offset, int length, TElement element) : ColumnDecoder
    where T : unmanaged
    where TElement : struct, IElement<T>
{
    public override void Decode(RowBlock rows, ColumnVector target)
    {
        var vector = (ListVector)target;
        vector.Reset(rows.Count);
        var items = (ValueVector<T>)vector.Items;
        items.Reset(rows.Count * length);
        for (var row = 0; row < rows.Count; row++)
        {
            Elements.Read(rows.Cell(row, offset, length * element.Size), element, items, row * length);
            vector.Offsets[row + 1] = (row + 1) * length;
        }
    }
}

/// <summary>Bits, the first in the highest place of the first byte (FITS 4.0 §7.3.3.1).</summary>
internal sealed class BitDecoder(int offset, int length) : ColumnDecoder
{
    public override void Decode(RowBlock rows, ColumnVector target)
    {
        if (target is ValueVector<bool> scalar)
        {
            scalar.Reset(rows.Count);
            for (var row = 0; row < rows.Count; row++)
                scalar.Values[row] = rows.Cell(row, offset, 1)[0] >= 128;
            return;
        }
        var vector = (ListVector)target;
        vector.Reset(rows.Count);
        var items = (ValueVector<bool>)vector.Items;
        items.Reset(rows.Count * length);
        for (var row = 0; row < rows.Count; row++)
        {
            Elements.ReadBits(rows.Cell(row, offset, (length + 7) / 8), items.Values.Slice(row * length, length));
            vector.Offsets[row + 1] = (row + 1) * length;
        }
    }
}

/// <summary>A string a row, ended by NUL or the width; trailing blanks go.</summary>
internal sealed class TextDecoder(int offset, int width, bool blankIsNull) : ColumnDecoder
{
    public override void Decode(RowBlock rows, ColumnVector target)
    {
        var vector = (TextVector)target;
        vector.Reset(0);
        for (var row = 0; row < rows.Count; row++)
            Text.Append(vector, rows.Cell(row, offset, width), blankIsNull);
    }
}

/// <summary>Several strings of one width a row. Blank ones are empty strings.</summary>
internal sealed class TextArrayDecoder(int offset, int width, int length) : ColumnDecoder
{
    public override void Decode(RowBlock rows, ColumnVector target)
    {
        var vector = (ListVector)target;
        vector.Reset(0);
        var items = (TextVector)vector.Items;
        for (var row = 0; row < rows.Count; row++)
        {
            for (var i = 0; i < length; i++)
                Text.Append(items, rows.Cell(row, offset + i * width, width), blankIsNull: false);
            vector.AppendRow();
        }
    }
}

internal static class Elements
{
    /// <summary>Reads as many elements as <paramref name="bytes"/> holds into <paramref name="items"/> from <paramref name="start"/> on.</summary>
    public static void Read<T, TElement>(ReadOnlySpan<byte> bytes, TElement element, ValueVector<T> items, int start)
        where T : unmanaged
        where TElement : struct, IElement<T>
    {
        var values = items.Values[start..];
        for (var i = 0; bytes.Length > 0; i++, bytes = bytes[element.Size..])
        {
            if (!element.TryRead(bytes, out values[i]))
                items.SetNull(start + i);
        }
    }

    public static void ReadBits(ReadOnlySpan<byte> bytes, Span<bool> values)
    {
        for (var i = 0; i < values.Length; i++)
            values[i] = (bytes[i >> 3] & (0x80 >> (i & 7))) != 0;
    }
}

internal static class Text
{
    /// <summary>Appends a fixed-width string. FITS text is ASCII; UTF-8 is let through, anything else is read as Latin-1.</summary>
    public static void Append(TextVector vector, ReadOnlySpan<byte> field, bool blankIsNull)
    {
        var end = field.IndexOf((byte)0);
        var text = (end < 0 ? field : field[..end]).TrimEnd((byte)' ');
        if (text.IsEmpty && blankIsNull)
            vector.AppendNull();
        else if (System.Text.Ascii.IsValid(text) || System.Text.Unicode.Utf8.IsValid(text))
            vector.Append(text);
        else
            vector.Append(System.Text.Encoding.Latin1.GetString(text));
    }
}
