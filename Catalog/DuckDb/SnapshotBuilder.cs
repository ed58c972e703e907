using System.Collections.Immutable;
using DataLab.Adql.Semantics;

namespace DataLab.Catalog.DuckDb;

/// <summary>Makes snapshots: metadata for people, the same for the translator with engine names, and a filled TAP_SCHEMA.</summary>
/// <param name="pool">Where TAP_SCHEMA is filled at once; other engines do it when they are asked for it.</param>
/// <param name="connection">Of that pool, used for nothing else.</param>
/// <remarks>Used by one thread at a time.</remarks>
internal sealed class SnapshotBuilder(
    SnapshotReader reader,
    Attachments attachments,
    EnginePool pool,
    EngineConnection connection
)
{
    private ImmutableArray<(string Name, StoredSchema About, ImmutableArray<SnapshotReader.TableFile> Tables)> current;
    private long version;

    /// <summary>The newest TAP_SCHEMA.schemas in SQL.</summary>
    public string CurrentSchemasTable { get; private set; } = "";

    /// <summary>A snapshot of what the folder holds now.</summary>
    public CatalogSnapshot Build() => Make(reader.Read());

    /// <summary>The next snapshot, or null if nothing changed since the last one.</summary>
    public CatalogSnapshot? Rebuild()
    {
        var now = reader.Read();
        return Same(now, current) ? null : Make(now);
    }

    private CatalogSnapshot Make(
        ImmutableArray<(string Name, StoredSchema About, ImmutableArray<SnapshotReader.TableFile> Tables)> files
    )
    {
        var schemas = ImmutableArray.CreateBuilder<SchemaMetadata>(files.Length + 1);
        var tables = ImmutableArray.CreateBuilder<Table>();
        foreach (var (name, about, inSchema) in files)
        {
            schemas.Add(
                new SchemaMetadata(name, [.. inSchema.Select(file => file.Stored.Table)])
                {
                    Description = about.Description,
                    Utype = about.Utype,
                    Index = about.Index,
                }
            );
            foreach (var file in inSchema)
                tables.Add(TranslatorTables.Of(file.Stored, attachments.Add(file.Path, file.Stored)));
        }
        var published = TranslatorTables.WithLiveKeysOnly(StatisticsSchema.AddTo([.. schemas, TapSchema.Metadata]));
        var alias = TapSchemaWriter.Alias(++version);
        var stored = files.SelectMany(schema => schema.Tables.Select(file => file.Sized)).ToArray();
        TapSchemaWriter.Write(connection, alias, published, stored);
        var own = TapSchemaWriter
            .Tables.Select(table => TranslatorTables.Of(table, TapSchemaWriter.EngineName(alias, table.Name)))
            .ToArray();
        attachments.AddMade(
            alias,
            own.Select(table => table.EngineName),
            other => TapSchemaWriter.Write(other, alias, published, stored),
            pool
        );
        tables.AddRange(own);
        tables.AddRange(own.Where(StatisticsSchema.IsNamedAlone).Select(table => table with { SchemaName = "" }));
        attachments.RetireAllBut(tables.Select(table => table.EngineName).ToHashSet(), DateTimeOffset.UtcNow);
        CurrentSchemasTable = own[0].EngineName;
        current = files;
        return new CatalogSnapshot(version, DateTimeOffset.UtcNow, published, new Schema(tables.ToImmutable()));
    }

    private static bool Same(
        ImmutableArray<(string Name, StoredSchema About, ImmutableArray<SnapshotReader.TableFile> Tables)> a,
        ImmutableArray<(string Name, StoredSchema About, ImmutableArray<SnapshotReader.TableFile> Tables)> b
    ) =>
        a.Length == b.Length
        && a.Zip(b)
            .All(pair =>
                pair.First.Name == pair.Second.Name
                && pair.First.About == pair.Second.About
                && pair.First.Tables.Length == pair.Second.Tables.Length
                && pair.First.Tables.Zip(pair.Second.Tables).All(tables => ReferenceEquals(tables.First, tables.Second))
            );
}
