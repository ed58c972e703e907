using System.Collections.Frozen;
using System.Collections.Immutable;
using DataLab.Sky;

namespace DataLab.Adql.Semantics;

/// <summary>The tables a query may name: an immutable snapshot of a catalogue's metadata, indexed by name.</summary>
public sealed class Schema
{
    private readonly FrozenDictionary<string, ImmutableArray<Table>> byName;
    private readonly ImmutableArray<Table> more;

    public Schema(ImmutableArray<Table> tables)
    {
        Tables = tables;
        more = [];
        byName = tables
            .GroupBy(table => table.Name, StringComparer.OrdinalIgnoreCase)
            .ToFrozenDictionary(
                group => group.Key,
                group => group.ToImmutableArray(),
                StringComparer.OrdinalIgnoreCase
            );
    }

    private Schema(Schema most, ImmutableArray<Table> more)
    {
        (byName, this.more) = (most.byName, [.. most.more, .. more]);
        Tables = [.. most.Tables, .. more];
    }

    public ImmutableArray<Table> Tables { get; }

    public static readonly Schema Empty = new([]);

    /// <summary>These tables and a few more, such as the uploads of one query; the index is shared, not made again.</summary>
    public Schema With(ImmutableArray<Table> few) => few.IsEmpty ? this : new Schema(this, few);

    /// <summary>Tables of that name in any schema, ignoring case.</summary>
    internal ImmutableArray<Table> Named(string name)
    {
        var found = byName.GetValueOrDefault(name, []);
        return more.IsEmpty
            ? found
            : [.. found, .. more.Where(table => table.Name.Equals(name, StringComparison.OrdinalIgnoreCase))];
    }
}

/// <summary>A table as ADQL sees it.</summary>
/// <param name="SchemaName">Without quotes, as published; empty for a table that is named without schema.</param>
/// <param name="Name">Without quotes, as published.</param>
/// <param name="EngineName">How the engine's SQL writes it, quoted and qualified, ready to paste: <c>"t7"."main"."object"</c>.</param>
public sealed record Table(string SchemaName, string Name, string EngineName, ImmutableArray<Column> Columns)
{
    /// <summary>The columns that hold the table's main position and its HEALPix cell; null when it has none.</summary>
    public PositionColumns? Position { get; init; }

    /// <summary>The index of the table's regions; null when it has none.</summary>
    public FootprintColumns? Footprint { get; init; }

    /// <summary>Another index on positions, for tables without cells.</summary>
    public SkyIndex? SkyIndex { get; init; }

    /// <summary>Number of rows, if known: decides which side of a positional join is repeated.</summary>
    public long? Rows { get; init; }

    /// <summary>Tables on servers of their own that have the rows between them; empty for a table in one place.</summary>
    public ImmutableArray<TablePart> Parts { get; init; } = [];

    /// <summary>Cells of order 29 that the rows of each file may have, where a search reads only files that it reaches; empty for others.</summary>
    public ImmutableArray<HealpixRange> Files { get; init; } = [];

    /// <summary>Where the rows of <see cref="Position"/> are, if the engine keeps it.</summary>
    public IKnownPositions? KnownPositions { get; init; }
}

/// <summary>The rows of a table that lie on one server.</summary>
/// <param name="EngineName">Quoted and qualified.</param>
/// <param name="First">The least cell of order 29 that they may have; -1, as <paramref name="Last"/>, where they have no position.</param>
public sealed record TablePart(string EngineName, long First, long Last);

/// <summary>Main position of a table and its index column.</summary>
/// <param name="Ra">Name of the column with right ascension, ICRS, degrees, or of a column of points.</param>
/// <param name="Dec">Name of the column with declination, ICRS, degrees, or of the same column of points.</param>
/// <param name="Cell">Engine's (quoted) name of the bigint column with the HEALPix order-29 NESTED index of (Ra, Dec); null in rows without position.</param>
public sealed record PositionColumns(string Ra, string Dec, string Cell)
{
    /// <summary>Engine's (quoted) names of columns with the first and the last cell of the part of the table that a row is in; null
    /// without such parts. An engine leaves out parts by them before it looks at rows.</summary>
    public (string First, string Last)? Part { get; init; }

    /// <summary>The position is in one column, of xtype point.</summary>
    public bool IsPoint => Ra == Dec;
}

/// <summary>A column of regions and the columns by which those near a place are found (<see cref="FootprintKey"/>).</summary>
/// <param name="Region">Name of the column with regions.</param>
/// <param name="Key">Engine's (quoted) name of the bigint column with the key; null in rows whose cell is null or no region.</param>
/// <param name="Longitude">Engine's (quoted) names of the columns with the numbers of <see cref="RegionExtent"/>, degrees.</param>
/// <param name="Classes">Of the sizes that there are.</param>
public sealed record FootprintColumns(
    string Region,
    string Key,
    string Longitude,
    string Latitude,
    string Inner,
    string Outer,
    ImmutableArray<FootprintClass> Classes
);

/// <summary>A column as ADQL sees it, with the metadata that travels into results.</summary>
/// <param name="Name">Without quotes, as published.</param>
/// <param name="EngineName">How the engine's SQL writes it, quoted: <c>"ra"</c>.</param>
/// <remarks>
/// The engine's type follows <paramref name="Type"/>: numbers of the same width, VARCHAR for texts, TIMESTAMP for xtype timestamp,
/// BOOLEAN for boolean and bit, a list of doubles for xtype point, circle and polygon.
/// </remarks>
public sealed record Column(string Name, string EngineName, ColumnType Type)
{
    public string? Unit { get; init; }
    public string? Ucd { get; init; }
    public string? Utype { get; init; }
    public string? Description { get; init; }

    /// <summary>Reference frame of a coordinate column (<c>ICRS</c>), else null.</summary>
    public string? Frame { get; init; }

    /// <summary>True where the engine has an index or sort order that makes look-ups by this column fast.</summary>
    public bool Indexed { get; init; }

    /// <summary>What is certain of the cells; null where nothing is.</summary>
    public ColumnStatistics? Statistics { get; init; }
}

/// <summary>Facts of all cells of a column, counted when the table was made; the table must not change without them.</summary>
public sealed record ColumnStatistics
{
    public bool HasNulls { get; init; }

    /// <summary>Least and greatest whole number; null for other types, and where every cell is null.</summary>
    public long? Least { get; init; }
    public long? Greatest { get; init; }

    /// <summary>Bytes of the longest text in UTF-8; null for other types.</summary>
    public int? LongestText { get; init; }

    /// <summary>All texts consist of printable ASCII characters.</summary>
    public bool IsPrintable { get; init; }
}

/// <summary>Type of a column or expression, in VOTable terms so that it can be handed on unchanged.</summary>
/// <param name="DataType">VOTable datatype: <c>boolean bit unsignedByte short int long float double char unicodeChar floatComplex doubleComplex</c>.</param>
/// <param name="ArraySize">VOTable arraysize, null for a scalar.</param>
/// <param name="XType">DALI xtype, if any.</param>
public sealed record ColumnType(string DataType, string? ArraySize = null, string? XType = null);
