namespace DataLab.Formats;

/// <summary>How a table file is read; each reader takes what means something to it and ignores the rest.</summary>
public sealed record TableReadOptions
{
    public static readonly TableReadOptions Default = new();

    /// <summary>Bad rows that are left out and reported before reading gives up; 0 makes the first one an error.</summary>
    public long MaxErrors { get; init; }

    /// <summary>Told of every row that is left out, on the reading thread.</summary>
    public Action<BadRow>? OnBadRow { get; init; }

    /// <summary>Between the cells of a line; null to find out from the text.</summary>
    public string? Delimiter { get; init; }

    /// <summary>FITS: the HDU with the table, 0 being the primary; null for the first one that has a table.</summary>
    public int? Hdu { get; init; }

    /// <summary>VOTable: which TABLE with data, 0-based in document order; null for the first, or the one of <see cref="TableName"/>.</summary>
    public int? TableIndex { get; init; }

    /// <summary>VOTable: name or ID of the TABLE; FITS: EXTNAME. Null for any.</summary>
    public string? TableName { get; init; }

    /// <summary>Told the bytes read of the file so far, about once a batch.</summary>
    public IProgress<long>? BytesRead { get; init; }

    /// <summary>Columns whose type or metadata is known better than the file says, by column name (any case).</summary>
    /// <remarks>
    /// Text files: the column is read as the given scalar or text type, and a cell that does not fit is a bad row. The name
    /// of the field given becomes the column's name.
    /// </remarks>
    public IReadOnlyDictionary<string, Field>? Columns { get; init; }

    /// <summary>Text files: whether the first line holds names; null to expect it and say so when it looks like data.</summary>
    public bool? HasHeader { get; init; }

    /// <summary>
    /// FITS, CSV: NaN in a scalar column and, in FITS, a blank string are how the file says "no value", and become null.
    /// False keeps them as values. NaN inside arrays is always kept.
    /// </summary>
    public bool BlankIsNull { get; init; } = true;

    /// <summary>Of a text file without a byte order mark; null for UTF-8. XML says its own.</summary>
    public System.Text.Encoding? Encoding { get; init; }

    /// <summary>Rows of a full batch, at least 1.</summary>
    public int BatchRows
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value));
    } = 2048;

    /// <summary>Longest cell accepted, bytes; a longer one is an error, so that a hostile file cannot fill the memory.</summary>
    public int MaxCellBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Bytes that a compressed file may unpack to; a small file of strangers must not fill the disk.</summary>
    public long MaxUnpackedBytes { get; init; } = long.MaxValue;
}

/// <summary>A row that could not be read and was left out.</summary>
/// <param name="Line">1-based line of a text file; 1-based row of a binary file or VOTable.</param>
/// <param name="Field">Name of the field at fault; null when the row as a whole is wrong.</param>
/// <param name="Message">What was found and what was expected, one sentence, for the user.</param>
public sealed record BadRow(long Line, string? Field, string Message);
