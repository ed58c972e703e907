using DataLab.Adql;
using DataLab.Formats;

namespace DataLab.Catalog.Tests.Support;

/// <summary>Queries with tables of their own, in a session each.</summary>
internal static class UploadQueries
{
    public static UploadLimits Roomy => Archive.Roomy;
    public static QueryLimits NoLimit => Archive.NoLimit;

    public static Task<RowSource> RunAsync(Archive archive, string adql, params (string, RowSource)[] tables) =>
        RunAsync(archive, adql, tables, Roomy);

    public static Task<RowSource> RunAsync(
        Archive archive,
        string adql,
        (string, RowSource) table,
        UploadLimits limits
    ) => RunAsync(archive, adql, [table], limits);

    public static async Task<RowSource> RunAsync(
        Archive archive,
        string adql,
        (string Name, RowSource Rows)[] tables,
        UploadLimits limits
    )
    {
        var session = await archive.Catalog.BeginAsync(NoLimit, limits, default);
        try
        {
            foreach (var (name, rows) in tables)
                await session.LoadAsync(name, rows);
            return await session.OpenAsync(Translate(archive, session, adql));
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    public static Translation Translate(Archive archive, QuerySession session, string adql)
    {
        var query = AdqlQuery.Translate(adql, session.Adql, archive.Catalog.Dialect);
        Assert.That(query.Succeeded, Is.True, string.Join("\n", query.Diagnostics));
        return query;
    }
}
