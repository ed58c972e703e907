using System.Collections.Immutable;

namespace DataLab.Formats.VoTable;

/// <summary>Rows of BINARY and BINARY2 (VOTable 1.4 §5.2, §5.3).</summary>
internal sealed class BinaryRows : VoTableRows
{
    private readonly BinaryInput input;
    private readonly ImmutableArray<Field> fields;
    private readonly BinaryCell[] cells;
    private readonly byte[] flags;
    private long row;

    /// <param name="withFlags">Null flags precede every row: BINARY2.</param>
    public BinaryRows(
        BinaryInput input,
        ImmutableArray<Field> fields,
        ImmutableArray<string?> nullValues,
        bool withFlags
    )
    {
        this.input = input;
        this.fields = fields;
        cells = [.. fields.Select((field, i) => BinaryCell.For(field, nullValues[i], emptyIsNull: !withFlags))];
        flags = new byte[withFlags ? (fields.Length + 7) / 8 : 0];
    }

    public override void Bind(ImmutableArray<ColumnVector> columns)
    {
        for (var i = 0; i < cells.Length; i++)
            cells[i].Bind(columns[i]);
    }

    public override bool ReadRow()
    {
        if (input.IsAtEnd)
            return false;
        row++;
        var column = -1;
        try
        {
            input.Take(flags.Length).CopyTo(flags);
            for (column = 0; column < cells.Length; column++)
            {
                var isNull = flags.Length > 0 && (flags[column >> 3] & (0x80 >> (column & 7))) != 0;
                cells[column].Read(input, isNull);
            }
            return true;
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException)
        {
            // Where the next row starts is not known, so this is the end.
            var name = column < 0 ? null : fields[column].Name;
            var place = name is null ? $"Row {row}" : $"Row {row}, field \"{name}\"";
            throw new TableFormatException($"{place}: {exception.Message}.", exception) { Line = row, Field = name };
        }
    }

    public override void Dispose() => input.Dispose();
}
