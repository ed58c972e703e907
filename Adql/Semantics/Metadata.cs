namespace DataLab.Adql.Semantics;

/// <summary>What a value means, as far as its source says: travels with it into results, subqueries and sets.</summary>
internal sealed record Metadata
{
    public static readonly Metadata None = new();

    public string? Unit { get; init; }
    public string? Ucd { get; init; }
    public string? Utype { get; init; }
    public string? Description { get; init; }

    /// <summary>Reference frame of a coordinate or a shape.</summary>
    public string? Frame { get; init; }

    public static Metadata Of(Column column) =>
        new()
        {
            Unit = string.IsNullOrWhiteSpace(column.Unit) ? null : column.Unit,
            Ucd = column.Ucd,
            Utype = column.Utype,
            Description = column.Description,
            Frame = column.Frame,
        };

    public static Metadata OfUnit(string? unit) => unit is null ? None : new Metadata { Unit = unit };

    /// <summary>UCD with a statistical word behind it: words <c>stat.min</c>, <c>stat.max</c>, <c>stat.mean</c> are secondary (UCD1+ list, flag S).</summary>
    public static string? WithWord(string? ucd, string word) =>
        string.IsNullOrEmpty(ucd) ? null
        : ucd.Split(';').Contains(word) ? ucd
        : ucd + ";" + word;
}
