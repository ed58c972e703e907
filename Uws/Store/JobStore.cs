using System.Data.Common;
using DataLab.Formats;
using DataLab.State;

namespace DataLab.Uws.Store;

/// <summary>The state store as the services above see it: its failures are told in a user's words.</summary>
internal sealed class JobStore(StateStore state)
{
    private long lastNumber;

    public async Task<T> ReadAsync<T>(Func<DbConnection, T> read, CancellationToken ct)
    {
        try
        {
            return await state.ReadAsync(read, ct);
        }
        catch (StateException e)
        {
            throw Told(e);
        }
    }

    /// <summary>One transaction; see <see cref="StateStore.WriteAsync"/>.</summary>
    public async Task<T> WriteAsync<T>(
        Func<DbConnection, T> write,
        CancellationToken ct,
        Durability durability = Durability.Full
    )
    {
        try
        {
            return await state.WriteAsync(transaction => write(transaction.Connection!), ct, durability);
        }
        catch (StateException e)
        {
            throw Told(e);
        }
    }

    public Task WriteAsync(Action<DbConnection> write, CancellationToken ct, Durability durability = Durability.Full) =>
        WriteAsync<object?>(
            db =>
            {
                write(db);
                return null;
            },
            ct,
            durability
        );

    /// <summary>A number larger than all given before, here and, as far as clocks agree, in other processes.</summary>
    public long NextNumber(DateTimeOffset now)
    {
        var clock = now.UtcTicks / 10;
        long last,
            next;
        do
        {
            last = Interlocked.Read(ref lastNumber);
            next = Math.Max(last + 1, clock);
        } while (Interlocked.CompareExchange(ref lastNumber, next, last) != last);
        return next;
    }

    /// <summary>Hears of jobs that any process made, changed or deleted; see <see cref="StateStore.Listen"/>.</summary>
    public IAsyncDisposable Listen(Action<string?> heard) => state.Listen("uws_job", heard);

    /// <summary>Whether a change that failed may have been made all the same.</summary>
    public static bool IsInDoubt(ServiceException e) =>
        e.InnerException is StateException { Problem: StateProblem.InDoubt };

    private static ServiceException Told(StateException e) =>
        e.Problem switch
        {
            StateProblem.Away or StateProblem.InDoubt => new(
                ErrorKind.ServiceUnavailable,
                e.Problem == StateProblem.Away
                    ? "The record of jobs is not there for the moment; please try again in a while."
                    : "The record of jobs was lost from sight during the change; please look whether it was made, or try again in a while.",
                e
            )
            {
                RetryAfter = TimeSpan.FromSeconds(5),
            },
            StateProblem.Locked or StateProblem.Full => new(
                ErrorKind.ServiceUnavailable,
                "The record of jobs cannot be written at the moment; please try again in a while.",
                e
            )
            {
                RetryAfter = TimeSpan.FromSeconds(e.Problem == StateProblem.Full ? 300 : 10),
            },
            _ => new(ErrorKind.Fault, "The record of jobs cannot be reached.", e),
        };
}
