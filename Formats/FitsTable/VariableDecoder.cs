// Decoders of the columns whose arrays lie in the heap.
using DataLab.Fits.Tables;

namespace DataLab.Formats.FitsTable;

/// <summary>A column of descriptors.</summary>
internal abstract class VariableDecoder(BinaryColumn column, Heap heap) : ColumnDecoder
{
    protected BinaryColumn Column => column;

    protected Heap Heap => heap;

    /// <summary>Bytes that a cell takes in memory, about.</summary>
    public long CellBytes(RowBlock rows, int row)
    {
        var count = Locate(rows, row).Count;
        return Math.Max(count, BinaryForm.BytesOf(column.Form.Type, count));
    }

    protected (int Count, long Offset) Locate(RowBlock rows, int row) =>
        column.Form.Repeat == 0
            ? (0, 0)
            : heap.Locate(
                rows.Cell(row, column.Offset, column.Form.Descriptor),
                column.Form.Type,
                column.Name,
                rows.Number(row)
            );

    /// <summary>Bytes of a cell's array; good until the next call.</summary>
    protected ReadOnlySpan<byte> Read(int count, long offset) =>
        count == 0 ? [] : heap.Read(offset, (int)BinaryForm.BytesOf(column.Form.Type, count));
}

/// <param name="perElement">Values an element: 2 for complex numbers.</param>
internal sealed class VariableArrayDecoder<T, TElement>(
    BinaryColumn column,
    Heap heap,
    TElement element,
    int perElement
) : VariableDecoder(column, heap)
    where T : unmanaged
    where TElement : struct, IElement<T>
{
    public override void Decode(RowBlock rows, ColumnVector target)
    {
        var vector = (ListVector)target;
        vector.Reset(rows.Count);
        for (var row = 0; row < rows.Count; row++)
            vector.Offsets[row + 1] = vector.Offsets[row] + Locate(rows, row).Count * perElement;
        var items = (ValueVector<T>)vector.Items;
        items.Reset(vector.Offsets[rows.Count]);
        for (var row = 0; row < rows.Count; row++)
        {
            var (count, offset) = Locate(rows, row);
            Elements.Read(Read(count, offset), element, items, vector.Offsets[row]);
        }
    }
}

internal sealed class VariableBitDecoder(BinaryColumn column, Heap heap) : VariableDecoder(column, heap)
{
    public override void Decode(RowBlock rows, ColumnVector target)
    {
        var vector = (ListVector)target;
        vector.Reset(rows.Count);
        for (var row = 0; row < rows.Count; row++)
            vector.Offsets[row + 1] = vector.Offsets[row] + Locate(rows, row).Count;
        var items = (ValueVector<bool>)vector.Items;
        items.Reset(vector.Offsets[rows.Count]);
        for (var row = 0; row < rows.Count; row++)
        {
            var (count, offset) = Locate(rows, row);
            Elements.ReadBits(Read(count, offset), items.Values.Slice(vector.Offsets[row], count));
        }
    }
}

internal sealed class VariableTextDecoder(BinaryColumn column, Heap heap, bool blankIsNull)
    : VariableDecoder(column, heap)
{
    public override void Decode(RowBlock rows, ColumnVector target)
    {
        var vector = (TextVector)target;
        vector.Reset(0);
        for (var row = 0; row < rows.Count; row++)
        {
            var (count, offset) = Locate(rows, row);
            Text.Append(vector, Read(count, offset), blankIsNull);
        }
    }
}
