using System.Globalization;
using DataLab.Formats;

namespace DataLab.Dali;

/// <summary>How many may be served at once, and how many may wait for it.</summary>
/// <param name="Places">At once, everybody together.</param>
/// <param name="PerUser">At once, one user.</param>
/// <param name="Queue">Waiting, everybody together.</param>
/// <param name="QueuePerUser">Waiting, one user.</param>
/// <param name="Patience">The longest wait.</param>
public sealed record PlaceLimits(int Places, int PerUser, int Queue, int QueuePerUser, TimeSpan Patience);

/// <summary>Places for requests, shared by turns: a place that comes free goes to the next user in the round, whoever waits longest.</summary>
/// <remarks>
/// A user with a hundred waiting requests delays another's single one by one place. Within one user it is first come, first
/// served. Thread-safe.
/// </remarks>
public sealed class FairPlaces
{
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(5);

    private readonly PlaceLimits limits;
    private readonly string what;
    private readonly TimeProvider clock;
    private readonly KeyValuePair<string, object?> pool;
    private readonly Lock gate = new();
    private readonly Dictionary<string, User> users = [];

    /// <summary>Users with somebody waiting, in the order of their turns.</summary>
    private readonly LinkedList<User> round = new();
    private int taken;
    private int waiting;
    private double usualSeconds = 1;

    /// <param name="what">For messages: what the places are for, plural: <c>synchronous queries</c>.</param>
    /// <param name="pool">In metrics, one word.</param>
    public FairPlaces(PlaceLimits limits, string what, TimeProvider? time = null, string pool = "other")
    {
        (this.limits, this.what, clock) = (limits, what, time ?? TimeProvider.System);
        this.pool = new("pool", pool);
        DaliTelemetry.Places.Add(limits.Places, this.pool);
    }

    /// <summary>Places in use now.</summary>
    public int Taken => Volatile.Read(ref taken);

    /// <summary>Requests waiting now.</summary>
    public int Waiting => Volatile.Read(ref waiting);

    /// <summary>Takes a place; disposing what is returned gives it back.</summary>
    /// <param name="userKey">Whose portion it counts in.</param>
    /// <exception cref="ServiceException">ServiceUnavailable: too many wait already, or none came free in time.</exception>
    public async Task<IDisposable> TakeAsync(string userKey, CancellationToken ct)
    {
        Waiter waiter;
        lock (gate)
        {
            if (!users.TryGetValue(userKey, out var user))
                users.Add(userKey, user = new User(userKey));
            // A free place while others wait is one that their own limits keep them from.
            if (taken < limits.Places && user.Holding < limits.PerUser)
            {
                DaliTelemetry.Wait.Record(0, pool);
                return Grant(user);
            }
            if (waiting >= limits.Queue || user.Waiters.Count >= limits.QueuePerUser)
            {
                Forget(user);
                throw Full(user);
            }
            waiter = Enqueue(user);
        }
        using var span = DaliTelemetry.Source.StartActivity("wait");
        var since = clock.GetTimestamp();
        try
        {
            return await waiter.Granted.Task.WaitAsync(limits.Patience, clock, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            if (!Leave(waiter))
                (await waiter.Granted.Task.ConfigureAwait(false)).Dispose();
            if (e is OperationCanceledException)
                throw;
            lock (gate)
                throw Full(waiter.User);
        }
        finally
        {
            DaliTelemetry.Wait.Record(clock.GetElapsedTime(since).TotalSeconds, pool);
        }
    }

    private Place Grant(User user)
    {
        taken++;
        DaliTelemetry.Taken.Add(1, pool);
        user.Holding++;
        return new Place(this, user, clock.GetTimestamp());
    }

    private Waiter Enqueue(User user)
    {
        var waiter = new Waiter(user);
        user.Waiters.AddLast(waiter);
        waiting++;
        DaliTelemetry.Waiting.Add(1, pool);
        if (user.Waiters.Count == 1)
            round.AddLast(user);
        return waiter;
    }

    /// <returns>False if it has a place by now.</returns>
    private bool Leave(Waiter waiter)
    {
        lock (gate)
        {
            if (!waiter.User.Waiters.Remove(waiter))
                return false;
            waiting--;
            DaliTelemetry.Waiting.Add(-1, pool);
            if (waiter.User.Waiters.Count == 0)
                round.Remove(waiter.User);
            Forget(waiter.User);
            return true;
        }
    }

    private void Release(User user, long since)
    {
        lock (gate)
        {
            usualSeconds += (clock.GetElapsedTime(since).TotalSeconds - usualSeconds) / 16;
            taken--;
            DaliTelemetry.Taken.Add(-1, pool);
            user.Holding--;
            Forget(user);
            while (taken < limits.Places && Next() is { } next)
                next.Granted.SetResult(Grant(next.User));
        }
    }

    /// <summary>Takes the first waiter of the next user who may have one more place; that user goes to the end of the round.</summary>
    private Waiter? Next()
    {
        for (var turn = round.First; turn is not null; turn = turn.Next)
        {
            var user = turn.Value;
            if (user.Holding >= limits.PerUser)
                continue;
            var waiter = user.Waiters.First!.Value;
            user.Waiters.RemoveFirst();
            waiting--;
            DaliTelemetry.Waiting.Add(-1, pool);
            round.Remove(turn);
            if (user.Waiters.Count > 0)
                round.AddLast(turn);
            return waiter;
        }
        return null;
    }

    private void Forget(User user)
    {
        if (user.Holding == 0 && user.Waiters.Count == 0)
            users.Remove(user.Key);
    }

    private ServiceException Full(User user)
    {
        DaliTelemetry.Refused.Add(1, pool);
        // Whichever limit it was: the places that this user's next request needs to see come free, one after another.
        var mine = user.Waiters.Count + 1.0;
        var rounds = Math.Max(mine / Math.Min(limits.PerUser, limits.Places), (waiting + 1.0) / limits.Places);
        var seconds = Math.Clamp(Math.Ceiling(rounds * usualSeconds), 1, LongestRetry.TotalSeconds);
        var why =
            user.Holding >= limits.PerUser && taken < limits.Places
                ? $"You have {user.Holding} {what} running, the most of one user"
                : $"All {limits.Places} places for {what} are taken";
        return new ServiceException(
            ErrorKind.ServiceUnavailable,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{why}, and {waiting} requests wait ({user.Waiters.Count} of them yours); please try again in {seconds:0} s or later."
            )
        )
        {
            RetryAfter = TimeSpan.FromSeconds(seconds),
        };
    }

    private sealed class User(string key)
    {
        public string Key => key;
        public int Holding { get; set; }
        public LinkedList<Waiter> Waiters { get; } = [];
    }

    private sealed class Waiter(User user)
    {
        public User User => user;
        public TaskCompletionSource<Place> Granted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Place(FairPlaces owner, User user, long since) : IDisposable
    {
        private int released;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref released, 1) == 0)
                owner.Release(user, since);
        }
    }
}
