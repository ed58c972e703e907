using System.Collections.Immutable;
using System.Globalization;
using DataLab.Formats;
using DataLab.Sky;
using Npgsql;

namespace DataLab.Catalog.PostgreSql;

/// <summary>One part of the sky, which all tables that are spread have in common.</summary>
/// <param name="First">First cell of order 29 in it.</param>
/// <param name="Shard">Name of the shard that has its rows.</param>
internal sealed record SkyPart(int Number, long First, string Shard);

/// <summary>
/// How the sky is cut: ranges of cells, the same for all tables, so that rows that lie together are on one shard whichever table they
/// are of. The first table to be spread decides, by giving every shard as many of its rows.
/// </summary>
internal static class SkyParts
{
    /// <summary>Boundaries lie between cells of this order (0.86 arcmin), unless the rows lie closer together than that.</summary>
    public const int CoarseOrder = 12;

    public const int CoarseShift = 2 * (Healpix.MaxOrder - CoarseOrder);

    private const long Cells = 12L << (2 * Healpix.MaxOrder);

    public const string Definition = """
        CREATE TABLE IF NOT EXISTS datalab.shard_parts (part int PRIMARY KEY, first_cell bigint NOT NULL UNIQUE, shard text NOT NULL);
        CREATE TABLE IF NOT EXISTS datalab.shard_relations (
            shard text, schema_name text, table_name text NOT NULL, relation text NOT NULL, part_relation text,
            PRIMARY KEY (shard, schema_name, part_relation));
        """;

    /// <summary>The parts as they are, or as they are to be from now on where nothing is spread yet.</summary>
    /// <param name="rows">Tells the cells of the new table at these places of their order; asked only if the cut is to be made.</param>
    /// <exception cref="ServiceException">UsageError: tables lie on shards that the list does not have.</exception>
    public static async Task<ImmutableArray<SkyPart>> DecideAsync(
        NpgsqlConnection coordinator,
        ShardList shards,
        Func<int, long[]> rows,
        Action<string> note,
        CancellationToken ct
    )
    {
        var parts = await ReadAsync(coordinator, ct).ConfigureAwait(false);
        string[] names = [.. shards.Shards.Select(shard => shard.Name)];
        var missing = parts.Select(part => part.Shard).Except(names).ToArray();
        var isUsed =
            await CatalogStore
                .CountAsync(coordinator, "SELECT count(*) FROM datalab.shard_relations", ct)
                .ConfigureAwait(false) > 0;
        if (missing.Length > 0 && isUsed)
            throw new ServiceException(
                ErrorKind.UsageError,
                $"Tables of this catalogue lie on {string.Join(", ", missing)}, which the list of shards does not have. Parts of the sky "
                    + "do not move: name all shards that the tables lie on (docs/scaling.md)."
            );
        var idle = names.Except(parts.Select(part => part.Shard)).ToArray();
        if (parts.Length > 0 && isUsed)
        {
            if (idle.Length > 0)
                note(
                    $"No part of the sky lies on {string.Join(", ", idle)}: the parts were made when the first table was spread."
                );
            return parts;
        }
        var firsts = Cut(rows(names.Length), names.Length);
        await CatalogStore.ExecuteAsync(coordinator, "DELETE FROM datalab.shard_parts", ct).ConfigureAwait(false);
        parts = [.. names.Select((name, i) => new SkyPart(i, firsts[i], name))];
        foreach (var part in parts)
            await CatalogStore
                .ExecuteAsync(
                    coordinator,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"INSERT INTO datalab.shard_parts VALUES ({part.Number}, {part.First}, {CatalogStore.Literal(part.Shard)})"
                    ),
                    ct
                )
                .ConfigureAwait(false);
        return parts;
    }

    /// <summary>First cells of the parts: those found between equal numbers of rows, on edges of coarse cells.</summary>
    /// <param name="found">Fewer than parts where there are hardly any rows.</param>
    internal static long[] Cut(long[] found, int parts)
    {
        long[] coarse = [0, .. found.Select(cell => cell >> CoarseShift << CoarseShift)];
        if (IsCut(coarse, parts))
            return coarse;
        long[] fine = [0, .. found];
        return IsCut(fine, parts) ? fine : [.. Enumerable.Range(0, parts).Select(i => Cells / parts * i)];
    }

    private static bool IsCut(long[] firsts, int parts) =>
        firsts.Length == parts && firsts.Zip(firsts.Skip(1)).All(pair => pair.First < pair.Second);

    private static async Task<ImmutableArray<SkyPart>> ReadAsync(NpgsqlConnection coordinator, CancellationToken ct)
    {
        const string sql = "SELECT part, first_cell, shard FROM datalab.shard_parts ORDER BY part";
        await using var command = new NpgsqlCommand(sql, coordinator);
        await using var rows = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        var parts = ImmutableArray.CreateBuilder<SkyPart>();
        while (await rows.ReadAsync(ct).ConfigureAwait(false))
            parts.Add(new SkyPart(rows.GetInt32(0), rows.GetInt64(1), rows.GetString(2)));
        return parts.ToImmutable();
    }
}
