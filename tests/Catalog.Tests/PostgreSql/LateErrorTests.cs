using DataLab.Catalog.Tests.Support;
using DataLab.Formats;
using DataLab.Tests;
using static DataLab.Catalog.Tests.Support.Archive;

namespace DataLab.Catalog.Tests.PostgreSql;

/// <summary>What fails after the last row, when the server ends the transactions that the query had on other servers.</summary>
[Category("PostgreSql")]
public sealed class LateErrorTests
{
    private Archive archive = null!;

    /// <summary>A foreign table of the database itself, and a function that cuts the connections by which it is read.</summary>
    [OneTimeSetUp]
    public async Task Make()
    {
        archive = await OpenServerEmptyAsync(options => options with { Connections = 2 });
        var (server, database) = (SharedServer.Server, archive.Database.Name);
        await server.ExecuteAsync(
            $"""
            CREATE EXTENSION postgres_fdw;
            CREATE TABLE near AS SELECT generate_series(1, 10)::bigint AS n;
            CREATE SERVER loop FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '127.0.0.1', port '{server.Port}', dbname '{database}');
            CREATE USER MAPPING FOR PUBLIC SERVER loop OPTIONS (user '{PostgreSqlServer.User}', password '{PostgreSqlServer.Password}');
            CREATE FOREIGN TABLE far (n bigint) SERVER loop OPTIONS (table_name 'near');
            CREATE FUNCTION cut() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER AS $$
            DECLARE cut bigint;
            BEGIN
                SELECT count(pg_terminate_backend(pid, 5000)) INTO cut FROM pg_stat_activity
                WHERE datname = current_database() AND application_name = 'postgres_fdw';
                RETURN cut;
            END $$;
            CREATE TABLE log (n int);
            CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(3); RETURN NULL; END $$;
            CREATE CONSTRAINT TRIGGER late AFTER INSERT ON log DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION dawdle();
            CREATE FUNCTION note() RETURNS bigint LANGUAGE sql VOLATILE AS 'INSERT INTO public.log VALUES (1) RETURNING 0::bigint';
            CREATE VIEW dawdling AS SELECT note() AS n UNION ALL SELECT generate_series(1, 10000);
            CREATE FOREIGN TABLE late (n bigint) SERVER loop OPTIONS (table_name 'dawdling');
            """,
            database
        );
    }

    [OneTimeTearDown]
    public async Task Close() => await archive.DisposeAsync();

    private Task<RowSource> OpenAsync(string sql) =>
        archive.Catalog.OpenAsync(
            Translate(archive.Catalog.Snapshot.Adql, sql, Column("n", "long")),
            new QueryLimits(TimeSpan.FromSeconds(20)),
            default
        );

    private async Task<int> CountAsync(string sql)
    {
        await using var rows = await OpenAsync(sql);
        var count = 0;
        while (await rows.ReadAsync(default) is { } batch)
            using (batch)
                count += batch.Count;
        return count;
    }

    [Test]
    public async Task The_place_of_the_query_is_free_again()
    {
        Assert.That(await CountAsync("SELECT n FROM far"), Is.EqualTo(10));
        for (var run = 0; run < 3; run++)
            Assert.That(
                Assert
                    .ThrowsAsync<ServiceException>(() => CountAsync("SELECT n FROM far UNION ALL SELECT cut()"))!
                    .Kind,
                Is.EqualTo(ErrorKind.ServiceUnavailable)
            );
        Assert.That(await CountAsync("SELECT n FROM near"), Is.EqualTo(10));
    }

    [Test]
    public async Task A_reader_who_leaves_while_the_transaction_ends_elsewhere_is_let_go()
    {
        for (var run = 0; run < 3; run++)
        {
            var rows = await OpenAsync("SELECT n FROM late");
            var batch = await rows.ReadAsync(default);
            Assert.That(batch, Is.Not.Null);
            batch!.Dispose();
            // All rows are read meanwhile, and the other transaction ends, which takes its time.
            await Task.Delay(500);
            await rows.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(15));
        }
        Assert.That(await CountAsync("SELECT n FROM near"), Is.EqualTo(10));
    }
}
