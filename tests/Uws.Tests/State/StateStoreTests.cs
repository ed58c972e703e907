using System.Data.Common;
using System.Globalization;
using DataLab.State;
using DataLab.Uws.Tests.Support;

namespace DataLab.Uws.Tests.State;

/// <summary>The store keeps what it was told, and says clearly when it cannot (docs/adr/0004).</summary>
public sealed class StateStoreTests(StoreKind store) : OnEachStore(store)
{
    private const string Table = "CREATE TABLE fact (number BIGINT PRIMARY KEY, text TEXT NOT NULL)";

    private string folder = null!;

    private string File => Path.Combine(folder, "state", "store.sqlite");

    [SetUp]
    public void MakeFolder() => folder = Directory.CreateTempSubdirectory("datalab-state-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(folder, recursive: true);

    private Task<StateStore> OpenAsync(params string[] migrations) =>
        TestStore.OpenAsync(File, new StateModule("facts", migrations.Length == 0 ? [Table] : [.. migrations]));

    private static int Execute(DbConnection db, string sql)
    {
        using var command = db.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteNonQuery();
    }

    private static long Number(DbConnection db, string sql)
    {
        using var command = db.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    private static Task<int> AddAsync(StateStore store, int number) =>
        store.WriteAsync(
            t => Execute(t.Connection!, $"INSERT INTO fact VALUES ({number}, 'fact {number}')"),
            CancellationToken.None
        );

    private static Task<long> CountAsync(StateStore store) =>
        store.ReadAsync(db => Number(db, "SELECT COUNT(*) FROM fact"), CancellationToken.None);

    [Test]
    public async Task What_was_written_is_read_at_once_and_after_opening_again()
    {
        await using (var store = await OpenAsync())
        {
            await AddAsync(store, 1);
            Assert.That(await CountAsync(store), Is.EqualTo(1));
        }
        await using var again = await OpenAsync();
        Assert.That(await CountAsync(again), Is.EqualTo(1));
    }

    [Test]
    public async Task Of_writes_that_share_a_commit_one_that_fails_undoes_only_itself()
    {
        await using var store = await OpenAsync();
        var writes = Enumerable
            .Range(0, 300)
            .Select(i =>
                store.WriteAsync(
                    t =>
                    {
                        Execute(t.Connection!, $"INSERT INTO fact VALUES ({i}, 'x')");
                        return i % 3 == 0 ? throw new InvalidOperationException($"no {i}") : i;
                    },
                    CancellationToken.None
                )
            )
            .ToArray();
        for (var i = 0; i < writes.Length; i++)
            if (i % 3 == 0)
                Assert.That(
                    Assert.ThrowsAsync<InvalidOperationException>(() => writes[i])!.Message,
                    Is.EqualTo($"no {i}")
                );
            else
                Assert.That(await writes[i], Is.EqualTo(i));
        Assert.That(await CountAsync(store), Is.EqualTo(200));
        Assert.That(
            await store.ReadAsync(db => Number(db, "SELECT COUNT(*) FROM fact WHERE number % 3 = 0"), default),
            Is.Zero
        );
    }

    [Test]
    public async Task A_broken_rule_of_a_table_is_an_error_of_that_write_only()
    {
        await using var store = await OpenAsync();
        await AddAsync(store, 1);
        var e = Assert.ThrowsAsync<StateException>(() => AddAsync(store, 1))!;
        Assert.That(e.Problem, Is.EqualTo(StateProblem.Fault));
        await AddAsync(store, 2);
        Assert.That(await CountAsync(store), Is.EqualTo(2));
    }

    [Test]
    public async Task A_read_sees_one_moment_while_others_write()
    {
        await using var store = await OpenAsync();
        await AddAsync(store, 1);
        var (before, after) = await store.ReadAsync(
            db =>
            {
                var first = Number(db, "SELECT COUNT(*) FROM fact");
                AddAsync(store, 2).GetAwaiter().GetResult();
                return (first, Number(db, "SELECT COUNT(*) FROM fact"));
            },
            CancellationToken.None
        );
        Assert.That((before, after), Is.EqualTo((1L, 1L)));
        Assert.That(await CountAsync(store), Is.EqualTo(2));
    }

    [Test]
    public async Task Nothing_can_be_changed_by_a_read()
    {
        await using var store = await OpenAsync();
        Assert.ThrowsAsync<StateException>(() => store.ReadAsync(db => Execute(db, "DELETE FROM fact"), default));
    }

    [Test]
    public async Task A_write_that_nobody_waits_for_any_more_is_not_made()
    {
        await using var store = await OpenAsync();
        using var given = new CancellationTokenSource();
        await given.CancelAsync();
        Assert.CatchAsync<OperationCanceledException>(() =>
            store.WriteAsync(t => Execute(t.Connection!, "INSERT INTO fact VALUES (1, 'x')"), given.Token)
        );
        Assert.That(await CountAsync(store), Is.Zero);
    }

    [Test]
    public async Task Writes_that_wait_are_made_before_the_store_closes()
    {
        Task<int>[] writes;
        await using (var store = await OpenAsync())
            writes = [.. Enumerable.Range(0, 50).Select(i => AddAsync(store, i))];
        await Task.WhenAll(writes);
        await using var again = await OpenAsync();
        Assert.That(await CountAsync(again), Is.EqualTo(50));
    }

    [Test]
    public async Task Migrations_that_are_missing_are_run_and_rows_stay()
    {
        await using (var store = await OpenAsync())
            await AddAsync(store, 1);
        const string second = "ALTER TABLE fact ADD COLUMN note TEXT; UPDATE fact SET note = 'old'";
        for (var round = 0; round < 2; round++)
        {
            await using var store = await OpenAsync(Table, second);
            var old = await store.ReadAsync(db => Number(db, "SELECT COUNT(*) FROM fact WHERE note = 'old'"), default);
            Assert.That(old, Is.EqualTo(1));
        }
    }

    [Test]
    public async Task A_migration_that_fails_leaves_the_store_as_it_was()
    {
        await using (var store = await OpenAsync())
            await AddAsync(store, 1);
        Assert.ThrowsAsync<StateException>(() =>
            OpenAsync(Table, "ALTER TABLE fact ADD COLUMN note TEXT", "ALTER TABLE nothing ADD COLUMN x TEXT")
        );
        await using var again = await OpenAsync();
        Assert.That(await CountAsync(again), Is.EqualTo(1));
        Assert.ThrowsAsync<StateException>(() =>
            again.ReadAsync(db => Number(db, "SELECT COUNT(note) FROM fact"), default)
        );
    }

    [Test]
    public async Task A_store_of_a_newer_program_is_refused_with_the_reason()
    {
        await using (await OpenAsync(Table, "CREATE TABLE more (x TEXT)")) { }
        var e = Assert.ThrowsAsync<StateException>(() => OpenAsync())!;
        Assert.That(e.Problem, Is.EqualTo(StateProblem.Newer));
        Assert.That(e.Message, Does.Contain("newer").And.Contain("facts").And.Contain("version 2"));
    }

    [Test]
    public async Task Opened_by_several_at_once_the_tables_are_made_once()
    {
        var stores = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => OpenAsync()));
        await Task.WhenAll(stores.Select((store, i) => AddAsync(store, i)));
        Assert.That(await CountAsync(stores[0]), Is.EqualTo(6));
        foreach (var store in stores)
            await store.DisposeAsync();
    }
}
