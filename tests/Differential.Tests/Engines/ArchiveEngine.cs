using System.Collections.Immutable;
using DataLab.Adql;
using DataLab.Catalog;
using DataLab.Catalog.Tests.Support;
using DataLab.Differential.Tests.Evaluation;
using DataLab.Differential.Tests.Generation;
using DataLab.Formats;

namespace DataLab.Differential.Tests.Engines;

/// <summary>An engine behind the catalogue that the server uses.</summary>
internal sealed class ArchiveEngine(string name, Archive archive) : IEngine
{
    public string Name => name;

    /// <param name="archive">With nothing in it; the engine disposes it.</param>
    public static async Task<IEngine> OpenAsync(string name, Archive archive)
    {
        foreach (var table in SmallArchive.Tables)
            await archive.IngestAsync(table.Schema, table.Name, Fields(table), Rows(table));
        await archive.OpenAsync();
        return new ArchiveEngine(name, archive);
    }

    private static ImmutableArray<Field> Fields(SmallTable table) =>
        [.. table.Columns.Select(column => SmallSchema.FieldOf(table, column))];

    private static object?[][] Rows(SmallTable table) =>
        [.. table.Rows.Select(row => row.Select((cell, i) => CellOf(cell, table.Columns[i].Domain)).ToArray())];

    private static object? CellOf(object? value, Domain domain) =>
        (domain, value) switch
        {
            (Domain.Byte, long x) => (byte)x,
            (Domain.Short, long x) => (short)x,
            (Domain.Int, long x) => (int)x,
            (Domain.Float, double x) => (float)x,
            (_, DateTime time) => Domains.Print(time),
            _ => value,
        };

    public async Task<List<object?[]>> RunAsync(string adql)
    {
        var limits = new QueryLimits(TimeSpan.FromMinutes(1));
        await using var session = adql.Contains(SmallArchive.Upload.Schema, StringComparison.Ordinal)
            ? await archive.Catalog.BeginAsync(limits, new UploadLimits(1000, 1 << 20), default)
            : null;
        if (session is not null)
        {
            await using var upload = new MemorySource(Fields(SmallArchive.Upload), Rows(SmallArchive.Upload));
            await session.LoadAsync(SmallArchive.Upload.Name, upload);
        }
        var schema = session?.Adql ?? archive.Catalog.Snapshot.Adql;
        var query = AdqlQuery.Translate(adql, schema, archive.Catalog.Dialect);
        if (!query.Succeeded)
            throw new EngineRefusal(Refusal.NotTranslated, string.Join("; ", query.Diagnostics));
        try
        {
            await using var rows = session is null
                ? await archive.Catalog.OpenAsync(query, limits, default)
                : await session.OpenAsync(query);
            return await Cells.ReadAllAsync(rows);
        }
        catch (ServiceException fault)
        {
            throw new EngineRefusal(
                fault.Kind == ErrorKind.UsageError ? Refusal.OnData : Refusal.NotRun,
                $"{fault.Message} {fault.InnerException?.Message}\n{query.Sql}"
            );
        }
    }

    public ValueTask DisposeAsync() => archive.DisposeAsync();
}
