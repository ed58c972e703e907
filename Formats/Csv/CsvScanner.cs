namespace DataLab.Formats.Csv;

/// <summary>Splits a stream of UTF-8 into records and cells (RFC 4180 §2), without copying: cells are spans of its buffer.</summary>
/// <remarks>
/// Lines end in LF, CRLF or CR; blank lines are skipped. Quotes count only where a cell begins; inside them delimiters and
/// line ends are text and <c>""</c> is a quote. Call <see cref="TryNext"/> until it wants more, then <see cref="FillAsync"/>.
/// </remarks>
internal sealed class CsvScanner
{
    /// <summary>What <see cref="TryNext"/> found.</summary>
    public enum Outcome
    {
        Record,

        /// <summary>The buffer holds no whole record.</summary>
        NeedMore,
        End,
    }

    /// <summary>Cells of a record, at most: more is no table that a database would take, and each costs memory.</summary>
    public const int MostCells = 1 << 14;

    private const int InitialBuffer = 1 << 18;
    private const byte Quote = (byte)'"';

    private readonly Stream? stream;
    private readonly CsvDialect dialect;
    private readonly int longest;
    private byte[] buffer;
    private int next;
    private int filled;
    private Cell[] cells = new Cell[64];
    private bool anyEscaped;

    /// <param name="longest">Bytes of the longest record accepted.</param>
    /// <param name="line">1-based number of the line the stream stands at.</param>
    public CsvScanner(Stream stream, CsvDialect dialect, int longest, long line)
    {
        (this.stream, this.dialect, this.longest) = (stream, dialect, longest);
        buffer = new byte[InitialBuffer];
        NextLine = line;
    }

    /// <summary>Over bytes at hand, which are changed where quotes are undone.</summary>
    public CsvScanner(byte[] bytes, CsvDialect dialect)
    {
        (this.dialect, buffer, filled, longest) = (dialect, [.. bytes], bytes.Length, int.MaxValue);
        NextLine = 1;
    }

    /// <summary>Cells of the record.</summary>
    public int Count { get; private set; }

    /// <summary>1-based line on which the record begins.</summary>
    public long Line { get; private set; }

    /// <summary>1-based line that follows the record.</summary>
    public long NextLine { get; private set; }

    /// <summary>Cell with text behind its closing quote, -1 if all is well.</summary>
    public int Fault { get; private set; }

    /// <summary>Bytes of the records passed so far.</summary>
    public long Passed { get; private set; }

    /// <summary>A cell without its quotes.</summary>
    public ReadOnlySpan<byte> this[int i] => buffer.AsSpan(cells[i].Start, cells[i].Length);

    public bool IsQuoted(int i) => cells[i].Quoted;

    private struct Cell
    {
        public int Start;
        public int Length;
        public bool Quoted;
        public bool Escaped;
    }

    /// <summary>Passes to the next record in the buffer.</summary>
    /// <param name="final">No more bytes will come: what is left is a record.</param>
    /// <exception cref="TableFormatException">A quote is never closed.</exception>
    public Outcome TryNext(bool final)
    {
        var (start, skipped) = SkipBlankLines();
        var line = NextLine + skipped;
        if (start == filled)
        {
            if (!final)
                return Outcome.NeedMore;
            (next, NextLine) = (start, line);
            return Outcome.End;
        }
        var lines = 0;
        Line = line;
        var end = Split(start, final, ref lines);
        if (end < 0)
        {
            if (!final)
                return Outcome.NeedMore;
            throw new TableFormatException($"Line {line}: a quote is opened and never closed.") { Line = line };
        }
        if (anyEscaped)
            UndoubleQuotes();
        Passed += end - next;
        (NextLine, next) = (line + lines + 1, end);
        return Outcome.Record;
    }

