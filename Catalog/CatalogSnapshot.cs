using System.Collections.Immutable;
using DataLab.Formats;

namespace DataLab.Catalog;

/// <summary>Which tables exist, as one immutable picture: replaced as a whole when something is published.</summary>
/// <remarks>Read at start and on change, never per query. Includes TAP_SCHEMA's description of itself.</remarks>
/// <param name="Version">Grows by one with every change seen by this process.</param>
/// <param name="Schemas">In schema_index order, then by name; TAP_SCHEMA last.</param>
/// <param name="Adql">The same tables as the translator sees them.</param>
public sealed record CatalogSnapshot(
    long Version,
    DateTimeOffset LoadedAt,
    ImmutableArray<SchemaMetadata> Schemas,
    Adql.Semantics.Schema Adql
)
{
    public IEnumerable<TableMetadata> Tables => Schemas.SelectMany(schema => schema.Tables);
}

/// <summary>A row of TAP_SCHEMA.schemas with its tables (TAP 1.1 §4.1).</summary>
public sealed record SchemaMetadata(string Name, ImmutableArray<TableMetadata> Tables)
{
    public string? Description { get; init; }
    public string? Utype { get; init; }
    public int? Index { get; init; }
}

/// <summary>A row of TAP_SCHEMA.tables with its columns and the foreign keys that start from it (TAP 1.1 §4.2).</summary>
/// <param name="SchemaName">Unquoted.</param>
/// <param name="Name">Unquoted, without the schema.</param>
public sealed record TableMetadata(string SchemaName, string Name, ImmutableArray<ColumnMetadata> Columns)
{
    /// <summary><c>table</c> or <c>view</c>.</summary>
    public string Type { get; init; } = "table";
    public string? Description { get; init; }
    public string? Utype { get; init; }
    public int? Index { get; init; }

    /// <summary>Number of rows when published; null if not known.</summary>
    public long? Rows { get; init; }
    public ImmutableArray<ForeignKey> ForeignKeys { get; init; } = [];

    /// <summary>Columns with the position (ICRS, degrees) of a table that is read in place, whether or not it has cells; null for others.</summary>
    public Coordinates? Coordinates { get; init; }

    /// <summary>The name as a query writes it: <c>schema.table</c>, each part quoted where ADQL needs it.</summary>
    public string QualifiedName => AdqlName.Write(SchemaName) + "." + AdqlName.Write(Name);
}

/// <summary>Names of the columns with right ascension and declination.</summary>
public sealed record Coordinates(string Ra, string Dec);

/// <summary>A row of TAP_SCHEMA.columns (TAP 1.1 §4.3): a field and what a publisher adds.</summary>
public sealed record ColumnMetadata(Field Field)
{
    public bool Indexed { get; init; }
    public bool Principal { get; init; }

    /// <summary>Defined by a standard (TAP_SCHEMA, ObsCore) rather than by the publisher.</summary>
    public bool Std { get; init; }
    public int? Index { get; init; }
}

/// <summary>TAP_SCHEMA.keys and key_columns (TAP 1.1 §4.4, §4.5).</summary>
/// <param name="FromTable">Qualified name as queries write it.</param>
/// <param name="TargetTable">Qualified name as queries write it.</param>
/// <param name="Columns">Pairs (from column, target column), unquoted.</param>
public sealed record ForeignKey(
    string Id,
    string FromTable,
    string TargetTable,
    ImmutableArray<(string From, string Target)> Columns
)
{
    public string? Description { get; init; }
    public string? Utype { get; init; }
}
