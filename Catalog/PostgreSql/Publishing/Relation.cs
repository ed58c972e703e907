using System.Collections.Immutable;

namespace DataLab.Catalog.PostgreSql;

/// <summary>A table, view or the like as the database's own catalogue describes it.</summary>
/// <param name="Kind">pg_class.relkind: r table, p partitioned, v view, m materialised view, f foreign.</param>
internal sealed record Relation(long Oid, string Schema, string Name, char Kind)
{
    public string? Comment { get; init; }

    /// <summary>An estimate; null where the database has none.</summary>
    public long? Rows { get; init; }

    /// <summary>False for a materialised view that was never filled.</summary>
    public bool IsPopulated { get; init; }

    /// <summary>The role that publishes may read it.</summary>
    public bool IsReadable { get; init; }
    public StoredSize Size { get; init; } = new(0, 0, 0);
    public ImmutableArray<RelationColumn> Columns { get; init; } = [];
    public ImmutableArray<RelationIndex> Indexes { get; init; } = [];
    public ImmutableArray<RelationKey> Keys { get; init; } = [];

    /// <summary>Numbers of the columns of the primary key.</summary>
    public ImmutableArray<int> PrimaryKey { get; init; } = [];

    public bool IsView => Kind == 'v';

    /// <summary>Indexes can be made on it.</summary>
    public bool TakesIndexes => Kind is 'r' or 'p' or 'm';

    public string SqlName => CatalogStore.EngineName(Schema, Name);
}

/// <param name="Number">pg_attribute.attnum.</param>
/// <param name="TypeSchema">Schema of the type; of the base type of a domain, as all that follows.</param>
/// <param name="Type">pg_type.typname.</param>
/// <param name="Kind">pg_type.typtype: b base, e enum, c composite, r range.</param>
/// <param name="Modifier">atttypmod; -1 for none.</param>
internal sealed record RelationColumn(int Number, string Name, string TypeSchema, string Type, char Kind, int Modifier)
{
    public string? Comment { get; init; }

    /// <summary>For people.</summary>
    public string TypeName { get; init; } = "";
}

/// <summary>An index that serves every row and is valid.</summary>
/// <param name="First">Number of its first column; 0 for an expression.</param>
/// <param name="FirstExpression">The SQL of its first column.</param>
internal sealed record RelationIndex(string Method, int First, string FirstExpression);

/// <summary>A foreign key.</summary>
internal sealed record RelationKey(
    string Name,
    string TargetSchema,
    string TargetTable,
    ImmutableArray<(string From, string Target)> Columns
)
{
    public string? Comment { get; init; }
}
