using System.Collections.Immutable;
using DataLab.Fits;
using DataLab.Fits.Tables;

namespace DataLab.Formats.FitsTable;

/// <summary>Reads a table HDU of a FITS file: BINTABLE or ASCII TABLE (FITS 4.0 §7).</summary>
/// <remarks>
/// <para>Strings end at NUL and lose trailing blanks. By default NaN in a scalar column and a blank string are null, as
/// astropy's Table.read has it (<see cref="TableReadOptions.BlankIsNull"/>); TNULL always is. Columns scaled by TSCAL and
/// TZERO are doubles, but the unsigned conventions give the next larger integer type. Bits are arrays of bit.</para>
/// <para>Memory is bounded whatever the header claims. Only a file with arrays of variable length that cannot be rewound
/// is copied to a temporary file.</para>
/// </remarks>
public sealed class FitsTableReader : RowSource
{
    /// <summary>Bytes of rows, or of arrays in the heap, that one batch takes in.</summary>
    private const int BlockBytes = 8 << 20;

    private readonly FitsFile file;
    private readonly Stream data;
    private readonly TableLayout layout;
    private readonly TableReadOptions options;
    private readonly ImmutableArray<ColumnDecoder> decoders;
    private readonly ImmutableArray<VariableDecoder> variable;
    private readonly BatchPool pool;
    private byte[] block = [];
    private long nextRow;

    private FitsTableReader(FitsFile file, Hdu hdu, Stream data, TableLayout layout, TableReadOptions options)
    {
        (this.file, Hdu, this.data, this.layout, this.options) = (file, hdu, data, layout, options);
        var columns = Columns(layout, data, options);
        decoders = [.. columns.Select(column => column.Decoder)];
        variable = [.. decoders.OfType<VariableDecoder>()];
        Table = new TableDescription([.. columns.Select(column => column.Field)]) { Name = hdu.Name };
        pool = new BatchPool(Table.Fields);
    }

    /// <summary>The HDU the rows come from.</summary>
    public Hdu Hdu { get; }

    /// <summary>NAXIS2.</summary>
    public long RowCount => layout.RowCount;

    /// <summary>What was malformed and how it was taken.</summary>
    public ImmutableArray<string> Notes => [.. Hdu.Header.Notes, .. layout.Notes];

    public override TableDescription Table { get; }

    /// <summary>
    /// Opens the HDU that <see cref="TableReadOptions.Hdu"/> or <see cref="TableReadOptions.TableName"/> asks for, else the
    /// first one with a table. Disposing the reader closes <paramref name="stream"/>, which need not be seekable; if opening
    /// fails it is closed too.
    /// </summary>
    /// <exception cref="TableFormatException">Not FITS, no such table, or a table that cannot be read.</exception>
    public static async Task<FitsTableReader> OpenAsync(Stream stream, TableReadOptions options, CancellationToken ct)
    {
        var file = new FitsFile(stream);
        Stream? data = null;
        try
        {
            var hdu = await FindAsync(file, options, ct).ConfigureAwait(false);
            var layout = TableLayout.Of(hdu);
            data = file.OpenData();
            if (!data.CanSeek && layout is BinaryLayout { Columns: var columns } && columns.Any(c => c.Form.IsVariable))
                data = await Spool.ToSeekableAsync(data, ct).ConfigureAwait(false);
            return new FitsTableReader(file, hdu, data, layout, options);
        }
        catch (Exception e)
        {
            if (data is not null)
                await data.DisposeAsync().ConfigureAwait(false);
            await file.DisposeAsync().ConfigureAwait(false);
            if (e is FitsException)
                throw new TableFormatException(e.Message, e);
            throw;
        }
    }

