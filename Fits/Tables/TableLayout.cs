using System.Collections.Immutable;
using System.Globalization;

namespace DataLab.Fits.Tables;

/// <summary>Where everything lies in the data of a table HDU, checked against its size.</summary>
/// <param name="RowCount">NAXIS2.</param>
/// <param name="RowLength">NAXIS1, bytes, at most <see cref="MaxRowLength"/>.</param>
public abstract record TableLayout(long RowCount, int RowLength)
{
    /// <summary>Rows longer than this are refused, so that one row always fits in memory: 256 MiB.</summary>
    public const int MaxRowLength = 1 << 28;

    /// <summary>TFIELDS is at most 999 (FITS 4.0 §7.2.1, §7.3.1).</summary>
    public const int MaxColumns = 999;

    /// <summary>What was odd and how it was taken.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <exception cref="FitsException">The header contradicts itself or asks for too much, or the HDU is no readable table.</exception>
    public static TableLayout Of(Hdu hdu) =>
        hdu.Kind switch
        {
            HduKind.BinaryTable => BinaryLayout.Of(hdu.Header),
            HduKind.AsciiTable => AsciiLayout.Of(hdu.Header),
            HduKind.CompressedTable => throw new FitsException(
                $"HDU {hdu.Index} is a compressed table (ZTABLE), which is not supported. Uncompress it with funpack."
            ),
            HduKind.CompressedImage => throw new FitsException(
                $"HDU {hdu.Index} is a compressed image (ZIMAGE), not a table."
            ),
            _ => throw new FitsException($"HDU {hdu.Index} is not a table."),
        };

    private protected static (long Rows, int RowLength, int Columns) Shape(Header header)
    {
        header.RequireInteger("BITPIX", 8, 8);
        header.RequireInteger("NAXIS", 2, 2);
        var length = header.RequireInteger("NAXIS1", 0, long.MaxValue);
        if (length > MaxRowLength)
            throw new FitsException($"NAXIS1 asks for rows of {length} bytes; at most {MaxRowLength} can be read.");
        return (
            header.RequireInteger("NAXIS2", 0, long.MaxValue),
            (int)length,
            (int)header.RequireInteger("TFIELDS", 0, MaxColumns)
        );
    }

    private protected static string RequireForm(Header header, int index) =>
        header.Find("TFORM", index)?.Text
        ?? throw new FitsException($"The header has no TFORM{index}, though TFIELDS says there are that many columns.");

    private protected static string NameOf(Header header, int index) =>
        Text(header, "TTYPE", index) ?? "col" + index.ToString(CultureInfo.InvariantCulture);

    /// <summary>Adds what both kinds of table say alike.</summary>
    private protected static T Describe<T>(T column, Header header)
        where T : TableColumn
    {
        var n = column.Index;
        var comment = header.Find("TTYPE", n)?.Comment;
        return column with
        {
            Unit = Text(header, "TUNIT", n),
            Description =
                Text(header, "TCOMM", n)
                ?? Text(header, "TDESC", n)
                ?? (string.IsNullOrWhiteSpace(comment) || IsBoilerplate(comment) ? null : comment),
            Ucd = Text(header, "TUCD", n),
            Utype = Text(header, "TUTYP", n),
            XType = Text(header, "TXTYP", n),
            Scale = header.Find("TSCAL", n)?.Real ?? 1,
            Zero = header.Find("TZERO", n)?.Real ?? 0,
        };
    }

    /// <summary>"label for field 3" is what FITSIO puts on every TTYPE card.</summary>
    private static bool IsBoilerplate(string comment) =>
        comment.StartsWith("label for field", StringComparison.OrdinalIgnoreCase);

    private static string? Text(Header header, string root, int index) =>
        header.Find(root, index)?.Text?.Trim() is { Length: > 0 } text ? text : null;
}

