using System.Collections.Immutable;
using DataLab.Formats;

namespace DataLab.Catalog.DuckDb;

/// <summary>A result of the engine as batches of ours: copied chunk by chunk into vectors that are used again.</summary>
internal sealed class ResultBatches
{
    /// <summary>More than are alive at once between engine, encoders and writer.</summary>
    private const int Kept = 16;

    private readonly EngineResult result;
    private readonly VectorReader[] readers;
    private readonly BatchPool pool;

    /// <param name="fields">What the columns shall be, one for each column of the result.</param>
    public ResultBatches(EngineResult result, ImmutableArray<Field> fields)
    {
        if (result.ColumnCount != fields.Length)
            throw new InvalidOperationException(
                $"The engine delivers {result.ColumnCount} columns where {fields.Length} were announced."
            );
        this.result = result;
        pool = new BatchPool(fields, Kept);
        readers = new VectorReader[fields.Length];
        for (var i = 0; i < readers.Length; i++)
        {
            using var type = result.ColumnType(i);
            readers[i] = VectorReader.For(type, fields[i]);
        }
    }

    /// <summary>The next rows; null at the end.</summary>
    /// <exception cref="EngineException">The query failed on its way.</exception>
    public RowBatch? Next()
    {
        while (result.Fetch() is { } chunk)
        {
            using (chunk)
            {
                if (chunk.Count == 0)
                    continue;
                var columns = pool.Rent();
                for (var i = 0; i < readers.Length; i++)
                    readers[i].Read(chunk.Vector(i), chunk.Count, columns[i]);
                return pool.Batch(columns, chunk.Count);
            }
        }
        return null;
    }
}
