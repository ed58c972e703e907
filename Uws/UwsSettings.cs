using Microsoft.Extensions.Options;

namespace DataLab.Uws;

/// <summary>What holds for the jobs of all services; section <c>Uws</c> of the configuration. <see cref="UwsOptions"/> says what each is.</summary>
public sealed record UwsSettings
{
    public int LeaseSeconds { get; init; } = 30;
    public int PollSeconds { get; init; } = 1;
    public int ReapSeconds { get; init; } = 10;
    public int StopGraceSeconds { get; init; } = 2;
    public int MostCrashes { get; init; } = 2;

    /// <summary>Zero for ever.</summary>
    public int HistoryDays { get; init; } = 365;
    public int HistoryEntries { get; init; } = 1_000_000;
    public int PendingJobs { get; init; } = 10_000;
    public int PendingJobsPerUser { get; init; } = 1000;
    public long StoredUploadBytes { get; init; } = 50L << 30;

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
            .. Range(nameof(options.LeaseSeconds), options.LeaseSeconds, 3, 86_400, "seconds"),
            .. Range(nameof(options.PollSeconds), options.PollSeconds, 1, 3600, "seconds"),
            .. Range(nameof(options.ReapSeconds), options.ReapSeconds, 1, 86_400, "seconds"),
            .. Range(nameof(options.StopGraceSeconds), options.StopGraceSeconds, 0, 600, "seconds"),
            .. Range(nameof(options.MostCrashes), options.MostCrashes, 1, 1000, "runs"),
            .. Range(nameof(options.HistoryDays), options.HistoryDays, 0, 36_500, "days"),
            .. Range(nameof(options.HistoryEntries), options.HistoryEntries, 1, int.MaxValue, "entries"),
            .. Range(nameof(options.PendingJobs), options.PendingJobs, 1, int.MaxValue, "jobs"),
            .. Range(nameof(options.PendingJobsPerUser), options.PendingJobsPerUser, 1, int.MaxValue, "jobs"),
            .. Range(nameof(options.StoredUploadBytes), options.StoredUploadBytes, 1 << 20, 1L << 50, "bytes"),
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

    private static IEnumerable<string> Range(string setting, long value, long least, long most, string unit)
    {
        if (value < least || value > most)
            yield return FormattableString.Invariant(
                $"Uws:{setting} is {value}; expected a number of {unit} from {least} to {most}."
            );
    }
}
