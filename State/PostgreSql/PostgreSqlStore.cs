using System.Collections.Immutable;
using System.Data;
using System.Data.Common;
using System.Globalization;
using Npgsql;

namespace DataLab.State.PostgreSql;

/// <summary>The store in PostgreSQL: any number of processes, changes at the same time, each in a transaction of its own (docs/adr/0007).</summary>
internal sealed class PostgreSqlStore : StateStore
{
    /// <summary>While the server is away it is asked once in so long, not by everybody.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>A machine that vanished in the middle of a change must not keep the others waiting.</summary>
    private const string SessionLimits =
        "-c idle_in_transaction_session_timeout=15000 -c lock_timeout=15000 -c tcp_keepalives_idle=15 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3";

    private readonly PostgreSqlStateOptions options;
    private readonly ImmutableArray<StateModule> modules;
    private readonly NpgsqlDataSource source;
    private readonly string connectionString;
    private readonly SemaphoreSlim preparing = new(1);
    private readonly string name;
    private readonly TaskCompletionSource idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool prepared;
    private volatile bool disposed;
    private int away;
    private int underWay;
    private StateException? lastFailure;
    private DateTime failedAt;

    private PostgreSqlStore(PostgreSqlStateOptions options, ImmutableArray<StateModule> modules)
    {
        (this.options, this.modules) = (options, modules);
        var connection = ReadConnection(options);
        name = string.Create(
            CultureInfo.InvariantCulture,
            $"{connection.Host}:{connection.Port}/{connection.Database}, schema {options.Schema}"
        );
        connectionString = connection.ToString();
        source = PostgreSqlPassword.Source(connectionString, options.PasswordFile);
    }

    public static async Task<StateStore> ConnectAsync(
        PostgreSqlStateOptions options,
        ImmutableArray<StateModule> modules,
        CancellationToken ct
    )
    {
        if (options.PasswordFile is { } file)
            _ = PostgreSqlPassword.Read(file);
        var store = new PostgreSqlStore(options, modules);
        try
        {
            await store.PrepareAsync(ct);
        }
        catch (StateException e) when (e.Problem is StateProblem.Away or StateProblem.Full or StateProblem.Locked)
        {
            // Told already. It will be there sooner or later; until then whoever asks is told to come back.
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
        return store;
    }

    public override Task<T> ReadAsync<T>(Func<DbConnection, T> read, CancellationToken ct) =>
        RunAsync(
            IsolationLevel.RepeatableRead,
            "SET TRANSACTION READ ONLY",
            transaction => read(transaction.Connection!),
            commit: false,
            ct
        );

    public override Task<T> WriteAsync<T>(
        Func<DbTransaction, T> write,
        CancellationToken ct,
        Durability durability = Durability.Full
    ) =>
        RunAsync(
            IsolationLevel.ReadCommitted,
            durability == Durability.Full
                ? "SET TRANSACTION READ WRITE"
                : "SET TRANSACTION READ WRITE; SET LOCAL synchronous_commit = off",
            write,
            commit: true,
            ct
        );

    public override IAsyncDisposable Listen(string table, Action<string?> heard) =>
        new PostgreSqlListener(connectionString, options.PasswordFile, $"{options.Schema}.{table}", heard);

    public override async ValueTask DisposeAsync()
    {
        disposed = true;
        if (Volatile.Read(ref underWay) > 0)
            await idle.Task;
        await source.DisposeAsync();
        preparing.Dispose();
    }

    private async Task<T> RunAsync<T>(
        IsolationLevel level,
        string first,
        Func<NpgsqlTransaction, T> work,
        bool commit,
        CancellationToken ct
    )
    {
        Interlocked.Increment(ref underWay);
        T answer;
        try
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            await PrepareAsync(ct);
            var (connection, transaction) = await BeginAsync(level, first, ct);
            await using var _1 = connection;
            await using var _2 = transaction;
            answer = await Task.Run(() => work(transaction), CancellationToken.None);
            ct.ThrowIfCancellationRequested();
            if (commit)
                await CommitAsync(transaction);
        }
        catch (Exception e) when (PostgreSqlProblem.IsDriver(e))
        {
            throw Told(PostgreSqlProblem.Of(e, name));
        }
        finally
        {
            if (Interlocked.Decrement(ref underWay) == 0 && disposed)
                idle.TrySetResult();
        }
        if (Interlocked.Exchange(ref away, 0) == 1)
            options.OnProblem?.Invoke($"The state store {name} is there again.", null);
        return answer;
    }

