using System.Globalization;
using Npgsql;

namespace DataLab.Catalog.PostgreSql;

/// <summary>How far a replica is behind its primary, in words.</summary>
internal static class ReplicaLag
{
    /// <summary>A replica is never quite level; what is younger is not worth a word.</summary>
    private const double WorthTelling = 10;

    /// <summary>
    /// Whether this is a replica, whether it has applied all that its primary sent while the two are in touch, and the instant and age (in
    /// seconds) of the last change that it knows. Without the rights for the first two, a primary that is at rest looks like one that is away.
    /// </summary>
    private const string Query = """
        SELECT pg_is_in_recovery(),
            pg_last_wal_receive_lsn() IS NOT DISTINCT FROM pg_last_wal_replay_lsn()
                AND EXISTS (SELECT FROM pg_stat_wal_receiver WHERE pid IS NOT NULL),
            pg_last_xact_replay_timestamp(),
            extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())::float8
        """;

    /// <returns>Null on a primary, and on a replica that keeps up.</returns>
    public static async Task<string?> DescribeAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Query, connection);
        await using var rows = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        await rows.ReadAsync(ct).ConfigureAwait(false);
        if (!rows.GetBoolean(0) || rows.GetBoolean(1))
            return null;
        if (rows.IsDBNull(3))
            return "The data are those of a replica that is out of touch with its primary; newer ones may exist.";
        var age = rows.GetDouble(3);
        return age < WorthTelling
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"The data are those of a replica as of {rows.GetDateTime(2).ToUniversalTime():yyyy-MM-ddTHH:mm:ssZ}, {age:0} s ago; newer ones may exist."
            );
    }
}
