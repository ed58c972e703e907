using System.Globalization;
using DataLab.Formats;

namespace DataLab.Dali.Tests;

/// <summary>Who gets a place, in which order, and what the others are told.</summary>
public sealed class FairPlacesTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    private static FairPlaces Places(
        int places = 1,
        int perUser = 100,
        int queue = 1000,
        int queuePerUser = 1000,
        TimeSpan? patience = null
    ) => new(new PlaceLimits(places, perUser, queue, queuePerUser, patience ?? Long), "queries");

    private static Task<IDisposable> Take(FairPlaces places, string user, CancellationToken ct = default) =>
        places.TakeAsync(user, ct);

    [Test]
    public async Task A_user_with_a_hundred_waiting_requests_delays_another_by_one_place_at_most()
    {
        var places = Places();
        var order = new List<string>();
        var first = await Take(places, "greedy");
        var all = Enumerable.Range(0, 100).Select(_ => ServeAsync("greedy")).ToList();
        all.Add(ServeAsync("modest"));
        first.Dispose();
        await Task.WhenAll(all);
        Assert.That(order.IndexOf("modest"), Is.LessThanOrEqualTo(1));
        Assert.That(order, Has.Count.EqualTo(101));
        Assert.That((places.Taken, places.Waiting), Is.EqualTo((0, 0)));

        async Task ServeAsync(string user)
        {
            using var place = await Take(places, user);
            lock (order)
                order.Add(user);
        }
    }

    [Test]
    public async Task Users_take_turns_and_each_ones_requests_keep_their_order()
    {
        var places = Places();
        var held = await Take(places, "x");
        string[] asked = ["a1", "a2", "a3", "b1", "b2", "c1"];
        var waiting = asked.Select(name => (Name: name, Place: Take(places, name[..1]))).ToList();
        var order = new List<string>();
        while (waiting.Count > 0)
        {
            held.Dispose();
            await Task.WhenAny(waiting.Select(w => w.Place));
            var served = waiting.Single(w => w.Place.IsCompleted);
            waiting.Remove(served);
            order.Add(served.Name);
            held = await served.Place;
        }
        Assert.That(order, Is.EqualTo(new[] { "a1", "b1", "c1", "a2", "b2", "a3" }));
    }

    [Test]
    public async Task One_user_never_holds_more_than_their_portion()
    {
        var places = Places(places: 4, perUser: 3);
        var held = new List<IDisposable>();
        for (var i = 0; i < 3; i++)
            held.Add(await Take(places, "a"));
        var fourth = Take(places, "a");
        await Task.Delay(50);
        Assert.That(fourth.IsCompleted, Is.False);
        using var other = await Take(places, "b").WaitAsync(TimeSpan.FromSeconds(5));
        held[1].Dispose();
        using var got = await fourth.WaitAsync(TimeSpan.FromSeconds(5));
        Assert.That(places.Taken, Is.EqualTo(4));
    }

    [Test]
    public async Task A_user_at_their_portion_does_not_hold_up_those_behind_them()
    {
        var places = Places(places: 2, perUser: 1);
        using var a = await Take(places, "a");
        var b = await Take(places, "b");
        var secondOfA = Take(places, "a");
        var c = Take(places, "c");
        b.Dispose();
        using var got = await c.WaitAsync(TimeSpan.FromSeconds(5));
        Assert.That(secondOfA.IsCompleted, Is.False);
    }

    [Test]
    public async Task Who_finds_the_queue_full_is_told_at_once_when_to_come_back()
    {
        var places = Places(queue: 2);
        using var held = await Take(places, "a");
        var waiting = new[] { Take(places, "a"), Take(places, "b") };
        var e = Assert.ThrowsAsync<ServiceException>(() => Take(places, "c"))!;
        Assert.That(e.Kind, Is.EqualTo(ErrorKind.ServiceUnavailable));
        Assert.That(e.RetryAfter, Is.Not.Null.And.InRange(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5)));
        var seconds = e.RetryAfter!.Value.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
        Assert.That(e.Message, Does.Contain("1 places for queries").And.Contain("2 requests").And.Contain(seconds));
        Assert.That(waiting.Select(w => w.IsCompleted), Is.All.False);
    }

    [Test]
    public async Task A_full_queue_of_one_user_leaves_room_for_others()
    {
        var places = Places(queuePerUser: 1);
        var held = await Take(places, "a");
        var waiting = Take(places, "a");
        Assert.ThrowsAsync<ServiceException>(() => Take(places, "a"));
        var other = Take(places, "b");
        held.Dispose();
        (await waiting).Dispose();
        (await other).Dispose();
    }

    [Test]
    public async Task Patience_ends_and_the_place_in_the_queue_is_given_up()
    {
        var places = Places(patience: TimeSpan.FromMilliseconds(50));
        var held = await Take(places, "a");
        var e = Assert.ThrowsAsync<ServiceException>(() => Take(places, "b"))!;
        Assert.That(e.Kind, Is.EqualTo(ErrorKind.ServiceUnavailable));
        Assert.That(places.Waiting, Is.Zero);
        held.Dispose();
        (await Take(places, "b")).Dispose();
    }

    [Test]
    public async Task Who_goes_away_while_waiting_takes_no_place()
    {
        var places = Places();
        var held = await Take(places, "a");
        using var gone = new CancellationTokenSource();
        var waiting = Take(places, "b", gone.Token);
        var next = Take(places, "b");
        await gone.CancelAsync();
        Assert.That(async () => await waiting, Throws.InstanceOf<OperationCanceledException>());
        held.Dispose();
        (await next.WaitAsync(TimeSpan.FromSeconds(5))).Dispose();
        Assert.That((places.Taken, places.Waiting), Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task A_place_given_back_twice_is_one_place()
    {
        var places = Places();
        var held = await Take(places, "a");
        held.Dispose();
        held.Dispose();
        using var again = await Take(places, "a");
        Assert.That(places.Taken, Is.EqualTo(1));
    }

    [Test]
    public async Task The_longer_places_are_held_the_later_one_should_come_back()
    {
        var clock = new SteppingClock();
        var places = new FairPlaces(new PlaceLimits(1, 1, 0, 0, Long), "queries", clock);
        var before = await RetryAsync();
        for (var i = 0; i < 50; i++)
        {
            var place = await Take(places, "a");
            clock.Step(TimeSpan.FromSeconds(40));
            place.Dispose();
        }
        Assert.That(before, Is.EqualTo(TimeSpan.FromSeconds(1)));
        Assert.That(await RetryAsync(), Is.InRange(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(41)));

        async Task<TimeSpan> RetryAsync()
        {
            using var held = await Take(places, "a");
            return Assert.ThrowsAsync<ServiceException>(() => Take(places, "b"))!.RetryAfter!.Value;
        }
    }

    [Test]
    public async Task No_more_than_all_places_are_ever_taken_and_none_is_lost()
    {
        var places = Places(places: 3, perUser: 2, patience: TimeSpan.FromMilliseconds(3));
        var (now, most) = (0, 0);
        await Task.WhenAll(Enumerable.Range(0, 2000).Select(i => Task.Run(() => OneAsync(i))));
        Assert.That(most, Is.InRange(1, 3));
        Assert.That((places.Taken, places.Waiting), Is.EqualTo((0, 0)));

        async Task OneAsync(int i)
        {
            using var gone = new CancellationTokenSource(i % 5);
            try
            {
                using var place = await Take(places, "u" + i % 7, i % 3 == 0 ? gone.Token : default);
                var taken = Interlocked.Increment(ref now);
                lock (places)
                    most = Math.Max(most, taken);
                await Task.Yield();
                Interlocked.Decrement(ref now);
            }
            catch (Exception e) when (e is ServiceException or OperationCanceledException)
            {
                // Impatient, or gone.
            }
        }
    }

    private sealed class SteppingClock : TimeProvider
    {
        private long now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => now;

        public void Step(TimeSpan by) => now += by.Ticks;
    }
}
