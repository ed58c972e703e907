using System.Collections.Concurrent;
using System.Globalization;
using DataLab.Adql;
using Npgsql;

namespace DataLab.Catalog.PostgreSql;

/// <summary>What differs between the sessions of a pool, so that it is set only where it changes: statement_timeout, enable_async_append, jit.</summary>
/// <remarks>
/// The timeout comes after our own limit, which stops queries; it is for a server whose client is gone. Shards are read asynchronously by
/// queries that scan each part once: where scans begin anew, PostgreSQL counts an answer that was still on its way as one of
/// the new scan, and rows are missing (docs/scaling.md).
/// </remarks>
internal sealed class SessionSettings
{
    /// <summary>Queries that may run as long differ by the milliseconds they waited: they are given the same.</summary>
    private const long Step = 5000;

    /// <summary>Connections come and go; beyond so many the dead ones are forgotten with the others.</summary>
    private const int Remembered = 1000;

    /// <summary>By the number of the server's process, which no other connection of this server has while it lives.</summary>
    private readonly ConcurrentDictionary<(string Server, int Process), Known> known = [];

    /// <summary>A connection that is not in the list may have been set all the same.</summary>
    private volatile bool isForgetful;

    /// <param name="Timeout">Milliseconds, zero for none; null if not known.</param>
    /// <param name="IsAsync">Null if not known.</param>
    /// <param name="MayCompile">As the server is set to; null if not known.</param>
    private readonly record struct Known(long? Timeout, bool? IsAsync, bool? MayCompile);

    /// <param name="timeout">Milliseconds, zero for none.</param>
    public async Task SetAsync(NpgsqlConnection connection, long timeout, SessionWish wish, CancellationToken ct)
    {
        var current = Of(connection);
        var wanted = new Known(
            (timeout + Step - 1) / Step * Step,
            wish.Parts is PartReading.None ? current.IsAsync : wish.Parts is PartReading.Once,
            wish.MayCompile
        );
        if (wanted == current)
            return;
        var changes = new List<string>();
        if (wanted.Timeout != current.Timeout)
            changes.Add(Timeout(wanted.Timeout!.Value));
        if (wanted.IsAsync is { } isAsync && isAsync != current.IsAsync)
            changes.Add("SET enable_async_append = " + (isAsync ? "on" : "off"));
        if (wanted.MayCompile != current.MayCompile)
            changes.Add(wish.MayCompile ? "RESET jit" : "SET jit = off");
        try
        {
            await using var command = new NpgsqlCommand(string.Join("; ", changes), connection);
            await command.ExecuteNonQueryAsync(ct).ConfigureAwait(false);
        }
        catch
        {
            isForgetful = true;
            known.TryRemove(Key(connection), out _);
            throw;
        }
        if (known.Count > Remembered)
        {
            isForgetful = true;
            known.Clear();
        }
        known[Key(connection)] = wanted;
    }

    /// <summary>Of a transaction that joins tables: for its statements alone, and always synchronous and never compiled.</summary>
    /// <param name="timeout">Milliseconds, zero for none.</param>
    public string Local(NpgsqlConnection connection, long timeout) =>
        string.Create(CultureInfo.InvariantCulture, $"SET LOCAL statement_timeout = {timeout}; SET LOCAL jit = off")
        + (Of(connection).IsAsync is false ? "" : "; SET LOCAL enable_async_append = off");

    private static string Timeout(long milliseconds) =>
        string.Create(CultureInfo.InvariantCulture, $"SET statement_timeout = {milliseconds}");

    /// <summary>Sessions begin without asynchronous reading (see <see cref="ServerPool"/>), and compile as the server is set to.</summary>
    private Known Of(NpgsqlConnection connection) =>
        known.TryGetValue(Key(connection), out var current) ? current
        : isForgetful ? default
        : new Known(null, false, true);

    private static (string, int) Key(NpgsqlConnection connection) => (connection.DataSource, connection.ProcessID);
}
