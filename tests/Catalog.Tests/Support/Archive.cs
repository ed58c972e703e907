using System.Collections.Immutable;
using DataLab.Adql;
using DataLab.Adql.Dialects;
using DataLab.Adql.Semantics;
using DataLab.Catalog.DuckDb;
using DataLab.Catalog.Ingest;
using DataLab.Catalog.PostgreSql;
using DataLab.Formats;
using DataLab.Tests;

namespace DataLab.Catalog.Tests.Support;

/// <summary>An archive of a test's own: a data folder, or a database on the shared server, and an engine on it.</summary>
internal sealed class Archive : IAsyncDisposable
{
    public static readonly QueryLimits NoLimit = new(TimeSpan.Zero);
    public static readonly UploadLimits Roomy = new(1_000_000, 1L << 30);

    private readonly TempFolder folder = new();
    private readonly bool isOnServer;
    private ArchiveDatabase? database;
    private ICatalogEngine? catalog;

    /// <summary>On the engine of this run (<see cref="TestEngine"/>).</summary>
    public Archive()
        : this(TestEngine.IsPostgreSql) { }

    private Archive(bool isOnServer) => this.isOnServer = isOnServer;

    /// <summary>In a data folder, whatever this run is about.</summary>
    public static Archive Embedded() => new(false);

    /// <summary>In PostgreSQL, whatever this run is about.</summary>
    public static Archive OnServer() => new(true);

    public static Archive Of(ArchiveDatabase database) => new(true) { database = database };

    /// <summary>With nothing in it, opened as the superuser.</summary>
    public static async Task<Archive> OpenServerEmptyAsync(Func<PostgreSqlOptions, PostgreSqlOptions>? with = null)
    {
        var archive = OnServer();
        await archive.OpenServerAsync(with, asOwner: true);
        return archive;
    }

    /// <summary>Data folder, or work folder of ingests into a database.</summary>
    public string Path => folder.Path;

