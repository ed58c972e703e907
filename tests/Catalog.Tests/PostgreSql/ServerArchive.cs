using System.Collections.Immutable;
using DataLab.Adql;
using DataLab.Adql.Dialects;
using DataLab.Adql.Semantics;
using DataLab.Catalog.Ingest;
using DataLab.Catalog.PostgreSql;
using DataLab.Catalog.Tests.Support;
using DataLab.Formats;
using DataLab.Tests;

namespace DataLab.Catalog.Tests.PostgreSql;

/// <summary>A database with an engine on it, which logs in as a role that may only read.</summary>
internal sealed class ServerArchive : IAsyncDisposable
{
    public static readonly UploadLimits Roomy = new(1_000_000, 1L << 30);
    public static readonly QueryLimits NoLimit = new(TimeSpan.Zero);

    private readonly TempFolder folder = new();
    private readonly PostgreSqlServer server;
    private PostgreSqlCatalog? catalog;

    private ServerArchive(PostgreSqlServer server, string database) => (this.server, Database) = (server, database);

    public string Database { get; }

    public string Owner => server.ConnectionStringOf(Database);

    public List<string> Problems { get; } = [];

    public PostgreSqlCatalog Catalog => catalog ?? throw new InvalidOperationException("Open it first.");

    public static async Task<ServerArchive> CreateAsync() =>
        new(SharedServer.Server, await SharedServer.NewDatabaseAsync());

    public static ServerArchive Of(PostgreSqlServer server) => new(server, "postgres");

    /// <param name="asOwner">As the superuser, in place of the role that may only read.</param>
    public async Task<PostgreSqlCatalog> OpenAsync(
        Func<PostgreSqlOptions, PostgreSqlOptions>? with = null,
        bool asOwner = false
    )
    {
        var role = asOwner ? Owner : server.ConnectionStringOf(Database, "server");
        // SQL is written by hand here, so the dialect does not matter.
        var options = new PostgreSqlOptions(role, DuckDbDialect.Instance)
        {
            PollInterval = TimeSpan.FromMilliseconds(50),
            OnProblem = (text, _) =>
            {
                lock (Problems)
                    Problems.Add(text);
            },
        };
        catalog = await PostgreSqlCatalog.OpenAsync(with?.Invoke(options) ?? options);
        return catalog;
    }

    /// <summary>With nothing in it.</summary>
    public static async Task<ServerArchive> OpenEmptyAsync(Func<PostgreSqlOptions, PostgreSqlOptions>? with = null)
    {
        var archive = await CreateAsync();
        await archive.OpenAsync(with, asOwner: true);
        return archive;
    }

    public Task<IngestReport> IngestAsync(
        string schema,
        string table,
        ImmutableArray<Field> fields,
        IReadOnlyList<object?[]> rows,
        Func<IngestRequest, IngestRequest>? with = null
    ) => IngestAsync(schema, table, () => new MemorySource(fields, rows), with);

    public Task<IngestReport> IngestAsync(
        string schema,
        string table,
        Func<RowSource> rows,
        Func<IngestRequest, IngestRequest>? with = null,
        IProgress<IngestProgress>? progress = null
    )
    {
        var source = IngestSource.Rows("memory", _ => Task.FromResult(rows()));
        var request = new IngestRequest(folder.Path, schema, table, [source])
        {
            MemoryLimit = 512 << 20,
            Database = Owner,
            Grace = TimeSpan.Zero,
        };
        return TableIngest.RunAsync(with?.Invoke(request) ?? request, progress);
    }

    /// <summary>Files that an ingest left behind.</summary>
    public IEnumerable<string> LeftFiles => Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories);

    public Translation Translate(string sql, params ResultColumn[] columns) =>
        Translate(Catalog.Snapshot.Adql, sql, columns);

    /// <summary>SQL with names of our own: <c>{schema.table}</c> stands for a table.</summary>
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

    public Task<List<object?[]>> RowsAsync(string sql, params ResultColumn[] columns) =>
        RowsAsync(Translate(sql, columns), NoLimit);

    public async Task<List<object?[]>> RowsAsync(Translation query, QueryLimits limits)
    {
        await using var source = await Catalog.OpenAsync(query, limits, default);
        return await Cells.ReadAllAsync(source);
    }

    public ResultColumn[] ColumnsOf(string schema, string table) => ColumnsOf(Catalog.Snapshot.Adql, schema, table);

    public static ResultColumn[] ColumnsOf(Schema schema, string table, string name) =>
        [
            .. schema
                .Tables.Single(t => t.SchemaName == table && t.Name == name)
                .Columns.Select(column => new ResultColumn(column.Name, column.Type)
                {
                    Unit = column.Unit,
                    Ucd = column.Ucd,
                    Utype = column.Utype,
                    Description = column.Description,
                    Frame = column.Frame,
                }),
        ];

    public static ResultColumn Column(string name, string type, string? arraysize = null) =>
        new(name, new ColumnType(type, arraysize));

    public async ValueTask DisposeAsync()
    {
        if (catalog is not null)
            await catalog.DisposeAsync();
        folder.Dispose();
    }
}
