using System.Buffers.Binary;

namespace DataLab.Formats.VoTable;

/// <summary>Arrays of numbers or booleans; of one length, filled up with nulls, or with a count in front.</summary>
/// <param name="length">Numbers in every cell, null where cells differ.</param>
internal sealed class BinaryArray(BinaryElement element, int? length) : BinaryColumn
{
    private const int CountSize = 4;

    private readonly int fixedElements = (length ?? 0) * element.PerNumber;
    private ListVector? vector;

    public override int FixedLength => length is null ? CountSize : fixedElements * element.Size;

    public override void Bind(ColumnVector vector)
    {
        this.vector = (ListVector)vector;
        element.Bind(this.vector.Items);
    }

    public override void AddLengths(int first, Span<long> lengths)
    {
        if (length is not null)
            return;
        for (var i = 0; i < lengths.Length; i++)
            lengths[i] += (long)Elements(first + i).Length * element.Size;
    }

    public override void Write(int first, Span<int> cursors, Span<byte> to)
    {
        for (var i = 0; i < cursors.Length; i++)
        {
            var at = cursors[i];
            var (start, count) = Elements(first + i);
            if (length is null)
            {
                BinaryPrimitives.WriteInt32BigEndian(to[at..], count / element.PerNumber);
                at += CountSize;
            }
            else
            {
                count = Math.Min(count, fixedElements);
            }
            for (var j = 0; j < count; j++, at += element.Size)
                element.Write(start + j, to[at..]);
            for (; length is not null && count < fixedElements; count++, at += element.Size)
                element.WriteNull(to[at..]);
            cursors[i] = at;
        }
    }

    private (int Start, int Length) Elements(int row) => vector!.IsNull(row) ? default : vector[row];
}

/// <summary>Arrays of bits, eight a byte, the first in the highest bit (VOTable 1.4 §6 Bit Array).</summary>
internal sealed class BinaryBits(int? length) : BinaryColumn
{
    private const int CountSize = 4;

    private ListVector? vector;

    public override int FixedLength => length is { } bits ? (bits + 7) / 8 : CountSize;

    public override void Bind(ColumnVector vector) => this.vector = (ListVector)vector;

    public override void AddLengths(int first, Span<long> lengths)
    {
        if (length is not null)
            return;
        for (var i = 0; i < lengths.Length; i++)
            lengths[i] += (Elements(first + i).Length + 7) / 8;
    }

    public override void Write(int first, Span<int> cursors, Span<byte> to)
    {
        var items = (ValueVector<bool>)vector!.Items;
        for (var i = 0; i < cursors.Length; i++)
        {
            var (start, count) = Elements(first + i);
            if (length is null)
            {
                BinaryPrimitives.WriteInt32BigEndian(to[cursors[i]..], count);
                cursors[i] += CountSize;
            }
            var size = ((length ?? count) + 7) / 8;
            var bytes = to.Slice(cursors[i], size);
            bytes.Clear();
            for (var j = 0; j < Math.Min(count, length ?? count); j++)
            {
                if (!items.IsNull(start + j) && items.Values[start + j])
                    bytes[j >> 3] |= (byte)(0x80 >> (j & 7));
            }
            cursors[i] += size;
        }
    }

    private (int Start, int Length) Elements(int row) => vector!.IsNull(row) ? default : vector[row];
}
