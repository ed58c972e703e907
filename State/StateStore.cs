using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace DataLab.State;

/// <summary>When a change counts as made.</summary>
public enum Durability
{
    /// <summary>When it is on the disk: for everything that a user is told.</summary>
    Full,

    /// <summary>When other connections see it: survives the process, maybe not a power cut. For what can be found out again.</summary>
    Relaxed,
}

/// <summary>The relational store of everything a user was told: jobs, history, later users, groups and nodes (docs/adr/0004).</summary>
/// <remarks>
/// SQLite in WAL mode. One write at a time; reads run beside it. Writes that wait together share one commit.
/// Rooms see ADO.NET's <see cref="DbConnection"/>, never the driver.
/// </remarks>
public sealed class StateStore : IAsyncDisposable
{
    private readonly StateFile file;
    private readonly StateWriter writer;
    private readonly ConcurrentBag<SqliteConnection> readers = [];
    private volatile bool disposed;

    private StateStore(StateFile file)
    {
        this.file = file;
        writer = new StateWriter(file);
    }

    /// <summary>Opens or makes the store and brings every module's tables up to date.</summary>
    /// <param name="file">Absolute path of the database file; its folder is made if missing.</param>
    /// <exception cref="StateException">It is damaged, locked, newer than this program, or cannot be reached.</exception>
    public static Task<StateStore> OpenAsync(string file, ImmutableArray<StateModule> modules, CancellationToken ct) =>
        Task.Run(
            () =>
            {
                var stored = new StateFile(file);
                stored.Prepare(modules);
                return new StateStore(stored);
            },
            ct
        );

    /// <summary>Runs a query on a connection of its own, as of one moment. Nothing can be changed on it.</summary>
    /// <exception cref="StateException">The store cannot be read.</exception>
    public Task<T> ReadAsync<T>(Func<DbConnection, T> read, CancellationToken ct) =>
        Task.Run(
            () =>
            {
                ObjectDisposedException.ThrowIf(disposed, this);
                try
                {
                    return Read(read);
                }
                catch (SqliteException e)
                {
                    throw StateException.From(e, file.Path);
                }
            },
            ct
        );

    /// <summary>Runs a change in a transaction, which is committed and durable when the task completes; an exception undoes it.</summary>
    /// <param name="write">Must neither commit nor keep the transaction; changes that other callers wait for may share it.</param>
    /// <exception cref="StateException">The store cannot be written; nothing has been.</exception>
    public Task<T> WriteAsync<T>(
        Func<DbTransaction, T> write,
        CancellationToken ct,
        Durability durability = Durability.Full
    ) => writer.WriteAsync(write, durability, ct);

    /// <summary>Finishes the writes that wait, then closes.</summary>
    public async ValueTask DisposeAsync()
    {
        if (disposed)
            return;
        disposed = true;
        await writer.DisposeAsync();
        while (readers.TryTake(out var connection))
            await connection.DisposeAsync();
    }

    private T Read<T>(Func<DbConnection, T> read)
    {
        var connection = readers.TryTake(out var idle) ? idle : file.OpenReader();
        try
        {
            T answer;
            using (connection.BeginTransaction(deferred: true))
                answer = read(connection);
            // After an error it may be in any state: closed below.
            if (!disposed)
            {
                readers.Add(connection);
                connection = null;
            }
            return answer;
        }
        finally
        {
            connection?.Dispose();
        }
    }
}