    /// <summary>Reads more; false at the end of the stream. Cells of the record before are lost.</summary>
    /// <exception cref="TableFormatException">A record is longer than accepted.</exception>
    public async ValueTask<bool> FillAsync(CancellationToken ct)
    {
        if (next > 0)
        {
            buffer.AsSpan(next, filled - next).CopyTo(buffer);
            (filled, next) = (filled - next, 0);
        }
        if (filled == buffer.Length)
        {
            if (filled >= longest)
            {
                throw new TableFormatException(
                    $"Line {NextLine}: a record longer than {longest} bytes. Is a quote never closed, or is this no text table?"
                )
                {
                    Line = NextLine,
                };
            }
            Array.Resize(ref buffer, (int)Math.Min(Array.MaxLength, buffer.Length * 2L));
        }
        var count = stream is null ? 0 : await stream.ReadAsync(buffer.AsMemory(filled), ct).ConfigureAwait(false);
        filled += count;
        return count > 0;
    }

    private (int Start, int Lines) SkipBlankLines()
    {
        var at = next;
        var lines = 0;
        for (; at < filled; at++)
        {
            var c = buffer[at];
            if (c == '\n')
                lines++;
            else if (c == '\r')
                lines += at + 1 < filled && buffer[at + 1] == '\n' ? 0 : 1;
            else if (c != ' ' || !dialect.CollapsesBlanks)
                break;
        }
        return (at, lines);
    }

    /// <summary>Finds the cells of the record at <paramref name="start"/>; where the next one begins, or -1 if the end is not in the buffer.</summary>
    private int Split(int start, bool final, ref int lines)
    {
        var stops = new CellEnds(buffer, filled, dialect.Delimiter, start);
        (Count, Fault, anyEscaped) = (0, -1, false);
        var at = start;
        while (true)
        {
            if (Count == cells.Length)
                Grow();
            ref var cell = ref cells[Count];
            cell = new Cell { Start = at };
            int stop;
            if (at < filled && buffer[at] == Quote)
            {
                var close = CloseQuote(at + 1, ref cell, ref lines);
                if (close < 0)
                    return -1;
                stops.MoveTo(close + 1);
                stop = stops.Next();
                if (stop > close + 1 && buffer.AsSpan(close + 1, stop - close - 1).ContainsAnyExcept((byte)' '))
                    Fault = Count;
            }
            else
            {
                stop = stops.Next();
                cell.Length = stop - at;
            }
            if (stop == filled && !final)
                return -1;
            Count++;
            if (stop < filled && buffer[stop] == dialect.Delimiter)
            {
                at = stop + 1;
                if (!dialect.CollapsesBlanks)
                    continue;
                while (at < filled && buffer[at] == ' ')
                    at++;
                stops.MoveTo(at);
                if (at < filled ? buffer[at] is not ((byte)'\n' or (byte)'\r') : !final)
                    continue;
                stop = at;
            }
            if (stop == filled)
                return filled;
            if (buffer[stop] == '\n')
                return stop + 1;
            if (stop + 1 == filled)
                return final ? filled : -1;
            return buffer[stop + 1] == '\n' ? stop + 2 : stop + 1;
        }
    }

    private void Grow()
    {
        if (cells.Length >= MostCells)
            throw new TableFormatException($"Line {Line}: more than {MostCells} cells.") { Line = Line };
        Array.Resize(ref cells, cells.Length * 2);
    }

    /// <summary>Place of the quote that closes the cell, -1 if it is not in the buffer.</summary>
    private int CloseQuote(int from, ref Cell cell, ref int lines)
    {
        (cell.Start, cell.Quoted) = (from, true);
        for (var at = from; ; at += 2)
        {
            var found = buffer.AsSpan(at, filled - at).IndexOf(Quote);
            if (found < 0)
                return -1;
            at += found;
            if (at + 1 >= filled || buffer[at + 1] != Quote)
            {
                cell.Length = at - from;
                lines += buffer.AsSpan(from, cell.Length).Count((byte)'\n');
                return at;
            }
            cell.Escaped = anyEscaped = true;
        }
    }

    /// <summary>Only for a record that is whole: what has been undoubled must not be read again.</summary>
    private void UndoubleQuotes()
    {
        for (var i = 0; i < Count; i++)
        {
            ref var cell = ref cells[i];
            if (!cell.Escaped)
                continue;
            var text = buffer.AsSpan(cell.Start, cell.Length);
            var to = 0;
            for (var from = 0; from < text.Length; from++)
            {
                text[to++] = text[from];
                if (text[from] == Quote)
                    from++;
            }
            cell.Length = to;
        }
    }
}
