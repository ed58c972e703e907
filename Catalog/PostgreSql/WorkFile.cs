using System.Collections.Immutable;
using DataLab.Catalog.DuckDb;
using DataLab.Catalog.Ingest;
using DataLab.Formats;
using Npgsql;

namespace DataLab.Catalog.PostgreSql;

/// <summary>The sorted rows of a table to be, in a file of the embedded engine, on their way into databases.</summary>
internal sealed class WorkFile : IDisposable
{
    private readonly EngineInstance instance;
    private readonly ImmutableArray<Field> fields;
    private readonly HashSet<object> instants;
    private readonly string select;

    /// <param name="columns">Names of the table's columns in the file.</param>
    public WorkFile(
        IngestRequest request,
        string workFolder,
        string file,
        StoredTable stored,
        ImmutableArray<string> columns
    )
    {
        ImmutableArray<Field> published = [.. stored.Table.Columns.Select(column => column.Field)];
        // Instants go as the numbers that they are in both engines.
        fields =
        [
            .. published.Select(field => XTypes.IsTimestamp(field) ? new Field(field.Name, DataType.Long) : field),
        ];
        var selected = columns.Select(
            (column, i) =>
                XTypes.IsTimestamp(published[i]) ? $"epoch_us({EngineTypes.Quote(column)})" : EngineTypes.Quote(column)
        );
        if (stored.Position is { } position)
        {
            fields = fields.Add(new Field(position.Cell, DataType.Long));
            selected = selected.Append(EngineTypes.Quote(position.Cell));
        }
        instants = published
            .Zip(fields)
            .Where(pair => XTypes.IsTimestamp(pair.First))
            .Select(pair => (object)pair.Second)
            .ToHashSet(ReferenceEqualityComparer.Instance);
        select = $"SELECT {string.Join(", ", selected)} FROM work.main.{StoredTable.DataName}";
        instance = WorkInstance.Open(request, workFolder);
        try
        {
            using var connection = instance.Connect();
            connection.Execute($"ATTACH {EngineTypes.Literal(file)} AS work (READ_ONLY)");
        }
        catch
        {
            instance.Dispose();
            throw;
        }
    }

    /// <summary>For questions about the rows, in <c>work.main.data</c>; the caller disposes it.</summary>
    public EngineConnection Connect() => instance.Connect();

    /// <summary>Adds rows to a table, in the order of the file, which is that of the cells; their index then finds neighbours together.</summary>
    /// <param name="table">In SQL; made by the same transaction, so that nobody can see rows that are too young.</param>
    /// <param name="condition">Of the rows; null for all.</param>
    /// <returns>How many rows there were, and how many strings had a zero byte, which a database does not keep.</returns>
    public async Task<(long Rows, long MendedStrings)> CopyAsync(
        NpgsqlConnection target,
        string table,
        string? condition,
        CancellationToken ct
    )
    {
        using var connection = instance.Connect();
        using var result = connection.Select(condition is null ? select : $"{select} WHERE {condition}");
        var batches = new ResultBatches(result, fields);
        long rows = 0;
        await using var copy = await CopyWriter
            .OpenAsync(
                target,
                table,
                fields,
                ct,
                ", FREEZE",
                field => instants.Contains(field) ? WireTypes.Timestamp : WireTypes.Element(field)
            )
            .ConfigureAwait(false);
        while (batches.Next() is { } batch)
        {
            rows += batch.Count;
            using (batch)
                await copy.WriteAsync(batch.Columns, batch.Count, ct).ConfigureAwait(false);
            ct.ThrowIfCancellationRequested();
        }
        await copy.CompleteAsync().ConfigureAwait(false);
        return (rows, copy.MendedStrings);
    }

    public void Dispose() => instance.Dispose();
}
