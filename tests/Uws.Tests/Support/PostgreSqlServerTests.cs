using DataLab.Tests;
using Npgsql;

namespace DataLab.Uws.Tests.Support;

/// <summary>The PostgreSQL of the tests starts, dies, comes back and leaves nothing behind.</summary>
public sealed class PostgreSqlServerTests
{
    [Test]
    public async Task A_server_keeps_its_data_over_a_crash_and_leaves_nothing_behind()
    {
        var server = await PostgreSqlServer.StartAsync("max_connections=20");
        await using (server)
        {
            await server.CreateDatabaseAsync("facts");
            await server.ExecuteAsync("CREATE TABLE fact AS SELECT 42 AS number", "facts");
            await server.CrashAsync();
            Assert.ThrowsAsync<NpgsqlException>(() => server.OpenAsync());
            await server.StartAgainAsync();
            await using var connection = await server.OpenAsync("facts");
            await using var command = new NpgsqlCommand(
                "SELECT number, current_setting('max_connections') FROM fact",
                connection
            );
            await using var reader = await command.ExecuteReaderAsync();
            Assert.That(await reader.ReadAsync());
            Assert.That((reader.GetInt32(0), reader.GetString(1)), Is.EqualTo((42, "20")));
        }
        Assert.That(Directory.Exists(server.Folder), Is.False);
    }
}
