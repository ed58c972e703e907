using DataLab.Adql;
using DataLab.Adql.Dialects;
using DataLab.Catalog;
using DataLab.Catalog.Tests.Support;
using DataLab.Differential.Tests.Evaluation;
using DataLab.Differential.Tests.Generation;
using DataLab.Formats;

namespace DataLab.Differential.Tests.Engines;

/// <summary>DuckDB behind the catalogue that the server uses.</summary>
internal sealed class DuckDbEngine : IEngine
{
    private readonly Archive archive = new();

    public string Name => "duckdb";

    public static async Task<IEngine> OpenAsync()
    {
        var engine = new DuckDbEngine();
        foreach (var table in SmallArchive.Tables)
            await engine.archive.IngestAsync(
                table.Schema,
                table.Name,
                [.. table.Columns.Select(column => FieldOf(column.Name, column.Domain))],
                [.. table.Rows.Select(row => row.Select((cell, i) => CellOf(cell, table.Columns[i].Domain)).ToArray())]
            );
        await engine.archive.OpenAsync();
        return engine;
    }

    private static Field FieldOf(string name, Domain domain)
    {
        var field = new Field(
            name,
            domain switch
            {
                Domain.Short => DataType.Short,
                Domain.Int => DataType.Int,
                Domain.Long => DataType.Long,
                Domain.Float => DataType.Float,
                Domain.Double => DataType.Double,
                Domain.Boolean => DataType.Boolean,
                Domain.Text => DataType.UnicodeChar,
                _ => DataType.Char,
            }
        );
        if (domain is Domain.Text or Domain.Time)
            field = field with { ArraySize = ArraySize.Any, XType = domain == Domain.Time ? "timestamp" : null };
        return name is "ra" or "dec" ? field with { Ucd = $"pos.eq.{name};meta.main", Unit = "deg" } : field;
    }

    private static object? CellOf(object? value, Domain domain) =>
        (domain, value) switch
        {
            (Domain.Short, long x) => (short)x,
            (Domain.Int, long x) => (int)x,
            (Domain.Float, double x) => (float)x,
            (_, DateTime time) => Domains.Print(time),
            _ => value,
        };

    public async Task<List<object?[]>> RunAsync(string adql)
    {
        var query = AdqlQuery.Translate(adql, archive.Catalog.Snapshot.Adql, DuckDbDialect.Instance);
        if (!query.Succeeded)
            throw new EngineRefusal(false, string.Join("; ", query.Diagnostics));
        try
        {
            await using var rows = await archive.Catalog.OpenAsync(
                query,
                new QueryLimits(TimeSpan.FromMinutes(1)),
                default
            );
            return await Cells.ReadAllAsync(rows);
        }
        catch (ServiceException fault)
        {
            throw new EngineRefusal(
                fault.Kind == ErrorKind.UsageError,
                $"{fault.Message} {fault.InnerException?.Message}\n{query.Sql}"
            );
        }
    }

    public ValueTask DisposeAsync() => archive.DisposeAsync();
}
