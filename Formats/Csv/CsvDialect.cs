// What separates the cells of a text table, found out from its first records.
namespace DataLab.Formats.Csv;

/// <summary>How records are split. Quotes are always <c>"</c>, doubled inside quotes (RFC 4180 §2).</summary>
/// <param name="Delimiter">ASCII. For a blank, any run of blanks separates once and blanks at the ends do not count.</param>
internal readonly record struct CsvDialect(byte Delimiter)
{
    private const int SampleRecords = 50;

    public bool CollapsesBlanks => Delimiter == ' ';

    /// <summary>The delimiter a caller named: one ASCII character, or <c>\t</c> or <c>tab</c>.</summary>
    /// <exception cref="TableFormatException">It is neither.</exception>
    public static CsvDialect Named(string delimiter) =>
        delimiter switch
        {
            "\\t" or "tab" => new((byte)'\t'),
            [var c] when char.IsAscii(c) && c is not ('"' or '\r' or '\n') => new((byte)c),
            _ => throw new TableFormatException($"The delimiter \"{delimiter}\" is not one ASCII character."),
        };

    /// <summary>
    /// The one of comma, tab, semicolon and bar that splits most records of the sample into as many cells as the first,
    /// and of equals the one that gives most cells; blanks if none of them occurs; comma for a single column.
    /// </summary>
    /// <param name="sample">Text from the header line on, cut anywhere.</param>
    /// <param name="whole">The sample is all there is.</param>
    public static CsvDialect Guess(byte[] sample, bool whole)
    {
        var best = (Dialect: new CsvDialect((byte)','), Agreeing: 0, Cells: 1);
        foreach (var candidate in ",\t;|"u8)
            Consider(candidate);
        if (best.Cells == 1)
            Consider((byte)' ');
        return best.Dialect;

        void Consider(byte candidate)
        {
            var (cells, agreeing) = Try(new CsvDialect(candidate), sample, whole);
            if (
                cells > 1
                && (best.Cells == 1 || agreeing > best.Agreeing || (agreeing == best.Agreeing && cells > best.Cells))
            )
                best = (new CsvDialect(candidate), agreeing, cells);
        }
    }

    private static (int Cells, int Agreeing) Try(CsvDialect dialect, byte[] sample, bool whole)
    {
        var scanner = new CsvScanner(sample, dialect);
        var cells = 0;
        var agreeing = 0;
        try
        {
            for (var i = 0; i < SampleRecords && scanner.TryNext(final: whole) == CsvScanner.Outcome.Record; i++)
            {
                if (i == 0)
                    cells = scanner.Count;
                agreeing += scanner.Count == cells ? 1 : 0;
            }
            // A single line cut by the end of the sample is still the header.
            if (cells == 0 && scanner.TryNext(final: true) == CsvScanner.Outcome.Record)
                (cells, agreeing) = (scanner.Count, 1);
        }
        catch (TableFormatException)
        {
            // With another delimiter the quote that is never closed may not stand at the start of a cell.
        }
        return (cells, agreeing);
    }
}
