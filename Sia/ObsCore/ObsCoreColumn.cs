using System.Collections.Immutable;
using DataLab.Formats;

namespace DataLab.Sia.ObsCore;

/// <summary>A column of <c>ivoa.ObsCore</c>.</summary>
/// <param name="IsStandard">ObsCore 1.1 defines it.</param>
/// <param name="IsPrincipal">Most users want it.</param>
public sealed record ObsCoreColumn(Field Field, bool IsStandard, bool IsPrincipal)
{
    public string Name => Field.Name;

    /// <summary>It follows from where the file is and how it is called, so that no map can set it.</summary>
    public bool IsDerived { get; init; }
}

/// <summary>The columns in their order: those that are mandatory, optional ones of ObsCore 1.1, and Data Lab's.</summary>
public static partial class ObsCoreColumns
{
    public static ImmutableArray<ObsCoreColumn> All => Everything.Value;

    /// <summary>Made when asked for: of the parts of a class none is first.</summary>
    private static readonly Lazy<ImmutableArray<ObsCoreColumn>> Everything = new(() =>
        [.. Mandatory, .. Optional, .. DataLabs]
    );

    /// <summary>By name, any case; null if there is none.</summary>
    public static ObsCoreColumn? Find(string name) =>
        All.FirstOrDefault(column => column.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static ObsCoreColumn Text(
        string name,
        string? ucd,
        string? utype,
        string description,
        bool principal = false
    ) => Make(new Field(name, DataType.Char) { ArraySize = ArraySize.Any }, null, ucd, utype, description, principal);

    private static ObsCoreColumn Real(
        string name,
        string? unit,
        string? ucd,
        string? utype,
        string description,
        bool principal = false
    ) => Make(new Field(name, DataType.Double), unit, ucd, utype, description, principal);

    private static ObsCoreColumn Reals(string name, string? unit, string? ucd, int? length, string description) =>
        Make(
            new Field(name, DataType.Double) { ArraySize = length is { } n ? ArraySize.Of(n) : ArraySize.Any },
            unit,
            ucd,
            null,
            description,
            false
        );

    private static ObsCoreColumn Whole(
        string name,
        string? unit,
        string? ucd,
        string? utype,
        string description,
        DataType type = DataType.Long,
        bool principal = false
    ) => Make(new Field(name, type), unit, ucd, utype, description, principal);

    private static ObsCoreColumn Make(
        Field field,
        string? unit,
        string? ucd,
        string? utype,
        string description,
        bool principal
    ) =>
        new(
            field with
            {
                Unit = unit,
                Ucd = ucd,
                Utype = utype is null ? null : "obscore:" + utype,
                Description = description,
            },
            utype is not null,
            principal
        );
}
