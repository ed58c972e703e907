using DataLab.Conformance.Http;
using DataLab.Conformance.Tests.Twin;

// The twins mostly wait.
[assembly: LevelOfParallelism(4)]

namespace DataLab.Conformance.Tests;

/// <summary>The web server that all tests share.</summary>
[SetUpFixture]
internal sealed class Twins
{
    private static TwinServer? server;

    public static TwinServer Server => server ?? throw new InvalidOperationException("the twins are not up");

    [OneTimeSetUp]
    public static async Task Start() => server = await TwinServer.StartAsync();

    [OneTimeTearDown]
    public static async Task Stop()
    {
        if (server is not null)
            await server.DisposeAsync();
    }

    /// <summary>Judges a service with one check.</summary>
    public static async Task<Outcome> TryAsync(Uri url, string clause)
    {
        var client = new Client(new ClientLimits(TimeSpan.FromSeconds(30), 1 << 24), CancellationToken.None);
        using var subject = await Discovery.FindAsync(url, ["tap"], client);
        var check = Standards.Checks.Single(check => check.Clause.Id == clause);
        return (await Judge.TryAsync(check, subject)).Outcome;
    }
}
