using System.ComponentModel;

namespace DataLab.Sia.Hips;

/// <summary>Where HiPS are; section <c>Hips</c> of the configuration.</summary>
public sealed record HipsOptions
{
    [Description(
        "Folder with the HiPS that are served under `/hips`, one folder each, relative to the data folder unless absolute. Any that follows HiPS 1.0 will do."
    )]
    public string Folder { get; init; } = "hips";
}
