using System.Data.Common;
using System.Globalization;
using DataLab.State;

namespace DataLab.Uws.Tests.State;

/// <summary>What can go wrong with a store that is a file (docs/adr/0004).</summary>
public sealed class StateFileTests
{
    private const string Table = "CREATE TABLE fact (number BIGINT PRIMARY KEY, text TEXT NOT NULL)";

    private string folder = null!;

    private string File => Path.Combine(folder, "state", "store.sqlite");

    [SetUp]
    public void MakeFolder() => folder = Directory.CreateTempSubdirectory("datalab-state-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(folder, recursive: true);

    private Task<StateStore> OpenAsync() =>
        StateStore.OpenAsync(File, [new StateModule("facts", [Table])], CancellationToken.None);

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

    [TestCase(0, 4096, TestName = "Damage_at_the_head_is_told")]
    [TestCase(4096, 200_000, TestName = "Damage_in_the_middle_is_told")]
    public async Task Damage_is_told(int from, int length)
    {
        await using (var store = await OpenAsync())
            for (var i = 0; i < 20; i++)
                await store.WriteAsync(
                    t => Execute(t.Connection!, $"INSERT INTO fact VALUES ({i}, '{new string('x', 20_000)}')"),
                    default
                );
        await using (var file = new FileStream(File, FileMode.Open))
        {
            file.Position = from;
            var noise = new byte[length];
            new Random(1).NextBytes(noise);
            file.Write(noise);
        }
        var e = Assert.ThrowsAsync<StateException>(() => OpenAsync())!;
        Assert.That(e.Problem, Is.EqualTo(StateProblem.Damaged));
        Assert.That(e.Message, Does.Contain(File).And.Contain("backup"));
    }

    [Test]
    public async Task A_store_that_another_process_keeps_locked_is_told()
    {
        await using (await OpenAsync()) { }
        var impatient = new StateFile(File) { Patience = TimeSpan.FromMilliseconds(100) };
        using var other = new StateFile(File).OpenWriter();
        StateFile.Execute(other, "BEGIN IMMEDIATE");
        var e = Assert.Throws<StateException>(() => impatient.Prepare([new StateModule("facts", [Table])]))!;
        Assert.That(e.Problem, Is.EqualTo(StateProblem.Locked));
        Assert.That(e.Message, Does.Contain("locked by another process"));
    }

    [Test]
    public async Task A_full_disk_fails_the_writes_that_do_not_fit_and_no_later_ones()
    {
        await using var store = await OpenAsync();
        await AddAsync(store, 1);
        var e = Assert.ThrowsAsync<StateException>(() =>
            store.WriteAsync(
                t =>
                {
                    // What SQLite does when it finds no page is the same.
                    Execute(t.Connection!, "PRAGMA max_page_count = 10");
                    return Execute(t.Connection!, $"INSERT INTO fact VALUES (2, '{new string('x', 200_000)}')");
                },
                default
            )
        )!;
        Assert.That(e.Problem, Is.EqualTo(StateProblem.Full));
        Assert.That(await CountAsync(store), Is.EqualTo(1));
    }

    [Test]
    public async Task A_folder_that_cannot_be_made_is_told()
    {
        await System.IO.File.WriteAllTextAsync(Path.Combine(folder, "state"), "a file, not a folder");
        var e = Assert.ThrowsAsync<StateException>(() => OpenAsync())!;
        Assert.That(e.Problem, Is.EqualTo(StateProblem.Unreachable));
    }
}
