using System.Collections.Immutable;
using System.Globalization;
using DataLab.Catalog.Ingest;
using Npgsql;

namespace DataLab.Catalog.PostgreSql;

/// <summary>
/// Makes a table that lies on shards: first its parts, each in a transaction of its shard, then, in one of the coordinator, the
/// partitioned table that unites them. Nobody sees a part before that, and parts that never come to it are left-overs.
/// </summary>
internal sealed class ShardedRelation(
    NpgsqlConnection coordinator,
    ShardList shards,
    StoredTable stored,
    string relation,
    Func<string, string> named,
    Action<string> note
)
{
    /// <summary>Rows of a part that statistics are made of where the coordinator would fetch all of them.</summary>
    private const int Sample = 60_000;

    /// <summary>Number of an advisory lock: "DL" and a count.</summary>
    private const int SchemaLock = 0x444C0002;

    /// <summary>The part of rows that lie nowhere.</summary>
    private const int Nowhere = -1;

    private ImmutableArray<Part> parts = [];

    private string Schema => stored.Table.SchemaName;

    private string Cell => TranslatorTables.Quote(stored.Position!.Cell);

    /// <summary>Bytes on the shards.</summary>
    public long Bytes => parts.Sum(part => part.Bytes);

    /// <summary>The partitions on the coordinator, in the order of the sky.</summary>
    public ImmutableArray<StoredPart> Parts =>
        [.. parts.Select(part => new StoredPart(part.Name, part.First, part.Last))];

    private sealed record Part(int Number, string Name, Shard Shard, string Bounds)
    {
        public long First { get; init; } = -1;
        public long Last { get; init; } = -1;
        public long Rows { get; set; }
        public long Bytes { get; set; }
        public bool IsSampled { get; set; }
    }

    /// <summary>Makes the parts on their shards, side by side. The coordinator is outside a transaction.</summary>
    /// <param name="columns">Their definitions in SQL.</param>
    /// <param name="indexed">Columns, unquoted.</param>
    public async Task FillAsync(
        SortedRows rows,
        string columns,
        ImmutableArray<string> indexed,
        Action<IngestStage> stage,
        CancellationToken ct
    )
    {
        await PlanAsync(rows, ct).ConfigureAwait(false);
        var schema = TranslatorTables.Quote(Schema);
        foreach (var shard in parts.Select(part => part.Shard).Distinct())
            await ShardConnections
                .RunAsync(
                    shard,
                    // Two ingests would be in each other's way.
                    $"SELECT pg_advisory_xact_lock({SchemaLock}); {CatalogStore.CreateSchema(Schema)} "
                        + $"GRANT USAGE ON SCHEMA {schema} TO {TranslatorTables.Quote(shard.User)}",
                    ct
                )
                .ConfigureAwait(false);
        stage(IngestStage.Copying);
        using var failing = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var filling = parts.Select(async part =>
        {
            try
            {
                // Reading the files blocks.
                await Task.Run(() => FillAsync(rows, part, columns, indexed, failing.Token), failing.Token)
                    .ConfigureAwait(false);
            }
            catch
            {
                await failing.CancelAsync().ConfigureAwait(false);
                throw;
            }
        });
        var all = Task.WhenAll(filling);
        try
        {
            await all.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (all.Exception is { } failures && !ct.IsCancellationRequested)
        {
            // The first failure stopped the others: that is the one to tell of.
            throw failures.InnerExceptions.First(e => e is not OperationCanceledException);
        }
    }

    /// <summary>Which rows go where. The cut of the sky is decided and kept before anything is made by it.</summary>
    private async Task PlanAsync(SortedRows rows, CancellationToken ct)
    {
        await using var transaction = await coordinator.BeginTransactionAsync(ct).ConfigureAwait(false);
        await CatalogStore.LockAsync(coordinator, ct).ConfigureAwait(false);
        await CatalogStore.ExecuteAsync(coordinator, SkyParts.Definition, ct).ConfigureAwait(false);
        await ForeignServers.InstallAsync(coordinator, shards, ct).ConfigureAwait(false);
        var sky = await SkyParts.DecideAsync(coordinator, shards, rows.Quantiles, note, ct).ConfigureAwait(false);
        parts = Plan(sky, rows.HasRowsNowhere);
        // From here on nobody cuts the sky anew, and what is made can be found.
        foreach (var part in parts)
            await CatalogStore
                .ExecuteAsync(
                    coordinator,
                    "INSERT INTO datalab.shard_relations VALUES ($1, $2, $3, $4, $5)",
                    ct,
                    part.Shard.Name,
                    Schema,
                    stored.Table.Name,
                    relation,
                    part.Name
                )
                .ConfigureAwait(false);
        await transaction.CommitAsync(ct).ConfigureAwait(false);
    }

    private ImmutableArray<Part> Plan(ImmutableArray<SkyPart> sky, bool hasRowsNowhere)
    {
        var planned = ImmutableArray.CreateBuilder<Part>();
        for (var i = 0; i < sky.Length; i++)
        {
            var (first, next) = (sky[i].First, i + 1 < sky.Length ? sky[i + 1].First : (long?)null);
            var from = i == 0 ? "MINVALUE" : first.ToString(CultureInfo.InvariantCulture);
            var to = next?.ToString(CultureInfo.InvariantCulture) ?? "MAXVALUE";
            planned.Add(
                new Part(i, named(Suffix(i)), ShardOf(sky[i].Shard), $"FOR VALUES FROM ({from}) TO ({to})")
                {
                    First = first,
                    Last = (next ?? SortedRows.Nowhere) - 1,
                }
            );
        }
        if (hasRowsNowhere)
        {
            // Spread as well: every table has them on another shard.
            var place = (int)(stored.Table.Name.Aggregate(0u, (sum, c) => sum * 31 + c) % (uint)sky.Length);
            planned.Add(new Part(Nowhere, named(Suffix(sky.Length)), ShardOf(sky[place].Shard), "DEFAULT"));
        }
        return planned.ToImmutable();
    }

    private Shard ShardOf(string name) => shards.Shards.Single(shard => shard.Name == name);

    private async Task FillAsync(
        SortedRows rows,
        Part part,
        string columns,
        ImmutableArray<string> indexed,
        CancellationToken ct
    )
    {
        await using var connection = await ShardConnections.OpenAsync(part.Shard, ct).ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(ct).ConfigureAwait(false);
        var name = CatalogStore.EngineName(Schema, part.Name);
        Task RunAsync(string sql) => CatalogStore.ExecuteAsync(connection, sql, ct);
        await RunAsync($"{RelationSql.Session}; CREATE TABLE {name} ({columns})").ConfigureAwait(false);
        var (first, last) = part.Number == Nowhere ? (SortedRows.Nowhere, SortedRows.Nowhere) : (part.First, part.Last);
        part.Rows = await rows.CopyAsync(connection, name, first, last, ct).ConfigureAwait(false);
        foreach (var column in indexed)
            await RunAsync(RelationSql.Index(name, TranslatorTables.Quote(column))).ConfigureAwait(false);
        // Cells that a match asks for are looked up by the coarse ones around them.
        if (part.Number != Nowhere)
            await RunAsync(
                    RelationSql.Index(
                        name,
                        string.Create(CultureInfo.InvariantCulture, $"({Cell} >> {SkyParts.CoarseShift})")
                    )
                )
                .ConfigureAwait(false);
        await RunAsync($"ANALYZE {name}").ConfigureAwait(false);
        if (part.Rows > 2 * Sample && coordinator.PostgreSqlVersion.Major < 16)
        {
            // Newer ones take their sample on the shard.
            part.IsSampled = true;
            await RunAsync(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"CREATE VIEW {SampleOf(part)} AS SELECT * FROM {name} TABLESAMPLE SYSTEM ({100.0 * Sample / part.Rows})"
                    )
                )
                .ConfigureAwait(false);
        }
        part.Bytes = await CatalogStore
            .CountAsync(connection, $"SELECT pg_total_relation_size({CatalogStore.Literal(name)})", ct)
            .ConfigureAwait(false);
        var reader = TranslatorTables.Quote(part.Shard.User);
        await RunAsync($"GRANT SELECT ON {name}{(part.IsSampled ? ", " + SampleOf(part) : "")} TO {reader}")
            .ConfigureAwait(false);
        await transaction.CommitAsync(ct).ConfigureAwait(false);
    }

    private static string Suffix(int number) => "~" + number.ToString(CultureInfo.InvariantCulture);

    private string SampleOf(Part part) => CatalogStore.EngineName(Schema, SampleName(part));

    private string SampleName(Part part) => named(Suffix(part.Number) + "~sample");

    /// <summary>Makes the table that unites the parts, in the coordinator's transaction, with statistics of its own.</summary>
    public async Task AttachAsync(string name, string columns, CancellationToken ct)
    {
        Task RunAsync(string sql) => CatalogStore.ExecuteAsync(coordinator, sql, ct);
        await RunAsync($"CREATE TABLE {name} ({columns}) PARTITION BY RANGE ({Cell})").ConfigureAwait(false);
        foreach (var part in parts)
            await RunAsync(
                    $"CREATE FOREIGN TABLE {CatalogStore.EngineName(Schema, part.Name)} PARTITION OF {name} {part.Bounds} "
                        + $"SERVER {ForeignServers.Name(part.Shard)} OPTIONS (schema_name {CatalogStore.Literal(Schema)}, "
                        + $"table_name {CatalogStore.Literal(part.IsSampled ? SampleName(part) : part.Name)})"
                )
                .ConfigureAwait(false);
        await RunAsync($"ANALYZE {name}").ConfigureAwait(false);
        foreach (var part in parts.Where(part => part.IsSampled))
            await RunAsync(
                    $"ALTER FOREIGN TABLE {CatalogStore.EngineName(Schema, part.Name)} OPTIONS (SET table_name {CatalogStore.Literal(part.Name)})"
                )
                .ConfigureAwait(false);
    }

    /// <summary>Takes away what only the making needed. What stays behind goes with its table.</summary>
    public async Task FinishAsync(CancellationToken ct)
    {
        foreach (var part in parts.Where(part => part.IsSampled))
            await ShardConnections
                .RunAsync(part.Shard, $"DROP VIEW IF EXISTS {SampleOf(part)}", ct)
                .ConfigureAwait(false);
    }
}
