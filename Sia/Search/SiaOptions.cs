using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using DataLab.Dali;

namespace DataLab.Sia.Search;

/// <summary>Limits of the searches for images; section <c>Sia</c> of the configuration.</summary>
public sealed record SiaOptions : IValidatableObject
{
    [Description("Rows of a search for images when MAXREC is absent.")]
    [Range(1, long.MaxValue)]
    public long DefaultMaxRec { get; init; } = 10_000;

    [Description("The most rows one answer may have, whatever MAXREC says.")]
    [Range(1, long.MaxValue)]
    public long HardMaxRec { get; init; } = 1_000_000;

    [Description("Values of POS that one search may have.")]
    [Range(1, 1000)]
    public int MaxRegions { get; init; } = 200;

    [Description("Values of any other parameter that one search may have.")]
    [Range(1, 10_000)]
    public int MaxValues { get; init; } = 1000;

    [Description("Time limit of a search, until its last row is sent, seconds.")]
    [Range(1, 86_400)]
    public int Seconds { get; init; } = 60;

    [Description("Searches for images at once; further ones wait, and users take turns.")]
    [Range(1, 1000)]
    public int Concurrency { get; init; } = 16;

    [Description("Searches at once of one user (or, unless signed in, one address).")]
    [Range(1, 1000)]
    public int ConcurrencyPerUser { get; init; } = 12;

    [Description("Searches that may wait for a place; one more is answered with 503 and `Retry-After`.")]
    [Range(0, 100_000)]
    public int Queue { get; init; } = 1000;

    [Description("Searches of one user that may wait.")]
    [Range(0, 100_000)]
    public int QueuePerUser { get; init; } = 200;

    [Description("How long they wait before 503, seconds.")]
    [Range(0, 3600)]
    public int QueueSeconds { get; init; } = 60;

    internal PlaceLimits Places =>
        new(Concurrency, ConcurrencyPerUser, Queue, QueuePerUser, TimeSpan.FromSeconds(QueueSeconds));

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (DefaultMaxRec > HardMaxRec)
            yield return new ValidationResult(
                $"The setting {nameof(DefaultMaxRec)} is above {nameof(HardMaxRec)}, which limits it.",
                [nameof(DefaultMaxRec), nameof(HardMaxRec)]
            );
    }
}
