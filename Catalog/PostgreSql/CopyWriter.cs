using System.Collections.Immutable;
using DataLab.Formats;
using Npgsql;

namespace DataLab.Catalog.PostgreSql;

/// <summary>Fills a table by <c>COPY ... FROM STDIN (FORMAT BINARY)</c>.</summary>
/// <remarks>Disposing without <see cref="CompleteAsync"/> cancels: the server forgets the rows.</remarks>
internal sealed class CopyWriter : IAsyncDisposable
{
    private readonly NpgsqlRawCopyStream stream;
    private readonly CellWriter[] writers;
    private readonly ColumnVector[] own;
    private bool ended;

    private CopyWriter(NpgsqlRawCopyStream stream, ImmutableArray<Field> fields, Func<Field, uint> type)
    {
        this.stream = stream;
        writers = [.. fields.Select(field => CellWriter.For(type(field), field))];
        own = [.. fields.Select(ColumnVector.For)];
        Buffer.Append("PGCOPY\n"u8);
        Buffer.Append([0xFF, (byte)'\r', (byte)'\n', 0]);
        // No flags, no extension.
        Buffer.Number(0);
        Buffer.Number(0);
    }

    /// <param name="table">In SQL.</param>
    /// <param name="fields">One a column of the table, in its order.</param>
    /// <param name="options">Of COPY, beside the format.</param>
    /// <param name="type">Type of a column or its elements, where it is not the usual one.</param>
    public static async Task<CopyWriter> OpenAsync(
        NpgsqlConnection connection,
        string table,
        ImmutableArray<Field> fields,
        CancellationToken ct,
        string options = "",
        Func<Field, uint>? type = null
    )
    {
        var sql = $"COPY {table} FROM STDIN (FORMAT BINARY{options})";
        var stream = await connection.BeginRawBinaryCopyAsync(sql, ct).ConfigureAwait(false);
        return new CopyWriter(stream, fields, type ?? WireTypes.Element);
    }

    /// <summary>Takes whole rows as they are in the binary form; to be sent when it is laden.</summary>
    public CopyBuffer Buffer { get; } = new();

    public long MendedStrings => writers.Sum(writer => writer.MendedStrings);

    /// <summary>Adds the first rows of some vectors, one a field.</summary>
    public async Task WriteAsync(IReadOnlyList<ColumnVector> columns, int count, CancellationToken ct)
    {
        for (var i = 0; i < writers.Length; i++)
            writers[i].From(columns[i]);
        for (var row = 0; row < count; row++)
        {
            Buffer.Short((short)writers.Length);
            foreach (var writer in writers)
                writer.Write(row, Buffer);
            if (Buffer.IsLaden)
                await SendAsync(ct).ConfigureAwait(false);
        }
    }

    /// <param name="rows">Cells one a field: text, int, long, double or null.</param>
    public async Task WriteAsync(IEnumerable<object?[]> rows, CancellationToken ct)
    {
        foreach (var batch in rows.Chunk(1000))
        {
            for (var i = 0; i < own.Length; i++)
            {
                own[i].Reset(0);
                foreach (var row in batch)
                    Append(own[i], row[i]);
            }
            await WriteAsync(own, batch.Length, ct).ConfigureAwait(false);
        }
    }

    private static void Append(ColumnVector vector, object? cell)
    {
        switch (vector, cell)
        {
            case (TextVector texts, string text):
                texts.Append(text);
                break;
            case (ValueVector<int> integers, int number):
                integers.Append(number);
                break;
            case (ValueVector<long> longs, long number):
                longs.Append(number);
                break;
            case (ValueVector<double> doubles, double number):
                doubles.Append(number);
                break;
            default:
                vector.AppendNull();
                break;
        }
    }

    /// <summary>Makes the rows part of the table.</summary>
    public async Task CompleteAsync()
    {
        Buffer.Short(-1);
        await SendAsync(CancellationToken.None).ConfigureAwait(false);
        ended = true;
        await stream.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Sends what is in <see cref="Buffer"/>.</summary>
    public async Task SendAsync(CancellationToken ct)
    {
        await stream.WriteAsync(Buffer.Content, ct).ConfigureAwait(false);
        Buffer.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        if (ended)
            return;
        ended = true;
        try
        {
            await stream.CancelAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (PostgreSqlErrors.IsOurs(e) || e is ObjectDisposedException)
        {
            // The connection is broken, and with it the copy has ended.
        }
    }
}
