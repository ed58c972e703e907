using System.Collections.Immutable;

namespace DataLab.Sia.Search;

/// <summary>Values of <c>dataproduct_type</c> that an answer may have (SIA 2.0 §2.1.13 DPTYPE).</summary>
internal static class ImageTypes
{
    public static ImmutableArray<string> All { get; } = ["image", "cube"];

    /// <summary>ADQL, unknown where the type is.</summary>
    public static string Condition { get; } =
        $"dataproduct_type IN ({string.Join(", ", All.Select(type => $"'{type}'"))})";
}
