using DataLab.Formats;
using Npgsql;

namespace DataLab.Catalog.PostgreSql;

/// <summary>An ingest's own connections to shards.</summary>
internal static class ShardConnections
{
    /// <exception cref="ServiceException">ServiceUnavailable: the shard cannot be reached, or does not admit the role.</exception>
    public static async Task<NpgsqlConnection> OpenAsync(Shard shard, CancellationToken ct)
    {
        var connection = new NpgsqlConnection(ConnectionStrings.ForIngest(shard.Connection));
        try
        {
            await connection.OpenAsync(ct).ConfigureAwait(false);
            return connection;
        }
        catch (Exception e)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            if (!PostgreSqlErrors.IsOurs(e))
                throw;
            throw new ServiceException(
                ErrorKind.ServiceUnavailable,
                $"The shard {shard.Name} cannot be reached: {e.Message}",
                e
            );
        }
    }

    public static async Task RunAsync(Shard shard, string sql, CancellationToken ct)
    {
        await using var connection = await OpenAsync(shard, ct).ConfigureAwait(false);
        await CatalogStore.ExecuteAsync(connection, sql, ct).ConfigureAwait(false);
    }
}
