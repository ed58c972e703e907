using System.Collections.Immutable;
using System.Text;
using System.Text.Unicode;
using DataLab.Catalog.DuckDb;
using DataLab.Formats;

namespace DataLab.Catalog.Ingest;

/// <summary>Makes the rows of sources those of the table: its columns in order, texts mended, cells and added columns computed; and counts.</summary>
/// <param name="columns">As the first source has them.</param>
/// <param name="keepsZeros">Texts may have zero bytes; otherwise U+FFFD stands for them.</param>
internal sealed class RowIntake(IngestColumns columns, bool keepsZeros)
{
    private readonly PositionIndexer? indexer = columns.Position is null ? null : new PositionIndexer(columns);
    private readonly FootprintIndexer? footprints = columns.Footprint is { } footprint
        ? new FootprintIndexer(IngestColumns.IndexOf(columns.Fields, footprint.Region), columns.Fields.Length)
        : null;
    private readonly ColumnVector[] vectors = new ColumnVector[columns.Stored.Length];
    private readonly TextVector?[] mended = new TextVector?[columns.Stored.Length];
    private readonly ColumnTally[] tallies = [.. columns.Fields.Select(ColumnTally.For)];
    private readonly bool[] unicode = new bool[columns.Stored.Length];
    private readonly bool[] unprintable = new bool[columns.Stored.Length];

    public long Rows { get; private set; }

    public long BadPositions => indexer?.BadPositions ?? 0;

    /// <summary>Strings that had wrong bytes replaced by U+FFFD.</summary>
    public long MendedStrings { get; private set; }

    /// <summary>Columns, by their place, with a character that is not ASCII, which VOTable's char cannot hold (VOTable 1.4 §2.1).</summary>
    public ReadOnlySpan<bool> Unicode => unicode;

    /// <summary>Columns with the xtype timestamp whose texts are all instants exactly as we would write them.</summary>
    /// <remarks>Only then may instants be stored: a query's output must be the source's text, letter by letter.</remarks>
    public ImmutableArray<Field> Instants =>
        [.. columns.Fields.Where((column, i) => XTypes.IsTimestamp(column) && tallies[i].HoldsInstants)];

    /// <summary>Takes a batch.</summary>
    /// <param name="indices">Where each of the source's columns of the table lies in the batch.</param>
    /// <returns>One vector a stored column; good until the next batch.</returns>
    public ReadOnlySpan<ColumnVector> Take(RowBatch batch, ReadOnlySpan<int> indices)
    {
        for (var i = 0; i < indices.Length; i++)
        {
            vectors[i] = batch.Columns[indices[i]];
            var isPrintable = TextColumns.IsPrintable(vectors[i]);
            unprintable[i] |= !isPrintable;
            if (!isPrintable && vectors[i] is TextVector text)
                vectors[i] = Mended(text, i);
            unicode[i] |= !isPrintable && !TextColumns.IsAscii(vectors[i]);
        }
        indexer?.Fill(vectors, batch.Count);
        for (var i = 0; i < columns.Added.Length; i++)
            vectors[columns.Fields.Length - columns.Added.Length + i] = columns
                .Added[i]
                .Fill(indexer is null ? [] : indexer.Ra, indexer is null ? [] : indexer.Dec, batch.Count, Rows);
        footprints?.Fill(vectors, batch.Count);
        for (var i = 0; i < tallies.Length; i++)
            tallies[i].Add(vectors[i], batch.Count);
        Rows += batch.Count;
        return vectors;
    }

    /// <summary>What is certain of each column of the table after the last row.</summary>
    public StoredTable Counted(StoredTable stored) =>
        stored with
        {
            Statistics = [.. tallies.Select((tally, i) => tally.Statistics(!unprintable[i]))],
            Extremes = [.. tallies.Select(tally => tally.Extremes)],
            Footprint = footprints is { } counted ? stored.Footprint! with { Classes = counted.Classes } : null,
        };

    private TextVector Mended(TextVector text, int column)
    {
        var isWrong = !Utf8.IsValid(text.Bytes) || (!keepsZeros && text.Bytes.Contains((byte)0));
        if (!isWrong)
            return text;
        var copy = mended[column] ??= new TextVector();
        copy.Reset(0);
        for (var row = 0; row < text.Count; row++)
            if (text.IsNull(row))
                copy.AppendNull();
            else
                copy.Append(Mended(text[row]));
        return copy;
    }

    private ReadOnlySpan<byte> Mended(ReadOnlySpan<byte> text)
    {
        if (Utf8.IsValid(text) && (keepsZeros || !text.Contains((byte)0)))
            return text;
        MendedStrings++;
        var characters = Encoding.UTF8.GetString(text);
        return Encoding.UTF8.GetBytes(keepsZeros ? characters : characters.Replace('\0', '\uFFFD'));
    }
}
