using System.Collections.Immutable;
using DataLab.Formats.Encoders;

namespace DataLab.Formats.VoTable;

/// <summary>Rows of BINARY (VOTable 1.4 §5.2) or, with null flags in front of every row, BINARY2 (§5.3); big-endian.</summary>
/// <remarks>
/// Two passes over a slice of rows: first the length of every row, hence where it starts; then column by column, each cell
/// stored at its row's cursor, which moves on.
/// </remarks>
internal sealed class BinaryRowEncoder : BatchEncoder
{
    private readonly BinaryColumn[] columns;
    private readonly bool withFlags;
    private readonly int flagBytes;
    private readonly int fixedLength;
    private readonly long[] lengths = new long[SliceRows];
    private readonly int[] cursors = new int[SliceRows];
    private RowBatch? batch;

    public BinaryRowEncoder(ImmutableArray<Field> fields, bool withFlags)
    {
        columns = [.. fields.Select(BinaryColumn.For)];
        this.withFlags = withFlags;
        flagBytes = withFlags ? (fields.Length + 7) / 8 : 0;
        fixedLength = flagBytes + columns.Sum(column => column.FixedLength);
    }

    protected override void Bind(RowBatch batch)
    {
        this.batch = batch;
        for (var i = 0; i < columns.Length; i++)
            columns[i].Bind(batch.Columns[i]);
    }

    protected override void EncodeRows(int first, int count, ByteBuffer to)
    {
        var rowLengths = lengths.AsSpan(0, count);
        rowLengths.Fill(fixedLength);
        foreach (var column in columns)
            column.AddLengths(first, rowLengths);
        var total = 0L;
        foreach (var length in rowLengths)
            total += length;
        var bytes = to.Reserve(total);
        var at = 0;
        for (var i = 0; i < count; i++)
        {
            cursors[i] = at;
            at += (int)rowLengths[i];
        }
        if (withFlags)
            WriteFlags(first, count, bytes);
        foreach (var column in columns)
            column.Write(first, cursors.AsSpan(0, count), bytes);
        to.Advance((int)total);
    }

    /// <summary>One bit a column, the first in the highest bit of the first byte; 1 is null.</summary>
    private void WriteFlags(int first, int count, Span<byte> bytes)
    {
        for (var i = 0; i < count; i++)
        {
            bytes.Slice(cursors[i], flagBytes).Clear();
            cursors[i] += flagBytes;
        }
        for (var c = 0; c < columns.Length; c++)
        {
            var vector = batch!.Columns[c];
            if (!vector.HasNulls)
                continue;
            for (var i = 0; i < count; i++)
            {
                if (vector.IsNull(first + i))
                    bytes[cursors[i] - flagBytes + (c >> 3)] |= (byte)(0x80 >> (c & 7));
            }
        }
    }
}
