using System.Globalization;
using DataLab.Formats;
using Npgsql;

namespace DataLab.Catalog.PostgreSql;

/// <summary>The connections for the queries of one purpose.</summary>
internal sealed class ServerPool : IAsyncDisposable
{
    /// <summary>
    /// Read only unless a query with uploads asks for more. A server that has lost its client looks for it every second. Waiting for whoever
    /// alters a table is given up soon. Instants are in UTC.
    /// Shards are read asynchronously only by queries that bear it (<see cref="SessionSettings"/>).
    /// </summary>
    private const string Settings =
        "-c default_transaction_read_only=on -c client_connection_check_interval=1000 -c lock_timeout=5000 "
        + "-c timezone=UTC -c idle_in_transaction_session_timeout=0 "
        + "-c enable_partitionwise_join=on -c enable_partitionwise_aggregate=on -c enable_async_append=off";

    private readonly NpgsqlDataSource source;
    private readonly SemaphoreSlim free;
    private readonly Action<int> cancel;
    private readonly SessionSettings settings = new();
    private int users;

    /// <param name="cancel">Stops what the server does for the connection of that process.</param>
    public ServerPool(PostgreSqlOptions options, string purpose, int most, Action<int> cancel)
    {
        this.cancel = cancel;
        var builder = ConnectionStrings.Read(options.ConnectionString);
        builder.ApplicationName = "datalab " + purpose;
        builder.MaxPoolSize = most;
        builder.MinPoolSize = 0;
        if (options.PasswordFile is not null)
            builder.Password = null;
        // Every query ends its transaction, and what is set beyond one we remember.
        builder.NoResetOnClose = true;
        builder.ReadBufferSize = 1 << 16;
        builder.WriteBufferSize = 1 << 16;
        builder.CommandTimeout = 0;
        builder.TcpKeepAlive = true;
        builder.TcpKeepAliveTime = 10;
        builder.TcpKeepAliveInterval = 5;
        builder.Options = string.IsNullOrEmpty(builder.Options) ? Settings : builder.Options + " " + Settings;
        // The driver's own default is longer than those who wait like.
        if (builder.Timeout == 15)
            builder.Timeout = 5;
        var sources = new NpgsqlDataSourceBuilder(builder.ConnectionString);
        // Built-in types are all we read, and their numbers are known.
        sources.Name = purpose;
        sources.ConfigureTypeLoading(types => types.EnableTypeLoading(false));
        sources.UsePasswordFile(options.PasswordFile);
        source = sources.Build();
        free = new SemaphoreSlim(most);
        Most = most;
    }

    public int Most { get; }

    /// <summary>Those that have a connection or wait for one.</summary>
    public int Users => Volatile.Read(ref users);

    /// <summary>Nobody has a connection.</summary>
    public bool IsIdle => Users == 0;

    /// <summary>A connection of a query's own; a place may be waited for as long as the query may run.</summary>
    /// <param name="wish">In a transaction shards are read one after the other, and nothing is compiled.</param>
    /// <param name="inTransaction">It begins a transaction that may write; otherwise each statement is one of its own, READ ONLY.</param>
    /// <exception cref="ServiceException">ServiceUnavailable: all places are taken, or the database cannot be reached.</exception>
    /// <exception cref="OperationCanceledException">The query was stopped.</exception>
    public async Task<ServerConnection> OpenAsync(bool inTransaction, SessionWish wish, QueryStop stop)
    {
        Interlocked.Increment(ref users);
        try
        {
            try
            {
                await free.WaitAsync(stop.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException e) when (stop.Reason is QueryStop.StopReason.TimedOut)
            {
                throw PostgreSqlErrors.Unavailable(
                    string.Create(CultureInfo.InvariantCulture, $"All {Most} query slots are taken. Try again later."),
                    e
                );
            }
            return await ConnectAsync(inTransaction, wish, stop).ConfigureAwait(false);
        }
        catch
        {
            Interlocked.Decrement(ref users);
            throw;
        }
    }

    private async Task<ServerConnection> ConnectAsync(bool inTransaction, SessionWish wish, QueryStop stop)
    {
        for (var isRetry = false; ; isRetry = true)
        {
            NpgsqlConnection connection;
            try
            {
                connection = await source.OpenConnectionAsync(stop.Token).ConfigureAwait(false);
            }
            catch
            {
                free.Release();
                throw;
            }
            try
            {
                var opened = new ServerConnection(connection, cancel, ct => ReopenAsync(wish, stop, ct), GiveBack);
                if (inTransaction)
                    await opened
                        .BeginAsync(settings.Local(connection, stop.ServerTimeout), stop.Token)
                        .ConfigureAwait(false);
                else
                    await settings.SetAsync(connection, stop.ServerTimeout, wish, stop.Token).ConfigureAwait(false);
                return opened;
            }
            catch (Exception e)
            {
                await connection.DisposeAsync().ConfigureAwait(false);
                if (!isRetry && PostgreSqlErrors.IsLost(e) && !stop.Token.IsCancellationRequested)
                {
                    // The server was restarted since the connection was last used: so it is with the others.
                    source.Clear();
                    continue;
                }
                free.Release();
                throw;
            }
        }
    }

    /// <summary>The server was restarted since the connection was last used: so it is with the others.</summary>
    private async Task<NpgsqlConnection> ReopenAsync(SessionWish wish, QueryStop stop, CancellationToken ct)
    {
        source.Clear();
        var connection = await source.OpenConnectionAsync(ct).ConfigureAwait(false);
        await settings.SetAsync(connection, stop.ServerTimeout, wish, ct).ConfigureAwait(false);
        return connection;
    }

    private void GiveBack()
    {
        free.Release();
        Interlocked.Decrement(ref users);
    }

    /// <summary>A connection for what the engine itself wants to know.</summary>
    public ValueTask<NpgsqlConnection> OpenPlainAsync(CancellationToken ct) => source.OpenConnectionAsync(ct);

    /// <summary>Asks the server to stop what it does for another connection of the same role.</summary>
    public void CancelProcess(int process)
    {
        try
        {
            using var connection = source.OpenConnection();
            using var command = new NpgsqlCommand("SELECT pg_cancel_backend($1)", connection);
            command.Parameters.AddWithValue(process);
            command.ExecuteNonQuery();
        }
        catch (Exception e) when (PostgreSqlErrors.IsOurs(e) || e is ObjectDisposedException)
        {
            // Tried again soon; if it comes to that, the connection is cut, which the server notices.
            source.Clear();
        }
    }

    /// <summary>Forgets connections that may be broken.</summary>
    public void Clear() => source.Clear();

    public async ValueTask DisposeAsync()
    {
        await source.DisposeAsync().ConfigureAwait(false);
        free.Dispose();
    }
}
