using System.Collections.Immutable;

namespace DataLab.Formats;

/// <summary>What a source knows for certain of all its rows before the first is read, for formats that begin with it.</summary>
/// <param name="Rows">Exact number, unless reading fails.</param>
/// <param name="Status">How the table will end, unless reading fails.</param>
/// <param name="Columns">One a field; null where nothing is known.</param>
public sealed record RowForecast(long Rows, QueryStatus Status, ImmutableArray<ColumnForecast?> Columns);

/// <summary>Bounds of the cells of a column. They hold for every cell, but need not be reached by any.</summary>
public sealed record ColumnForecast
{
    /// <summary>False only if no cell is null.</summary>
    public bool HasNulls { get; init; }

    /// <summary>Of integers: the numbers lie between these; null where not known.</summary>
    public long? Least { get; init; }
    public long? Greatest { get; init; }

    /// <summary>Of texts: none is longer, bytes of UTF-8; null where not known.</summary>
    public int? LongestText { get; init; }

    /// <summary>Of texts: true only if all characters are printable ASCII.</summary>
    public bool IsPrintable { get; init; }
}
