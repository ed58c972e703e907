using DataLab.Adql;
using DataLab.Adql.Dialects;
using DataLab.Catalog.PostgreSql;

namespace DataLab.Bench.PostgreSql;

/// <summary>The SQL that the server runs for a query, so that others can run the same.</summary>
internal sealed class Translator(PostgreSqlCatalog catalog) : IAsyncDisposable
{
    public static async Task<Translator> OpenAsync(Cluster cluster) =>
        new(
            await PostgreSqlCatalog.OpenAsync(
                new PostgreSqlOptions(cluster.ConnectionString, PostgreSqlDialect.Instance)
            )
        );

    public string Sql(string adql)
    {
        var query = AdqlQuery.Translate(adql, catalog.Snapshot.Adql, catalog.Dialect);
        return query.Sql ?? throw new InvalidOperationException(string.Join("; ", query.Diagnostics));
    }

    public ValueTask DisposeAsync() => catalog.DisposeAsync();
}
