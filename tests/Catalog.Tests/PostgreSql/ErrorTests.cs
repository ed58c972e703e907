using DataLab.Catalog.Tests.Support;
using DataLab.Formats;
using static DataLab.Catalog.Tests.Support.Archive;

namespace DataLab.Catalog.Tests.PostgreSql;

/// <summary>What users are told when a query fails on PostgreSQL: never what the server or the driver says.</summary>
[Category("PostgreSql")]
public sealed class ErrorTests
{
    private Archive archive = null!;

    [OneTimeSetUp]
    public async Task Open() => archive = await OpenServerEmptyAsync();

    [OneTimeTearDown]
    public async Task Close() => await archive.DisposeAsync();

    [TestCase("SELECT ('abc' || g)::integer FROM generate_series(1, 3) g", "number")]
    [TestCase("SELECT (g * 1e30)::bigint FROM generate_series(1, 3) g", "outside the range")]
    [TestCase("SELECT sqrt(-g) FROM generate_series(1, 3) g", "power or root")]
    [TestCase("SELECT ln(-g) FROM generate_series(1, 3) g", "logarithm")]
    [TestCase("SELECT 1 / (g - 1) FROM generate_series(1, 3) g", "division by zero")]
    [TestCase("SELECT 9223372036854775807 + g FROM generate_series(1, 3) g", "outside the range")]
    [TestCase("SELECT extract(epoch FROM ('x' || g)::timestamp) FROM generate_series(1, 3) g", "date or time")]
    public void What_the_data_defeat_is_the_users_error_in_plain_words(string sql, string words)
    {
        var e = Assert.ThrowsAsync<ServiceException>(() => archive.RowsAsync(sql, Column("n", "long")))!;
        Assert.That(e.Kind, Is.EqualTo(ErrorKind.UsageError));
        Assert.That(e.Message, Does.Contain(words));
        Assert.That(e.Message, Does.Not.Contain("SELECT").And.Not.Contain("generate_series").And.Not.Contain("2200"));
    }

    [TestCase("SELEC 1")]
    [TestCase("SELECT 1; SELECT 2")]
    [TestCase("SELECT 1, 2")]
    [TestCase("SELECT no_such_function(1)")]
    public void What_only_we_can_have_got_wrong_is_a_fault_without_details(string sql)
    {
        var e = Assert.ThrowsAsync<ServiceException>(() => archive.RowsAsync(sql, Column("n", "long")))!;
        Assert.That(e.Kind, Is.EqualTo(ErrorKind.Fault));
        Assert.That(e.Message, Does.Not.Contain("SELEC").And.Not.Contain("nowhere"));
        Assert.That(e.InnerException, Is.Not.Null);
    }

    [Test]
    public void A_column_that_is_gone_is_for_the_operators_to_publish_again()
    {
        var e = Assert.ThrowsAsync<ServiceException>(() =>
            archive.RowsAsync("SELECT nothing FROM generate_series(1, 2) nowhere", Column("n", "long"))
        )!;
        Assert.That(e.Kind, Is.EqualTo(ErrorKind.ServiceUnavailable));
        Assert.That(
            e.Message,
            Does.Contain("publish the table again").And.Not.Contain("nothing").And.Not.Contain("nowhere")
        );
    }

    [TestCase("INSERT INTO datalab.catalogue VALUES (7)")]
    [TestCase("UPDATE datalab.catalogue SET version = 99 RETURNING version")]
    [TestCase("WITH x AS (DELETE FROM datalab.catalogue RETURNING version) SELECT version FROM x")]
    [TestCase("SELECT nextval('datalab.numbers')")]
    public async Task Nothing_can_be_written_even_by_the_owner(string sql)
    {
        await SharedServer.Server.ExecuteAsync("CREATE SEQUENCE IF NOT EXISTS datalab.numbers", archive.Database.Name);
        Assert.ThrowsAsync<ServiceException>(() => archive.RowsAsync(sql, Column("n", "long")));
        var rows = await archive.RowsAsync("SELECT version FROM datalab.catalogue", Column("n", "long"));
        Assert.That(rows.Single()[0], Is.LessThan(7));
    }

    [Test]
    public async Task An_error_half_way_comes_after_the_rows_before_it()
    {
        const string sql =
            "SELECT CASE WHEN g < 500000 THEN g ELSE ('x' || g)::bigint END FROM generate_series(1, 1000000) g";
        await using var rows = await archive.Catalog.OpenAsync(
            archive.Translate(sql, Column("n", "long")),
            NoLimit,
            default
        );
        var read = 0;
        var e = Assert.ThrowsAsync<ServiceException>(async () =>
        {
            while (await rows.ReadAsync(default) is { } batch)
                using (batch)
                    read += batch.Count;
        })!;
        Assert.That(e.Kind, Is.EqualTo(ErrorKind.UsageError));
        Assert.That(read, Is.GreaterThan(400_000));
    }

    [Test]
    public async Task Too_little_temporary_disk_is_a_limit_not_a_fault()
    {
        await using var small = await SmallAsync();
        var e = Assert.ThrowsAsync<ServiceException>(() =>
            small.RowsAsync(
                "SELECT count(*) FROM (SELECT repeat('x', 200) || g AS s FROM generate_series(1, 200000) g ORDER BY 1 OFFSET 0) t",
                Column("n", "long")
            )
        )!;
        Assert.That(e.Kind, Is.EqualTo(ErrorKind.LimitExceeded));
        Assert.That(e.Message, Does.Contain("temporary disk space"));
    }

    private static async Task<Archive> SmallAsync()
    {
        var small = await OpenServerEmptyAsync();
        await SharedServer.Server.ExecuteAsync($"ALTER DATABASE {small.Database.Name} SET temp_file_limit = '1MB'");
        await small.Catalog.DisposeAsync();
        await small.OpenServerAsync(asOwner: true);
        return small;
    }

    [Test]
    public async Task A_table_that_is_being_changed_makes_queries_wait_a_little_and_then_come_back_later()
    {
        await archive.IngestAsync(
            "s",
            "locked",
            [new Field("x", DataType.Int)],
            [
                [1],
            ]
        );
        await archive.Catalog.RefreshAsync();
        await using var connection = await SharedServer.Server.OpenAsync(archive.Database.Name);
        await using var transaction = await connection.BeginTransactionAsync();
        var query = archive.Translate("SELECT x FROM {s.locked}", Column("x", "int"));
        await DataLab.Catalog.PostgreSql.CatalogStore.ExecuteAsync(
            connection,
            $"LOCK TABLE {query.Tables[0].EngineName}",
            default
        );
        var e = Assert.ThrowsAsync<ServiceException>(() => archive.RowsAsync(query, NoLimit))!;
        Assert.That((e.Kind, e.RetryAfter is not null), Is.EqualTo((ErrorKind.ServiceUnavailable, true)));
    }
}
