using System.Collections.Immutable;
using DataLab.Catalog.Ingest;

namespace DataLab.Catalog.PostgreSql;

/// <summary>Tables of a database that are to be served as they lie, without being copied.</summary>
/// <param name="Database">Connection string of a role that may read them and owns the catalogue.</param>
/// <param name="Schema">Schema of the database.</param>
public sealed record PublishRequest(string Database, string Schema)
{
    /// <summary>The schema's name for users; null for its own.</summary>
    public string? As { get; init; }

    /// <summary>Some of its tables; empty for all.</summary>
    public ImmutableArray<string> Tables { get; init; } = [];

    /// <summary>Descriptions, units and UCDs that go over what the database says.</summary>
    public FelisDocument? Metadata { get; init; }

    /// <summary>Name of a bigint column with HEALPix cells of order 29, NESTED; null for <c>hpx29</c>.</summary>
    public string? CellColumn { get; init; }

    public string PublishedSchema => As ?? Schema;
}

/// <summary>What became of a publication.</summary>
/// <param name="Notes">Everything the operator should know: what is left out, which index is missing.</param>
/// <param name="Removed">Tables that are published no more.</param>
public sealed record PublishReport(
    ImmutableArray<PublishedRelation> Tables,
    ImmutableArray<string> Notes,
    ImmutableArray<string> Removed
);

/// <param name="Search">How positional searches find rows, in words.</param>
public sealed record PublishedRelation(TableMetadata Table, string Search);
