using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Options;

namespace DataLab.Uws;

/// <summary>What holds for the jobs of all services; section <c>Uws</c> of the configuration. <see cref="UwsOptions"/> says what each is.</summary>
public sealed record UwsSettings
{
    [Description(
        "How long a server that says nothing any more keeps its jobs, seconds; at least three times `Uws:PollSeconds`."
    )]
    [Range(3, 86_400)]
    public int LeaseSeconds { get; init; } = 30;

    [Description("How often a server looks for what others did on the same state store, seconds.")]
    [Range(1, 3600)]
    public int PollSeconds { get; init; } = 1;

    [Description("How often destruction times are looked at, seconds.")]
    [Range(1, 86_400)]
    public int ReapSeconds { get; init; } = 10;

    [Description("How long a stopped job may take to stop before the server goes on without it, seconds.")]
    [Range(0, 600)]
    public int StopGraceSeconds { get; init; } = 2;

    [Description("Runs of one job that may die with their server before it ends in ERROR.")]
    [Range(1, 1000)]
    public int MostCrashes { get; init; } = 2;

    [Description("How long the query history keeps an entry, days; 0 for ever.")]
    [Range(0, 36_500)]
    public int HistoryDays { get; init; } = 365;

    [Description("The most entries of the query history, of all users together; the oldest go first.")]
    [Range(1, int.MaxValue)]
    public int HistoryEntries { get; init; } = 1_000_000;

    [Description("Jobs that may be PENDING, made and not started, in all; making one more is answered with 503.")]
    [Range(1, int.MaxValue)]
    public int PendingJobs { get; init; } = 10_000;

    [Description("Jobs of one user (or, unless signed in, one address) that may be PENDING.")]
    [Range(1, int.MaxValue)]
    public int PendingJobsPerUser { get; init; } = 1000;

    [Description(
        "Bytes that the tables uploaded inline for jobs that have not ended may take up on the disk, all together; more is answered with 503. Those of a job that has ended stay until its destruction time, like its results, and do not count."
    )]
    [Range(1L << 20, 1L << 50)]
    public long StoredUploadBytes { get; init; } = 50L << 30;

    /// <summary>What of it cannot be; empty when all is well.</summary>
    public IEnumerable<string> Problems() => new UwsSettingsRules().Validate(null, this).Failures ?? [];

    /// <param name="folder">Of job files, absolute.</param>
    public UwsOptions ToOptions(string folder) =>
        new(folder)
        {
            Lease = TimeSpan.FromSeconds(LeaseSeconds),
            Poll = TimeSpan.FromSeconds(PollSeconds),
            ReapEvery = TimeSpan.FromSeconds(ReapSeconds),
            StopGrace = TimeSpan.FromSeconds(StopGraceSeconds),
            MostCrashes = MostCrashes,
            HistoryFor = TimeSpan.FromDays(HistoryDays),
            HistoryEntries = HistoryEntries,
            PendingJobs = PendingJobs,
            PendingJobsPerUser = PendingJobsPerUser,
            StoredUploadBytes = StoredUploadBytes,
        };
}

/// <summary>Which settings can be; the operator is told all that cannot.</summary>
internal sealed class UwsSettingsRules : IValidateOptions<UwsSettings>
{
    /// <summary>A lease is renewed at each look: a missed one or two must not cost a living process its jobs.</summary>
    private const int LooksInLease = 3;

    public ValidateOptionsResult Validate(string? name, UwsSettings options)
    {
        string[] wrong =
        [
            .. Range(nameof(options.LeaseSeconds), options.LeaseSeconds, "seconds"),
            .. Range(nameof(options.PollSeconds), options.PollSeconds, "seconds"),
            .. Range(nameof(options.ReapSeconds), options.ReapSeconds, "seconds"),
            .. Range(nameof(options.StopGraceSeconds), options.StopGraceSeconds, "seconds"),
            .. Range(nameof(options.MostCrashes), options.MostCrashes, "runs"),
            .. Range(nameof(options.HistoryDays), options.HistoryDays, "days"),
            .. Range(nameof(options.HistoryEntries), options.HistoryEntries, "entries"),
            .. Range(nameof(options.PendingJobs), options.PendingJobs, "jobs"),
            .. Range(nameof(options.PendingJobsPerUser), options.PendingJobsPerUser, "jobs"),
            .. Range(nameof(options.StoredUploadBytes), options.StoredUploadBytes, "bytes"),
        ];
        if (wrong.Length == 0 && options.LeaseSeconds < LooksInLease * options.PollSeconds)
            wrong =
            [
                FormattableString.Invariant(
                    $"Uws:LeaseSeconds is {options.LeaseSeconds}; expected at least {LooksInLease} times Uws:PollSeconds, which is {options.PollSeconds}."
                ),
            ];
        return wrong.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }

    private static IEnumerable<string> Range(string setting, long value, string unit)
    {
        var range = typeof(UwsSettings).GetProperty(setting)!.GetCustomAttribute<RangeAttribute>()!;
        var (least, most) = (
            Convert.ToInt64(range.Minimum, CultureInfo.InvariantCulture),
            Convert.ToInt64(range.Maximum, CultureInfo.InvariantCulture)
        );
        if (value < least || value > most)
            yield return FormattableString.Invariant(
                $"Uws:{setting} is {value}; expected a number of {unit} from {least} to {most}."
            );
    }
}
