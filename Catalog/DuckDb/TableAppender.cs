using System.Collections.Immutable;
using System.Diagnostics;
using DataLab.Formats;
using DuckDB.NET.Native;

namespace DataLab.Catalog.DuckDb;

/// <summary>Fills a table of the engine, chunk by chunk.</summary>
/// <remarks>Used by one thread. <see cref="Complete"/> makes the rows part of the table; disposing without it drops the last ones.</remarks>
internal sealed class TableAppender : IDisposable
{
    private readonly DuckDBAppender appender;
    private readonly DuckDBDataChunk chunk;
    private readonly ImmutableArray<VectorWriter> writers;

    /// <param name="fields">Columns of the table, in its order.</param>
    /// <exception cref="EngineException">No such table.</exception>
    public TableAppender(EngineConnection connection, string database, string table, ImmutableArray<Field> fields)
    {
        var types = fields.Select(EngineTypes.Logical).ToArray();
        try
        {
            chunk = NativeMethods.DataChunks.DuckDBCreateDataChunk(
                [.. types.Select(type => type.DangerousGetHandle())],
                (ulong)types.Length
            );
        }
        finally
        {
            foreach (var type in types)
                type.Dispose();
        }
        writers = [.. fields.Select(VectorWriter.For)];
        var state = NativeMethods.Appender.DuckDBAppenderCreateExt(
            connection.Native,
            database,
            "main",
            table,
            out appender
        );
        if (state != DuckDBState.Success)
        {
            using (this)
                throw Failure();
        }
    }

    /// <summary>Strings that were not UTF-8 and had the wrong bytes replaced by U+FFFD.</summary>
    public long MendedStrings => writers.Sum(writer => writer.MendedStrings);

    /// <summary>Adds the first <paramref name="count"/> rows of some vectors, one a field.</summary>
    /// <exception cref="EngineException">The engine is out of memory or disk.</exception>
    public void Append(ReadOnlySpan<ColumnVector> columns, int count)
    {
        Debug.Assert(columns.Length == writers.Length);
        for (var start = 0; start < count; start += EngineVector.MaxRows)
        {
            var rows = Math.Min(EngineVector.MaxRows, count - start);
            NativeMethods.DataChunks.DuckDBDataChunkReset(chunk);
            for (var i = 0; i < writers.Length; i++)
            {
                var vector = new EngineVector(NativeMethods.DataChunks.DuckDBDataChunkGetVector(chunk, i));
                writers[i].Write(columns[i], start, rows, vector);
            }
            _ = NativeMethods.DataChunks.DuckDBDataChunkSetSize(chunk, (ulong)rows);
            if (NativeMethods.Appender.DuckDBAppendDataChunk(appender, chunk) != DuckDBState.Success)
                throw Failure();
        }
    }

    /// <exception cref="EngineException">The engine is out of memory or disk.</exception>
    public void Complete()
    {
        if (NativeMethods.Appender.DuckDBAppenderClose(appender) != DuckDBState.Success)
            throw Failure();
    }

    public void Dispose()
    {
        appender.Dispose();
        chunk.Dispose();
    }

    private EngineException Failure()
    {
        using var error = NativeMethods.Appender.DuckDBAppenderErrorData(appender);
        return new EngineException(
            NativeMethods.ErrorData.DuckDBErrorDataErrorType(error),
            NativeMethods.ErrorData.DuckDBErrorDataMessage(error) ?? "The rows could not be stored."
        );
    }
}
