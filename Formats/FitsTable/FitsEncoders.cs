// The two passes over the rows of a binary table: the rows themselves, then what lies behind them.
using System.Collections.Immutable;
using DataLab.Formats.Encoders;
using DataLab.Formats.VoTable;

namespace DataLab.Formats.FitsTable;

/// <summary>Rows of a binary table.</summary>
internal sealed class FitsRowEncoder : BatchEncoder
{
    private readonly BinaryColumn[] columns;
    private readonly HeapCells[] heap;
    private readonly HeapPlaces places = new();
    private readonly int[] cursors = new int[SliceRows];
    private readonly int rowLength;

    public FitsRowEncoder(ImmutableArray<FitsColumn> fits, FitsShape shape)
    {
        rowLength = shape.RowLength;
        var at = 0;
        columns = new BinaryColumn[fits.Length];
        var variable = new List<HeapCells>();
        for (var i = 0; i < fits.Length; i++)
        {
            if (!fits[i].IsVariable)
            {
                columns[i] = fits[i].NewCells(rowLength - at);
                at += (int)fits[i].Width;
                continue;
            }
            var cells = fits[i].NewHeapCells();
            variable.Add(cells);
            columns[i] = new Descriptors(cells, places, shape.IsWide);
            at += columns[i].FixedLength;
        }
        heap = [.. variable];
    }

    protected override void Bind(RowBatch batch)
    {
        for (var i = 0; i < columns.Length; i++)
            columns[i].Bind(batch.Columns[i]);
        if (heap.Length > 0)
            places.Bind(((ValueVector<long>)batch.Columns[^1]).Values[0], batch.Count, heap);
    }

    protected override void EncodeRows(int first, int count, ByteBuffer to)
    {
        var bytes = to.Reserve((long)rowLength * count);
        for (var i = 0; i < count; i++)
            cursors[i] = i * rowLength;
        foreach (var column in columns)
            column.Write(first, cursors.AsSpan(0, count), bytes);
        to.Advance(rowLength * count);
    }
}

/// <summary>Cells in the heap, row by row.</summary>
internal sealed class FitsHeapEncoder : BatchEncoder
{
    private readonly (int Column, HeapCells Cells)[] heap;

    public FitsHeapEncoder(ImmutableArray<FitsColumn> fits) => heap = HeapStarts.HeapColumns(fits);

    protected override void Bind(RowBatch batch)
    {
        foreach (var (column, cells) in heap)
            cells.Bind(batch.Columns[column]);
    }

    protected override void EncodeRows(int first, int count, ByteBuffer to)
    {
        for (var row = first; row < first + count; row++)
        {
            foreach (var (_, cells) in heap)
            {
                var size = cells.Size(row);
                cells.Write(row, to.Reserve(size));
                to.Advance((int)size);
            }
        }
    }
}

/// <summary>Rows with one column more: in its first row, where in the heap the cells of the batch begin.</summary>
internal sealed class HeapStarts(RowSource rows, ImmutableArray<FitsColumn> fits) : RowSource
{
    private readonly (int Column, HeapCells Cells)[] heap = HeapColumns(fits);
    private long start;

    public override TableDescription Table => rows.Table;

    public override int EncodingThreads => rows.EncodingThreads;

    /// <summary>Columns with cells in the heap, each with a new writer.</summary>
    public static (int Column, HeapCells Cells)[] HeapColumns(ImmutableArray<FitsColumn> fits) =>
        [
            .. fits.Select((column, i) => (Index: i, Column: column))
                .Where(pair => pair.Column.IsVariable)
                .Select(pair => (pair.Index, pair.Column.NewHeapCells())),
        ];

    public override async ValueTask<RowBatch?> ReadAsync(CancellationToken ct)
    {
        var batch = await rows.ReadAsync(ct).ConfigureAwait(false);
        if (batch is null || heap.Length == 0)
            return batch;
        var places = new ValueVector<long>();
        places.Append(start);
        foreach (var (column, cells) in heap)
        {
            cells.Bind(batch.Columns[column]);
            for (var row = 0; row < batch.Count; row++)
                start += cells.Size(row);
        }
        return new RowBatch(batch.Columns.Add(places), _ => batch.Dispose()) { Count = batch.Count };
    }
}