    /// <summary>A transaction on a connection that has just answered: those in the pool may be of a server that is no more.</summary>
    private async Task<(NpgsqlConnection, NpgsqlTransaction)> BeginAsync(
        IsolationLevel level,
        string first,
        CancellationToken ct
    )
    {
        for (var fresh = false; ; fresh = true)
        {
            var connection = await source.OpenConnectionAsync(ct);
            try
            {
                var transaction = await connection.BeginTransactionAsync(level, ct);
                await using var command = new NpgsqlCommand(first, connection, transaction);
                await command.ExecuteNonQueryAsync(ct);
                return (connection, transaction);
            }
            catch (NpgsqlException e) when (!fresh && PostgreSqlProblem.MayBeCommitted(e))
            {
                await connection.DisposeAsync();
                source.Clear();
            }
            catch
            {
                await connection.DisposeAsync();
                throw;
            }
        }
    }

    private async Task CommitAsync(NpgsqlTransaction transaction)
    {
        try
        {
            await transaction.CommitAsync(CancellationToken.None);
        }
        catch (NpgsqlException e) when (PostgreSqlProblem.MayBeCommitted(e))
        {
            Told(PostgreSqlProblem.Of(e, name));
            throw new StateException(
                StateProblem.InDoubt,
                $"The connection to the state store {name} broke while a change was committed; it may have been made.",
                e
            );
        }
    }

    private async Task PrepareAsync(CancellationToken ct)
    {
        if (prepared)
            return;
        await preparing.WaitAsync(ct);
        try
        {
            if (prepared)
                return;
            if (lastFailure is { } known && DateTime.UtcNow - failedAt < Pause)
                throw known;
            await PostgreSqlSchema.PrepareAsync(source, options.Schema, name, modules, ct);
            prepared = true;
            lastFailure = null;
        }
        catch (Exception e) when (PostgreSqlProblem.IsDriver(e))
        {
            (lastFailure, failedAt) = (PostgreSqlProblem.Of(e, name), DateTime.UtcNow);
            throw Told(lastFailure);
        }
        finally
        {
            preparing.Release();
        }
    }

    /// <summary>Tells the operator once of a server that is away.</summary>
    private StateException Told(StateException e)
    {
        if (e.Problem == StateProblem.Away && Interlocked.Exchange(ref away, 1) == 0)
            options.OnProblem?.Invoke(e.Message, e);
        return e;
    }

    private static NpgsqlConnectionStringBuilder ReadConnection(PostgreSqlStateOptions options)
    {
        try
        {
            var given = new NpgsqlConnectionStringBuilder(options.Connection);
            if (!given.ContainsKey("Timeout"))
                given.Timeout = 5;
            if (string.IsNullOrEmpty(given.ApplicationName))
                given.ApplicationName = "datalab state";
            if (options.PasswordFile is not null)
                given.Password = null;
            given.SearchPath = options.Schema;
            given.Pooling = true;
            given.MinPoolSize = 0;
            given.MaxPoolSize = options.Connections;
            given.Options = string.Join(' ', given.Options, SessionLimits).Trim();
            return given;
        }
        catch (ArgumentException e)
        {
            throw new StateException(
                StateProblem.Unreachable,
                "State:PostgreSql is no connection string; expected something like Host=db.example.org;Database=archive;Username=datalab;Password=... ("
                    + e.Message
                    + ")",
                e
            );
        }
    }
}