    public override async ValueTask<RowBatch?> ReadAsync(CancellationToken ct)
    {
        var rows = (int)
            Math.Min(layout.RowCount - nextRow, Math.Clamp(BlockBytes / layout.RowLength, 1, options.BatchRows));
        if (rows == 0)
            return null;
        try
        {
            await FillAsync(rows * layout.RowLength, ct).ConfigureAwait(false);
            return Decode(rows);
        }
        catch (FitsException e)
        {
            throw new TableFormatException(e.Message, e);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await data.DisposeAsync().ConfigureAwait(false);
        await file.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task<Hdu> FindAsync(FitsFile file, TableReadOptions options, CancellationToken ct)
    {
        Hdu? compressed = null;
        while (await file.ReadHduAsync(ct).ConfigureAwait(false) is { } hdu)
        {
            if (options.Hdu is { } index)
            {
                if (hdu.Index == index)
                    return hdu;
            }
            else if (
                options.TableName is not { } name
                || string.Equals(hdu.Name, name, StringComparison.OrdinalIgnoreCase)
            )
            {
                if (hdu.Kind is HduKind.BinaryTable or HduKind.AsciiTable)
                    return hdu;
                compressed ??= hdu.Kind == HduKind.CompressedTable ? hdu : null;
            }
        }
        if (compressed is not null)
            return compressed;
        throw new FitsException(
            options.Hdu is { } wanted ? $"The file has no HDU {wanted}."
            : options.TableName is { } missing ? $"The file has no table with EXTNAME = '{missing}'."
            : "The file has no table, only images."
        );
    }

    private static ImmutableArray<(Field Field, ColumnDecoder Decoder)> Columns(
        TableLayout layout,
        Stream data,
        TableReadOptions options
    )
    {
        switch (layout)
        {
            case BinaryLayout binary:
                CheckColumns(binary.Columns.Length, layout);
                var heap = new Heap(data, binary, options.MaxCellBytes);
                var names = ColumnNames.Mend(binary.Columns.Select(column => column.Name));
                return [.. binary.Columns.Select((column, i) => BinaryColumns.Of(column, names[i], heap, options))];
            case AsciiLayout ascii:
                CheckColumns(ascii.Columns.Length, layout);
                names = ColumnNames.Mend(ascii.Columns.Select(column => column.Name));
                return [.. ascii.Columns.Select((column, i) => AsciiColumns.Of(column, names[i], options))];
            default:
                throw new FitsException("The table is of an unknown kind.");
        }
    }

    private static void CheckColumns(int count, TableLayout layout)
    {
        if (count == 0)
            throw new FitsException("The table has no columns.");
        if (layout.RowLength == 0)
            throw new FitsException("The rows of the table have no bytes.");
    }

    /// <summary>Reads rows from <see cref="nextRow"/> on. The buffer grows with what arrives, not with what the header promises.</summary>
    private async ValueTask FillAsync(int length, CancellationToken ct)
    {
        if (data.CanSeek)
            data.Position = nextRow * layout.RowLength;
        var filled = 0;
        while (filled < length)
        {
            if (filled == block.Length)
                Array.Resize(ref block, Math.Min(length, Math.Max(1 << 18, filled * 2)));
            var room = block.AsMemory(filled, Math.Min(length, block.Length) - filled);
            var count = await data.ReadAsync(room, ct).ConfigureAwait(false);
            if (count == 0)
                throw new FitsException("The file is cut short.");
            filled += count;
        }
    }

    private RowBatch Decode(int count)
    {
        var rows = new RowBlock(block, layout.RowLength, count, nextRow);
        if (!variable.IsEmpty)
            rows = new RowBlock(block, layout.RowLength, RowsThatFit(rows), nextRow);
        var columns = pool.Rent();
        for (var i = 0; i < columns.Length; i++)
            decoders[i].Decode(rows, columns[i]);
        nextRow += rows.Count;
        options.BytesRead?.Report(Hdu.DataOffset + nextRow * layout.RowLength);
        return pool.Batch(columns, rows.Count);
    }

    /// <summary>How many rows keep the arrays of variable length within the budget of a batch; at least one.</summary>
    private int RowsThatFit(RowBlock rows)
    {
        long bytes = 0;
        for (var row = 0; row < rows.Count; row++)
        {
            foreach (var decoder in variable)
                bytes += decoder.CellBytes(rows, row);
            if (bytes > BlockBytes)
                return Math.Max(1, row);
        }
        return rows.Count;
    }
}
