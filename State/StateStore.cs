using System.Collections.Immutable;
using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace DataLab.State;

/// <summary>The tables that one room keeps in the store.</summary>
/// <param name="Name">Short and stable, such as <c>uws</c>: versions are counted per module.</param>
/// <param name="Migrations">SQL of version 1, 2, ... Never changed once released, only added to. Portable between SQLite and PostgreSQL.</param>
public sealed record StateModule(string Name, ImmutableArray<string> Migrations);

/// <summary>The relational store of everything a user was told: jobs, history, later users, groups and nodes (docs/adr/0004).</summary>
/// <remarks>
/// SQLite in WAL mode. One write at a time; reads run beside it. A write is on the disk when its task completes.
/// Rooms see ADO.NET's <see cref="DbConnection"/>, never the driver.
/// </remarks>
public sealed class StateStore : IAsyncDisposable
{
    private readonly string connectionString;

    private StateStore(string connectionString) => this.connectionString = connectionString;

    /// <summary>Opens or makes the store and brings every module's tables up to date.</summary>
    /// <param name="file">Absolute path of the database file; its folder is made if missing.</param>
    public static Task<StateStore> OpenAsync(string file, ImmutableArray<StateModule> modules, CancellationToken ct) =>
        throw new InvalidOperationException($"{file} {modules.Length} {ct}");

    /// <summary>Runs a query on a connection of its own.</summary>
    public Task<T> ReadAsync<T>(Func<DbConnection, T> read, CancellationToken ct) =>
        Task.Run(
            () =>
            {
                using var connection = new SqliteConnection(connectionString);
                connection.Open();
                return read(connection);
            },
            ct
        );

    /// <summary>Runs a change in a transaction, which is committed and durable when the task completes; an exception undoes it.</summary>
    public Task<T> WriteAsync<T>(Func<DbTransaction, T> write, CancellationToken ct) =>
        throw new InvalidOperationException($"{connectionString} {write} {ct}");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
