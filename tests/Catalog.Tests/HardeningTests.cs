using DataLab.Catalog.Tests.Support;
using DataLab.Formats;

namespace DataLab.Catalog.Tests;

/// <summary>Whatever SQL reached the engine, it could not leave the catalogue (design, section 6).</summary>
[Category("DuckDb")]
public sealed class HardeningTests
{
    private Archive archive = null!;
    private TempFolder outside = null!;

    [OneTimeSetUp]
    public async Task Open()
    {
        outside = new TempFolder();
        await File.WriteAllTextAsync(outside.File("secret.csv"), "password\nhunter2\n");
        archive = await Archive.OfAsync(
            [new Field("x", DataType.Int)],
            [
                [1],
            ]
        );
    }

    [OneTimeTearDown]
    public async Task Close()
    {
        await archive.DisposeAsync();
        outside.Dispose();
    }

    [TestCase("SELECT * FROM read_csv('OUT/secret.csv')")]
    [TestCase("SELECT * FROM read_text('OUT/secret.csv')")]
    [TestCase("SELECT * FROM 'OUT/secret.csv'")]
    [TestCase("SELECT * FROM read_text('CAT/../../secret.csv')")]
    [TestCase("SELECT * FROM read_text('/etc/passwd')")]
    [TestCase("SELECT * FROM glob('/etc/*')")]
    [TestCase("SELECT * FROM read_parquet('http://127.0.0.1:1/x.parquet')")]
    [TestCase("SELECT * FROM read_csv('https://127.0.0.1:1/x.csv')")]
    [TestCase("SELECT getenv('HOME')")]
    [TestCase("COPY (SELECT 1) TO 'OUT/out.csv'")]
    [TestCase("COPY (SELECT 1) TO 'CAT/out.csv'")]
    [TestCase("ATTACH 'OUT/new.duckdb' AS evil")]
    [TestCase("ATTACH 'CAT/new.duckdb' AS evil")]
    [TestCase("ATTACH ':memory:' AS evil")]
    [TestCase("DETACH t1")]
    [TestCase("INSTALL httpfs")]
    [TestCase("LOAD httpfs")]
    [TestCase("LOAD 'OUT/evil.duckdb_extension'")]
    [TestCase("PRAGMA enable_external_access=true")]
    [TestCase("PRAGMA database_list")]
    [TestCase("SET enable_external_access = true")]
    [TestCase("SET GLOBAL memory_limit = '1TB'")]
    [TestCase("SET lock_configuration = false")]
    [TestCase("RESET allowed_directories")]
    [TestCase("SET allowed_directories = ['/']")]
    [TestCase("CREATE TABLE evil (x INTEGER)")]
    [TestCase("CREATE TEMP TABLE evil AS SELECT 1")]
    [TestCase("CREATE MACRO evil() AS 1")]
    [TestCase("CREATE SECRET evil (TYPE s3, KEY_ID 'a', SECRET 'b')")]
    [TestCase("INSERT INTO {s.t} VALUES (2)")]
    [TestCase("DELETE FROM {s.t}")]
    [TestCase("DROP TABLE {s.t}")]
    [TestCase("EXPORT DATABASE 'OUT/export'")]
    [TestCase("CHECKPOINT")]
    [TestCase("CALL force_checkpoint()")]
    [TestCase("EXPLAIN SELECT 1")]
    [TestCase("SELECT 1; DROP TABLE {s.t}")]
    public async Task An_attack_through_SQL_is_refused(string sql)
    {
        var catalogue = Path.Combine(archive.Path, "catalogs");
        sql = sql.Replace("OUT", outside.Path, StringComparison.Ordinal)
            .Replace("CAT", catalogue, StringComparison.Ordinal);
        var before = Snapshot(outside.Path).Concat(Snapshot(catalogue)).ToArray();

        foreach (var purpose in Enum.GetValues<QueryPurpose>())
        {
            var e = Assert.ThrowsAsync<ServiceException>(() =>
                archive.RowsAsync(purpose, sql, Archive.Column("x", "char", "*"))
            )!;
            Assert.That(
                e.Message,
                Does.Not.Contain(outside.Path).And.Not.Contain("hunter2").And.Not.Contain(catalogue)
            );
            Assert.That(Snapshot(outside.Path).Concat(Snapshot(catalogue)), Is.EqualTo(before));
        }
        var still = await archive.RowsAsync("SELECT x FROM {s.t}", Archive.Column("x", "int"));
        Assert.That(still.Single()[0], Is.EqualTo(1));
    }

    /// <summary>The lock alone must hold as well, should a statement slip past the check that it is a SELECT.</summary>
    [TestCase("SET enable_external_access = true")]
    [TestCase("SET allowed_directories = ['/']")]
    [TestCase("SET autoinstall_known_extensions = true")]
    [TestCase("SET lock_configuration = false")]
    [TestCase("INSTALL httpfs")]
    [TestCase("LOAD httpfs")]
    [TestCase("ATTACH 'OUT/new.duckdb' AS evil")]
    [TestCase("COPY (SELECT 1) TO 'OUT/out.csv'")]
    [TestCase("CREATE PERSISTENT SECRET evil (TYPE s3, KEY_ID 'a', SECRET 'b')")]
    public void The_engine_itself_refuses_an_attack(string sql)
    {
        foreach (var purpose in Enum.GetValues<QueryPurpose>())
            Refuses(sql, purpose);
    }

    private void Refuses(string sql, QueryPurpose purpose)
    {
        using var spill = new DuckDb.SpillFolder(Path.Combine(archive.Path, "tmp"));
        using var instance = DuckDb.HardenedInstance.Open(
            new DuckDb.DuckDbOptions { DataFolder = archive.Path },
            Path.Combine(archive.Path, "catalogs"),
            spill,
            purpose
        );
        using var connection = instance.Connect();
        sql = sql.Replace("OUT", outside.Path, StringComparison.Ordinal);
        Assert.Throws<DuckDb.EngineException>(() => connection.Execute(sql));
        Assert.That(Snapshot(outside.Path), Is.EqualTo(new[] { outside.File("secret.csv") }));
    }

    private static IEnumerable<string> Snapshot(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order();
}
