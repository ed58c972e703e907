using System.Collections.Immutable;
using System.Globalization;
using DataLab.Fits.Tables;
using DataLab.Formats.VoTable;

namespace DataLab.Formats.FitsTable;

/// <summary>The size of a binary table.</summary>
/// <param name="Rows">NAXIS2.</param>
/// <param name="RowLength">NAXIS1, bytes.</param>
/// <param name="HeapLength">PCOUNT, bytes.</param>
internal sealed record FitsShape(long Rows, int RowLength, long HeapLength)
{
    private const int Block = 2880;

    /// <summary>The heap is too long for descriptors of 32 bits.</summary>
    public bool IsWide => HeapLength > int.MaxValue;

    /// <summary>Bytes after the data, to a whole block.</summary>
    public int Padding => (int)((Block - (Rows * RowLength + HeapLength) % Block) % Block);

    /// <exception cref="ServiceException">LimitExceeded when a row is longer than readers take.</exception>
    public static FitsShape Of(ImmutableArray<FitsColumn> columns, long rows)
    {
        var heap = columns.Sum(column => column.HeapLength);
        var isWide = heap > int.MaxValue;
        var length = columns.Sum(column => column.IsVariable ? (isWide ? 16L : 8L) : column.Width);
        if (length > TableLayout.MaxRowLength)
            throw new ServiceException(
                ErrorKind.LimitExceeded,
                $"A row takes {length} bytes; a FITS table of this service has at most {TableLayout.MaxRowLength}. Leave out long columns, or ask for another format."
            );
        return new FitsShape(rows, (int)length, heap);
    }
}

/// <summary>The headers of both HDUs: what the table is, in the keywords that STILTS, TOPCAT and astropy know.</summary>
internal static class FitsHeader
{
    public static byte[] Of(
        TableDescription table,
        ImmutableArray<FitsColumn> columns,
        FitsShape shape,
        QueryStatus status
    )
    {
        var primary = new FitsCards()
            .Logical("SIMPLE", true, "FITS 4.0")
            .Integer("BITPIX", 8, "")
            .Integer("NAXIS", 0, "no image")
            .Logical("EXTEND", true, "the table is in the extension");
        var cards = new FitsCards()
            .Text("XTENSION", "BINTABLE", "binary table")
            .Integer("BITPIX", 8, "")
            .Integer("NAXIS", 2, "")
            .Integer("NAXIS1", shape.RowLength, "bytes in a row")
            .Integer("NAXIS2", shape.Rows, "rows")
            .Integer("PCOUNT", shape.HeapLength, "bytes in the heap")
            .Integer("GCOUNT", 1, "")
            .Integer("TFIELDS", columns.Length, "columns")
            .Text("EXTNAME", table.Name, "name of the table");
        WriteColumns(cards, table.Fields, columns, shape.IsWide);
        WriteTable(cards, table, status);
        return [.. primary.Finish(), .. cards.Finish()];
    }

    private static void WriteColumns(
        FitsCards cards,
        ImmutableArray<Field> fields,
        ImmutableArray<FitsColumn> columns,
        bool isWide
    )
    {
        var names = ColumnNames.Mend(fields.Select(field => field.Name));
        for (var i = 0; i < fields.Length; i++)
        {
            var (field, column) = (fields[i], columns[i]);
            cards.Text(Key("TTYPE", i), names[i]);
            cards.Text(Key("TFORM", i), column.Form(isWide));
            if (column.NullValue is { } missing)
                cards.Integer(Key("TNULL", i), missing, "null");
            if (!column.Dimensions.IsEmpty)
                cards.Text(Key("TDIM", i), $"({string.Join(',', column.Dimensions)})");
            cards.Text(Key("TUNIT", i), field.Unit);
            cards.Text(Key("TUCD", i), field.Ucd);
            cards.Text(Key("TUTYP", i), field.Utype);
            cards.Text(Key("TXTYP", i), field.XType);
            cards.Text(Key("TCOMM", i), field.Description);
        }
    }

    private static void WriteTable(FitsCards cards, TableDescription table, QueryStatus status)
    {
        cards.Text("QSTATUS", status.Value, "QUERY_STATUS: OK, or OVERFLOW if rows are missing");
        if (status.Message is { } message)
            cards.Remark("COMMENT", message);
        if (!string.IsNullOrWhiteSpace(table.Description))
            cards.Remark("COMMENT", table.Description);
        foreach (var info in table.Infos.Where(info => info.Name != VoTableNames.QueryStatus))
        {
            if (info.Name == "QUERY")
                cards.Text("QUERY", info.Value);
            else
                cards.Remark("HISTORY", $"{info.Name}: {info.Value}");
        }
    }

    /// <param name="index">0-based; keywords count from 1.</param>
    private static string Key(string root, int index) => root + (index + 1).ToString(CultureInfo.InvariantCulture);
}
