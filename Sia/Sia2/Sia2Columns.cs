using System.Collections.Frozen;
using System.Collections.Immutable;
using DataLab.Formats;
using DataLab.Sia.ObsCore;
using DataLab.Sia.Search;

namespace DataLab.Sia.Sia2;

/// <summary>How many columns an answer has: parameter VERB, which SIA 2.0 leaves to services, with the values of SIA 1.0 §4.1.5.</summary>
internal static class Sia2Columns
{
    public const string Parameter = "VERB";

    /// <summary>Values, the usual one first.</summary>
    public static ImmutableArray<string> Choices { get; } = ["2", "3"];

    /// <summary>What is beyond ObsCore and yet in usual answers. The others tell more of how an image was made and lies in its file.</summary>
    private static readonly ImmutableHashSet<string> Usual =
    [
        "hdu",
        "extname",
        "file_name",
        "im_naxis",
        "im_scale",
        "obs_bandpass",
        "filter",
        "prodtype",
        "proctype",
        "seeing",
        "magzero",
    ];

    private static readonly FrozenSet<string> LeftOut = ObsCoreColumns
        .All.Where(column => !column.IsStandard && !Usual.Contains(column.Name))
        .Select(column => column.Name)
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <exception cref="ServiceException">UsageError.</exception>
    public static bool AreAllAsked(string? verb) =>
        verb?.Trim() switch
        {
            null or "2" => false,
            "3" => true,
            var other => throw Usage.Wrong(Parameter, other, "2 for the usual columns or 3 for all"),
        };

    /// <summary>The columns of an answer in their order; those that are none of ours are in every answer.</summary>
    public static IEnumerable<Field> Of(ImageTable table, bool areAllAsked) =>
        areAllAsked ? table.Fields : table.Fields.Where(field => !LeftOut.Contains(field.Name));
}
