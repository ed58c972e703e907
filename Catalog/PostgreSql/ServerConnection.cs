using System.Data;
using System.Globalization;
using Npgsql;

namespace DataLab.Catalog.PostgreSql;

/// <summary>A connection while it serves one query, in a transaction of that query.</summary>
/// <remarks>Disposing ends the transaction, undoing what it did, and gives the place in the pool back.</remarks>
internal sealed class ServerConnection(NpgsqlConnection connection, Action<int> cancel, Action giveBack)
    : IAsyncDisposable
{
    private bool inTransaction;

    public NpgsqlConnection Npgsql => connection;

    /// <param name="mode"><c>READ ONLY</c>, or <c>READ WRITE</c> where tables are brought.</param>
    /// <param name="timeout">Of each statement, milliseconds; zero for none.</param>
    public async Task BeginAsync(string mode, long timeout, CancellationToken ct)
    {
        await ExecuteAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"BEGIN ISOLATION LEVEL READ COMMITTED {mode}; SET LOCAL statement_timeout = {timeout}"
                ),
                ct
            )
            .ConfigureAwait(false);
        inTransaction = true;
    }

    public async Task ExecuteAsync(string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct).ConfigureAwait(false);
    }

    /// <summary>Types of the columns that a query would give (see <see cref="WireTypes"/>); its tables stay as they are until the transaction ends.</summary>
    public async Task<uint[]> DescribeAsync(string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SchemaOnly, ct).ConfigureAwait(false);
        var types = new uint[reader.FieldCount];
        for (var i = 0; i < types.Length; i++)
            types[i] = reader.GetDataTypeOID(i);
        return types;
    }

    /// <summary>Stops what the server does for this connection now; on any thread, but not after the connection was disposed.</summary>
    public void Cancel() => cancel(connection.ProcessID);

    public async Task CommitAsync()
    {
        await ExecuteAsync("COMMIT", CancellationToken.None).ConfigureAwait(false);
        inTransaction = false;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (inTransaction && connection.State == ConnectionState.Open)
                await ExecuteAsync("ROLLBACK", CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (PostgreSqlErrors.IsOurs(e))
        {
            // The connection is broken; the pool throws it away.
        }
        await connection.DisposeAsync().ConfigureAwait(false);
        giveBack();
    }
}
