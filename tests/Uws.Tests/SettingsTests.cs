using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace DataLab.Uws.Tests;

/// <summary>The section Uws of the configuration.</summary>
public sealed class SettingsTests
{
    [Test]
    public void Nothing_said_means_the_usual()
    {
        Assert.That(Options([]), Is.EqualTo(new UwsOptions("/srv/jobs")));
    }

    [Test]
    public void Every_setting_arrives()
    {
        var options = Options([
            ("LeaseSeconds", "90"),
            ("PollSeconds", "2"),
            ("ReapSeconds", "3"),
            ("StopGraceSeconds", "4"),
            ("MostCrashes", "5"),
            ("HistoryDays", "0"),
            ("HistoryEntries", "7"),
            ("PendingJobs", "8"),
            ("PendingJobsPerUser", "9"),
            ("StoredUploadBytes", "10000000000"),
        ]);
        Assert.That(
            options,
            Is.EqualTo(
                new UwsOptions("/srv/jobs")
                {
                    Lease = TimeSpan.FromSeconds(90),
                    Poll = TimeSpan.FromSeconds(2),
                    ReapEvery = TimeSpan.FromSeconds(3),
                    StopGrace = TimeSpan.FromSeconds(4),
                    MostCrashes = 5,
                    HistoryFor = TimeSpan.Zero,
                    HistoryEntries = 7,
                    PendingJobs = 8,
                    PendingJobsPerUser = 9,
                    StoredUploadBytes = 10_000_000_000,
                }
            )
        );
    }

    [TestCase("LeaseSeconds", "2", "Uws:LeaseSeconds is 2; expected a number of seconds from 3 to 86400.")]
    [TestCase("PollSeconds", "0", "Uws:PollSeconds is 0; expected a number of seconds from 1 to 3600.")]
    [TestCase("PollSeconds", "20", "Uws:LeaseSeconds is 30; expected at least 3 times Uws:PollSeconds, which is 20.")]
    [TestCase("StopGraceSeconds", "-1", "Uws:StopGraceSeconds is -1; expected a number of seconds from 0 to 600.")]
    [TestCase("MostCrashes", "0", "Uws:MostCrashes is 0; expected a number of runs from 1 to 1000.")]
    [TestCase("HistoryEntries", "0", "Uws:HistoryEntries is 0; expected a number of entries from 1 to 2147483647.")]
    [TestCase("PendingJobs", "0", "Uws:PendingJobs is 0; expected a number of jobs from 1 to 2147483647.")]
    [TestCase(
        "StoredUploadBytes",
        "5",
        "Uws:StoredUploadBytes is 5; expected a number of bytes from 1048576 to 1125899906842624."
    )]
    public void What_cannot_be_is_told_with_what_was_found_and_expected(string setting, string value, string message)
    {
        var e = Assert.Throws<OptionsValidationException>(() => Options([(setting, value)]))!;
        Assert.That(e.Message, Is.EqualTo(message));
    }

    [Test]
    public void All_that_is_wrong_is_told_at_once()
    {
        var e = Assert.Throws<OptionsValidationException>(() => Options([("PollSeconds", "0"), ("MostCrashes", "0")]))!;
        Assert.That(e.Failures.Count(), Is.EqualTo(2));
    }

    [Test]
    public void What_is_no_number_is_told_by_the_name_of_the_setting()
    {
        var e = Assert.Throws<InvalidOperationException>(() => Options([("MostCrashes", "few")]))!;
        Assert.That(e.Message, Does.Contain("Uws:MostCrashes").And.Contain("few"));
    }

    private static UwsOptions Options((string Name, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(s => new KeyValuePair<string, string?>("Uws:" + s.Name, s.Value)))
            .Build();
        using var services = new ServiceCollection().AddUws(configuration, "/srv/jobs").BuildServiceProvider();
        return services.GetRequiredService<IOptions<UwsSettings>>().Value.ToOptions("/srv/jobs");
    }
}
