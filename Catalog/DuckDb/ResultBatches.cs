using System.Collections.Concurrent;
using System.Collections.Immutable;
using DataLab.Formats;

namespace DataLab.Catalog.DuckDb;

/// <summary>A result of the engine as batches of ours: copied chunk by chunk into vectors that are used again.</summary>
internal sealed class ResultBatches
{
    /// <summary>More than are alive at once between engine, encoders and writer.</summary>
    private const int Kept = 16;

    private readonly EngineResult result;
    private readonly ImmutableArray<Field> fields;
    private readonly VectorReader[] readers;
    private readonly ConcurrentBag<ImmutableArray<ColumnVector>> idle = [];

    /// <param name="fields">What the columns shall be, one for each column of the result.</param>
    public ResultBatches(EngineResult result, ImmutableArray<Field> fields)
    {
        if (result.ColumnCount != fields.Length)
            throw new InvalidOperationException(
                $"The engine delivers {result.ColumnCount} columns where {fields.Length} were announced."
            );
        this.result = result;
        this.fields = fields;
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
                var columns = idle.TryTake(out var used) ? used : [.. fields.Select(ColumnVector.For)];
                for (var i = 0; i < readers.Length; i++)
                    readers[i].Read(chunk.Vector(i), chunk.Count, columns[i]);
                return Batch(columns, chunk.Count);
            }
        }
        return null;
    }

    private RowBatch Batch(ImmutableArray<ColumnVector> columns, int count)
    {
        var returned = 0;
        return new RowBatch(
            columns,
            batch =>
            {
                // Disposed twice, a batch must not serve two readers.
                if (Interlocked.Exchange(ref returned, 1) == 0 && idle.Count < Kept)
                    idle.Add(batch.Columns);
            }
        )
        {
            Count = count,
        };
    }
}
