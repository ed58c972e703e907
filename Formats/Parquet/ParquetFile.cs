using System.Collections.Immutable;
using DataLab.Formats.Encoders;
using ParquetSharp;
using ParquetSharp.IO;

namespace DataLab.Formats.Parquet;

/// <summary>One Parquet file being written: row groups, then the footer.</summary>
/// <remarks>
/// Pages are encoded and compressed as rows come and kept in the library's memory; they reach the sink when the group ends,
/// so that the sink may be flushed while the next group grows. Without <see cref="Finish"/> there is no footer.
/// </remarks>
internal sealed class ParquetFile : IDisposable
{
    private const string VersionKey = "IVOA.VOTable-Parquet.version";
    private const string ContentKey = "IVOA.VOTable-Parquet.content";

    /// <summary>Columns from which on threads gain more than they cost.</summary>
    private const int ParallelColumns = 8;

    private readonly ParquetColumn[] columns;
    private readonly Dictionary<string, string> metadata = new(StringComparer.Ordinal) { [VersionKey] = "1.0" };
    private readonly SinkStream stream;
    private readonly ManagedOutputStream output;
    private readonly ParquetFileWriter file;
    private RowGroupWriter? group;
    private ColumnWriter[] writers = [];

    /// <param name="sample">Rows that show which columns repeat their values; null when there are none.</param>
    public ParquetFile(ImmutableArray<Field> fields, RowBatch? sample, PlainSink sink)
    {
        columns = [.. fields.Select(ParquetColumn.For)];
        stream = new SinkStream(sink);
        output = new ManagedOutputStream(stream, leaveOpen: true);
        using var schema = ParquetSchema.Of(fields);
        using var properties = ParquetSchema.Properties(fields, sample);
        file = new ParquetFileWriter(output, schema, properties, metadata);
    }

    /// <summary>Takes the batch whose rows come next.</summary>
    public void Bind(RowBatch batch)
    {
        for (var i = 0; i < columns.Length; i++)
            columns[i].Bind(batch.Columns[i]);
    }

    /// <summary>Adds rows [first, first + count) of the bound batch to the group.</summary>
    public void Write(int first, int count)
    {
        if (group is null)
        {
            group = file.AppendBufferedRowGroup();
            writers = [.. Enumerable.Range(0, columns.Length).Select(group.Column)];
        }
        WriteColumns(first, count);
    }

    /// <summary>Writers of one group do not know of each other, so wide tables use all cores.</summary>
    private void WriteColumns(int first, int count)
    {
        if (columns.Length >= ParallelColumns)
        {
            Parallel.For(0, columns.Length, i => columns[i].Write(writers[i], first, count));
            return;
        }
        for (var i = 0; i < columns.Length; i++)
            columns[i].Write(writers[i], first, count);
    }

    /// <summary>Hands the pages of the group to the sink.</summary>
    public void EndGroup()
    {
        foreach (var writer in writers)
            writer.Dispose();
        group?.Close();
        group?.Dispose();
        (group, writers) = (null, []);
    }

    /// <summary>Ends the last group and writes the footer.</summary>
    /// <param name="voTable">Document without data.</param>
    public void Finish(string voTable)
    {
        EndGroup();
        metadata[ContentKey] = voTable;
        file.Close();
    }

    public void Dispose()
    {
        // The library writes a footer when a file is given up, which would make a table that ended early look whole.
        stream.IsClosed = true;
        foreach (var writer in writers)
            writer.Dispose();
        group?.Dispose();
        file.Dispose();
        output.Dispose();
        stream.Dispose();
    }
}
