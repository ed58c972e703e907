using System.Data;
using Npgsql;

namespace DataLab.Catalog.PostgreSql;

/// <summary>A connection while it serves one query; with uploads, in a transaction of that query.</summary>
/// <remarks>Disposing ends the transaction, undoing what it did, and gives the place in the pool back.</remarks>
internal sealed class ServerConnection(
    NpgsqlConnection connection,
    Action<int> cancel,
    Func<CancellationToken, Task<NpgsqlConnection>> reopen,
    Action giveBack
) : IAsyncDisposable
{
    private NpgsqlConnection connection = connection;
    private bool inTransaction;

    public NpgsqlConnection Npgsql => connection;

    /// <summary>Begins a transaction that may write.</summary>
    /// <param name="settings">Statements that set what is to hold in it.</param>
    public async Task BeginAsync(string settings, CancellationToken ct)
    {
        await ExecuteAsync("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; " + settings, ct).ConfigureAwait(false);
        inTransaction = true;
    }

    public async Task ExecuteAsync(string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct).ConfigureAwait(false);
    }

    /// <summary>Types of the columns that a query would give (see <see cref="WireTypes"/>).</summary>
    /// <remarks>The first word to a server that was restarted since the connection was last used is said again on a new one.</remarks>
    public async Task<uint[]> DescribeAsync(string sql, CancellationToken ct)
    {
        try
        {
            return await TypesAsync(sql, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (!inTransaction && PostgreSqlErrors.IsLost(e) && !ct.IsCancellationRequested)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            connection = await reopen(ct).ConfigureAwait(false);
            return await TypesAsync(sql, ct).ConfigureAwait(false);
        }
    }

    private async Task<uint[]> TypesAsync(string sql, CancellationToken ct)
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

    /// <summary>Ends the transaction, if there is one.</summary>
    public async Task CommitAsync()
    {
        if (!inTransaction)
            return;
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
