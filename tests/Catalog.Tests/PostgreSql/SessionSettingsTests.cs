using DataLab.Adql;
using DataLab.Catalog.PostgreSql;
using Npgsql;

namespace DataLab.Catalog.Tests.PostgreSql;

/// <summary>What sessions are told before a query.</summary>
[Category("PostgreSql")]
public sealed class SessionSettingsTests
{
    private NpgsqlConnection connection = null!;
    private SessionSettings settings = null!;

    [SetUp]
    public async Task Connect()
    {
        var server = await SharedServer.StartAsync();
        connection = new NpgsqlConnection(
            server.ConnectionStringOf("postgres") + ";Pooling=false;Options=-c enable_async_append=off"
        );
        await connection.OpenAsync();
        settings = new SessionSettings();
    }

    [TearDown]
    public ValueTask Close() => connection.DisposeAsync();

    private Task SetAsync(PartReading parts, bool mayCompile = true) =>
        settings.SetAsync(connection, 60_000, new SessionWish(parts, mayCompile), default);

    private async Task<string> ShowAsync(string name)
    {
        await using var command = new NpgsqlCommand("SHOW " + name, connection);
        return (string)(await command.ExecuteScalarAsync())!;
    }

    [Test]
    public async Task Shards_are_read_at_the_same_time_only_by_queries_that_scan_each_part_once()
    {
        foreach (
            var (parts, expected) in new[]
            {
                (PartReading.None, "off"),
                (PartReading.Once, "on"),
                (PartReading.None, "on"),
                (PartReading.Repeated, "off"),
                (PartReading.Once, "on"),
                (PartReading.Repeated, "off"),
            }
        )
        {
            await SetAsync(parts);
            Assert.That(await ShowAsync("enable_async_append"), Is.EqualTo(expected), parts.ToString());
            Assert.That(await ShowAsync("statement_timeout"), Is.EqualTo("1min"));
        }
    }

    [Test]
    public async Task What_is_set_already_is_not_set_again()
    {
        await SetAsync(PartReading.Once);
        await using (var command = new NpgsqlCommand("SET statement_timeout = 7", connection))
            await command.ExecuteNonQueryAsync();
        await SetAsync(PartReading.Once);
        await SetAsync(PartReading.None);
        Assert.That(await ShowAsync("statement_timeout"), Is.EqualTo("7ms"));
    }

    [TestCase("on")]
    [TestCase("off")]
    public async Task Queries_are_compiled_as_the_server_is_set_to_unless_its_estimate_is_not_believed(string server)
    {
        await connection.DisposeAsync();
        connection = new NpgsqlConnection(
            SharedServer.Server.ConnectionStringOf("postgres") + $";Pooling=false;Options=-c jit={server}"
        );
        await connection.OpenAsync();
        foreach (var mayCompile in new[] { true, false, false, true, false })
        {
            await SetAsync(PartReading.None, mayCompile);
            Assert.That(await ShowAsync("jit"), Is.EqualTo(mayCompile ? server : "off"));
        }
    }

    [Test]
    public async Task A_transaction_reads_shards_one_after_the_other()
    {
        Assert.That(settings.Local(connection, 5), Is.EqualTo("SET LOCAL statement_timeout = 5; SET LOCAL jit = off"));
        await SetAsync(PartReading.Once);
        await using (var command = new NpgsqlCommand("BEGIN; " + settings.Local(connection, 5), connection))
            await command.ExecuteNonQueryAsync();
        Assert.That(await ShowAsync("enable_async_append"), Is.EqualTo("off"));
    }

    [Test]
    public async Task A_setting_that_failed_is_made_again()
    {
        await SetAsync(PartReading.Once);
        await using (var command = new NpgsqlCommand("BEGIN; SET LOCAL lock_timeout = 1", connection))
            await command.ExecuteNonQueryAsync();
        Assert.ThrowsAsync<PostgresException>(async () =>
        {
            await using var command = new NpgsqlCommand("SELECT 1 / 0", connection);
            await command.ExecuteNonQueryAsync();
        });
        Assert.ThrowsAsync<PostgresException>(() => SetAsync(PartReading.Repeated));
        await using (var command = new NpgsqlCommand("ROLLBACK", connection))
            await command.ExecuteNonQueryAsync();
        await SetAsync(PartReading.Repeated);
        Assert.That(await ShowAsync("enable_async_append"), Is.EqualTo("off"));
    }
}
