using Npgsql;

namespace DataLab.Host.Tests.PostgreSql;

/// <summary>Which database <c>datalab serve</c> takes: that of <c>--database</c>, else the configuration's, and never the owner's of DATALAB_DATABASE.</summary>
[Category("PostgreSql")]
[Parallelizable]
public sealed class ServedDatabaseTests
{
    private const string Count = "SELECT COUNT(*) FROM sky.points";

    private FaultArchive archive = null!;

    [OneTimeSetUp]
    public async Task Start() => archive = await FaultArchive.StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await archive.DisposeAsync();

    private (string, string)[] Owner =>
        [("DATALAB_DATABASE", archive.Postgres.ConnectionStringOf(FaultArchive.Database, "datalab_owner"))];

    private string Server => archive.Postgres.ConnectionStringOf(FaultArchive.Database, "datalab_server");

    [Test]
    public async Task The_command_line_wins_over_the_file_and_the_environment_and_no_data_folder_is_needed()
    {
        var config = await ConfigureAsync("elsewhere.json", archive.Postgres.ConnectionStringOf("nowhere", "nobody"));
        (string, string)[] environment = [.. Owner, ("DATALAB_Catalog__PostgreSql", "Host=127.0.0.1;Port=1")];
        await using var server = await LiveServer.RunWithAsync(
            environment,
            ["serve", "--port", "0", "--database", Server, "--state", archive.PathOf("own"), "--config", config]
        );
        Assert.That(await server.RowsAsync(Count), Is.EqualTo(new[] { "3000" }));
        Assert.That(await RolesAsync(), Is.EqualTo(new[] { "datalab_server" }));
    }

    [Test]
    public async Task The_owner_of_the_environment_is_not_whom_a_server_becomes()
    {
        await using var server = await LiveServer.ServeWithAsync(
            Owner,
            Directory.CreateDirectory(archive.PathOf("empty")).FullName
        );
        using var answer = await server.SyncAsync(Count);
        Assert.That((int)answer.StatusCode, Is.EqualTo(400), await answer.Content.ReadAsStringAsync());
    }

    [Test]
    public async Task Without_a_folder_to_write_to_it_says_what_to_name()
    {
        var result = await Tool.DatalabAsync("serve", "--port", "0", "--database", Server);
        Assert.That((result.ExitCode, result.Output), Is.EqualTo((1, "")));
        Assert.That(result.Errors, Does.Contain("--state").And.Contain("--database").And.Not.Contain("Username"));
    }

    [Test]
    public async Task Doctor_looks_at_the_database_that_the_server_would_serve()
    {
        var config = await ConfigureAsync("doctor.json", archive.Postgres.ConnectionStringOf("nowhere", "nobody"));
        string[] doctor = ["doctor", "--port", "0", "--state", archive.PathOf("examined"), "--config", config];
        var found = await Tool.DatalabAsync([.. doctor, "--database", Server]);
        // The cluster of the tests is not set up for life (fsync), which is a finding as well.
        Assert.That(found.Output, Does.Contain("role datalab_server").And.Contain("1 published tables"), found.Errors);
        var without = await Tool.DatalabAsync(doctor);
        Assert.That(without.Output, Does.Not.Contain("role datalab_server").And.Contain("error   Catalog:PostgreSql"));
    }

    private async Task<string> ConfigureAsync(string name, string connection)
    {
        var config = archive.PathOf(name);
        await File.WriteAllTextAsync(config, $$"""{"Catalog": {"PostgreSql": "{{connection}}"} }""");
        return config;
    }

    /// <summary>Who is connected to the catalogue, apart from the tests.</summary>
    private async Task<List<string>> RolesAsync()
    {
        await using var connection = await archive.Postgres.OpenAsync(FaultArchive.Database);
        await using var command = new NpgsqlCommand(
            "SELECT DISTINCT usename::text FROM pg_stat_activity WHERE datname = current_database() AND usename <> current_user",
            connection
        );
        await using var rows = await command.ExecuteReaderAsync();
        var roles = new List<string>();
        while (await rows.ReadAsync())
            roles.Add(rows.GetString(0));
        return roles;
    }
}
