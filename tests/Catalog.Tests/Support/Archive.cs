using System.Collections.Immutable;
using DataLab.Adql;
using DataLab.Adql.Semantics;
using DataLab.Catalog.DuckDb;
using DataLab.Catalog.Ingest;
using DataLab.Formats;

namespace DataLab.Catalog.Tests.Support;

/// <summary>A data folder with an engine on it.</summary>
internal sealed class Archive : IAsyncDisposable
{
    private readonly TempFolder folder = new();
    private DuckDbCatalog? catalog;

    public string Path => folder.Path;

    public List<string> Problems { get; } = [];

    public DuckDbCatalog Catalog => catalog ?? throw new InvalidOperationException("Open it first.");

    /// <summary>An archive without tables, open.</summary>
    public static async Task<Archive> EmptyAsync(Func<DuckDbOptions, DuckDbOptions>? with = null)
    {
        var archive = new Archive();
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

    public async Task<DuckDbCatalog> OpenAsync(Func<DuckDbOptions, DuckDbOptions>? with = null)
    {
        var options = new DuckDbOptions
        {
            DataFolder = Path,
            Threads = 2,
            MemoryLimit = 512 << 20,
            PollInterval = TimeSpan.FromMilliseconds(50),
            OnProblem = (text, _) =>
            {
                lock (Problems)
                    Problems.Add(text);
            },
        };
        catalog = await DuckDbCatalog.OpenAsync(with?.Invoke(options) ?? options);
        return catalog;
    }

    public Task<IngestReport> IngestAsync(
        string schema,
        string table,
        ImmutableArray<Field> fields,
        IReadOnlyList<object?[]> rows,
        Func<IngestRequest, IngestRequest>? with = null
    )
    {
        var source = IngestSource.Rows("memory", _ => Task.FromResult<RowSource>(new MemorySource(fields, rows)));
        var request = new IngestRequest(Path, schema, table, [source]) { MemoryLimit = 512 << 20 };
        return TableIngest.RunAsync(with?.Invoke(request) ?? request);
    }

    /// <summary>Runs SQL with names of our own: <c>{schema.table}</c> stands for a published table.</summary>
    public Task<List<object?[]>> RowsAsync(string sql, params ResultColumn[] columns) =>
        RowsAsync(QueryPurpose.Interactive, sql, columns);

    public async Task<List<object?[]>> RowsAsync(QueryPurpose purpose, string sql, params ResultColumn[] columns)
    {
        await using var source = await Catalog.OpenAsync(
            Translate(sql, columns),
            new QueryLimits(TimeSpan.Zero) { Purpose = purpose },
            default
        );
        return await Cells.ReadAllAsync(source);
    }

    public Translation Translate(string sql, params ResultColumn[] columns)
    {
        var tables = ImmutableArray.CreateBuilder<Table>();
        foreach (var table in Catalog.Snapshot.Adql.Tables)
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
    public async Task<List<object?[]>> AdqlRowsAsync(string text)
    {
        await using var source = await Catalog.OpenAsync(Adql(text), new QueryLimits(TimeSpan.FromMinutes(1)), default);
        return await Cells.ReadAllAsync(source);
    }

    /// <summary>All columns of a table as a query would select them.</summary>
    public ResultColumn[] ColumnsOf(string schema, string table) =>
        [
            .. Catalog
                .Snapshot.Adql.Tables.Single(t => t.SchemaName == schema && t.Name == table)
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
