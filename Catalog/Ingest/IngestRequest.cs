using System.Collections.Immutable;
using DataLab.Catalog.PostgreSql;
using DataLab.Formats;

namespace DataLab.Catalog.Ingest;

/// <summary>What to take in, and as which table.</summary>
/// <param name="DataFolder">The archive's data folder.</param>
/// <param name="Schema">Unquoted; made if new.</param>
/// <param name="Table">Unquoted, without the schema.</param>
/// <param name="Sources">Their rows follow one another; all must have the same columns.</param>
public sealed record IngestRequest(string DataFolder, string Schema, string Table, ImmutableArray<IngestSource> Sources)
{
    /// <summary>Puts the new rows in place of a table that is there; otherwise that is an error.</summary>
    public bool Replace { get; init; }

    /// <summary>Connection string of the PostgreSQL database to publish in; null for the data folder, which otherwise holds only what is
    /// unfinished. The role owns the catalogue there.</summary>
    public string? Database { get; init; }

    /// <summary>Servers to spread the table over; <see cref="Database"/> coordinates them. Null to keep it in one place.</summary>
    public ShardList? Shards { get; init; }

    /// <summary>How long a replaced table is kept for queries that know it, before its place in the database is freed.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(65);

    /// <summary>Names of the columns with the main position, ICRS degrees; null to find them by metadata, UCD and name.</summary>
    public string? RaColumn { get; init; }
    public string? DecColumn { get; init; }

    /// <summary>Adds <c>ra_deg</c> and <c>dec_deg</c> where the position is sexagesimal text, hours or radians.</summary>
    public bool DerivePosition { get; init; }

    /// <summary>Name of a column that rows are looked up by; it gets an index.</summary>
    public string? IdColumn { get; init; }

    /// <summary>Names of further columns that rows are looked up by, integers or strings; each gets an index.</summary>
    public ImmutableArray<string> Indexed { get; init; } = [];

    /// <summary>Names of columns to compute and add, such as <c>htm9</c>, <c>nest4096</c>, <c>random_id</c>, <c>glon</c>.</summary>
    public ImmutableArray<string> With { get; init; } = [];

    /// <summary>All that can be added.</summary>
    public static ImmutableArray<string> AllAdded => AddedColumn.Names;

    /// <summary>Descriptions, units, UCDs and keys that go over what the sources say.</summary>
    public FelisDocument? Metadata { get; init; }

    /// <summary>Threads to sort with.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Memory to sort in before spilling to disk, bytes; zero means half of what the machine has, and a quarter of a gigabyte for a database.</summary>
    public long MemoryLimit { get; init; }
}

/// <summary>Rows to take in. Opened when its turn comes, and disposed by the ingest.</summary>
/// <param name="Name">For messages and provenance: the file's name without folders.</param>
/// <param name="Open">Given the columns whose types are known better than the source says.</param>
public sealed record IngestSource(string Name, Func<IngestReading, CancellationToken, Task<RowSource>> Open)
{
    /// <summary>Rows that a program makes.</summary>
    public static IngestSource Rows(string name, Func<CancellationToken, Task<RowSource>> open) =>
        new(name, (_, ct) => open(ct));

    /// <summary>A file of any kind we read, known by its first bytes.</summary>
    public static IngestSource File(string path, TableReadOptions? options = null) =>
        new(Path.GetFileName(path), (reading, ct) => FileSource.OpenAsync(path, options, reading, ct));
}

/// <summary>What an ingest tells a source while opening it.</summary>
/// <param name="Columns">Columns whose type is declared elsewhere, by name, any case.</param>
/// <param name="Note">Takes a remark for the operator.</param>
/// <param name="WorkFolder">A folder on the archive's own disk for spilling; removed at the end.</param>
public sealed record IngestReading(IReadOnlyDictionary<string, Field> Columns, Action<string> Note, string WorkFolder);

/// <summary>How far an ingest has come.</summary>
public sealed record IngestProgress(IngestStage Stage, long Rows)
{
    /// <summary>Name of the source being read; null later.</summary>
    public string? Source { get; init; }
}

public enum IngestStage
{
    Reading,
    Sorting,

    /// <summary>Rows go into the database.</summary>
    Copying,
    Indexing,
    Publishing,

    /// <summary>The new table is there; the old one waits for its last readers.</summary>
    Retiring,
}

/// <summary>What became of an ingest.</summary>
/// <param name="Rows">Rows of the table now.</param>
/// <param name="Columns">Columns of the table as users see them.</param>
/// <param name="BadPositions">Rows whose position is not one (missing, NaN, |dec| above 90): no positional search finds them.</param>
/// <param name="Notes">Everything the operator should know: what was renamed, left out, not understood.</param>
public sealed record IngestReport(
    TableMetadata Table,
    long Rows,
    int Columns,
    long BadPositions,
    ImmutableArray<string> Notes,
    TimeSpan Duration
)
{
    /// <summary>Names of the columns with the main position; null if the table has none.</summary>
    public (string Ra, string Dec)? Position { get; init; }

    /// <summary>Size of the table's file.</summary>
    public long FileBytes { get; init; }
}
