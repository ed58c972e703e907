using System.Globalization;
using System.Text.Json;
using Npgsql;

namespace DataLab.Tests;

/// <summary>A catalogue over three PostgreSQL servers of the tests' own: one coordinates and has a shard beside it, two have a shard each.</summary>
/// <remarks>Linked into test projects together with <see cref="PostgreSqlServer"/>.</remarks>
public sealed class PostgreSqlShards : IAsyncDisposable
{
    /// <summary>Role that queries read with on shards; it may log in nowhere else.</summary>
    public const string Reader = "shard_reader";

    /// <summary>Database of a shard on each server.</summary>
    public const string ShardDatabase = "shard";

    private const string PasswordFile = "reader.password";

    private int files;

    private PostgreSqlShards(PostgreSqlServer[] servers) => Servers = servers;

    /// <summary>The first one coordinates.</summary>
    public IReadOnlyList<PostgreSqlServer> Servers { get; }

    public PostgreSqlServer Coordinator => Servers[0];

    /// <param name="settings">Of each server, as in postgresql.conf.</param>
    public static async Task<PostgreSqlShards> StartAsync(params string[] settings)
    {
        // One is made, the others are copies.
        var servers = new List<PostgreSqlServer> { await PostgreSqlServer.CreateAsync(settings) };
        try
        {
            for (var i = 1; i < 3; i++)
                servers.Add(await servers[0].CopyAsync(settings));
            await Task.WhenAll(servers.Select(server => server.StartAgainAsync()));
            foreach (var server in servers)
                await server.ExecuteAsync(
                    $"CREATE ROLE {Reader} LOGIN PASSWORD '{PostgreSqlServer.Password}'; CREATE ROLE datalab_reader NOLOGIN; "
                        + $"CREATE ROLE server LOGIN PASSWORD '{PostgreSqlServer.Password}' IN ROLE datalab_reader"
                );
            // Once: a catalogue that is made beside others must not find the file half written.
            await File.WriteAllTextAsync(Path.Combine(servers[0].Folder, PasswordFile), PostgreSqlServer.Password);
            return new PostgreSqlShards([.. servers]);
        }
        catch
        {
            foreach (var server in servers)
                await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes a catalogue of its own: a coordinating database, and one on each server for its shards.</summary>
    /// <returns>A file for <c>--shards</c>, gone with the servers.</returns>
    public async Task<string> CreateCatalogueAsync(string database)
    {
        await Coordinator.CreateDatabaseAsync(database);
        return await CreateShardsAsync(database);
    }

    /// <summary>Makes a database on each server for the shards of a catalogue that is there.</summary>
    /// <param name="owner">Role that the parts will belong to; it is there.</param>
    /// <returns>A file for <c>--shards</c>, gone with the servers.</returns>
    public async Task<string> CreateShardsAsync(string database, string owner = PostgreSqlServer.User)
    {
        await Task.WhenAll(
            Servers.Select(server => server.ExecuteAsync($"CREATE DATABASE \"{Of(database)}\" OWNER {owner}"))
        );
        var number = Interlocked.Increment(ref files).ToString(CultureInfo.InvariantCulture);
        var shards = Servers.Select(
            (server, i) =>
                new
                {
                    Name = "s" + i.ToString(CultureInfo.InvariantCulture),
                    Connection = server.ConnectionStringOf(Of(database), owner),
                    User = Reader,
                    PasswordFile,
                }
        );
        var file = Path.Combine(Coordinator.Folder, $"shards{number}.json");
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(new { Shards = shards }));
        return file;
    }

    /// <summary>Database on each server with the parts that a catalogue has there.</summary>
    public static string Of(string database) => database + "_" + ShardDatabase;

    /// <summary>One number, asked on a shard.</summary>
    public async Task<long> CountAsync(int server, string database, string sql)
    {
        await using var connection = await Servers[server].OpenAsync(Of(database));
        await using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in Servers)
            await server.DisposeAsync();
    }
}
