using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace DataLab.State;

/// <summary>The store in a file of this machine: SQLite in WAL mode (docs/adr/0004).</summary>
/// <remarks>One write at a time; reads run beside it. Writes that wait together share one commit.</remarks>
internal sealed class SqliteStore : StateStore
{
    private readonly StateFile file;
    private readonly StateWriter writer;
    private readonly ConcurrentBag<SqliteConnection> readers = [];
    private volatile bool disposed;

    private SqliteStore(StateFile file)
    {
        this.file = file;
        writer = new StateWriter(file);
    }

    public static Task<StateStore> OpenFileAsync(
        string file,
        ImmutableArray<StateModule> modules,
        CancellationToken ct
    ) =>
        Task.Run<StateStore>(
            () =>
            {
                var stored = new StateFile(file);
                stored.Prepare(modules);
                return new SqliteStore(stored);
            },
            ct
        );

    public override Task<T> ReadAsync<T>(Func<DbConnection, T> read, CancellationToken ct) =>
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

    public override Task<T> WriteAsync<T>(
        Func<DbTransaction, T> write,
        CancellationToken ct,
        Durability durability = Durability.Full
    ) => writer.WriteAsync(write, durability, ct);

    /// <inheritdoc/>
    /// <remarks>A file tells nobody of what others write.</remarks>
    public override IAsyncDisposable Listen(string table, Action<string?> heard) => Deaf.Instance;

    public override async ValueTask DisposeAsync()
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

    private sealed class Deaf : IAsyncDisposable
    {
        public static Deaf Instance { get; } = new();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
