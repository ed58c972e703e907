using DataLab.Formats;

namespace DataLab.Catalog.Ingest;

/// <summary>Keeps rows as they come and puts them in order; what it makes of them belongs to its <see cref="IPublication"/>.</summary>
/// <remarks>Used by one thread at a time. Nothing of it is seen before it is published.</remarks>
internal interface ITableBuilder : IDisposable
{
    /// <summary>Strings in arrays that had wrong bytes replaced by U+FFFD; those of their own are whole when they come.</summary>
    long MendedStrings { get; }

    /// <summary>Adds the first <paramref name="count"/> rows of some vectors, one a column as it is stored; they are free again afterwards.</summary>
    void Append(ReadOnlySpan<ColumnVector> vectors, int count);

    /// <summary>Puts the rows in order: by cell, those without one last; rows of one cell stay as they came.</summary>
    /// <param name="stored">All that is known of the table.</param>
    /// <param name="instants">Columns whose texts are all instants, and may be kept as such.</param>
    void Finish(StoredTable stored, IReadOnlyCollection<Field> instants, Action<IngestStage> stage);

    /// <summary>Makes what runs in <see cref="Finish"/> fail soon; from any thread.</summary>
    void Interrupt();
}
