using System.Globalization;
using System.Text;
using DataLab.Formats;
using Npgsql;

namespace DataLab.Catalog.PostgreSql;

/// <summary>How a coordinator reaches its shards: postgres_fdw's servers, and one user mapping each for all who may read.</summary>
internal static class ForeignServers
{
    /// <summary>
    /// Sessions on a shard only read, whatever the coordinator's does; they end with their client, do not wait for whoever alters a
    /// table, and compile nothing.
    /// </summary>
    private const string Sessions =
        "-c default_transaction_read_only=on -c client_connection_check_interval=1000 -c lock_timeout=5000 -c jit=off";

    public static string Name(Shard shard) => "datalab_" + shard.Name;

    /// <summary>Makes or changes the servers and mappings so that they are what the list says. The caller holds the lock of the catalogue.</summary>
    /// <exception cref="ServiceException">UsageError: the extension is not there, or the role may not use it.</exception>
    public static async Task InstallAsync(NpgsqlConnection coordinator, ShardList shards, CancellationToken ct)
    {
        try
        {
            await CatalogStore
                .ExecuteAsync(
                    coordinator,
                    "SET LOCAL client_min_messages = warning; CREATE EXTENSION IF NOT EXISTS postgres_fdw",
                    ct
                )
                .ConfigureAwait(false);
            foreach (var shard in shards.Shards)
            {
                await InstallAsync(coordinator, shard, ct).ConfigureAwait(false);
                await MapAsync(coordinator, shard, ct).ConfigureAwait(false);
            }
        }
        catch (PostgresException e) when (e.SqlState is "42501" or "58P01" or "0A000")
        {
            throw new ServiceException(
                ErrorKind.UsageError,
                "This role may not make foreign servers in the coordinating database. A superuser has to say there, once: "
                    + "CREATE EXTENSION postgres_fdw; GRANT USAGE ON FOREIGN DATA WRAPPER postgres_fdw TO the role that owns the catalogue. "
                    + $"({e.MessageText})",
                e
            );
        }
    }

    /// <summary>Measured on rows of 5 columns: shorter fetches cost a third more, longer ones gain a tenth.</summary>
    private static SortedDictionary<string, string> Wanted(Shard shard)
    {
        var connection = ConnectionStrings.Read(shard.Connection);
        var options = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["host"] = connection.Host ?? "localhost",
            ["port"] = connection.Port.ToString(CultureInfo.InvariantCulture),
            ["dbname"] = connection.Database ?? connection.Username ?? "",
            ["connect_timeout"] = "5",
            ["keepalives_idle"] = "10",
            ["keepalives_interval"] = "5",
            ["keepalives_count"] = "3",
            ["async_capable"] = "true",
            ["fetch_size"] = "10000",
            // Without it look-ups by a join are never sent: all rows would come.
            ["use_remote_estimate"] = "true",
            ["updatable"] = "false",
            ["truncatable"] = "false",
            ["options"] = Sessions,
        };
        foreach (var (name, value) in shard.Server)
            options[name] = value;
        return options;
    }

    private static async Task InstallAsync(NpgsqlConnection coordinator, Shard shard, CancellationToken ct)
    {
        var name = Name(shard);
        var wanted = Wanted(shard);
        var found = await OptionsAsync(
                coordinator,
                "SELECT o.option_name, o.option_value FROM pg_foreign_server s LEFT JOIN pg_options_to_table(s.srvoptions) o ON true WHERE s.srvname = $1",
                name,
                ct
            )
            .ConfigureAwait(false);
        if (found is null)
        {
            await CatalogStore
                .ExecuteAsync(
                    coordinator,
                    $"CREATE SERVER {name} FOREIGN DATA WRAPPER postgres_fdw OPTIONS ({Written(wanted)})",
                    ct
                )
                .ConfigureAwait(false);
            return;
        }
        var changes = Changes(found, wanted);
        if (changes.Length > 0)
            await CatalogStore
                .ExecuteAsync(coordinator, $"ALTER SERVER {name} OPTIONS ({changes})", ct)
                .ConfigureAwait(false);
    }

    private static async Task MapAsync(NpgsqlConnection coordinator, Shard shard, CancellationToken ct)
    {
        var name = Name(shard);
        var wanted = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["user"] = shard.User };
        if (shard.Password is { } password)
            wanted["password"] = password;
        var found = await OptionsAsync(
                coordinator,
                "SELECT o.option_name, o.option_value FROM pg_user_mappings m LEFT JOIN pg_options_to_table(m.umoptions) o ON true "
                    + "WHERE m.srvname = $1 AND m.umuser = 0",
                name,
                ct
            )
            .ConfigureAwait(false);
        if (found is null)
        {
            await CatalogStore
                .ExecuteAsync(
                    coordinator,
                    $"CREATE USER MAPPING FOR PUBLIC SERVER {name} OPTIONS ({Written(wanted)})",
                    ct
                )
                .ConfigureAwait(false);
            return;
        }
        var changes = Changes(found, wanted);
        if (changes.Length > 0)
            await CatalogStore
                .ExecuteAsync(coordinator, $"ALTER USER MAPPING FOR PUBLIC SERVER {name} OPTIONS ({changes})", ct)
                .ConfigureAwait(false);
    }

    /// <returns>Null if there is no such object.</returns>
    private static async Task<Dictionary<string, string>?> OptionsAsync(
        NpgsqlConnection coordinator,
        string sql,
        string name,
        CancellationToken ct
    )
    {
        await using var command = new NpgsqlCommand(sql, coordinator);
        command.Parameters.Add(new NpgsqlParameter { Value = name });
        await using var rows = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        Dictionary<string, string>? found = null;
        while (await rows.ReadAsync(ct).ConfigureAwait(false))
        {
            found ??= [];
            if (!await rows.IsDBNullAsync(0, ct).ConfigureAwait(false))
                found[rows.GetString(0)] = rows.GetString(1);
        }
        return found;
    }

    private static string Written(SortedDictionary<string, string> options) =>
        string.Join(", ", options.Select(option => $"{option.Key} {CatalogStore.Literal(option.Value)}"));

    private static string Changes(Dictionary<string, string> found, SortedDictionary<string, string> wanted)
    {
        var changes = new StringBuilder();
        void Add(string change) => changes.Append(changes.Length == 0 ? "" : ", ").Append(change);
        foreach (var (option, value) in wanted)
            if (!found.TryGetValue(option, out var old))
                Add($"ADD {option} {CatalogStore.Literal(value)}");
            else if (old != value)
                Add($"SET {option} {CatalogStore.Literal(value)}");
        foreach (var option in found.Keys.Where(option => !wanted.ContainsKey(option)))
            Add($"DROP {option}");
        return changes.ToString();
    }
}
