using System.Text.RegularExpressions;
using DataLab.Adql.Semantics;

namespace DataLab.Catalog.PostgreSql;

/// <summary>How rows of a relation are found by position: a column with cells, or an index that is there.</summary>
/// <param name="Description">In words, for the operator.</param>
internal sealed record SkySearch(string Description)
{
    /// <summary>Name of the column with cells; null where the index computes them or there are none.</summary>
    public string? CellColumn { get; init; }

    /// <summary>SQL of the cells where an index on it is there.</summary>
    public string? CellExpression { get; init; }

    /// <summary>An extension's index: kind and schema of its functions.</summary>
    public (SkyIndexKind Kind, string Functions)? Extension { get; init; }

    /// <summary>Name of the spoint column with the index, if it is on one.</summary>
    public string? PointColumn { get; init; }

    public bool IsScan => this is { CellColumn: null, CellExpression: null, Extension: null };
}

/// <summary>An index on positions, as its expression tells.</summary>
/// <param name="Function">Without schema: <c>q3c_ang2ipix</c>, <c>datalab_hpx29</c>, <c>spoint</c>.</param>
/// <param name="Schema">Of the function, where the expression names it.</param>
internal sealed record PositionIndex(string Function, string? Schema, string Ra, string Dec)
{
    /// <returns>Null for an index on anything else.</returns>
    public static PositionIndex? Of(RelationIndex index)
    {
        if (index.First != 0)
            return null;
        var match =
            index.Method == "gist" ? PointForm.Match(index.FirstExpression) : CellForm.Match(index.FirstExpression);
        return match.Success
            ? new PositionIndex(
                match.Groups["function"].Value,
                match.Groups["schema"].Success ? Plain(match.Groups["schema"].Value) : null,
                Plain(match.Groups["ra"].Value),
                Plain(match.Groups["dec"].Value)
            )
            : null;
    }

    private static string Plain(string name) =>
        name is ['"', .. var inner, '"'] ? inner.Replace("\"\"", "\"", StringComparison.Ordinal) : name;

    private const string Name = """(?:"(?:[^"]|"")+"|\w+)""";

    /// <summary>A column, or one that is widened.</summary>
    private static string Member(string group) =>
        $"""(?:(?<{group}>{Name})|\((?<{group}>{Name})\)::double precision)""";

    private static readonly string Functions = $"(?:(?<schema>{Name})\\.)?";

    private static readonly Regex CellForm = new(
        $"^{Functions}(?<function>q3c_ang2ipix|datalab_hpx29)\\({Member("ra")}, {Member("dec")}\\)$"
    );

    private static readonly Regex PointForm = new(
        $"^{Functions}(?<function>spoint)\\(radians\\({Member("ra")}\\), radians\\({Member("dec")}\\)\\)$"
    );
}
