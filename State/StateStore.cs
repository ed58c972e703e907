using System.Collections.Immutable;
using System.Data.Common;
using DataLab.State.PostgreSql;

namespace DataLab.State;

/// <summary>When a change counts as made.</summary>
public enum Durability
{
    /// <summary>When it is on the disk: for everything that a user is told.</summary>
    Full,

    /// <summary>When other connections see it: survives the process, maybe not a power cut. For what can be found out again.</summary>
    Relaxed,
}

/// <summary>The relational store of everything a user was told: jobs, history, later users, groups and nodes.</summary>
/// <remarks>
/// In a file by SQLite (docs/adr/0004), or in PostgreSQL, which several processes and machines share (docs/adr/0007). Rooms see ADO.NET's
/// <see cref="DbConnection"/>, never the driver. Their SQL suits both; where the one that writes alone needs no locks and the other
/// does, <see cref="Locks"/> has the words.
/// </remarks>
public abstract class StateStore : IAsyncDisposable
{
    /// <summary>Opens or makes the store in a file and brings every module's tables up to date.</summary>
    /// <param name="file">Absolute path of the database file; its folder is made if missing.</param>
    /// <exception cref="StateException">It is damaged, locked, newer than this program, or cannot be reached.</exception>
    public static Task<StateStore> OpenAsync(string file, ImmutableArray<StateModule> modules, CancellationToken ct) =>
        SqliteStore.OpenFileAsync(file, modules, ct);

    /// <summary>Opens or makes the store in PostgreSQL. A server that is not there for the moment is waited for by those who read and write.</summary>
    /// <exception cref="StateException">The address, the user, the password or the rights are wrong, or the store is newer than this program.</exception>
    public static Task<StateStore> OpenAsync(
        PostgreSqlStateOptions options,
        ImmutableArray<StateModule> modules,
        CancellationToken ct
    ) => PostgreSqlStore.ConnectAsync(options, modules, ct);

    /// <summary>Runs a query on a connection of its own, as of one moment. Nothing can be changed on it.</summary>
    /// <exception cref="StateException">The store cannot be read.</exception>
    public abstract Task<T> ReadAsync<T>(Func<DbConnection, T> read, CancellationToken ct);

    /// <summary>Runs a change in a transaction, which is committed and durable when the task completes; an exception undoes it.</summary>
    /// <param name="write">Must neither commit nor keep the transaction; changes that other callers wait for may share it.</param>
    /// <exception cref="StateException">The store cannot be written; nothing has been, unless the problem is <see cref="StateProblem.InDoubt"/>.</exception>
    public abstract Task<T> WriteAsync<T>(
        Func<DbTransaction, T> write,
        CancellationToken ct,
        Durability durability = Durability.Full
    );

    /// <summary>Hears of changes of a table that its module announces, made by any process, as soon as they are committed.</summary>
    /// <param name="heard">
    /// Told what the module's trigger says; null when changes may have been missed. Messages get lost with connections, and a store may
    /// tell none at all: whoever must know looks from time to time.
    /// </param>
    /// <returns>Dispose to stop.</returns>
    public abstract IAsyncDisposable Listen(string table, Action<string?> heard);

    /// <summary>Finishes the writes that wait, then closes.</summary>
    public abstract ValueTask DisposeAsync();
}
