using System.Globalization;
using DataLab.Tests;

namespace DataLab.Host.Tests;

/// <summary><c>datalab ingest</c> as operators and accidents use it.</summary>
[Parallelizable]
public sealed class IngestTests
{
    [Test]
    public async Task A_bad_row_stops_the_load_and_is_named_by_file_line_and_column()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("stars.csv"), "name,ra,dec\na,1,2\nb,3\n");
        var result = await IngestAsync(folder, folder.File("stars.csv"), "stars");
        Assert.That(result.ExitCode, Is.EqualTo(1));
        Assert.That(result.Errors, Does.Contain("stars.csv").And.Contain("Line 3"));
        Assert.That(
            (await Tool.DatalabAsync("tables", "--data", folder.File("data"))).Output,
            Does.Not.Contain("test.stars")
        );
    }

    [Test]
    public async Task Bad_rows_within_the_allowance_are_left_out_and_reported()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("stars.csv"), "name,ra,dec\na,1,2\nb,3\nc,5,6\n");
        var result = await IngestAsync(folder, folder.File("stars.csv"), "stars", "--max-errors", "1");
        Assert.That(result.ExitCode, Is.Zero, result.Errors);
        Assert.That(result.Errors, Does.Contain("line 3"));
        Assert.That(await CountAsync(folder, "test.stars"), Is.EqualTo(2));
    }

    [Test]
    public async Task A_table_that_exists_is_replaced_only_when_asked()
    {
        using var folder = new TemporaryFolder();
        await WriteStarsAsync(folder.File("a.csv"), 10);
        await WriteStarsAsync(folder.File("b.csv"), 20);
        await IngestAsync(folder, folder.File("a.csv"), "stars");
        var refused = await IngestAsync(folder, folder.File("b.csv"), "stars");
        Assert.That(
            (refused.ExitCode, refused.Errors.Contains("--replace", StringComparison.Ordinal)),
            Is.EqualTo((1, true)),
            refused.Errors
        );
        await IngestAsync(folder, folder.File("b.csv"), "stars", "--replace");
        Assert.That(await CountAsync(folder, "test.stars"), Is.EqualTo(20));
    }

    [Test]
    public async Task A_running_server_shows_a_table_published_meanwhile()
    {
        using var folder = new TemporaryFolder();
        await WriteStarsAsync(folder.File("a.csv"), 10);
        await WriteStarsAsync(folder.File("b.csv"), 20);
        await IngestAsync(folder, folder.File("a.csv"), "stars");
        await using var server = await LiveServer.ServeAsync(folder.File("data"));
        Assert.That(await server.RowsAsync("SELECT COUNT(*) FROM test.stars"), Is.EqualTo(new[] { "10" }));
        await IngestAsync(folder, folder.File("b.csv"), "stars", "--replace");
        Assert.That(
            async () => (await server.RowsAsync("SELECT COUNT(*) FROM test.stars"))[0],
            Is.EqualTo("20").After(5000, 100)
        );
    }

    [Test]
    public async Task Of_two_loads_into_one_table_one_wins_and_the_other_says_why()
    {
        using var folder = new TemporaryFolder();
        await WriteStarsAsync(folder.File("a.csv"), 400_000);
        var both = await Task.WhenAll(
            IngestAsync(folder, folder.File("a.csv"), "stars"),
            IngestAsync(folder, folder.File("a.csv"), "stars")
        );
        Assert.That(both.Select(r => r.ExitCode).Order(), Is.EqualTo(new[] { 0, 1 }), both[0].Errors + both[1].Errors);
        Assert.That(both.Single(r => r.ExitCode == 1).Errors, Does.Contain("test.stars"));
        Assert.That(await CountAsync(folder, "test.stars"), Is.EqualTo(400_000));
    }

    [Test]
    public async Task Killed_ten_times_in_the_middle_of_a_load_the_old_table_is_whole()
    {
        using var folder = new TemporaryFolder();
        await WriteStarsAsync(folder.File("old.csv"), 1000);
        await WriteStarsAsync(folder.File("new.csv"), Many);
        await IngestAsync(folder, folder.File("old.csv"), "stars");
        var whole = await TimeAsync(() => IngestAsync(folder, folder.File("new.csv"), "other"));
        var survived = 0;
        for (var i = 0; i < 10; i++)
        {
            using var load = Tool.StartDatalab(Arguments(folder, folder.File("new.csv"), "stars", "--replace"));
            // Spread over the whole load: start-up, reading, sorting, publishing.
            var delay = whole * (0.15 + 0.08 * i);
            await Task.Delay(delay);
            load.Kill();
            await load.WaitForExitAsync();
            var rows = await CountAsync(folder, "test.stars");
            Assert.That(rows, Is.EqualTo(1000).Or.EqualTo(Many), $"after kill {i}");
            if (rows == 1000)
                survived++;
            else
            {
                // The machine has less to do than when it was timed.
                whole = delay;
                await IngestAsync(folder, folder.File("old.csv"), "stars", "--replace");
            }
        }
        Assert.That(survived, Is.GreaterThanOrEqualTo(5), "the kills came too late to prove anything");
        await IngestAsync(folder, folder.File("new.csv"), "stars", "--replace");
        Assert.That(await CountAsync(folder, "test.stars"), Is.EqualTo(Many));
    }

    /// <summary>Rows of a load that takes a good while: a database needs more time for each.</summary>
    private static int Many => TestEngine.IsPostgreSql ? 100_000 : 300_000;

    private static Task<ToolResult> IngestAsync(
        TemporaryFolder folder,
        string file,
        string table,
        params string[] more
    ) => Tool.DatalabAsync(Arguments(folder, file, table, more));

    private static string[] Arguments(TemporaryFolder folder, string file, string table, params string[] more) =>
        ["ingest", file, "--data", folder.File("data"), "--schema", "test", "--table", table, .. Hurried, .. more];

    /// <summary>A replaced table need not wait for readers here.</summary>
    private static string[] Hurried => TestEngine.IsPostgreSql ? ["--grace", "1"] : [];

    private static async Task<long> CountAsync(TemporaryFolder folder, string table)
    {
        var result = await Tool.DatalabAsync("query", $"SELECT COUNT(*) FROM {table}", "--data", folder.File("data"));
        Assert.That(result.ExitCode, Is.Zero, result.Errors);
        return long.Parse(result.Output.Split('\n')[1], CultureInfo.InvariantCulture);
    }

    private static async Task<TimeSpan> TimeAsync(Func<Task<ToolResult>> action)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var result = await action();
        Assert.That(result.ExitCode, Is.Zero, result.Errors);
        return clock.Elapsed;
    }

    private static async Task WriteStarsAsync(string path, int rows)
    {
        await using var file = new StreamWriter(path);
        await file.WriteLineAsync("name,ra,dec,mag");
        for (var i = 0; i < rows; i++)
            await file.WriteLineAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"star {i},{i * 137.508 % 360:0.######},{Math.Asin(2.0 * i / rows - 1) * 180 / Math.PI:0.######},{10 + i % 97 * 0.1:0.0}"
                )
            );
    }
}
