using System.Collections.Concurrent;
using System.Globalization;
using Npgsql;

namespace DataLab.Catalog.PostgreSql;

/// <summary>What statement_timeout is on each connection of a pool, so that it is set only where it changes.</summary>
/// <remarks>It comes after our own limit, which stops queries; it is for a server whose client is gone.</remarks>
internal sealed class StatementTimeouts
{
    /// <summary>Queries that may run as long differ by the milliseconds they waited: they are given the same.</summary>
    private const long Step = 5000;

    /// <summary>Connections come and go; beyond so many the dead ones are forgotten with the others.</summary>
    private const int Remembered = 1000;

    /// <summary>Milliseconds by the number of the server's process, which no other connection of this server has while it lives.</summary>
    private readonly ConcurrentDictionary<(string Server, int Process), long> known = [];

    /// <param name="timeout">Milliseconds, zero for none.</param>
    public async Task SetAsync(NpgsqlConnection connection, long timeout, CancellationToken ct)
    {
        var rounded = (timeout + Step - 1) / Step * Step;
        var key = (connection.DataSource, connection.ProcessID);
        if (known.TryGetValue(key, out var current) && current == rounded)
            return;
        var sql = string.Create(CultureInfo.InvariantCulture, $"SET statement_timeout = {rounded}");
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct).ConfigureAwait(false);
        if (known.Count > Remembered)
            known.Clear();
        known[key] = rounded;
    }
}