/// <summary>A BINTABLE (FITS 4.0 §7.3): the rows, a gap, and the heap of arrays of variable length.</summary>
/// <param name="HeapOffset">THEAP: first byte of the heap from the start of the data.</param>
/// <param name="HeapLength">Bytes of the heap.</param>
public sealed record BinaryLayout(
    long RowCount,
    int RowLength,
    ImmutableArray<BinaryColumn> Columns,
    long HeapOffset,
    long HeapLength
) : TableLayout(RowCount, RowLength)
{
    /// <inheritdoc cref="TableLayout.Of"/>
    public static BinaryLayout Of(Header header)
    {
        var (rows, rowLength, count) = Shape(header);
        var columns = ImmutableArray.CreateBuilder<BinaryColumn>(count);
        var notes = ImmutableArray.CreateBuilder<string>();
        long offset = 0;
        for (var n = 1; n <= count; n++)
        {
            var form = BinaryForm.Parse($"TFORM{n}", RequireForm(header, n));
            if (offset + form.Width > rowLength)
                throw new FitsException(
                    $"Columns 1 to {n} need {offset + form.Width} bytes a row; NAXIS1 is {rowLength}."
                );
            var column = new BinaryColumn(n, NameOf(header, n), (int)offset, form)
            {
                Null = header.Find("TNULL", n)?.Integer,
                Dimensions = Dimensions(header, n, form, notes),
            };
            columns.Add(Describe(column, header));
            offset += form.Width;
        }
        if (offset < rowLength)
            notes.Add($"The columns take {offset} of the {rowLength} bytes of a row.");
        var main = (Int128)rows * rowLength;
        var extra = header.IntegerOr("PCOUNT", 0, 0, long.MaxValue);
        if (main + extra > long.MaxValue)
            throw new FitsException("NAXIS1 × NAXIS2 + PCOUNT is beyond 2^63 bytes.");
        var heap = header.IntegerOr("THEAP", (long)main, 0, long.MaxValue);
        if (heap < main || heap > main + extra)
        {
            notes.Add(
                $"THEAP is {heap}, outside the data after the rows; the heap is taken to begin right after them."
            );
            heap = (long)main;
        }
        return new BinaryLayout(rows, rowLength, columns.ToImmutable(), heap, (long)main + extra - heap)
        {
            Notes = notes.ToImmutable(),
        };
    }

    /// <summary>TDIMn, or the split that <c>rAw</c> means; none where it does not fit the repeat count (FITS 4.0 §7.3.2).</summary>
    private static ImmutableArray<int> Dimensions(
        Header header,
        int n,
        BinaryForm form,
        ImmutableArray<string>.Builder notes
    )
    {
        if (form.IsVariable)
            return [];
        if (header.Find("TDIM", n)?.Text is { } text)
        {
            var dimensions = ParseDimensions(text);
            // Fewer elements than the repeat count are allowed; the rest of the field is filling.
            if (dimensions.Length > 0 && dimensions.Aggregate((Int128)1, (product, d) => product * d) <= form.Repeat)
                return dimensions;
            notes.Add($"TDIM{n} = '{text}' does not fit {form.Repeat} elements and is ignored.");
        }
        return form is { StringLength: { } length } && length < form.Repeat ? [length, form.Repeat / length] : [];
    }

    private static ImmutableArray<int> ParseDimensions(string text)
    {
        var trimmed = text.Trim();
        if (trimmed.Length < 3 || trimmed[0] != '(' || trimmed[^1] != ')')
            return [];
        var parts = trimmed[1..^1].Split(',');
        if (parts.Length > 16)
            return [];
        var dimensions = new int[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (
                !int.TryParse(
                    parts[i],
                    NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite,
                    CultureInfo.InvariantCulture,
                    out dimensions[i]
                )
                || dimensions[i] < 1
            )
                return [];
        }
        return [.. dimensions];
    }
}

/// <summary>A TABLE extension (FITS 4.0 §7.2): rows of characters, columns found by TBCOLn.</summary>
public sealed record AsciiLayout(long RowCount, int RowLength, ImmutableArray<AsciiColumn> Columns)
    : TableLayout(RowCount, RowLength)
{
    /// <inheritdoc cref="TableLayout.Of"/>
    public static AsciiLayout Of(Header header)
    {
        var (rows, rowLength, count) = Shape(header);
        var columns = ImmutableArray.CreateBuilder<AsciiColumn>(count);
        for (var n = 1; n <= count; n++)
        {
            var (type, width, decimals) = ParseForm(n, RequireForm(header, n));
            var first = header.RequireInteger($"TBCOL{n}", 1, Math.Max(1, rowLength));
            if (first - 1 + width > rowLength)
                throw new FitsException($"Column {n} ends at character {first - 1 + width}; NAXIS1 is {rowLength}.");
            var column = new AsciiColumn(n, NameOf(header, n), (int)first - 1, type, width, decimals)
            {
                // Meant to be a string, but a number is what many write.
                Null = header.Find("TNULL", n) is { } card ? (card.Text ?? card.ValueText).TrimEnd(' ') : null,
            };
            columns.Add(Describe(column, header));
        }
        return new AsciiLayout(rows, rowLength, columns.ToImmutable());
    }

    private static (AsciiType Type, int Width, int Decimals) ParseForm(int n, string text)
    {
        var form = text.Trim().ToUpperInvariant();
        var type =
            form.Length == 0
                ? (AsciiType?)null
                : form[0] switch
                {
                    'A' => AsciiType.Character,
                    'I' => AsciiType.Integer,
                    'F' or 'E' or 'D' => AsciiType.Real,
                    _ => null,
                };
        var parts = type is null ? [] : form[1..].Split('.');
        var decimals = 0;
        if (
            type is not { } known
            || parts.Length > 2
            || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var width)
            || width > MaxRowLength
            || (
                parts.Length == 2
                && (
                    known != AsciiType.Real
                    || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out decimals)
                    || decimals > 300
                )
            )
        )
            throw new FitsException($"TFORM{n} is '{text}'; expected Aw, Iw, Fw.d, Ew.d or Dw.d in an ASCII table.");
        return (known, width, decimals);
    }
}
