using System.Buffers.Binary;
using System.Text;
using DataLab.Formats.Encoders;

namespace DataLab.Formats.VoTable;

/// <summary>Text, one string a cell: of one length, cut or filled up with NUL (VOTable 1.4 §6 Character), or with a count in front.</summary>
/// <param name="length">Units of every cell, null where cells differ.</param>
/// <param name="unitSize">Bytes of a unit.</param>
internal abstract class BinaryTextColumn(int? length, int unitSize) : BinaryColumn
{
    private const int CountSize = 4;

    public sealed override int FixedLength => length is { } units ? units * unitSize : CountSize;

    protected TextVector Vector { get; private set; } = new();

    public sealed override void Bind(ColumnVector vector) => Vector = (TextVector)vector;

    public sealed override void AddLengths(int first, Span<long> lengths)
    {
        if (length is not null)
            return;
        for (var i = 0; i < lengths.Length; i++)
            lengths[i] += (long)CountUnits(Cell(first + i)) * unitSize;
    }

    public sealed override void Write(int first, Span<int> cursors, Span<byte> to)
    {
        for (var i = 0; i < cursors.Length; i++)
        {
            var text = Cell(first + i);
            if (length is { } units)
            {
                var cell = to.Slice(cursors[i], units * unitSize);
                cell[WriteText(text, units, cell)..].Clear();
                cursors[i] += cell.Length;
                continue;
            }
            var count = CountUnits(text);
            BinaryPrimitives.WriteInt32BigEndian(to[cursors[i]..], count);
            cursors[i] += CountSize;
            cursors[i] += WriteText(text, count, to[cursors[i]..]);
        }
    }

    protected abstract int CountUnits(ReadOnlySpan<byte> utf8);

    /// <summary>Writes at most <paramref name="units"/> units, cutting no character; the bytes written.</summary>
    protected abstract int WriteText(ReadOnlySpan<byte> utf8, int units, Span<byte> to);

    private ReadOnlySpan<byte> Cell(int row) => Vector.IsNull(row) ? [] : Vector[row];
}

/// <summary>Datatype char: the bytes of the text, UTF-8 where it is not ASCII.</summary>
internal sealed class BinaryText(int? length) : BinaryTextColumn(length, 1)
{
    protected override int CountUnits(ReadOnlySpan<byte> utf8) => utf8.Length;

    protected override int WriteText(ReadOnlySpan<byte> utf8, int units, Span<byte> to)
    {
        var text = Utf8Text.Cut(utf8, units);
        text.CopyTo(to);
        return text.Length;
    }
}

/// <summary>Datatype unicodeChar: UTF-16, big-endian.</summary>
internal sealed class BinaryUnicodeText(int? length) : BinaryTextColumn(length, 2)
{
    protected override int CountUnits(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetCharCount(utf8);

    protected override int WriteText(ReadOnlySpan<byte> utf8, int units, Span<byte> to)
    {
        Span<char> pair = stackalloc char[2];
        var at = 0;
        while (utf8.Length > 0)
        {
            Rune.DecodeFromUtf8(utf8, out var rune, out var read);
            var count = rune.EncodeToUtf16(pair);
            if (at / 2 + count > units)
                break;
            for (var i = 0; i < count; i++, at += 2)
                BinaryPrimitives.WriteUInt16BigEndian(to[at..], pair[i]);
            utf8 = utf8[read..];
        }
        return at;
    }
}

/// <summary>Arrays of strings, as the one text that they are joined to.</summary>
internal sealed class BinaryStrings(BinaryTextColumn text, JoinedStrings strings) : BinaryColumn
{
    public override int FixedLength => text.FixedLength;

    public override void Bind(ColumnVector vector) => text.Bind(strings.Join((ListVector)vector));

    public override void AddLengths(int first, Span<long> lengths) => text.AddLengths(first, lengths);

    public override void Write(int first, Span<int> cursors, Span<byte> to) => text.Write(first, cursors, to);
}