    /// <summary>Files that an ingest into a database left behind.</summary>
    public IEnumerable<string> LeftFiles => Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories);

    public List<string> Problems { get; } = [];

    public ICatalogEngine Catalog => catalog ?? throw new InvalidOperationException("Open it first.");

    public DuckDbCatalog DuckDb => (DuckDbCatalog)Catalog;

    /// <summary>Once something was ingested or opened.</summary>
    public ArchiveDatabase Database => database ?? throw new InvalidOperationException("There is no database yet.");

    /// <summary>An archive without tables, open.</summary>
    public static async Task<Archive> EmptyAsync(int? connections = null)
    {
        var archive = new Archive();
        await archive.OpenAsync(connections);
        return archive;
    }

    /// <inheritdoc cref="EmptyAsync(int?)"/>
    public static async Task<Archive> EmptyAsync(Func<DuckDbOptions, DuckDbOptions> with)
    {
        var archive = Embedded();
        await archive.OpenAsync(with);
        return archive;
    }

    /// <summary>An archive whose one table is s.t, open.</summary>
    public static async Task<Archive> OfAsync(ImmutableArray<Field> fields, params IReadOnlyList<object?[]> rows)
    {
        var archive = new Archive();
        await archive.IngestAsync("s", "t", fields, rows);
        await archive.OpenAsync();
        return archive;
    }

    /// <param name="connections">Interactive queries at once.</param>
    public Task OpenAsync(int? connections = null) =>
        isOnServer
            ? OpenServerAsync(options => options with { Connections = connections ?? options.Connections })
            : OpenAsync(options => options with { MaxConnections = connections ?? options.MaxConnections });

    public async Task<DuckDbCatalog> OpenAsync(Func<DuckDbOptions, DuckDbOptions> with)
    {
        Assert.That(isOnServer, Is.False, "This is about DuckDB.");
        var options = new DuckDbOptions
        {
            DataFolder = Path,
            Threads = 2,
            MemoryLimit = 512 << 20,
            PollInterval = TimeSpan.FromMilliseconds(50),
            OnProblem = OnProblem,
        };
        catalog = await DuckDbCatalog.OpenAsync(with(options));
        return DuckDb;
    }

    /// <param name="asOwner">As the superuser, in place of the role that may only read.</param>
    public async Task<PostgreSqlCatalog> OpenServerAsync(
        Func<PostgreSqlOptions, PostgreSqlOptions>? with = null,
        bool asOwner = false
    )
    {
        database ??= await ArchiveDatabase.CreateAsync();
        var options = new PostgreSqlOptions(asOwner ? Database.Owner : Database.Reader, PostgreSqlDialect.Instance)
        {
            PollInterval = TimeSpan.FromMilliseconds(50),
            OnProblem = OnProblem,
        };
        var opened = await PostgreSqlCatalog.OpenAsync(with?.Invoke(options) ?? options);
        catalog = opened;
        return opened;
    }

    private void OnProblem(string text, Exception? _)
    {
        lock (Problems)
            Problems.Add(text);
    }

    public Task<IngestReport> IngestAsync(
        string schema,
        string table,
        ImmutableArray<Field> fields,
        IReadOnlyList<object?[]> rows,
        Func<IngestRequest, IngestRequest>? with = null
    ) => IngestAsync(schema, table, () => new MemorySource(fields, rows), with);

    public async Task<IngestReport> IngestAsync(
        string schema,
        string table,
        Func<RowSource> rows,
        Func<IngestRequest, IngestRequest>? with = null,
        IProgress<IngestProgress>? progress = null
    )
    {
        var source = IngestSource.Rows("memory", _ => Task.FromResult(rows()));
        var request = await HereAsync(new IngestRequest(Path, schema, table, [source]));
        return await TableIngest.RunAsync(with?.Invoke(request) ?? request, progress);
    }

    /// <summary>Takes a table into this archive, whatever place the request names.</summary>
    public async Task<IngestReport> IngestAsync(
        IngestRequest request,
        IProgress<IngestProgress>? progress = null,
        CancellationToken ct = default
    ) => await TableIngest.RunAsync(await HereAsync(request), progress, ct);

    private async Task<IngestRequest> HereAsync(IngestRequest request)
    {
        request = request with { MemoryLimit = 512 << 20 };
        if (!isOnServer)
            return request;
        database ??= await ArchiveDatabase.CreateAsync();
        return request with { Database = Database.Owner, Shards = Database.Shards, Grace = TimeSpan.Zero };
    }

    /// <summary>Queries that hold a place of the engine.</summary>
    public int RunningQueries => Catalog is PostgreSqlCatalog server ? server.RunningQueries : DuckDb.RunningQueries;

    /// <summary>Runs SQL of the engine with names of our own: <c>{schema.table}</c> stands for a published table.</summary>
    public Task<List<object?[]>> RowsAsync(string sql, params ResultColumn[] columns) =>
        RowsAsync(QueryPurpose.Interactive, sql, columns);

    public Task<List<object?[]>> RowsAsync(QueryPurpose purpose, string sql, params ResultColumn[] columns) =>
        RowsAsync(Translate(sql, columns), NoLimit with { Purpose = purpose });

    public async Task<List<object?[]>> RowsAsync(Translation query, QueryLimits limits)
    {
        await using var source = await Catalog.OpenAsync(query, limits, default);
        return await Cells.ReadAllAsync(source);
    }

    public Translation Translate(string sql, params ResultColumn[] columns) =>
        Translate(Catalog.Snapshot.Adql, sql, columns);

    public static Translation Translate(Schema schema, string sql, params ResultColumn[] columns)
    {
        var tables = ImmutableArray.CreateBuilder<Table>();
        foreach (var table in schema.Tables)
        {
            var name = $"{{{table.SchemaName}.{table.Name}}}";
            if (!sql.Contains(name, StringComparison.Ordinal))
                continue;
            sql = sql.Replace(name, table.EngineName, StringComparison.Ordinal);
            tables.Add(table);
        }
        return new Translation(sql, [.. columns], []) { Tables = tables.ToImmutable() };
    }

    /// <summary>The SQL of a query as users write it; fails the test with the diagnostics where there is none.</summary>
    public Translation Adql(string text)
    {
        var query = AdqlQuery.Translate(text, Catalog.Snapshot.Adql, Catalog.Dialect);
        Assert.That(query.Succeeded, $"{string.Join("; ", query.Diagnostics)} {text}");
        return query;
    }

    /// <summary>The rows of such a query.</summary>
    public Task<List<object?[]>> AdqlRowsAsync(string text) =>
        RowsAsync(Adql(text), new QueryLimits(TimeSpan.FromMinutes(isOnServer ? 5 : 1)));

    /// <summary>All columns of a table as a query would select them.</summary>
    public ResultColumn[] ColumnsOf(string schema, string table) => ColumnsOf(Catalog.Snapshot.Adql, schema, table);

    public static ResultColumn[] ColumnsOf(Schema tables, string schema, string table) =>
        [
            .. tables
                .Tables.Single(t => t.SchemaName == schema && t.Name == table)
                .Columns.Select(column => new ResultColumn(column.Name, column.Type)
                {
                    Unit = column.Unit,
                    Ucd = column.Ucd,
                    Utype = column.Utype,
                    Description = column.Description,
                    Frame = column.Frame,
                }),
        ];

    public static ResultColumn Column(string name, string type, string? arraySize = null) =>
        new(name, new ColumnType(type, arraySize));

    public async ValueTask DisposeAsync()
    {
        if (catalog is not null)
            await catalog.DisposeAsync();
        folder.Dispose();
    }
}

/// <summary>What every engine can and its interface has no need of.</summary>
internal static class EngineExtensions
{
    /// <summary>Looks at the list of published tables now.</summary>
    public static Task<CatalogSnapshot> RefreshAsync(this ICatalogEngine engine) =>
        engine is PostgreSqlCatalog server ? server.RefreshAsync() : ((DuckDbCatalog)engine).RefreshAsync();
}
