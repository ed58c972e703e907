using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace DataLab.State;

/// <summary>The one thread that changes the store. Changes that wait together share a transaction, hence a sync of the disk.</summary>
internal sealed class StateWriter : IAsyncDisposable
{
    /// <summary>Bounds how long the first of a batch waits for the last.</summary>
    private const int LargestBatch = 128;

    private readonly StateFile file;
    private readonly BlockingCollection<Change> changes = [];
    private readonly TaskCompletionSource finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SqliteConnection? connection;
    private Durability? synced;

    public StateWriter(StateFile file)
    {
        this.file = file;
        // A thread of its own: it blocks on the disk, and must not wait for the thread pool.
        new Thread(Run) { IsBackground = true, Name = "state writer" }.Start();
    }

    public Task<T> WriteAsync<T>(Func<DbTransaction, T> write, Durability durability, CancellationToken ct)
    {
        var change = new Change<T>(write, durability, ct);
        try
        {
            changes.Add(change, CancellationToken.None);
        }
        catch (InvalidOperationException)
        {
            throw new ObjectDisposedException(nameof(StateStore));
        }
        return change.Task;
    }

    public async ValueTask DisposeAsync()
    {
        changes.CompleteAdding();
        await finished.Task;
        changes.Dispose();
    }

    private void Run()
    {
        var batch = new List<Change>(LargestBatch);
        foreach (var first in changes.GetConsumingEnumerable())
        {
            batch.Add(first);
            while (batch.Count < LargestBatch && changes.TryTake(out var next))
                batch.Add(next);
            Commit(batch);
            batch.Clear();
        }
        Close();
        finished.SetResult();
    }

    /// <summary>Makes all changes in one transaction and tells each how it went.</summary>
    private void Commit(List<Change> batch)
    {
        try
        {
            connection ??= file.OpenWriter();
            SetDurability(batch.Exists(change => change.Durability == Durability.Full));
            using var transaction = connection.BeginTransaction(deferred: false);
            foreach (var change in batch)
                change.Run(transaction, file.Path);
            transaction.Commit();
        }
        catch (Exception e)
        {
            // The connection may hold half a transaction: the next batch gets another.
            Close();
            var told = e is SqliteException sqlite ? StateException.From(sqlite, file.Path) : e;
            foreach (var change in batch)
                change.Fail(told);
            return;
        }
        foreach (var change in batch)
            change.Succeed();
    }

    private void SetDurability(bool full)
    {
        var wanted = full ? Durability.Full : Durability.Relaxed;
        if (synced == wanted)
            return;
        // NORMAL in WAL mode: consistent after a power cut, but the last commits may be missing.
        StateFile.Execute(connection!, full ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
        synced = wanted;
    }

    private void Close()
    {
        connection?.Dispose();
        connection = null;
        synced = null;
    }

    private abstract class Change(Durability durability)
    {
        protected const string Savepoint = "one_change";

        public Durability Durability => durability;

        /// <summary>Makes the change; what goes wrong in it undoes only this one. Throws when the whole batch is lost.</summary>
        public abstract void Run(SqliteTransaction transaction, string path);

        public abstract void Succeed();

        public abstract void Fail(Exception e);
    }

    private sealed class Change<T>(Func<DbTransaction, T> write, Durability durability, CancellationToken ct)
        : Change(durability)
    {
        private readonly TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? answer;
        private Exception? failure;

        public Task<T> Task => done.Task;

        public override void Run(SqliteTransaction transaction, string path)
        {
            if (ct.IsCancellationRequested)
            {
                failure = new OperationCanceledException(ct);
                return;
            }
            transaction.Save(Savepoint);
            try
            {
                answer = write(transaction);
                transaction.Release(Savepoint);
            }
            catch (Exception e)
            {
                failure = e is SqliteException sqlite ? StateException.From(sqlite, path) : e;
                Undo(transaction);
            }
        }

        private void Undo(SqliteTransaction transaction)
        {
            try
            {
                transaction.Rollback(Savepoint);
                transaction.Release(Savepoint);
            }
            catch (Exception e) when (e is SqliteException or InvalidOperationException)
            {
                // SQLite has undone the whole transaction already; a full disk does that.
                throw failure!;
            }
        }

        public override void Succeed()
        {
            if (failure is OperationCanceledException)
                done.TrySetCanceled(ct);
            else if (failure is not null)
                done.TrySetException(failure);
            else
                done.TrySetResult(answer!);
        }

        public override void Fail(Exception e) => done.TrySetException(failure ?? e);
    }
}
