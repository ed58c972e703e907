using DataLab.Catalog.PostgreSql;
using DataLab.Catalog.Tests.Support;
using DataLab.Formats;
using DataLab.Tests;

namespace DataLab.Catalog.Tests.PostgreSql;

/// <summary>Publishing in a database that belongs to somebody else, with the rights that its owner gave.</summary>
[Category("PostgreSql")]
public sealed class OthersDatabaseTests
{
    private readonly string role = "publisher_" + Guid.NewGuid().ToString("N")[..8];
    private ArchiveDatabase database = null!;

    [SetUp]
    public async Task Create()
    {
        database = await ArchiveDatabase.CreateEmptyAsync();
        await ExecuteAsync(
            $"""
            CREATE ROLE {role} LOGIN PASSWORD '{PostgreSqlServer.Password}'; REVOKE CREATE ON DATABASE "{database.Name}" FROM PUBLIC;
            CREATE SCHEMA old; CREATE TABLE old.star (id bigint PRIMARY KEY, ra float8, dec float8); INSERT INTO old.star VALUES (1, 2, 3);
            CREATE TABLE old."it's $do$; DROP TABLE old.star; --" (x int); ANALYZE
            """
        );
    }

    [TearDown]
    public Task Remove() => ExecuteAsync($"DROP OWNED BY {role}; DROP ROLE {role}");

    private Task ExecuteAsync(string sql) => database.Server.ExecuteAsync(sql, database.Name);

    private Task<PublishReport> PublishAsync() =>
        SchemaPublishing.RunAsync(new PublishRequest(database.Server.ConnectionStringOf(database.Name, role), "old"));

    [Test]
    public async Task It_says_what_is_to_be_granted_until_all_is()
    {
        var e = Assert.ThrowsAsync<ServiceException>(PublishAsync)!;
        Assert.That(e.Message, Does.Contain("CREATE SCHEMA datalab AUTHORIZATION"));

        // As the message and docs/publishing.md say.
        await ExecuteAsync($"CREATE SCHEMA datalab AUTHORIZATION {role}");
        var report = await PublishAsync();
        Assert.That(report.Tables, Is.Empty);
        Assert.That(report.Notes, Has.Some.Contains("star is left out: this role may not read it"));
        var grants = report
            .Notes.Single(note => note.StartsWith("This role may not read", StringComparison.Ordinal))
            .Split('\n')[1];
        await ExecuteAsync(grants);

        report = await PublishAsync();
        Assert.That(
            report.Tables.Select(table => table.Table.Name),
            Is.SupersetOf(new[] { "star" }).And.Exactly(2).Items
        );
        var servers = report.Notes.Single(note => note.StartsWith("Servers may not read", StringComparison.Ordinal));
        await ExecuteAsync(string.Join('\n', servers.Split('\n')[1..]));
        Assert.That((await PublishAsync()).Notes, Has.None.Contains("may not read"));

        var reader = await PostgreSqlExamination.ReadAsync(database.Reader, null, "test", default);
        Assert.That(reader.Tables.Select(table => (table.IsThere, table.MayRead)), Is.All.EqualTo((true, true)));
    }

    [Test]
    public async Task What_changed_under_the_list_is_examined()
    {
        await ExecuteAsync(
            """
            CREATE TABLE old.plain (id int, ra float8, dec float8); CREATE TABLE old.gone (id int);
            CREATE VIEW old.seen AS SELECT id AS name FROM old.plain
            """
        );
        await SchemaPublishing.RunAsync(new PublishRequest(database.Owner, "old") { As = "sky" });
        await ExecuteAsync("CREATE INDEX ON old.plain (datalab.datalab_hpx29(ra, dec))");
        await SchemaPublishing.RunAsync(new PublishRequest(database.Owner, "old") { As = "sky" });
        var before = await ExamineAsync();
        Assert.That(before.Values.Select(table => table.IsThere), Is.All.True, "in the schema with its own name");
        Assert.That(before.Values.SelectMany(table => table.MissingColumns), Is.Empty);
        Assert.That(
            before
                .Where(table => table.Value is { HasPosition: true, HasPositionIndex: true })
                .Select(table => table.Key),
            Is.EqualTo(new[] { "sky.plain" })
        );
        await ExecuteAsync(
            "DROP INDEX old.plain_datalab_hpx29_idx; DROP TABLE old.gone; ALTER TABLE old.star DROP COLUMN id"
        );
        var after = await ExamineAsync();
        Assert.Multiple(() =>
        {
            Assert.That(after["sky.gone"].IsThere, Is.False);
            Assert.That(after["sky.star"].MissingColumns, Is.EqualTo(new[] { "id" }));
            Assert.That(after["sky.plain"].HasPositionIndex, Is.False);
            Assert.That(after["sky.star"].InPlace, Is.EqualTo("--schema old --as sky"));
        });
    }

    private async Task<Dictionary<string, ListedTableFacts>> ExamineAsync() =>
        (await PostgreSqlExamination.ReadAsync(database.Owner, null, "test", default)).Tables.ToDictionary(table =>
            table.Name
        );
}
