using DataLab.Adql;
using DataLab.Adql.Dialects;
using DataLab.Catalog.Ingest;
using DataLab.Catalog.PostgreSql;
using DataLab.Catalog.Tests.Support;
using DataLab.Formats;
using DataLab.Tests;
using Npgsql;

namespace DataLab.Catalog.Tests.PostgreSql;

/// <summary>A catalogue over shards, with an engine on its coordinator that logs in as a role that may only read.</summary>
internal sealed class ShardedArchive : IAsyncDisposable
{
    private readonly TempFolder folder = new();
    private readonly string file;
    private PostgreSqlCatalog? catalog;

    private ShardedArchive(PostgreSqlShards shards, string database, string file) =>
        (Shards, Database, this.file) = (shards, database, file);

    public PostgreSqlShards Shards { get; }

    public string Database { get; }

    public PostgreSqlCatalog Catalog => catalog ?? throw new InvalidOperationException("Open it first.");

    public ShardList List => ShardList.Load(file);

    public static async Task<ShardedArchive> CreateAsync(PostgreSqlShards shards, string database) =>
        new(shards, database, await shards.CreateCatalogueAsync(database));

    public async Task<PostgreSqlCatalog> OpenAsync()
    {
        if (catalog is not null)
            await catalog.DisposeAsync();
        var role = Shards.Coordinator.ConnectionStringOf(Database, "server");
        var options = new PostgreSqlOptions(role, PostgreSqlDialect.Instance)
        {
            PollInterval = TimeSpan.FromMilliseconds(50),
        };
        return catalog = await PostgreSqlCatalog.OpenAsync(options);
    }

    public Task<IngestReport> IngestAsync(
        string table,
        Func<RowSource> rows,
        Func<IngestRequest, IngestRequest>? with = null,
        IProgress<IngestProgress>? progress = null,
        CancellationToken ct = default
    )
    {
        var source = IngestSource.Rows("memory", _ => Task.FromResult(rows()));
        var request = new IngestRequest(folder.Path, "sky", table, [source])
        {
            MemoryLimit = 512 << 20,
            Database = Shards.Coordinator.ConnectionStringOf(Database),
            Shards = List,
            Grace = TimeSpan.Zero,
        };
        return TableIngest.RunAsync(with?.Invoke(request) ?? request, progress, ct);
    }

    public Translation Translate(string adql)
    {
        var query = AdqlQuery.Translate(adql, Catalog.Snapshot.Adql, Catalog.Dialect);
        Assert.That(query.Succeeded, $"{string.Join("; ", query.Diagnostics)} {adql}");
        return query;
    }

    public async Task<List<object?[]>> RowsAsync(string adql)
    {
        await using var rows = await Catalog.OpenAsync(Translate(adql), Archive.NoLimit, default);
        return await Cells.ReadAllAsync(rows);
    }

    /// <summary>The plan of a query, as the server would run it.</summary>
    public async Task<string> PlanAsync(string adql)
    {
        await using var connection = await Shards.Coordinator.OpenAsync(Database);
        await CatalogStore.ExecuteAsync(
            connection,
            "SET jit = off; SET enable_partitionwise_join = on; SET enable_partitionwise_aggregate = on; SET enable_async_append = off",
            default
        );
        await using var command = new NpgsqlCommand("EXPLAIN (VERBOSE, COSTS OFF) " + Translate(adql).Sql, connection);
        await using var rows = await command.ExecuteReaderAsync();
        var plan = new List<string>();
        while (await rows.ReadAsync())
            plan.Add(rows.GetString(0));
        return string.Join('\n', plan);
    }

    /// <summary>Parts of tables that are on a shard, listed or not.</summary>
    public async Task<long> RelationsAsync()
    {
        var sum = 0L;
        for (var i = 0; i < Shards.Servers.Count; i++)
            sum += await Shards.CountAsync(
                i,
                Database,
                "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'sky' AND c.relkind IN ('r', 'v')"
            );
        return sum;
    }

    public async ValueTask DisposeAsync()
    {
        if (catalog is not null)
            await catalog.DisposeAsync();
        folder.Dispose();
    }
}
